// How rarely Zoom is asked: what several people look at is read once, a search once for all its letters, within bounds.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connected, linkNewMeeting, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

const hourMs = 3_600_000;
const details = async (viewer: Viewer, linkId: string) =>
  (await app.api('GET', `/meeting-links/${linkId}/details`, viewer)).body;
const requestsTo = (path: string) => app.zoom.requests.filter((request) => request.path === path).length;

async function linkedMeeting() {
  const team = newTeam(app);
  const zoomUser = await connected(app, team.host);
  return { team, zoomUser, ...(await linkNewMeeting(app, team.host, zoomUser)) };
}

describe('Zoom is asked once', () => {
  const readsOf = (meetingId: string) => requestsTo(`/meetings/${meetingId}`);

  test('for all who look within half a minute, and then again', async () => {
    const { team, meeting, linkId } = await linkedMeeting();
    const before = readsOf(meeting.id);
    await Promise.all([team.visitor, team.coworker, team.admin].map((viewer) => details(viewer, linkId)));
    await details(team.colleague, linkId);
    expect(readsOf(meeting.id)).toBe(before + 1);
    app.clock.advance(31);
    await details(team.colleague, linkId);
    expect(readsOf(meeting.id)).toBe(before + 2);
  });

  test('but nobody is shown what is remembered once the linker’s connection has ended', async () => {
    const { team, linkId } = await linkedMeeting();
    expect((await details(team.visitor, linkId)).state).toBe('upcoming');
    await app.api('DELETE', '/zoom-connection', team.host);
    expect((await details(team.visitor, linkId)).error.code).toBe('linker_not_connected');
  });

  test('and one person not without end: the others go on', async () => {
    const { team, linkId } = await linkedMeeting();
    const ask = () => app.api('GET', `/meeting-links/${linkId}/details`, team.visitor);
    let refused = await ask();
    for (let asked = 0; refused.status === 200 && asked < 400; asked += 1) refused = await ask();
    expect([refused.status, refused.body.error.code]).toEqual([429, 'too_many_reads']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await details(team.coworker, linkId)).state).toBe('upcoming');
  });
});

describe('a search among one’s own meetings', () => {
  const search = async (viewer: Viewer, words: string, when = 'upcoming', page?: string) => {
    const query = new URLSearchParams({ when, search: words, ...(page === undefined ? {} : { page }) });
    const { body } = await app.api('GET', `/meetings?${query}`, viewer);
    return { ids: body.meetings.map((meeting: { meetingId: string }) => meeting.meetingId), ...body };
  };
  const hostOf = async (topics: string[]) => {
    const team = newTeam(app);
    const zoomUser = await connected(app, team.host);
    const meetings = topics.map((topic, at) =>
      app.zoom.createMeeting(zoomUser, { topic, startTime: app.clock.now().getTime() + (at + 1) * hourMs }),
    );
    return { host: team.host, zoomUser, meetings };
  };

  test('finds parts of a topic, whatever their capitals and accents, and parts of a number', async () => {
    const { host, meetings } = await hostOf(['Café  Überblick', 'Budget', 'cafe plans']);
    const [first, second, third] = meetings.map(({ id }) => id);
    expect((await search(host, 'CAFE')).ids).toEqual([first, third]);
    expect((await search(host, 'café uber')).ids).toEqual([first]);
    expect((await search(host, second ?? '')).ids).toEqual([second]);
    expect((await search(host, `${second?.slice(0, 3)} ${second?.slice(3, 7)}`)).ids).toContain(second);
    expect((await search(host, 'nothing like it')).ids).toEqual([]);
    expect((await search(host, '  ')).ids).toHaveLength(3);
  });

  test('looks through all pages, and asks Zoom once for each, whatever is typed next', async () => {
    const { host, zoomUser } = await hostOf(Array.from({ length: 320 }, (_, at) => `Stand-up ${at}`));
    const last = app.zoom.createMeeting(zoomUser, {
      topic: 'Needle',
      startTime: app.clock.now().getTime() + 400 * hourMs,
    });
    const before = requestsTo('/users/me/meetings');
    for (const words of ['need', 'needl', 'needle'])
      expect((await search(host, words)).ids).toContain(last.id);
    expect(requestsTo('/users/me/meetings')).toBe(before + 2);
  });

  test('answers with what it has when that is much, and goes on from there', async () => {
    const { host } = await hostOf(Array.from({ length: 310 }, (_, at) => `Stand-up ${at}`));
    const first = await search(host, 'stand-up');
    expect(first.ids).toHaveLength(300);
    const second = await search(host, 'stand-up', 'upcoming', first.nextPage);
    expect([second.ids.length, second.nextPage]).toEqual([10, null]);
    expect(new Set([...first.ids, ...second.ids]).size).toBe(310);
  });

  test('ends with the connection, although it is remembered', async () => {
    const { host, meetings } = await hostOf(['Common topic']);
    expect((await search(host, 'common')).ids).toEqual([meetings[0]?.id]);
    await app.api('DELETE', '/zoom-connection', host);
    const { body } = await app.api('GET', '/meetings?when=upcoming&search=common', host);
    expect(body.error?.code).toBe('zoom_not_connected');

    const other = await connected(app, host);
    const { id } = app.zoom.createMeeting(other, { topic: 'Common, too' });
    expect((await search(host, 'common')).ids).toEqual([id]);
  });

  test('never finds what is somebody else’s, although their search is remembered', async () => {
    const { host } = await hostOf(['Common topic']);
    const other = await hostOf(['Common topic']);
    expect((await search(host, 'common')).ids).toHaveLength(1);
    expect((await search(other.host, 'common')).ids).toEqual([other.meetings[0]?.id]);
  });
});
