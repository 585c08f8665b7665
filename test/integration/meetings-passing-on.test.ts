// What people take along of a linked meeting: Zoom's invitation for its host, a calendar file for everybody.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewMeeting } from '../simulators/zoom/population.ts';
import { connected, linked, linkNewMeeting, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

const hourMs = 3_600_000;
const inHours = (hours: number) => Math.floor(app.clock.now().getTime() / 60_000) * 60_000 + hours * hourMs;
const invitation = (viewer: Viewer, linkId: string) =>
  app.api('GET', `/meeting-links/${linkId}/invitation`, viewer);
const stamp = (moment: number) => new Date(moment).toISOString().replace(/[-:]|\.\d+/g, '');

async function linkedMeeting(options: NewMeeting = {}) {
  const team = newTeam(app);
  return { team, ...(await linkNewMeeting(app, team.host, await connected(app, team.host), options)) };
}

/** The answer, and the lines of the file as they were before they were folded. */
async function calendar(viewer: Viewer, linkId: string) {
  const token = app.jira.site.contextToken({
    accountId: viewer.accountId,
    issueId: viewer.issueId ?? '',
  });
  const answer = await fetch(`${app.baseUrl}/api/meeting-links/${linkId}/calendar`, {
    headers: { authorization: `JWT ${token}` },
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    lines: text.replace(/\r\n[ \t]/g, '').split('\r\n'),
  };
}
const valuesOf = (lines: string[], name: string) =>
  lines
    .filter((line) => line.startsWith(`${name}:`) || line.startsWith(`${name};`))
    .map((line) => line.slice(line.indexOf(':') + 1));

describe('the invitation', () => {
  test('is Zoom’s own text for the host, and for nobody else, because it carries the passcode', async () => {
    const { team, linkId, meeting } = await linkedMeeting();
    const { status, body } = await invitation(team.host, linkId);
    expect(status).toBe(200);
    expect(body.text).toContain(meeting.joinUrl);
    expect(body.text).toContain(meeting.passcode);
    for (const viewer of [team.coworker, team.visitor, team.admin])
      expect((await invitation(viewer, linkId)).body).toEqual({ text: null });
  });

  test('is unknown on an issue where the meeting is not linked', async () => {
    const { team, linkId } = await linkedMeeting();
    const other = team.onIssue(app.jira.site.addIssue({ projectId: team.projectId }).id);
    for (const path of ['invitation', 'calendar'])
      expect((await app.api('GET', `/meeting-links/${linkId}/${path}`, other.host)).status).toBe(404);
  });
});

describe('the calendar file', () => {
  test('of a meeting has its topic, its time in UTC and where to join', async () => {
    const start = inHours(30);
    const { team, linkId, meeting } = await linkedMeeting({
      startTime: start,
      durationMinutes: 45,
      topic: 'Plans; A, B\\C',
    });

    const { status, headers, lines } = await calendar(team.visitor, linkId);

    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/calendar');
    expect(headers.get('content-disposition')).toContain('attachment; filename="meeting.ics"');
    expect(headers.get('cache-control')).toBe('no-store');
    expect([lines[0], lines.at(-1)]).toEqual(['BEGIN:VCALENDAR', 'END:VCALENDAR']);
    expect(valuesOf(lines, 'SUMMARY')).toEqual([meeting.topic.replace(/[\\;,]/g, '\\$&')]);
    expect(valuesOf(lines, 'DTSTART')).toEqual([stamp(start)]);
    expect(valuesOf(lines, 'DTEND')).toEqual([stamp(start + 45 * 60_000)]);
    expect(valuesOf(lines, 'URL')).toEqual([meeting.joinUrl]);
    expect(valuesOf(lines, 'UID')).toHaveLength(1);
    expect(valuesOf(lines, 'DTSTAMP')).toHaveLength(1);
  });

  test('has the lines of its one event and no others, whatever Zoom’s texts and ids hold', async () => {
    const { team, linkId } = await linkedMeeting({
      topic: 'Plans\r\nATTENDEE:mailto:x@example.com\nEND:VEVENT\rBEGIN:VALARM',
    });
    const plain = await linkedMeeting();
    const namesOf = (lines: string[]) => lines.map((line) => /^[A-Z-]*/.exec(line)?.[0]);
    expect(namesOf((await calendar(team.visitor, linkId)).lines)).toEqual(
      namesOf((await calendar(plain.team.visitor, plain.linkId)).lines),
    );

    const series = app.zoom.createMeeting(await connected(app, team.coworker), {
      type: 8,
      startTime: inHours(24),
      occurrences: 2,
    });
    for (const date of series.occurrences) date.occurrenceId += '\r\nATTENDEE:mailto:x@example.com';
    const all = await linked(app, team.coworker, { meetingId: series.id, scope: 'series' });
    expect((await calendar(team.visitor, all)).lines).not.toContain('ATTENDEE:mailto:x@example.com');
  });

  test('is the same event when it is taken again after the time changed', async () => {
    const { team, linkId, meeting } = await linkedMeeting({});
    const first = valuesOf((await calendar(team.visitor, linkId)).lines, 'UID');
    const moved = inHours(60);
    app.zoom.updateMeeting(meeting, { startTime: moved });
    app.clock.advance(31);
    const { lines } = await calendar(team.visitor, linkId);
    expect(valuesOf(lines, 'UID')).toEqual(first);
    expect(valuesOf(lines, 'DTSTART')).toEqual([stamp(moved)]);
  });

  test('of a series has its coming dates, without what is over or was cancelled; of one date that date', async () => {
    const team = newTeam(app);
    const series = app.zoom.createMeeting(await connected(app, team.host), {
      type: 8,
      startTime: inHours(24),
      occurrences: 3,
    });
    const [first, second, third] = series.occurrences.map(({ startTime }) => Date.parse(startTime));
    const all = await linked(app, team.host, { meetingId: series.id, scope: 'series' });
    const request = { meetingId: series.id, scope: 'occurrence', occurrence: String(third) };
    const one = await linked(app, team.host, request);
    app.zoom.deleteMeeting(series, String(second));

    const ofAll = await calendar(team.visitor, all);
    const ofOne = await calendar(team.visitor, one);

    expect(valuesOf(ofAll.lines, 'DTSTART')).toEqual([first, third].map((moment) => stamp(moment ?? 0)));
    expect(valuesOf(ofOne.lines, 'DTSTART')).toEqual([stamp(third ?? 0)]);
    expect(valuesOf(ofOne.lines, 'UID')).toEqual(valuesOf(ofAll.lines, 'UID').slice(1));
  });

  test.each([
    ['a meeting that is over', { startTime: -5 * hourMs, durationMinutes: 60 }],
    ['a series without fixed times', { type: 3 } as const],
  ])('is not made of %s: there is no date to add', async (_what, options) => {
    const team = newTeam(app);
    const startTime =
      'startTime' in options ? { startTime: app.clock.now().getTime() + options.startTime } : {};
    const meeting = app.zoom.createMeeting(await connected(app, team.host), { ...options, ...startTime });
    const linkId = await linked(app, team.host, { meetingId: meeting.id, scope: 'series' });
    const { status, text } = await calendar(team.visitor, linkId);
    expect([status, JSON.parse(text).error.code]).toEqual([409, 'no_coming_dates']);
  });
});
