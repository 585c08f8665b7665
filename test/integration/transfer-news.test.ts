// What ended while a person was elsewhere: told once, to nobody else, on whatever issue they look at next.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { listTransferNews } from '../../src/recordings/transfers/telling/transfer-news.ts';
import { attachAndWait, type LinkedRecording, linkedRecording } from '../support/recorded-meeting.ts';
import { newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
let team: Team;
let recorded: LinkedRecording;
beforeEach(async () => {
  app = await startTestApp();
  team = newTeam(app);
  recorded = await linkedRecording(app, team.host, [{ fileType: 'TRANSCRIPT' }, { fileType: 'CHAT' }]);
});
afterEach(() => app.stop());

const personOf = async ({ accountId, site = app.jira.site }: Viewer) => {
  const installation = await app.deps.installations.findByClientKey(site.clientKey);
  return app.deps.persons.personIdOf(installation?.id ?? '', accountId);
};
const news = async (viewer: Viewer) => listTransferNews(app.deps, await personOf(viewer));
const told = (viewer: Viewer, ids: string[]) => app.api('POST', '/transfers/told', viewer, { ids });

test('a success and a failure are told, newest first, with their issue and why', async () => {
  const { id: done } = await attachAndWait(app, team.host, recorded, 0);
  app.clock.advance(1);
  app.zoom.faults.arm({ on: 'download', kind: 'html-refusal' });
  const { id: failed } = await attachAndWait(app, team.host, recorded, 1);

  expect(await news(team.host)).toEqual([
    {
      id: failed,
      issueId: team.issueId,
      kind: 'chat',
      state: 'failed',
      reason: { code: 'zoom_refused', message: expect.stringMatching(/^Zoom/) },
    },
    { id: done, issueId: team.issueId, kind: 'transcript', state: 'succeeded', reason: null },
  ]);
});

test('nothing is told to others, also not to those on the same issue', async () => {
  await attachAndWait(app, team.host, recorded, 0);
  expect(await news(team.colleague)).toEqual([]);
});

test('it is told once, by whichever panel said so, also one of another issue', async () => {
  const { id } = await attachAndWait(app, team.host, recorded, 0);

  expect((await told({ accountId: team.host.accountId }, [id])).status).toBe(204);

  expect(await news(team.host)).toEqual([]);
});

test('somebody else cannot say that it was told', async () => {
  const { id } = await attachAndWait(app, team.host, recorded, 0);

  expect((await told(team.colleague, [id])).status).toBe(204);

  expect(await news(team.host)).toHaveLength(1);
});

test('what goes on is neither told nor done with', async () => {
  app.zoom.faults.arm({ on: 'download', kind: 'status', status: 503, retryAfter: '50' });
  const { id, state } = await attachAndWait(app, team.host, recorded, 0);
  expect(state).toBe('waiting');
  expect(await news(team.host)).toEqual([]);
  await told(team.host, [id]);

  app.clock.advance(60);
  await expect.poll(async () => (await news(team.host)).map((one) => one.id)).toEqual([id]);
});

test('what failed, was told and is tried again is told anew', async () => {
  app.zoom.faults.arm({ on: 'download', kind: 'html-refusal' });
  const { id } = await attachAndWait(app, team.host, recorded, 0);
  await told(team.host, [id]);
  const audience = { projectId: team.projectId, securityLevelId: null };

  await app.api('POST', `/transfers/${id}/retry`, team.host, { audience });

  await expect.poll(() => news(team.host)).toMatchObject([{ id, state: 'succeeded' }]);
});

test('after a week it is no news any more', async () => {
  await attachAndWait(app, team.host, recorded, 0);
  app.clock.advance(7 * 24 * 3600 + 1);
  expect(await news(team.host)).toEqual([]);
});

test('no more than a hundred can be named at once, and only by their ids', async () => {
  const ids = Array.from({ length: 101 }, () => crypto.randomUUID());
  expect((await told(team.host, ids)).status).toBe(400);
  expect((await told(team.host, ['1 OR 1=1'])).status).toBe(400);
  expect((await told(team.host, [])).status).toBe(204);
});
