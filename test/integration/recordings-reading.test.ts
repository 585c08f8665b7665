// Reading a recording's transcript and its summary: for whose eyes, and what is said when there is nothing to read.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { meetingChanged } from '../../src/meetings/meeting-changed.ts';
import type { TranscriptView } from '../../src/recordings/api-types.ts';
import { adfFault } from '../simulators/jira/adf.ts';
import type { NewRecordingFile } from '../simulators/zoom/recorded.ts';
import { endPauses } from '../support/pauses.ts';
import { connected, linkNewMeeting, newTeam, recorded } from '../support/team.ts';
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

const refusal = ({ status, body }: Awaited<ReturnType<TestApp['api']>>) => [status, body?.error?.code];

/** A recording of the host's with these files, linked to the team's issue, and how to read of it. */
async function recording(files: NewRecordingFile[] = [{ fileType: 'TRANSCRIPT' }], zoomUser = {}) {
  const team = newTeam(app);
  const { meeting, linkId } = await linkNewMeeting(app, team.host, await connected(app, team.host, zoomUser));
  const made = recorded(app, meeting, 3, files);
  const meetingUuid = made.uuid;
  const about = `/meeting-links/${linkId}`;
  return {
    team,
    meetingUuid,
    fileId: made.files[0]?.id ?? '',
    transcript: (viewer: Viewer, fileKey = made.files[0]?.id ?? '') =>
      app.api('GET', `${about}/transcript?${new URLSearchParams({ meetingUuid, fileKey })}`, viewer),
    summary: (viewer: Viewer, uuid = meetingUuid) =>
      app.api('GET', `${about}/summary?${new URLSearchParams({ meetingUuid: uuid })}`, viewer),
    share: () => app.api('POST', `${about}/shares`, team.host, { meetingUuid }),
    made,
    about,
  };
}

describe('a transcript', () => {
  test.each(['TRANSCRIPT', 'CC'] as const)(
    'of type %s is read line by line, with times and speakers',
    async (fileType) => {
      const { team, transcript, about } = await recording([{ fileType, cues: 30 }]);
      const { files } = (await app.api('GET', `${about}/recordings`, team.host)).body.recordings[0];

      const { status, headers, body } = await transcript(team.host, files[0].key);

      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      const { cues } = body as TranscriptView;
      expect(cues).toHaveLength(30);
      expect(cues[0]).toEqual({
        startSeconds: 1,
        speaker: expect.stringMatching(/^Sample Speaker/),
        text: 'This transcript was made by a simulator, and nobody was recorded.',
      });
      expect(cues[2]?.speaker).toMatch(/^Third Speaker \(Guest\)/);
      expect(JSON.stringify(body)).not.toContain('http');
    },
  );

  test('is the host’s until they share the recording, and then everybody’s on the issue', async () => {
    const { team, transcript, share } = await recording();
    await connected(app, team.colleague);

    for (const viewer of [team.colleague, team.visitor, team.admin])
      expect(refusal(await transcript(viewer))).toEqual([403, 'recording_not_shared']);
    expect(refusal(await transcript(newTeam(app).coworker))).toEqual([404, 'link_not_found']);
    expect(refusal(await transcript({ accountId: team.host.accountId }))).toEqual([400, 'no_issue']);

    await share();
    expect((await transcript(team.visitor)).status).toBe(200);
  });

  test('of several viewers is still theirs alone who may see it: what was read for one is not told to others', async () => {
    const { team, transcript } = await recording();
    expect((await transcript(team.host)).status).toBe(200);
    expect(refusal(await transcript(team.visitor))).toEqual([403, 'recording_not_shared']);
  });

  test('is kept nowhere: neither in the database nor in the log', async () => {
    const { team, transcript } = await recording();
    await transcript(team.host);
    expect(app.log()).not.toContain('made by a simulator');
  });

  test.each([
    ['is no transcript', { fileType: 'MP4' }, 409, 'not_a_transcript'],
    ['is what was written in the chat', { fileType: 'CHAT' }, 409, 'not_a_transcript'],
    ['is still processed', { fileType: 'TRANSCRIPT', status: 'processing' }, 409, 'recording_processing'],
    ['is not in Zoom’s cloud', { fileType: 'TRANSCRIPT', onPremises: true }, 409, 'not_in_cloud'],
    ['is longer than 8 MiB', { fileType: 'TRANSCRIPT', size: 9_000_000 }, 413, 'transcript_too_large'],
  ] as const)('that %s is refused in words', async (_what, file, status, code) => {
    const { team, transcript } = await recording([file, { fileType: 'CHAT' }]);
    const answer = await transcript(team.host);
    expect(refusal(answer)).toEqual([status, code]);
    expect(answer.body.error.message).toMatch(/^[A-Z].+\.$/);
  });

  test('that the recording does not have is gone', async () => {
    const { team, transcript } = await recording();
    expect(refusal(await transcript(team.host, 'something-else'))).toEqual([404, 'recording_gone']);
  });

  test.each([
    ['a web page', { kind: 'html-refusal' }, 409, 'zoom_refused'],
    ['404', { kind: 'status', status: 404 }, 404, 'recording_gone'],
    ['503', { kind: 'status', status: 503 }, 503, 'zoom_unavailable'],
    ['429', { kind: 'status', status: 429 }, 503, 'zoom_rate_limited'],
    ['something that is no WebVTT', { kind: 'wrong-magic' }, 502, 'wrong_content'],
    ['half of it', { kind: 'truncate', at: 100 }, 503, 'download_cut'],
    ['more without end', { kind: 'other-size', by: 9_000_000 }, 413, 'transcript_too_large'],
    ['a redirect to elsewhere', { kind: 'redirect', to: 'https://example.com/x' }, 409, 'zoom_refused'],
  ] as const)('for which Zoom sends %s is refused in words', async (_what, fault, status, code) => {
    const { team, transcript, fileId } = await recording();
    app.zoom.faults.arm({ on: 'download', fileId, ...fault }, Number.POSITIVE_INFINITY);
    expect(refusal(await transcript(team.host))).toEqual([status, code]);
  });

  test('is read with a renewed token when Zoom no longer takes the old one', async () => {
    const { team, transcript, fileId } = await recording();
    app.zoom.faults.arm({ on: 'download', fileId, kind: 'status', status: 401 });
    expect((await transcript(team.host)).status).toBe(200);
  });

  test('cannot be asked for with an address of one’s own', async () => {
    const { team, about } = await recording();
    const before = app.zoom.requests.length;
    for (const query of ['', '?meetingUuid=..&fileKey=x', '?meetingUuid=81234567890&fileKey=x', '?fileKey=x'])
      expect(refusal(await app.api('GET', `${about}/transcript${query}`, team.host))).toEqual([
        400,
        'invalid_request',
      ]);
    expect(app.zoom.requests).toHaveLength(before);
  });
});

describe('a summary', () => {
  test('is given as a comment’s body, in headings, lists and links, which Jira takes', async () => {
    const { team, summary, made } = await recording();
    app.zoom.addSummary(made, { title: 'Weekly sync', content: '## Decisions\n- **Ship** it' });

    const { status, body } = await summary(team.host);

    expect(status).toBe(200);
    expect(body).toEqual({
      document: {
        type: 'doc',
        version: 1,
        content: [
          { type: 'heading', attrs: { level: 1 }, content: [{ type: 'text', text: 'Weekly sync' }] },
          { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Decisions' }] },
          {
            type: 'bulletList',
            content: [
              {
                type: 'listItem',
                content: [
                  {
                    type: 'paragraph',
                    content: [
                      { type: 'text', text: 'Ship', marks: [{ type: 'strong' }] },
                      { type: 'text', text: ' it' },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
    });
    expect(adfFault(body.document)).toBeNull();
  });

  test('of older accounts, which have no Markdown, is put together from what there is', async () => {
    const { team, summary, made } = await recording();
    app.zoom.addSummary(made, { olderFieldsOnly: true });
    const { body } = await summary(team.host);
    expect(JSON.stringify(body.document)).toContain('It goes out on Thursday.');
    expect(adfFault(body.document)).toBeNull();
  });

  test('is the host’s until they share the recording, and then everybody’s on the issue', async () => {
    const { team, summary, made, share } = await recording();
    app.zoom.addSummary(made);

    for (const viewer of [team.colleague, team.visitor, team.admin])
      expect(refusal(await summary(viewer))).toEqual([403, 'recording_not_shared']);
    expect(refusal(await summary(newTeam(app).coworker))).toEqual([404, 'link_not_found']);

    await share();
    expect((await summary(team.visitor)).status).toBe(200);
  });

  test.each(['there is none', 'it was put into the trash'])(
    'is said not to be there when %s',
    async (what) => {
      const { team, summary, made } = await recording();
      if (what !== 'there is none') app.zoom.addSummary(made, { restricted: true });

      const answer = await summary(team.host);

      expect(refusal(answer)).toEqual([404, 'summary_none']);
      expect(answer.body.error.message).toContain('Zoom has no summary');
    },
  );

  test('of another meeting is not given out through this one', async () => {
    const { team, summary } = await recording();
    const other = await recording();
    app.zoom.addSummary(other.made);
    expect(refusal(await summary(team.host, other.meetingUuid))).toEqual([404, 'recording_not_found']);
  });

  test('that Zoom withholds for want of a permission asks to connect anew', async () => {
    const { team, summary, made } = await recording();
    app.zoom.addSummary(made);
    app.zoom.faults.withheldScopes.push('meeting:read:summary');
    expect(refusal(await summary(team.host))).toEqual([409, 'zoom_permission_missing']);
  });
});

describe('several who look at the same recordings', () => {
  const readings = () => app.zoom.requests.filter(({ path }) => path.includes('/recordings')).length;

  test('cost one reading of Zoom in half a minute, and one more after it', async () => {
    const { team, about } = await recording();
    const before = readings();

    for (const viewer of [team.host, team.visitor, team.coworker])
      expect((await app.api('GET', `${about}/recordings`, viewer)).status).toBe(200);
    expect(readings() - before).toBe(1);

    app.clock.advance(31);
    await app.api('GET', `${about}/recordings`, team.visitor);
    expect(readings() - before).toBe(2);
  });

  test('cannot use up what Zoom allows the host, whatever they ask for; the others go on', async () => {
    const { team, about, made, share } = await recording();
    app.zoom.addSummary(made);
    await share();
    const { body: shown } = await app.api('GET', `${about}/recordings`, team.visitor);
    const audience = { projectId: team.projectId, securityLevelId: null };
    const ways: ((uuid: string) => ReturnType<typeof app.api>)[] = [
      () => app.api('GET', `${about}/recordings`, team.visitor),
      () =>
        app.api('GET', `${about}/summary?${new URLSearchParams({ meetingUuid: made.uuid })}`, team.visitor),
      (meetingUuid) => app.api('POST', `${about}/requests`, team.visitor, { meetingUuid }),
      () =>
        app.api('POST', '/transfers', team.visitor, {
          linkId: about.split('/').at(-1),
          meetingUuid: made.uuid,
          fileKey: shown.recordings[0].files[0].key,
          audience,
        }),
    ];
    const before = app.zoom.requests.length;
    let limited = 0;
    for (let asked = 0; limited < ways.length && asked < 400; asked += 1) {
      const uuid = `made+up+${String(asked).padStart(6, '0')}==`;
      const answer = await ways[asked % ways.length]?.(uuid);
      limited = answer?.body?.error?.code === 'too_many_reads' ? limited + 1 : 0;
    }
    expect(limited).toBe(ways.length);
    expect(app.zoom.requests.length - before).toBeLessThan(200);
    expect((await app.api('GET', `${about}/recordings`, team.coworker)).status).toBe(200);
  });

  test('are shown what is new as soon as Zoom tells of it', async () => {
    const { team, about, made } = await recording([{ fileType: 'MP4', status: 'processing' }]);
    const list = async () => (await app.api('GET', `${about}/recordings`, team.host)).body.recordings;
    expect(await list()).toEqual([]);

    app.zoom.finishProcessing(made);
    await meetingChanged(app.deps, { meetingId: made.meetingId, hostZoomUserId: null });

    expect(await list()).toMatchObject([{ meetingUuid: made.uuid }]);
  });

  test('learn when Zoom will delete a recording, and how large a file the site takes', async () => {
    const team = newTeam(app);
    const { meeting, linkId } = await linkNewMeeting(app, team.host, await connected(app, team.host));
    const instance = app.zoom.addPastInstance(meeting, { startTime: app.clock.now().getTime() - 3_600_000 });
    app.zoom.addRecording(instance, { files: [{ fileType: 'MP4' }], autoDeleteOn: '2026-12-20' });

    const { body } = await app.api('GET', `/meeting-links/${linkId}/recordings`, team.host);

    expect(body.recordings).toMatchObject([{ deletedOn: '2026-12-20' }]);
    expect(body.uploadLimitBytes).toBe(1_073_741_824);
  });
});
