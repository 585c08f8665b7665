// Choosing among one's own meetings: upcoming and past ones, page by page.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { connected, newTeam, recorded } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

const hoursFromNow = (hours: number) => app.clock.now().getTime() + hours * 3_600_000;
const list = (viewer: Viewer, when: string, page?: string) =>
  app.api(
    'GET',
    `/meetings?when=${when}${page === undefined ? '' : `&page=${encodeURIComponent(page)}`}`,
    viewer,
  );

async function hostWithZoom() {
  const team = newTeam(app);
  return { team, zoomUser: await connected(app, team.host) };
}

test('upcoming meetings come soonest first, each date of a recurring one for itself', async () => {
  const { team, zoomUser } = await hostWithZoom();
  const single = app.zoom.createMeeting(zoomUser, { startTime: hoursFromNow(48), topic: 'Single' });
  const weekly = app.zoom.createMeeting(zoomUser, { type: 8, startTime: hoursFromNow(24), occurrences: 2 });
  app.zoom.createMeeting(app.zoom.createUser(), { topic: 'Of somebody else' });

  const { meetings, nextPage } = (await list(team.host, 'upcoming')).body;

  expect(meetings).toMatchObject([
    { meetingId: weekly.id, kind: 'recurring', occurrence: weekly.occurrences[0]?.occurrenceId },
    { meetingId: single.id, kind: 'single', occurrence: null, topic: single.topic, durationMinutes: 60 },
    { meetingId: weekly.id, kind: 'recurring', occurrence: weekly.occurrences[1]?.occurrenceId },
  ]);
  expect(nextPage).toBeNull();
});

test('past meetings come newest first, a recurring one’s dates by their UUIDs, a personal room as such', async () => {
  const { team, zoomUser } = await hostWithZoom();
  const single = app.zoom.createMeeting(zoomUser, { startTime: hoursFromNow(-30) });
  const open = app.zoom.createMeeting(zoomUser, { type: 3 });
  recorded(app, single, 30);
  const older = recorded(app, open, 20);
  const newer = recorded(app, open, 10);
  recorded(app, app.zoom.personalRoom(zoomUser), 5);

  const { meetings } = (await list(team.host, 'past')).body;

  expect(meetings).toMatchObject([
    { meetingId: zoomUser.pmi, kind: 'personal_room', occurrence: null },
    { meetingId: open.id, kind: 'recurring', occurrence: newer.uuid },
    { meetingId: open.id, kind: 'recurring', occurrence: older.uuid },
    { meetingId: single.id, kind: 'single', occurrence: null },
  ]);
});

test('long lists come in pages that together hold each meeting once', async () => {
  const { team, zoomUser } = await hostWithZoom();
  const made = Array.from(
    { length: 35 },
    (_, at) => app.zoom.createMeeting(zoomUser, { startTime: hoursFromNow(at + 1) }).id,
  );

  const first = (await list(team.host, 'upcoming')).body;
  const second = (await list(team.host, 'upcoming', first.nextPage)).body;

  expect(first.meetings).toHaveLength(30);
  expect(second.nextPage).toBeNull();
  const seen = [...first.meetings, ...second.meetings].map(({ meetingId }) => meetingId);
  expect(seen).toEqual(made);
});

test('a page asked for too late says to open the list again, and so does a made-up one', async () => {
  const { team, zoomUser } = await hostWithZoom();
  for (let at = 1; at <= 31; at += 1) app.zoom.createMeeting(zoomUser, { startTime: hoursFromNow(at) });
  const { nextPage } = (await list(team.host, 'upcoming')).body;

  app.clock.advance(16 * 60);

  for (const page of [nextPage, 'made-up']) {
    const answer = await list(team.host, 'upcoming', page);
    expect([answer.status, answer.body.error.code]).toEqual([409, 'list_expired']);
    expect(answer.body.error.message).toContain('Open it again');
  }
});
