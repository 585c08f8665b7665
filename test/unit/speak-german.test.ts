// What the server tells pages in German, by its codes.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { germanAnswers } from '../../src/german-answers.ts';
import { inGerman } from '../../src/speak-german.ts';

const server = join(import.meta.dirname, '../../src');

test('every code that our server can give a page is in German, and German has no code that nobody gives', () => {
  const germanCodes = Object.keys(germanAnswers);
  const given = codesOfServer();
  expect(given.size).toBeGreaterThan(60);
  expect([...given].filter((code) => !germanCodes.includes(code))).toEqual([]);
  const meant = germanCodes
    .filter((code) => code !== '/waiting')
    .map((code) => code.replace(/\/others$/, ''));
  expect(meant.filter((code) => !given.has(code))).toEqual([]);
});

test('a refusal keeps its code and field, and is told in German', () => {
  const error = { code: 'start_in_past', message: 'This time has passed.', field: 'startTime' };
  expect(inGerman({ error })).toEqual({ error: { ...error, message: germanAnswers.start_in_past } });
});

test('what has no German words is told in English, and nothing else is changed', () => {
  const body = { a: [1, null, { code: 'unheard_of', message: 'Told.' }], toString: 'b', at: new Date(0) };
  expect(inGerman(body)).toEqual(body);
});

test('why a transfer waits is followed by that it goes on by itself, and why it failed is not', () => {
  const transfer = {
    requestedByMe: true,
    reason: { code: 'jira_unavailable', message: 'Down. It goes on.' },
  };
  const told = (more: object) => (inGerman({ ...transfer, ...more }) as typeof transfer).reason.message;
  expect(told({ state: 'waiting' })).toBe(`${germanAnswers.jira_unavailable} ${germanAnswers['/waiting']}`);
  expect(told({ state: 'failed' })).toBe(germanAnswers.jira_unavailable);
  const unknown = { code: 'unheard_of', message: 'It goes on.' };
  expect(told({ state: 'waiting', reason: unknown })).toBe(unknown.message);
});

test('of another person’s transfer is told what they can do about it', () => {
  const transfer = {
    requestedByMe: false,
    state: 'failed',
    reason: { code: 'rights_missing', message: '…' },
  };
  expect(inGerman([transfer])).toEqual([
    { ...transfer, reason: { code: 'rights_missing', message: germanAnswers['rights_missing/others'] } },
  ]);
});

/** Answers to Zoom, to Jira's lifecycle calls, to probes and in Zoom's window, and labels: no page of ours shows them. */
const elsewhere =
  /\/(web|zoom-events)\/|health-routes|metrics-routes|transfer-journal|install-keys|lifecycle-routes|zoom-oauth-routes|config\.ts/;
const codesElsewhere = ['flow_ended'];
/** No page of ours asks so that they come. */
const codesOfStrangers = ['body_too_large', 'method_not_allowed', 'not_found'];

function codesOfServer(): Set<string> {
  const codes = new Set<string>();
  for (const path of filesBelow(server)) {
    if (!path.endsWith('.ts') || elsewhere.test(path)) continue;
    const source = readFileSync(path, 'utf8');
    for (const [, code] of source.matchAll(/(?:new AppError\(|code:)\s*'([a-z_]+)'/g)) codes.add(code ?? '');
    for (const [, table = ''] of path.endsWith('transfer-reasons.ts')
      ? source.matchAll(/^const (?:passing|final) = (\{.*?^\}) as const;/gms)
      : [])
      for (const [, code] of table.matchAll(/^ {2}([a-z_]+):/gm)) codes.add(code ?? '');
    if (path.endsWith('connection-failures.ts'))
      for (const [, code] of source.matchAll(/case '([a-z_]+)'/g)) codes.add(code ?? '');
  }
  for (const code of [...codesElsewhere, ...codesOfStrangers]) codes.delete(code);
  return codes;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
