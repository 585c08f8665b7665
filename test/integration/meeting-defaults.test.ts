// What a person's new meetings begin with: careful at first, then as they chose, for themselves alone.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

const careful = {
  durationMinutes: 60,
  waitingRoom: true,
  cloudRecording: false,
  joinBeforeHost: false,
  muteUponEntry: true,
};
const other = {
  durationMinutes: 25,
  waitingRoom: false,
  cloudRecording: true,
  joinBeforeHost: true,
  muteUponEntry: false,
};

test('they are careful until the person chooses, on every page and for this person alone', async () => {
  const { host, colleague } = newTeam(app);
  const anywhere = { accountId: host.accountId };
  expect((await app.api('GET', '/meeting-defaults', anywhere)).body).toEqual({
    defaults: careful,
    siteUrl: app.jira.site.baseUrl,
  });

  expect((await app.api('PUT', '/meeting-defaults', anywhere, other)).status).toBe(204);
  expect((await app.api('PUT', '/meeting-defaults', host, { ...other, durationMinutes: 15 })).status).toBe(
    204,
  );

  const { defaults } = (await app.api('GET', '/meeting-defaults', host)).body;
  expect(defaults).toEqual({ ...other, durationMinutes: 15 });
  await app.api('PUT', '/meeting-defaults', host, { ...careful, durationMinutes: 45 });
  const again = (await app.api('GET', '/meeting-defaults', anywhere)).body.defaults;
  expect(again).toEqual({ ...careful, durationMinutes: 45 });
  expect((await app.api('GET', '/meeting-defaults', colleague)).body.defaults).toEqual(careful);
});

test('what makes no sense is refused at its field, and nothing changes', async () => {
  const { host } = newTeam(app);
  for (const [field, wrong] of [
    ['durationMinutes', 14],
    ['durationMinutes', 1441],
    ['waitingRoom', 'yes'],
    ['cloudRecording', null],
  ] as const) {
    const answer = await app.api('PUT', '/meeting-defaults', host, { ...other, [field]: wrong });
    expect([answer.status, answer.body.error.field]).toEqual([400, field]);
  }
  expect((await app.api('GET', '/meeting-defaults', host)).body.defaults).toEqual(careful);
});

test('they go with the person', async () => {
  const { host } = newTeam(app);
  await app.api('PUT', '/meeting-defaults', host, other);
  await app.deps.database.rows('DELETE FROM persons WHERE account_id = $1', [host.accountId]);
  expect((await app.api('GET', '/meeting-defaults', host)).body.defaults).toEqual(careful);
});
