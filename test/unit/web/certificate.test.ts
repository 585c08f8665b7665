// Certificates of erasure in words: what went, what stays, and what could not be reached.

import { expect, test } from 'vitest';
import type { ErasureView } from '../../../src/privacy/api-types.ts';
import { certificateFile, certificateWords } from '../../../src/web/certificate.ts';

const view = (part: Partial<ErasureView>): ErasureView => ({
  id: 'b3f0c1d2-0000-4000-8000-000000000000',
  what: 'person',
  why: 'admin',
  state: 'done',
  askedAt: '2026-11-23T10:00:00.000Z',
  doneAt: '2026-11-23T10:00:00.000Z',
  erased: {},
  kept: {},
  notReached: {},
  progress: null,
  ...part,
});

test('one thing is said in the singular, several in the plural, and none not at all', () => {
  const { erased, stays } = certificateWords(
    view({ erased: { people: 1, connections: 2, links: 0 }, kept: { attachments: 1, links: 3 } }),
  );
  expect(erased).toEqual(['1 Jira account id', '2 connections to Zoom']);
  expect(stays[0]).toBe('1 attached file in Jira: it belongs to its issue, and is deleted there.');
  expect(stays[1]).toContain('3 linked meetings, which name nobody');
});

test('when it was done at once, that is said once; else when it was asked for, too', () => {
  expect(certificateWords(view({})).head).toHaveLength(3);
  expect(certificateWords(view({ doneAt: '2026-11-23T12:00:00.000Z' })).head).toHaveLength(4);
  expect(certificateWords(view({ state: 'running', doneAt: null })).head).toHaveLength(3);
});

test('of a site it says whether Jira’s issues were reached, and after an uninstall that they were not', () => {
  const site = { what: 'site', erased: { links: 2 } } as const;
  expect(certificateWords(view(site)).erased.at(-1)).toContain('were emptied');
  const unreached = certificateWords(view({ ...site, why: 'uninstalled', notReached: { issues: 2 } }));
  expect(unreached.erased).toEqual(['2 linked meetings']);
  expect(unreached.stays.at(-1)).toContain('Not reached: notes in 2 Jira issues');
});

test('the file has all of it, and what names it', async () => {
  const text = await certificateFile(view({ erased: { people: 1 } })).text();
  for (const line of [
    'Certificate of erasure',
    'Data of a person',
    '- 1 Jira account id',
    'Number: b3f0c1d2',
  ])
    expect(text).toContain(line);
});
