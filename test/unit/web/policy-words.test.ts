// What admins read of a rule, in the policy and in the audit log.

import { expect, test } from 'vitest';
import type { SitePolicy } from '../../../src/settings/api-types.ts';
import { isRule, ruleInWords } from '../../../src/web/components/admin/policy-words.ts';

test.each<[keyof SitePolicy, unknown, string]>([
  ['connectGroupIds', null, 'Everybody'],
  ['projectIds', null, 'All projects'],
  ['projectIds', ['10000', '10001'], '10000, 10001'],
  ['renditions', null, 'All kinds'],
  ['renditions', [], 'none'],
  ['renditions', ['audio', 'chat'], 'Audio only, Chat'],
  ['sizeCeilingBytes', null, 'As large as Jira allows'],
  ['sizeCeilingBytes', 500 * 1024 ** 2, '500 MB'],
  ['attachmentComment', 'off', 'No comment'],
  ['summaryComment', 'internal', 'For the team only'],
  ['topicInProperty', false, 'No'],
  ['retentionDays', null, 'Never'],
  ['retentionDays', 1, 'after 1 day'],
  ['auditRetentionDays', null, 'for ever'],
  ['auditRetentionDays', 365, 'for 365 days'],
])('%s of %j reads as what it means', (name, rule, words) => {
  expect(ruleInWords(name, rule as never)).toBe(words);
});

test('other details of an event are no rules, so that they are shown as they are', () => {
  expect(['before', 'after', 'projectId', 'size', 'toString'].filter(isRule)).toEqual([]);
});
