// The list of a meeting's recordings: which occurrences, which files, and what keeps a file from being attached.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { NewRecordingFile } from '../simulators/zoom/recorded.ts';
import { endPauses } from '../support/pauses.ts';
import { connected, linked, linkNewMeeting, newTeam, recorded, rowsOfIssue } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterEach(async () => {
  app.zoom.faults.clear();
  await endPauses(app);
});
afterAll(() => app.stop());

const hour = 3_600_000;
const hoursAgo = (hours: number) => app.clock.now().getTime() - hours * hour;
const recordings = (viewer: Viewer, linkId: string) =>
  app.api('GET', `/meeting-links/${linkId}/recordings`, viewer);
const uuidsOf = (body: { recordings: { meetingUuid: string }[] }) =>
  body.recordings.map(({ meetingUuid }) => meetingUuid);

async function hostWithMeeting(type: 2 | 3 | 8 = 2) {
  const team = newTeam(app);
  const zoomUser = await connected(app, team.host);
  const meeting = app.zoom.createMeeting(zoomUser, { type, startTime: hoursAgo(3) });
  return { team, zoomUser, meeting };
}

/** What the host sees of a meeting recorded three hours ago with these files. */
async function hostSees(files: NewRecordingFile[]) {
  const { team, meeting } = await hostWithMeeting();
  const recording = recorded(app, meeting, 3, files);
  const linkId = await linked(app, team.host, { meetingId: meeting.id });
  const { status, body } = await recordings(team.host, linkId);
  expect(status).toBe(200);
  return { team, linkId, recording, body };
}

/** The answer of Zoom for a recording, with files of our own making. */
function answerWith(meeting: { id: string; hostId: string }, uuid: string, recording_files: unknown[]) {
  const start_time = new Date(hoursAgo(3)).toISOString();
  const body = { uuid, id: Number(meeting.id), host_id: meeting.hostId, start_time, recording_files };
  app.zoom.faults.arm({ on: 'api', path: '/meetings/', kind: 'answer', status: 200, body });
}

describe('occurrences', () => {
  test('of a series are all listed, newest first, each by its own UUID', async () => {
    const { team, meeting } = await hostWithMeeting(3);
    const made = [30, 10, 20].map((hours) => ({ hours, uuid: recorded(app, meeting, hours).uuid }));
    const linkId = await linked(app, team.host, { meetingId: meeting.id, scope: 'series' });

    const { body } = await recordings(team.host, linkId);

    const newestFirst = made.sort((one, other) => one.hours - other.hours).map(({ uuid }) => uuid);
    expect(uuidsOf(body)).toEqual(newestFirst);
    for (const meetingUuid of newestFirst) {
      await app.api('POST', `/meeting-links/${linkId}/shares`, team.host, { meetingUuid });
      app.clock.advance(1);
    }
    expect(uuidsOf((await recordings(team.coworker, linkId)).body)).toEqual(newestFirst);
  });

  test.each(['leading-slash', 'double-slash'] as const)('whose UUID has a %s are found', async (shape) => {
    const { team, meeting } = await hostWithMeeting();
    const { uuid } = recorded(app, meeting, 3, [{ fileType: 'MP4' }], shape);
    const linkId = await linked(app, team.host, { meetingId: meeting.id });

    const { body } = await recordings(team.host, linkId);
    expect(uuidsOf(body)).toEqual([uuid]);

    const shared = { meetingUuid: uuid };
    expect((await app.api('POST', `/meeting-links/${linkId}/shares`, team.host, shared)).status).toBe(204);
    expect(uuidsOf((await recordings(team.coworker, linkId)).body)).toEqual([uuid]);
  });

  test('of a long series are only the ten newest, so that Zoom is not asked without bound', async () => {
    const { team, meeting } = await hostWithMeeting(3);
    const made = Array.from({ length: 12 }, (_, at) => recorded(app, meeting, 10 * (at + 1)).uuid);
    const linkId = await linked(app, team.host, { meetingId: meeting.id, scope: 'series' });

    expect(uuidsOf((await recordings(team.host, linkId)).body)).toEqual(made.slice(0, 10));
  });

  test('of a long series that were shared are seen, however old they are', async () => {
    const { team, meeting } = await hostWithMeeting(3);
    const made = Array.from({ length: 12 }, (_, at) => recorded(app, meeting, 10 * (at + 1)).uuid);
    const linkId = await linked(app, team.host, { meetingId: meeting.id, scope: 'series' });
    const meetingUuid = made[11];
    await app.api('POST', `/meeting-links/${linkId}/shares`, team.host, { meetingUuid });

    expect(uuidsOf((await recordings(team.coworker, linkId)).body)).toEqual([meetingUuid]);
    expect(uuidsOf((await recordings(team.host, linkId)).body)).toEqual([...made.slice(0, 10), meetingUuid]);
  });

  test('that were held but not recorded are left out', async () => {
    const { team, meeting } = await hostWithMeeting(3);
    const { uuid } = recorded(app, meeting, 20);
    app.zoom.addPastInstance(meeting, { startTime: hoursAgo(10) });
    const linkId = await linked(app, team.host, { meetingId: meeting.id, scope: 'series' });

    expect(uuidsOf((await recordings(team.host, linkId)).body)).toEqual([uuid]);
  });

  test('of other dates are left out where one date is linked, by its plan or by its UUID', async () => {
    const team = newTeam(app);
    const zoomUser = await connected(app, team.host);
    const start = hoursAgo(-1);
    const weekly = app.zoom.createMeeting(zoomUser, { type: 8, startTime: start });
    const lastWeek = recorded(app, weekly, 7 * 24 - 1);
    const choose = (occurrence: string | undefined) =>
      linked(app, team.host, { meetingId: weekly.id, scope: 'occurrence', occurrence });
    const [planned, past] = [await choose(weekly.occurrences[0]?.occurrenceId), await choose(lastWeek.uuid)];
    const begun = app.zoom.addPastInstance(weekly, { startTime: start + 10 * 60_000 });
    const thisWeek = app.zoom.addRecording(begun, { files: [{ fileType: 'MP4' }] });

    expect(uuidsOf((await recordings(team.host, planned)).body)).toEqual([thisWeek.uuid]);
    expect(uuidsOf((await recordings(team.host, past)).body)).toEqual([lastWeek.uuid]);
    const wrong = { meetingUuid: lastWeek.uuid };
    expect((await app.api('POST', `/meeting-links/${planned}/shares`, team.host, wrong)).status).toBe(404);
  });

  test('of a meeting that was never held are none, which is no error', async () => {
    const { team, meeting } = await hostWithMeeting();
    const linkId = await linked(app, team.host, { meetingId: meeting.id });
    expect((await recordings(team.host, linkId)).body).toEqual({
      recordings: [],
      closed: [],
      uploadLimitBytes: expect.any(Number),
      canShare: true,
      onlyShared: false,
    });
  });

  test('of a Basic user, who has no cloud recordings, are none, which is no error', async () => {
    const team = newTeam(app);
    const { linkId } = await linkNewMeeting(app, team.host, await connected(app, team.host, { type: 1 }));
    expect((await recordings(team.host, linkId)).body.recordings).toEqual([]);
  });

  test('that Zoom is still processing altogether are not there yet, and then are', async () => {
    const { team, linkId, recording, body } = await hostSees([{ fileType: 'MP4', status: 'processing' }]);
    expect(body.recordings).toEqual([]);

    app.zoom.finishProcessing(recording);
    app.clock.advance(31);

    expect(uuidsOf((await recordings(team.host, linkId)).body)).toEqual([recording.uuid]);
  });

  test('that were deleted at Zoom are gone from everybody’s list, shared or not', async () => {
    const { team, linkId, recording } = await hostSees([{ fileType: 'MP4' }]);
    const shared = { meetingUuid: recording.uuid };
    await app.api('POST', `/meeting-links/${linkId}/shares`, team.host, shared);

    app.zoom.deleteRecording(recording);

    for (const viewer of [team.host, team.coworker])
      expect((await recordings(viewer, linkId)).body.recordings).toEqual([]);
  });
});

describe('files', () => {
  test('are listed with kind, type, length and size, and can be attached', async () => {
    const { body, recording } = await hostSees([
      { fileType: 'MP4', size: 5_000_000 },
      { fileType: 'TRANSCRIPT' },
    ]);
    expect(body.recordings[0]).toMatchObject({
      durationMinutes: 42,
      shared: false,
      files: [
        {
          key: recording.files[0]?.id,
          kind: 'video',
          recordingType: 'shared_screen_with_speaker_view',
          extension: 'MP4',
          sizeBytes: 5_000_000,
          durationSeconds: 42 * 60 - 5,
          unavailable: null,
        },
        { kind: 'transcript', extension: 'VTT', unavailable: null },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('http');
  });

  test('of two segments of one occurrence are told apart by when they began', async () => {
    const { team, meeting } = await hostWithMeeting();
    const instance = app.zoom.addPastInstance(meeting, { startTime: hoursAgo(3) });
    for (const minutes of [1, 20])
      app.zoom.addRecording(instance, {
        files: [{ fileType: 'MP4' }, { fileType: 'TIMELINE' }],
        startTime: hoursAgo(3) + minutes * 60_000,
      });
    const linkId = await linked(app, team.host, { meetingId: meeting.id });

    const { files } = (await recordings(team.host, linkId)).body.recordings[0];

    expect(files).toHaveLength(4);
    expect(new Set(files.map(({ key }: { key: string }) => key)).size).toBe(4);
    expect(new Set(files.map(({ startTime }: { startTime: string }) => startTime)).size).toBe(2);
  });

  test('without an id, size or type, as captions are, have a key of their own and can be attached', async () => {
    const { team, linkId, recording, body } = await hostSees([{ fileType: 'CC' }, { fileType: 'TIMELINE' }]);
    const [captions, timeline] = body.recordings[0].files;
    expect(captions).toMatchObject({
      kind: 'captions',
      sizeBytes: null,
      recordingType: null,
      unavailable: null,
    });
    expect(timeline).toMatchObject({ kind: 'other', sizeBytes: null, unavailable: null });
    expect(captions.key).not.toBe(timeline.key);

    const asked = await app.api('POST', '/transfers', team.host, {
      linkId,
      meetingUuid: recording.uuid,
      fileKey: captions.key,
      audience: { projectId: team.projectId, securityLevelId: null },
    });
    expect([asked.status, asked.body.fileKey]).toEqual([201, captions.key]);
  });

  test.each([
    ['is still processed', { status: 'processing' }, 'recording_processing', 'still processing'],
    ['is kept on the company’s own server', { onPremises: true }, 'not_in_cloud', 'own server'],
  ] as const)(
    'that %s is listed with the reason, and the others are free',
    async (_what, file, code, words) => {
      const { body } = await hostSees([{ fileType: 'MP4', ...file }, { fileType: 'CHAT' }]);
      const [first, second] = body.recordings[0].files;
      expect(first.unavailable.code).toBe(code);
      expect(first.unavailable.message).toContain(words);
      expect(second.unavailable).toBeNull();
    },
  );

  test('of a shape nobody knows do not hide the others', async () => {
    const { team, meeting } = await hostWithMeeting();
    const { uuid } = recorded(app, meeting, 3);
    const linkId = await linked(app, team.host, { meetingId: meeting.id });
    answerWith(meeting, uuid, [
      null,
      { file_type: 7 },
      { file_type: 'HOLOGRAM', download_url: 'x' },
      { file_type: 'MP4', id: 'fine', download_url: 'x' },
    ]);

    const { files } = (await recordings(team.host, linkId)).body.recordings[0];

    expect(files).toMatchObject([
      { kind: 'other', unavailable: null },
      { key: 'fine', kind: 'video' },
    ]);
  });

  test('of another meeting or another host, should Zoom ever answer so, are not shown', async () => {
    const { team, meeting } = await hostWithMeeting();
    const { uuid } = recorded(app, meeting, 3);
    const linkId = await linked(app, team.host, { meetingId: meeting.id });
    for (const wrong of [
      { ...meeting, id: '81234567890' },
      { ...meeting, hostId: 'somebody-else' },
    ]) {
      answerWith(wrong, uuid, [{ file_type: 'MP4', id: 'foreign', download_url: 'x' }]);
      expect((await recordings(team.host, linkId)).body.recordings).toEqual([]);
      app.clock.advance(31);
    }
  });
});

describe('a recording of another meeting', () => {
  test('cannot be attached through a link, so that nothing is queued', async () => {
    const { team, zoomUser, meeting } = await hostWithMeeting();
    const linkId = await linked(app, team.host, { meetingId: meeting.id });
    const other = recorded(app, app.zoom.createMeeting(zoomUser), 2);

    const answer = await app.api('POST', '/transfers', team.host, {
      linkId,
      meetingUuid: other.uuid,
      fileKey: other.files[0]?.id,
      audience: { projectId: team.projectId, securityLevelId: null },
    });

    expect([answer.status, answer.body.error.code]).toEqual([404, 'recording_not_found']);
    expect(await rowsOfIssue(app, 'transfers', team.issueId)).toBe(0);
  });
});

describe('when Zoom does not tell', () => {
  test.each([
    ['cannot be reached', 503, 'zoom_unavailable'],
    ['has had too many requests', 429, 'zoom_rate_limited'],
    ['withholds a permission', 409, 'zoom_permission_missing'],
  ])('because it %s, that is said, and an empty list is never shown instead', async (what, status, code) => {
    const { team, meeting } = await hostWithMeeting();
    recorded(app, meeting, 3);
    const linkId = await linked(app, team.host, { meetingId: meeting.id });
    const path = '/past_meetings/';
    if (what === 'cannot be reached') app.zoom.faults.arm({ on: 'api', path, kind: 'disconnect' }, 3);
    if (what === 'has had too many requests')
      app.zoom.faults.arm({ on: 'api', path, kind: 'per-second-limit', retryAfterSeconds: 60 });
    if (what === 'withholds a permission')
      app.zoom.faults.withheldScopes.push('cloud_recording:read:list_recording_files');

    const answer = await recordings(team.host, linkId);

    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });
});
