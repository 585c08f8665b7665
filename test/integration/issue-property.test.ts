// The issue property that shows the panel: written by the app after the change, coalesced, and never in the way of it.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { refreshIssueProperty } from '../../src/issue-panel/issue-property.ts';
import { conditionsHold, modulesOf } from '../simulators/jira/descriptor.ts';
import { searchIssues } from '../simulators/jira/jql-search.ts';
import { audienceOf, settledTransfer } from '../support/recorded-meeting.ts';
import { connected, linked, linkNewMeeting, newTeam, recorded, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { eventsUrl } from '../support/zoom-events.ts';

const key = 'zoom-meetings-for-jira.meetings';
const propertyPath = /\/properties\/zoom-meetings-for-jira\.meetings$/;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.zoom.setEventUrl(eventsUrl(app));
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
const has = (name: string, wanted: unknown) => (value: unknown) =>
  (value as Record<string, unknown> | undefined)?.[name] === wanted;
/** As Jira indexes it: without seconds. */
const inMinutes = (moment: number) => `${new Date(moment).toISOString().slice(0, 16)}Z`;
const hoursFromNow = (hours: number) => app.clock.now().getTime() + hours * 3_600_000;

/** Keys of the issues that this query finds, for the team's admin. */
function found(team: Team, jql: string): string[] {
  const identity = { kind: 'user', accountId: team.admin.accountId } as const;
  return searchIssues(app.jira.site, identity, jql).map(({ id }) => id);
}

const badge = ({ issueId }: Team) =>
  app.jira.site.issueProperty(
    issueId,
    'com.atlassian.jira.issue:zoom-meetings-for-jira:zoom-issue-context:status',
  );

/** The first `count` writes of the property, once Jira has answered them. */
async function writes({ issueId }: Team, count: number) {
  const path = `/rest/api/3/issue/${issueId}/properties/${key}`;
  const isWrite = (request: { method: string; path: string }) =>
    request.method === 'PUT' && request.path === path;
  for (;;) {
    const answered = app.jira.requests.filter(isWrite);
    if (answered.length >= count) return answered;
    await app.jira.waitFor('request', isWrite);
  }
}

/** Whether Jira would show panel and badge, by the descriptor's own conditions; both are shown together. */
function shown(team: Team, user: { admin: boolean } | null = { admin: false }): boolean {
  const { state } = app.jira.site;
  const descriptor = state.installation?.descriptor;
  if (!descriptor) throw new Error('not installed');
  const [panel] = modulesOf(descriptor, 'jiraIssueContents');
  const [context] = modulesOf(descriptor, 'jiraIssueContexts');
  const properties = state.issues.find(({ id }) => id === team.issueId)?.properties ?? {};
  const ofPanel = [...(panel?.conditions ?? []), ...(panel?.contentPresentConditions ?? [])];
  const answers = [ofPanel, context?.conditions ?? []].map((conditions) => {
    expect(conditions).not.toEqual([]);
    return conditionsHold(conditions, { properties, user: user ?? undefined });
  });
  expect(answers[0]).toBe(answers[1]);
  return answers[0] ?? false;
}

async function teamWithZoom() {
  const team = newTeam(app);
  return { team, zoomUser: await connected(app, team.host) };
}

test('before anything is linked there is no property, and the panel is hidden', () => {
  const team = newTeam(app);
  expect(property(team)).toBeUndefined();
  expect(shown(team)).toBe(false);
});

test('linking writes counts and times and nothing else, as the app, so that everybody is shown panel and badge', async () => {
  const { team, zoomUser } = await teamWithZoom();
  const startTime = hoursFromNow(3);
  const { meeting } = await linkNewMeeting(app, team.host, zoomUser, {
    topic: 'Quarterly numbers',
    startTime,
  });

  const value = await propertyWhen(team, hasMeetings(1));

  expect(value).toEqual({
    issueId: team.issueId,
    linked: true,
    meetings: 1,
    recordings: 0,
    next: inMinutes(startTime),
    state: 'upcoming',
  });
  expect(JSON.stringify(value)).not.toContain(meeting.id);
  expect(shown(team)).toBe(true);
  // To those who are not logged in, nothing is shown.
  expect(shown(team, null)).toBe(false);
  await expect.poll(() => badge(team)).toEqual({ type: 'badge', value: { label: '1' } });
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

  expect(await propertyWhen(team, has('linked', false))).toEqual({ issueId: team.issueId, linked: false });
  expect(shown(team)).toBe(false);
  for (const alias of [
    'zoomMeetings',
    'zoomRecordings',
    'zoomMeetingState',
    'zoomNextMeeting',
    'zoomLastMeeting',
  ])
    expect(found(team, `${alias} is not EMPTY`)).not.toContain(team.issueId);
});

test('issues are found by when their next meeting is, by how many they have, and by what is live', async () => {
  const { team, zoomUser } = await teamWithZoom();
  const other = newTeam(app);
  const otherZoomUser = await connected(app, other.host);
  await linkNewMeeting(app, team.host, zoomUser, { startTime: hoursFromNow(49) });
  await linkNewMeeting(app, team.host, zoomUser, { startTime: hoursFromNow(-26), durationMinutes: 30 });
  await linkNewMeeting(app, other.host, otherZoomUser, { startTime: hoursFromNow(24 * 9) });
  await propertyWhen(team, hasMeetings(2));
  await propertyWhen(other, hasMeetings(1));

  const both = [team.issueId, other.issueId];
  const among = (jql: string) =>
    found(team, jql)
      .concat(found(other, jql))
      .filter((id) => both.includes(id));
  expect(among('zoomNextMeeting <= 7d')).toEqual([team.issueId]);
  expect(among('zoomNextMeeting > 7d')).toEqual([other.issueId]);
  expect(among('zoomLastMeeting >= -2d AND zoomMeetings = 2')).toEqual([team.issueId]);
  expect(among('zoomLastMeeting is EMPTY AND zoomMeetings > 0')).toEqual([other.issueId]);
  expect(among('zoomMeetingState = upcoming AND zoomRecordings = 0').sort()).toEqual([...both].sort());
});

test('a meeting that is live makes the issue live, by the clock and by what Zoom tells', async () => {
  const { team, zoomUser } = await teamWithZoom();
  const { meeting } = await linkNewMeeting(app, team.host, zoomUser, { startTime: hoursFromNow(1) });
  await propertyWhen(team, has('state', 'upcoming'));

  app.zoom.startMeeting(meeting);
  await propertyWhen(team, has('state', 'live'));
  await expect
    .poll(() => badge(team))
    .toEqual({ type: 'lozenge', value: { label: 'Live', type: 'success' } });

  app.zoom.endMeeting(meeting);
  await propertyWhen(team, has('state', 'upcoming'));
});

test('what Zoom tells of a meeting is written on every issue that it is linked to', async () => {
  const { team, zoomUser } = await teamWithZoom();
  const other = newTeam(app);
  const { meeting } = await linkNewMeeting(app, team.host, zoomUser, { startTime: hoursFromNow(1) });
  app.jira.site.grant(team.host.accountId, other.projectId);
  await linked(app, { ...team.host, issueId: other.issueId }, { meetingId: meeting.id });
  for (const each of [team, other]) await propertyWhen(each, has('state', 'upcoming'));

  app.zoom.startMeeting(meeting);

  for (const each of [team, other]) await propertyWhen(each, has('state', 'live'));
});

test('a meeting that is made from the issue counts at once, and so does one whose unlinking was undone', async () => {
  const { team } = await teamWithZoom();
  const { body } = await app.api('POST', '/meetings/start', team.host, { topic: 'Now' });
  await propertyWhen(team, hasMeetings(1));

  const { undo } = (await app.api('DELETE', `/meeting-links/${body.link.id}`, team.host)).body;
  await propertyWhen(team, has('linked', false));
  expect((await app.api('POST', '/meeting-links/undo', team.host, { undo })).status).toBe(201);

  await propertyWhen(team, hasMeetings(1));
});

test('a series has the next of its dates, and the last one that was held', async () => {
  const { team, zoomUser } = await teamWithZoom();
  const startTime = hoursFromNow(20);
  const series = app.zoom.createMeeting(zoomUser, { type: 8, startTime });
  const heldAt = hoursFromNow(-30);
  app.zoom.addPastInstance(series, { startTime: heldAt });
  await linked(app, team.host, { meetingId: series.id, scope: 'series' });

  expect(await propertyWhen(team, hasMeetings(1))).toMatchObject({
    next: inMinutes(startTime),
    last: inMinutes(heldAt),
  });
});

test('when Zoom cannot be read, counts are right at once and what was known of times stays', async () => {
  const { team, zoomUser } = await teamWithZoom();
  const startTime = hoursFromNow(5);
  await linkNewMeeting(app, team.host, zoomUser, { startTime });
  await propertyWhen(team, hasMeetings(1));
  const { linkId } = await linkNewMeeting(app, team.host, zoomUser, { startTime: hoursFromNow(2) });
  await propertyWhen(team, hasMeetings(2));

  await app.api('DELETE', '/zoom-connection', team.host);
  await app.api('DELETE', `/meeting-links/${linkId}`, team.host);

  expect(await propertyWhen(team, hasMeetings(1))).toMatchObject({
    state: 'upcoming',
    next: expect.any(String),
  });
});

test('while Zoom does not answer, counts are written at once, and the queue is told to try again', async () => {
  const { team, zoomUser } = await teamWithZoom();
  app.zoom.faults.arm({ on: 'api', method: 'GET', kind: 'disconnect' }, Number.POSITIVE_INFINITY);
  const meeting = app.zoom.createMeeting(zoomUser, { startTime: hoursFromNow(1) });
  const siteId = (await app.deps.installations.findByClientKey(app.jira.site.clientKey))?.id ?? '';
  const linkedBy = await app.deps.persons.personIdOf(siteId, team.host.accountId);
  await app.deps.database.transaction((transaction) =>
    app.deps.links.add(
      {
        siteId,
        issueId: team.issueId,
        meetingId: meeting.id,
        scope: 'single',
        occurrence: null,
        hostZoomUserId: zoomUser.id,
        linkedBy,
        linkedAt: app.clock.now(),
      },
      transaction,
    ),
  );
  try {
    await expect(refreshIssueProperty(app.deps, { siteId, issueId: team.issueId })).rejects.toMatchObject({
      code: 'zoom_unavailable',
    });
    expect(property(team)).toMatchObject({ meetings: 1, state: 'none' });
  } finally {
    app.zoom.faults.clear();
  }
  await refreshIssueProperty(app.deps, { siteId, issueId: team.issueId });
  expect(property(team)).toMatchObject({ meetings: 1, state: 'upcoming' });
});

test('the topic of the next meeting stands in it only where the site has decided so', async () => {
  const { team, zoomUser } = await teamWithZoom();
  const topic = 'Salaries';
  await linkNewMeeting(app, team.host, zoomUser, { topic, startTime: hoursFromNow(3) });
  expect(await propertyWhen(team, hasMeetings(1))).not.toHaveProperty('topic');

  await app.deps.database.rows(
    `INSERT INTO site_settings (installation_id, attachment_comment, summary_comment, topic_in_property)
     SELECT id, 'off', 'internal', true FROM installations`,
  );
  try {
    await linkNewMeeting(app, team.host, zoomUser, { topic: 'Later', startTime: hoursFromNow(30) });
    expect((await propertyWhen(team, hasMeetings(2))) as object).toHaveProperty(
      'topic',
      expect.stringContaining(topic),
    );
  } finally {
    await app.deps.database.rows('DELETE FROM site_settings');
  }
});

test('attached recordings count, however many were tried since', async () => {
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
  expect(await propertyWhen(team, has('recordings', 1))).toMatchObject({ meetings: 1 });
  await app.deps.database.rows(
    `INSERT INTO transfers SELECT (jsonb_populate_record(t, jsonb_build_object(
       'id', gen_random_uuid(), 'state', 'failed', 'created_at', t.created_at + interval '1 minute'))).*
     FROM transfers t, generate_series(1, 100) WHERE t.id = $1`,
    [body.id],
  );
  const siteId = (await app.deps.installations.findByClientKey(app.jira.site.clientKey))?.id ?? '';

  await refreshIssueProperty(app.deps, { siteId, issueId: team.issueId });

  expect(property(team)).toMatchObject({ meetings: 1, recordings: 1 });
});

test('a passing failure to write it is mended by the queue, with nobody pressing anything', async () => {
  const { team, zoomUser } = await teamWithZoom();
  // The first run of the job tries three times.
  app.jira.faults.answers.push({ method: 'PUT', path: propertyPath, times: 3, status: 503 });

  await linkNewMeeting(app, team.host, zoomUser);

  expect(await propertyWhen(team, hasMeetings(1))).toMatchObject({ linked: true });
  expect((await writes(team, 4)).map(({ status }) => status)).toEqual([503, 503, 503, 201]);
});
