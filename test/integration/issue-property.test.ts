// The issue property that shows the panel: written by the app after the change, coalesced, and never in the way of it.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { conditionsHold, modulesOf } from '../simulators/jira/descriptor.ts';
import { audienceOf, settledTransfer } from '../support/recorded-meeting.ts';
import { connected, linkNewMeeting, newTeam, recorded, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const key = 'zoom-meetings-for-jira.meetings';
const propertyPath = /\/properties\/zoom-meetings-for-jira\.meetings$/;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => {
  app.jira.faults.answers.length = 0;
});
afterAll(() => app.stop());

const property = ({ issueId }: Team) => app.jira.site.issueProperty(issueId, key);

/** The property once it satisfies `wanted`: looked at after each write of it. */
async function propertyWhen(team: Team, wanted: (value: unknown) => boolean): Promise<unknown> {
  for (let writes = 0; writes < 20; writes += 1) {
    const written = app.jira.waitFor('property-changed', ({ issueId }) => issueId === team.issueId);
    if (wanted(property(team))) {
      written.catch(() => undefined);
      return property(team);
    }
    await written;
  }
  throw new Error('The property was written often, but never so');
}

const hasMeetings = (count: number) => (value: unknown) =>
  (value as { meetings?: number } | undefined)?.meetings === count;

/** The first `count` writes of the property, once Jira has answered them. */
async function writes({ issueId }: Team, count: number) {
  for (;;) {
    const answered = app.jira.requests.filter(({ path }) => path.includes(`/issue/${issueId}/properties`));
    if (answered.length >= count) return answered;
    await app.jira.waitFor('request', ({ path }) => path.includes(`/issue/${issueId}/properties`));
  }
}

/** Whether Jira would show the panel, by the descriptor's own conditions. */
function panelShown(team: Team): boolean {
  const { state } = app.jira.site;
  const descriptor = state.installation?.descriptor;
  if (!descriptor) throw new Error('not installed');
  const conditions = modulesOf(descriptor, 'jiraIssueContents')[0]?.contentPresentConditions ?? [];
  const issue = state.issues.find(({ id }) => id === team.issueId);
  expect(conditions).not.toEqual([]);
  return conditionsHold(conditions, { properties: issue?.properties ?? {} });
}

async function teamWithZoom() {
  const team = newTeam(app);
  return { team, zoomUser: await connected(app, team.host) };
}

test('before anything is linked there is no property, and the panel is hidden', () => {
  const team = newTeam(app);
  expect(property(team)).toBeUndefined();
  expect(panelShown(team)).toBe(false);
});

test('linking writes counts and nothing else, as the app, so that everybody is shown the panel', async () => {
  const { team, zoomUser } = await teamWithZoom();
  const { meeting } = await linkNewMeeting(app, team.host, zoomUser, { topic: 'Quarterly numbers' });

  const value = await propertyWhen(team, hasMeetings(1));

  expect(value).toEqual({ issueId: team.issueId, linked: true, meetings: 1, recordings: 0 });
  expect(JSON.stringify(value)).not.toContain(meeting.id);
  expect(panelShown(team)).toBe(true);
  expect(await writes(team, 1)).toMatchObject([{ method: 'PUT', identity: 'app' }]);
});

test('each further meeting counts', async () => {
  const { team, zoomUser } = await teamWithZoom();
  for (let linkedSoFar = 0; linkedSoFar < 3; linkedSoFar += 1) await linkNewMeeting(app, team.host, zoomUser);
  expect(await propertyWhen(team, hasMeetings(3))).toMatchObject({ linked: true });
});

test('unlinking the last meeting says linked: false, so that the panel is hidden again', async () => {
  const { team, zoomUser } = await teamWithZoom();
  const { linkId } = await linkNewMeeting(app, team.host, zoomUser);
  await propertyWhen(team, hasMeetings(1));

  await app.api('DELETE', `/meeting-links/${linkId}`, team.host);

  expect(await propertyWhen(team, hasMeetings(0))).toMatchObject({ linked: false, meetings: 0 });
  expect(panelShown(team)).toBe(false);
});

test('an attached recording counts', async () => {
  const { team, zoomUser } = await teamWithZoom();
  const { meeting, linkId } = await linkNewMeeting(app, team.host, zoomUser);
  const recording = recorded(app, meeting, 3, [{ fileType: 'CHAT' }]);
  const { body } = await app.api('POST', '/transfers', team.host, {
    linkId,
    meetingUuid: recording.uuid,
    fileKey: recording.files[0]?.id,
    audience: audienceOf(app, team.issueId),
  });
  expect(await settledTransfer(app, team.host, body.id)).toMatchObject({ state: 'succeeded' });

  const withRecording = (value: unknown) => (value as { recordings?: number } | undefined)?.recordings === 1;
  expect(await propertyWhen(team, withRecording)).toMatchObject({ meetings: 1, recordings: 1 });
});

test('a passing failure to write it is mended by the queue, with nobody pressing anything', async () => {
  const { team, zoomUser } = await teamWithZoom();
  // The first run of the job tries three times.
  app.jira.faults.answers.push({ method: 'PUT', path: propertyPath, times: 3, status: 503 });

  await linkNewMeeting(app, team.host, zoomUser);

  expect(await propertyWhen(team, hasMeetings(1))).toMatchObject({ linked: true });
  expect((await writes(team, 4)).map(({ status }) => status)).toEqual([503, 503, 503, 201]);
});
