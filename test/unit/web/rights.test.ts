// What Jira's answer about the viewer's rights is taken for.

import { expect, test } from 'vitest';
import { parseRights, rightsPath } from '../../../src/web/rights.ts';

test('a right is there only when Jira says so', () => {
  const answer = {
    permissions: { EDIT_ISSUES: { havePermission: true }, ADD_COMMENTS: { havePermission: false } },
  };
  expect(parseRights(answer)).toEqual({ edit: true, attach: false, comment: false });
});

test('an answer of another shape says nothing about rights', () => {
  for (const answer of [null, undefined, 'no', {}, { permissions: null }, { permissions: 'all' }]) {
    expect(parseRights(answer)).toBeNull();
  }
});

test('the rights asked for are those that the panel offers buttons for, on the given issue', () => {
  expect(rightsPath('10 1')).toBe(
    '/rest/api/3/mypermissions?issueId=10%201&permissions=EDIT_ISSUES,CREATE_ATTACHMENTS,ADD_COMMENTS',
  );
});
