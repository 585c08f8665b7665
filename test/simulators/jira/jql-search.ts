// What a query finds: issues by key and project, and by what the installed app's jiraEntityProperties index.

import type { Site } from './context.ts';
import { type EntityProperty, modulesOf } from './descriptor.ts';
import { type Clause, JqlError, type Operand, type Operator, parseJql } from './jql.ts';
import { type Identity, type JiraIssue, mayOnIssue } from './site-state.ts';

type Value = string | number;

interface Field {
  type: 'number' | 'string' | 'date';
  /** What is indexed of the issue; empty when it has none, or none of this type. */
  valuesOf(issue: JiraIssue): Value[];
}

const unitMs: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000 };
const operators: Record<Field['type'], Operator[]> = {
  string: ['=', '!=', 'in', 'not in', 'is', 'is not'],
  number: ['=', '!=', 'in', 'not in', 'is', 'is not', '<', '<=', '>', '>='],
  date: ['=', '!=', 'in', 'not in', 'is', 'is not', '<', '<=', '>', '>='],
};

/** The issues that the person may browse and the query finds, in its order. Days begin in UTC. @throws {JqlError} */
export function searchIssues(site: Site, identity: Identity, jql: string): JiraIssue[] {
  const { where, orderBy } = parseJql(jql);
  if (where === null)
    throw new JqlError('Unbounded JQL queries are not allowed here. Please add a search restriction.');
  const matches = matcher(site, where);
  const order = orderBy.map(({ field, descending }) => ({ field: fieldOf(site, field), descending }));
  return site.state.issues
    .filter((issue) => mayOnIssue(site.state, identity, 'BROWSE_PROJECTS', issue))
    .filter(matches)
    .sort((a, b) => {
      for (const { field, descending } of order) {
        const [one, other] = [field.valuesOf(a)[0], field.valuesOf(b)[0]];
        if (one === other) continue;
        // Issues without a value come last either way.
        if (one === undefined || other === undefined) return one === undefined ? 1 : -1;
        return (one < other ? -1 : 1) * (descending ? -1 : 1);
      }
      return Number(b.id) - Number(a.id);
    });
}

function matcher(site: Site, clause: Clause): (issue: JiraIssue) => boolean {
  if ('and' in clause) {
    const inner = clause.and.map((part) => matcher(site, part));
    return (issue) => inner.every((matches) => matches(issue));
  }
  if ('or' in clause) {
    const inner = clause.or.map((part) => matcher(site, part));
    return (issue) => inner.some((matches) => matches(issue));
  }
  if ('not' in clause) {
    const inner = matcher(site, clause.not);
    return (issue) => !inner(issue);
  }
  const { field: name, operator, operands } = clause;
  const field = fieldOf(site, name);
  if (!operators[field.type].includes(operator))
    throw new JqlError(`The operator '${operator}' is not supported by the '${name}' field.`);
  const isEmptyAsked = operands.includes('empty');
  if (operator === 'is' || operator === 'is not') {
    if (!isEmptyAsked) throw new JqlError(`The operator '${operator}' goes with EMPTY only.`);
    return (issue) => (field.valuesOf(issue).length === 0) === (operator === 'is');
  }
  const wanted = operands
    .filter((operand) => operand !== 'empty')
    .map((operand) => operandValue(operand, name, field.type, site.context.now()));
  return (issue) => {
    const values = field.valuesOf(issue);
    if (values.length === 0) return isEmptyAsked && (operator === '=' || operator === 'in');
    return compares(operator, values, wanted, isEmptyAsked);
  };
}

/** An issue without a value matches none of these, not even `!=`. */
function compares(operator: Operator, values: Value[], wanted: Value[], emptyAsked: boolean): boolean {
  const [first] = wanted;
  const has = values.some((value) => wanted.includes(value));
  if (operator === '=' || operator === 'in') return has;
  if (operator === '!=' || operator === 'not in') return !has || (emptyAsked && wanted.length === 0);
  if (first === undefined) throw new JqlError(`The operator '${operator}' does not go with EMPTY.`);
  return values.some((value) => {
    if (operator === '<') return value < first;
    if (operator === '<=') return value <= first;
    return operator === '>' ? value > first : value >= first;
  });
}

function fieldOf(site: Site, name: string): Field {
  const lower = name.toLowerCase();
  if (['key', 'issuekey', 'issue'].includes(lower))
    return { type: 'string', valuesOf: ({ key }) => [key.toLowerCase()] };
  if (lower === 'id') return { type: 'string', valuesOf: ({ id }) => [id] };
  if (lower === 'project') {
    const { projects } = site.state;
    const keyOf = (projectId: string) => projects.find(({ id }) => id === projectId)?.key.toLowerCase() ?? '';
    return { type: 'string', valuesOf: ({ projectId }) => [keyOf(projectId), projectId] };
  }
  const extraction = extractions(site).find(
    ({ alias, longForm }) => alias?.toLowerCase() === lower || longForm === normalized(name),
  );
  if (!extraction)
    throw new JqlError(`Field '${name}' does not exist or you do not have permission to view it.`);
  const { propertyKey, objectName, type } = extraction;
  if (type !== 'number' && type !== 'string' && type !== 'date')
    throw new JqlError(`This simulation indexes no ${type}.`);
  return {
    type,
    valuesOf: ({ properties }) =>
      valuesAt(properties[propertyKey], objectName.split('.'))
        .map((value) => indexed(value, type))
        .filter((value) => value !== null),
  };
}

function normalized(name: string): string {
  return name.replace(/^issue\.property/i, 'issue.property').replace(/\[["']?([^\]"']+)["']?\]/, '[$1]');
}

function extractions(site: Site) {
  const installed = site.state.installation?.state === 'installed' ? site.state.installation : null;
  const modules = (installed ? modulesOf(installed.descriptor, 'jiraEntityProperties') : []) as unknown[];
  return (modules as EntityProperty[])
    .filter(({ entityType }) => entityType === 'issue')
    .flatMap(({ keyConfigurations }) => keyConfigurations)
    .flatMap(({ propertyKey, extractions: of }) =>
      of.map((extraction) => ({
        ...extraction,
        propertyKey,
        longForm: `issue.property[${propertyKey}].${extraction.objectName}`,
      })),
    );
}

/** All values at the path; of an array, each of its elements. */
function valuesAt(value: unknown, path: string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, path));
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return valuesAt((value as Record<string, unknown>)[name], rest);
}

const propertyDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(Z|[+-]\d\d:\d\d))?$/;

/** Null: does not fit the type, so it is not indexed. A date has minutes and a zone, or is a day; never seconds. */
function indexed(value: unknown, type: Field['type']): Value | null {
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value) ? value : null;
  if (typeof value !== 'string') return null;
  // Texts are compared whatever their case.
  if (type === 'string') return value.toLowerCase();
  const at = propertyDate.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

function operandValue(
  operand: Exclude<Operand, 'empty'>,
  name: string,
  type: Field['type'],
  now: number,
): Value {
  if ('call' in operand) {
    const at = type === 'date' ? called(operand.call, operand.argument, now) : null;
    if (at === null)
      throw new JqlError(`The function '${operand.call}' does not go with the '${name}' field.`);
    return at;
  }
  const { text } = operand;
  if (type === 'string') return text.toLowerCase();
  if (type === 'number') {
    if (!/^-?\d+(\.\d+)?$/.test(text))
      throw new JqlError(`Value '${text}' is invalid for the '${name}' field: a number is expected.`);
    return Number(text);
  }
  const relative = offsetOf(text);
  if (relative !== null) return now + relative;
  const day = /^(\d{4})[-/](\d\d?)[-/](\d\d?)(?: (\d\d?):(\d\d))?$/.exec(text);
  const [, year, month, date, hour = 0, minute = 0] = (day ?? []).map(Number);
  if (year === undefined || month === undefined || date === undefined)
    throw new JqlError(
      `Date value '${text}' for field '${name}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
    );
  return Date.UTC(year, month - 1, date, hour || 0, minute || 0);
}

/** Milliseconds of `-5d` or `4w 2d`; null when it is no period. */
function offsetOf(text: string): number | null {
  const period = /^([+-]?)((?:\d+[wdhm]\s*)+)$/.exec(text.trim());
  if (!period) return null;
  const total = [...(period[2] ?? '').matchAll(/(\d+)([wdhm])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0),
    0,
  );
  return period[1] === '-' ? -total : total;
}

function called(name: string, argument: string | null, now: number): number | null {
  const day = Math.floor(now / 86_400_000) * 86_400_000;
  const sunday = day - new Date(day).getUTCDay() * 86_400_000;
  const starts: Record<string, number> = {
    now,
    startofday: day,
    endofday: day + 86_399_999,
    startofweek: sunday,
    endofweek: sunday + 7 * 86_400_000 - 1,
  };
  const start = starts[name];
  if (start === undefined) return null;
  if (argument === null) return start;
  const unit = name.endsWith('week') ? 'w' : 'd';
  const offset = offsetOf(/^[+-]?\d+$/.test(argument) ? `${argument}${unit}` : argument);
  return offset === null || name === 'now' ? null : start + offset;
}
