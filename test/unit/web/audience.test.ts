// Who will see an attachment, from Jira's answer about the issue.

import { expect, test } from 'vitest';
import { consentTo, parseAudience } from '../../../src/web/audience.ts';
import { audienceTexts } from '../../../src/web/texts/recordings.ts';

const project = { id: '10', key: 'DEMO', name: 'Demo' };

test('an issue without security level', () => {
  const expected = {
    projectId: '10',
    projectName: 'Demo',
    securityLevelId: null,
    securityLevelName: null,
    isServiceProject: false,
  };
  expect(parseAudience({ fields: { project, security: null } })).toEqual(expected);
  expect(parseAudience({ fields: { project } })).toEqual(expected);
});

test('an issue with a security level', () => {
  expect(parseAudience({ fields: { project, security: { id: '7', name: 'Managers' } } })).toEqual({
    projectId: '10',
    projectName: 'Demo',
    securityLevelId: '7',
    securityLevelName: 'Managers',
    isServiceProject: false,
  });
});

test('what a person is shown of others who can see the issue goes with their consent', () => {
  const seen = parseAudience({ fields: { project: { ...project, projectTypeKey: 'service_desk' } } });
  if (!seen) throw new Error('not read');
  expect(seen.isServiceProject).toBe(true);
  const consent = { projectId: '10', securityLevelId: null };
  expect(consentTo({ ...seen, anonymous: true })).toEqual({ ...consent, openTo: ['anonymous', 'customers'] });
  expect(consentTo({ ...seen, isServiceProject: false, anonymous: null })).toEqual({
    ...consent,
    openTo: [],
  });
});

test.each([
  [null],
  ['text'],
  [{}],
  [{ fields: {} }],
  [{ fields: { project: { id: 10, name: 'Demo' } } }],
  [{ fields: { project, security: {} } }],
])('an answer of another shape is not guessed at: %j', (answer) => {
  expect(parseAudience(answer)).toBeNull();
});

test('the line names the security level only where there is one', () => {
  expect(audienceTexts.line('Demo', null)).toBe(
    'Everyone who can see this issue in project Demo will be able to open what you attach.',
  );
  expect(audienceTexts.line('Demo', 'Managers')).toContain('(security level: Managers)');
});
