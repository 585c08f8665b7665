// Checks HTTP exchanges against an OpenAPI 3 specification: paths, methods, queries, bodies and answers.
// The API specifications are used where present: in SPECS_FOLDER, or in shared/specs beside this repository.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Exchange } from './traffic.ts';

const folder = process.env.SPECS_FOLDER ?? join(import.meta.dirname, '../../../shared/specs');

/** The specification's text as JSON, or null where it is not present. */
export function readSpecification(file: string): Record<string, unknown> | null {
  const path = join(folder, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

type Json = Record<string, unknown>;

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Json;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}

export interface Contract {
  /** E.g. `GET /issue/{issueIdOrKey}`, or null when the specification has no such path and method. */
  operationOf(exchange: Exchange): string | null;
  /** What is wrong with the request; empty when nothing is. */
  requestFaults(exchange: Exchange): string[];
  /** What is wrong with an answer that tells of success; empty when nothing is. */
  answerFaults(exchange: Exchange): string[];
}

/**
 * @param basePath of the API in the addresses that are checked, where the specification's paths leave it out.
 * @param relaxAnswers for specifications that promise more than the API keeps: nothing is required, no value is closed.
 */
export function createContract(
  specification: Json,
  { basePath = '', relaxAnswers = false }: { basePath?: string; relaxAnswers?: boolean } = {},
): Contract {
  const root = relaxAnswers ? withRelaxedAnswers(specification) : specification;
  const paths = Object.entries(root.paths as Record<string, Record<string, Operation>>)
    .map(([path, methods]) => ({ path, methods, pattern: patternOf(path) }))
    // A literal segment goes before a parameter.
    .sort((a, b) => a.path.replaceAll('{', '\uffff').localeCompare(b.path.replaceAll('{', '\uffff'), 'en'));
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, validateSchema: false });
  const coercing = new Ajv({ strict: false, coerceTypes: true, logger: false, validateSchema: false });
  for (const one of [ajv, coercing]) addFormats.default(one);
  ajv.addSchema(root, 'api');

  const validators = new Map<string, ValidateFunction>();
  const validatorAt = (...pointer: string[]): ValidateFunction => {
    const path = pointer
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const validator = validators.get(path) ?? ajv.compile({ $ref: `api#/${path}` });
    validators.set(path, validator);
    return validator;
  };
  const faultsOf = (validator: ValidateFunction, value: unknown, what: string): string[] =>
    validator(value)
      ? []
      : (validator.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message}`);

  const find = ({ method, url }: Exchange) => {
    const [path = ''] = url.split('?');
    if (!path.startsWith(basePath)) return null;
    const found = paths.find(
      ({ pattern, methods }) => pattern.test(path.slice(basePath.length)) && methods[method.toLowerCase()],
    );
    const operation = found?.methods[method.toLowerCase()];
    return found && operation ? { path: found.path, operation } : null;
  };

  return {
    operationOf(exchange) {
      const found = find(exchange);
      return found ? `${exchange.method} ${found.path}` : null;
    },

    requestFaults(exchange) {
      const found = find(exchange);
      if (!found) return ['the specification has no such path and method'];
      const { path, operation } = found;
      const query = new URLSearchParams(exchange.url.split('?')[1] ?? '');
      const known = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
      const faults = [...query.keys()]
        .filter((name) => !known.some((parameter) => parameter.name === name))
        .map((name) => `query: ${name} is unknown`);
      for (const { name, required, schema } of known) {
        const value = query.get(name);
        if (value === null) faults.push(...(required ? [`query: ${name} is missing`] : []));
        else {
          const given = { value: schema.type === 'array' ? value.split(',') : value };
          const validator = coercing.compile({ type: 'object', properties: { value: schema } });
          faults.push(...faultsOf(validator, given, `query: ${name}`));
        }
      }
      const [type = ''] = (exchange.headers['content-type'] ?? '').split(';');
      const bodies = Object.keys(operation.requestBody?.content ?? {});
      if (!bodies.includes(type)) {
        if (bodies.length > 0 || exchange.body !== '') faults.push(`body: ${type || 'none'} is not accepted`);
      } else if (type === 'application/json') {
        const { method } = exchange;
        const validator = validatorAt(
          'paths',
          path,
          method.toLowerCase(),
          'requestBody',
          'content',
          type,
          'schema',
        );
        faults.push(...faultsOf(validator, JSON.parse(exchange.body), 'body'));
      }
      return faults;
    },

    answerFaults(exchange) {
      const found = find(exchange);
      if (!found || exchange.status >= 400) return [];
      const { path, operation } = found;
      const status = String(exchange.status);
      const documented = operation.responses[status];
      if (!documented) return [`${status} is not documented`];
      if (!documented.content?.['application/json']) return [];
      const method = exchange.method.toLowerCase();
      const schema = ['responses', status, 'content', 'application/json', 'schema'];
      if (exchange.answer === '') return [];
      return faultsOf(validatorAt('paths', path, method, ...schema), JSON.parse(exchange.answer), 'answer');
    },
  };
}

function patternOf(path: string): RegExp {
  const literal = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

/** A copy in which answers may leave out everything, and words and types that are known to differ are open. */
function withRelaxedAnswers(specification: Json): Json {
  const differing = new Set(['file_type', 'status', 'recording_type', 'type']);
  const relax = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => relax(item, ''));
    if (typeof value !== 'object' || value === null) return value;
    const isSchema = 'type' in value && typeof value.type === 'string';
    const entries = Object.entries(value).filter(
      ([key, inner]) =>
        !(key === 'required' && Array.isArray(inner)) &&
        !(isSchema && differing.has(name) && (key === 'enum' || key === 'type')),
    );
    return Object.fromEntries(entries.map(([key, inner]) => [key, relax(inner, key)]));
  };
  const inPaths = (value: unknown, name: string): unknown => {
    if (name === 'responses') return relax(value, name);
    if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inPaths(inner, key)]));
  };
  return { ...specification, paths: inPaths(specification.paths, 'paths') };
}
