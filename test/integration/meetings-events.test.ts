// Zoom tells that a meeting changed: whoever shows it reads it again.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { meetingChanged } from '../../src/meetings/meeting-changed.ts';
import { connected, linked, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';
import { allDone, deliveriesWhen, eventsUrl, sendSigned } from '../support/zoom-events.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.zoom.setEventUrl(eventsUrl(app));
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

const details = async (viewer: Viewer, linkId: string) =>
  (await app.api('GET', `/meeting-links/${linkId}/details`, viewer)).body;
const changedAt = async (viewer: Viewer): Promise<number[]> =>
  (await app.api('GET', '/issue-panel', viewer)).body.links.map((link: { changedAt: string }) =>
    Date.parse(link.changedAt),
  );

async function linkedMeeting() {
  const team = newTeam(app);
  const zoomUser = await connected(app, team.host);
  return { team, zoomUser, ...(await linkNewMeeting(app, team.host, zoomUser)) };
}

/** Does it, and waits until the event that it caused was handled. */
async function told(change: () => unknown): Promise<void> {
  const delivered = app.zoom.waitFor('event-delivered');
  await change();
  await delivered;
  await deliveriesWhen(app, allDone);
}

describe('an event of Zoom’s', () => {
  test('changes what everybody is shown, on every issue that shows the meeting, and on no other', async () => {
    const { team, meeting, linkId } = await linkedMeeting();
    const other = team.onIssue(app.jira.site.addIssue({ projectId: team.projectId }).id);
    await linked(app, other.host, { meetingId: meeting.id });
    const unrelated = await linkedMeeting();
    const before = [...(await changedAt(team.visitor)), ...(await changedAt(other.host))];
    const untouched = await changedAt(unrelated.team.host);
    expect((await details(team.visitor, linkId)).state).toBe('upcoming');

    await told(() => app.zoom.startMeeting(meeting));

    const after = [...(await changedAt(team.visitor)), ...(await changedAt(other.host))];
    for (const [at, moment] of after.entries()) expect(moment).toBeGreaterThan(before[at] ?? 0);
    expect(await changedAt(unrelated.team.host)).toEqual(untouched);
    expect((await details(team.visitor, linkId)).state).toBe('live');
  });

  test.each([
    ['ended', 'ended', (meeting: { id: string }) => app.zoom.endMeeting(meeting)],
    [
      'was moved',
      'upcoming',
      (meeting: { id: string }) =>
        app.zoom.updateMeeting(meeting, { startTime: app.clock.now().getTime() + 99 * 3_600_000 }),
    ],
    ['was deleted', 'gone', (meeting: { id: string }) => app.zoom.deleteMeeting(meeting)],
  ] as const)(
    'that a meeting %s is seen at once, although it was read a moment ago',
    async (what, state, change) => {
      const { team, meeting, linkId } = await linkedMeeting();
      if (what === 'ended') await told(() => app.zoom.startMeeting(meeting));
      const before = await details(team.visitor, linkId);
      await told(() => change(meeting));
      const after = await details(team.visitor, linkId);
      expect(after).not.toEqual(before);
      if (what !== 'ended') expect(after.state).toBe(state);
    },
  );

  test('without the host’s id counts for the meeting’s number alone', async () => {
    const { team, meeting } = await linkedMeeting();
    const before = await changedAt(team.visitor);
    const payload = { account_id: 'A', object: { id: Number(meeting.id), topic: 'Secret topic' } };
    await sendSigned(
      app,
      JSON.stringify({ event: 'meeting.updated', event_ts: app.clock.now().getTime(), payload }),
    );
    await deliveriesWhen(app, allDone);
    expect((await changedAt(team.visitor))[0]).toBeGreaterThan(before[0] ?? 0);
    expect(JSON.stringify(await app.deps.database.rows('SELECT * FROM webhook_deliveries'))).not.toContain(
      'Secret',
    );
  });

  test('of another host’s meeting with the same number changes nothing', async () => {
    const { team, meeting } = await linkedMeeting();
    const before = await changedAt(team.visitor);
    const payload = { account_id: 'A', object: { id: meeting.id, host_id: 'somebody-else' } };
    await sendSigned(
      app,
      JSON.stringify({ event: 'meeting.started', event_ts: app.clock.now().getTime(), payload }),
    );
    await deliveriesWhen(app, allDone);
    expect(await changedAt(team.visitor)).toEqual(before);
  });

  test('counts also where the clock of whoever handled the one before was ahead', async () => {
    const { team, meeting } = await linkedMeeting();
    const hostZoomUserId = meeting.hostId;
    const before = await changedAt(team.visitor);
    const clock = { now: () => new Date(app.clock.now().getTime() - 60_000) };
    await meetingChanged({ ...app.deps, clock }, { meetingId: meeting.id, hostZoomUserId });
    const after = await changedAt(team.visitor);
    expect(after[0]).toBeGreaterThan(before[0] ?? 0);
    await meetingChanged({ ...app.deps, clock }, { meetingId: meeting.id, hostZoomUserId });
    expect((await changedAt(team.visitor))[0]).toBeGreaterThan(after[0] ?? 0);
  });

  test.each([
    'recording.completed',
    'recording.transcript_completed',
    'recording.trashed',
    'recording.deleted',
    'recording.recovered',
    'meeting.recovered',
    'meeting.permanently_deleted',
  ])('%s has what is shown read anew', async (event) => {
    const { team, meeting, zoomUser } = await linkedMeeting();
    const { uuid } = recorded(app, meeting, 3);
    const before = await changedAt(team.visitor);
    const payload = { account_id: 'A', object: { id: Number(meeting.id), uuid, host_id: zoomUser.id } };
    await sendSigned(app, JSON.stringify({ event, event_ts: app.clock.now().getTime(), payload }));
    await deliveriesWhen(app, allDone);
    expect((await changedAt(team.visitor))[0]).toBeGreaterThan(before[0] ?? 0);
  });
});
