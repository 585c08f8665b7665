// The simulated Zoom's recordings: names in paths, lists, downloads over two hosts, and the bytes themselves.
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentChunks, contentSha256 } from '../simulators/zoom/recording-content.ts';
import {
  type MadeRecording,
  startZoomSimulator,
  type ZoomMeeting,
  type ZoomSimulator,
  type ZoomUser,
} from '../simulators/zoom/zoom-simulator.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const redirectUri = 'http://127.0.0.1:3000/zoom/oauth/callback';
let zoom: ZoomSimulator;
let user: ZoomUser;
let token: string;

beforeEach(async () => {
  zoom = await startZoomSimulator({ redirectUris: [redirectUri], clock: () => now });
  user = zoom.createUser();
  token = await tokenOf(user);
});

afterEach(() => zoom.stop());

async function tokenOf(person: ZoomUser): Promise<string> {
  const back = new URL(await zoom.authorize(person, zoom.marketplaceAddUrl(redirectUri)));
  const response = await fetch(`${zoom.oauthBaseUrl}/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${zoom.clientId}:${zoom.clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

async function get(path: string, bearer = token): Promise<Answer> {
  const response = await fetch(`${zoom.apiBaseUrl}${path}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

interface FileBody {
  download_url: string;
  file_size?: number;
}

const filesOf = (answer: Answer) => answer.body.recording_files as FileBody[];

const recorded = (meeting: ZoomMeeting, uuidShape: 'any' | 'leading-slash' | 'double-slash' = 'any') =>
  zoom.addPastInstance(meeting, { startTime: '2026-11-20T10:00:00Z', uuidShape });

describe('names in paths', () => {
  const once = encodeURIComponent;
  const twice = (uuid: string) => once(once(uuid));

  it('wants UUIDs with a leading or double slash encoded twice', async () => {
    const meeting = zoom.createMeeting(user);
    for (const shape of ['leading-slash', 'double-slash'] as const) {
      const { uuid } = recorded(meeting, shape);
      zoom.addRecording({ uuid }, { files: [{ fileType: 'CHAT' }] });
      expect(await get(`/meetings/${once(uuid)}/recordings`)).toEqual({
        status: 404,
        body: {
          code: 3001,
          message: `Meeting does not exist: ${uuid.replace(/^\/+/, '').replace(/\/{2,}/g, '/')}.`,
        },
      });
      expect((await get(`/meetings/${twice(uuid)}/recordings`)).body.uuid).toBe(uuid);
      expect((await get(`/past_meetings/${twice(uuid)}`)).body.uuid).toBe(uuid);
    }
  });

  it('takes other UUIDs encoded once or twice', async () => {
    const { uuid } = recorded(zoom.createMeeting(user));
    zoom.addRecording({ uuid }, { files: [{ fileType: 'CHAT' }] });
    if (!uuid.includes('//') && !uuid.startsWith('/')) {
      expect((await get(`/meetings/${once(uuid)}/recordings`)).status).toBe(200);
    }
    expect((await get(`/meetings/${twice(uuid)}/recordings`)).status).toBe(200);
  });
});

describe('meetings and recordings', () => {
  it('shows only the host theirs, by number only the latest instance', async () => {
    const meeting = zoom.createMeeting(user, { type: 8, occurrences: 3, agenda: 'a'.repeat(400) });
    const older = zoom.addPastInstance(meeting, { startTime: '2026-11-10T10:00:00Z' });
    const newer = recorded(meeting);
    zoom.addRecording(older, { files: [{ fileType: 'MP4' }] });
    const byNumber = await get(`/meetings/${meeting.id}/recordings`);
    expect(byNumber).toEqual({
      status: 404,
      body: { code: 3301, message: 'There is no recording for this meeting.' },
    });
    zoom.addRecording(newer, {
      files: [
        { fileType: 'MP4', status: 'processing' },
        { fileType: 'CC' },
        { fileType: 'M4A', onPremises: true },
      ],
    });
    expect((await get(`/meetings/${meeting.id}/recordings`)).body.uuid).toBe(newer.uuid);
    const stranger = await tokenOf(zoom.createUser());
    expect((await get(`/meetings/${meeting.id}`, stranger)).body.code).toBe(3001);
    expect((await get(`/meetings/${meeting.id}/recordings`, stranger)).body.code).toBe(3001);
    const whole = await get(`/meetings/${meeting.id}`);
    expect(whole.body.occurrences).toHaveLength(3);
    const list = await get('/users/me/meetings?type=scheduled');
    expect(list.body.meetings).toMatchObject([{ id: Number(meeting.id), agenda: 'a'.repeat(250) }]);
    expect((await get('/users/me/meetings?type=previous_meetings')).body.total_records).toBe(2);
    expect((await get(`/past_meetings/${meeting.id}/instances`)).body.meetings).toHaveLength(2);
  });

  it('cuts the list to a month and pages it with tokens that end', async () => {
    const meeting = zoom.createMeeting(user);
    for (let day = 1; day <= 3; day++) {
      const instance = zoom.addPastInstance(meeting, { startTime: `2026-11-0${day}T10:00:00Z` });
      zoom.addRecording(instance, { files: [{ fileType: 'CHAT' }] });
    }
    const first = await get('/users/me/recordings?from=2026-01-01&to=2026-11-22&page_size=2');
    expect(first.body).toMatchObject({ from: '2026-10-23', total_records: 3 });
    const next = `/users/me/recordings?from=2026-01-01&to=2026-11-22&page_size=2&next_page_token=${first.body.next_page_token}`;
    expect((await get(next)).body).toMatchObject({ next_page_token: '', meetings: [{}] });
    expect((await get(next.replace('page_size=2', 'page_size=3'))).body.code).toBe(300);
  });
});

describe('downloads', () => {
  let recording: MadeRecording;
  let address: string;

  const locate = async (bearer = token, url = address) => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${bearer}` }, redirect: 'manual' });
    await response.arrayBuffer();
    return { status: response.status, location: response.headers.get('location') ?? '' };
  };

  beforeEach(async () => {
    const instance = recorded(zoom.createMeeting(user));
    recording = zoom.addRecording(instance, { files: [{ fileType: 'MP4', size: 3_000_000 }] });
    const answer = await get(
      `/meetings/${encodeURIComponent(encodeURIComponent(instance.uuid))}/recordings?include_fields=download_access_token&ttl=60`,
    );
    address = filesOf(answer)[0]?.download_url ?? '';
    expect((await locate(String(answer.body.download_access_token))).status).toBe(302);
  });

  it('redirects to a host that refuses the token and wants the signature', async () => {
    const { location } = await locate();
    expect(new URL(location).origin).toBe(zoom.fileOrigin);
    const withToken = await fetch(location, { headers: { authorization: `Bearer ${token}` } });
    expect(withToken.status).toBe(403);
    await withToken.arrayBuffer();
    expect((await fetch(location.replace('Signature=', 'Signature=x'))).status).toBe(403);
    const bytes = Buffer.from(await (await fetch(location)).arrayBuffer());
    expect(bytes.length).toBe(3_000_000);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(await recording.files[0]?.sha256());
  });

  it('serves ranges under an unchanged ETag', async () => {
    const { location } = await locate();
    const whole = await fetch(location);
    const bytes = Buffer.from(await whole.arrayBuffer());
    const etag = whole.headers.get('etag') ?? '';
    const rest = await fetch(location, { headers: { range: 'bytes=1000000-', 'if-range': etag } });
    expect(rest.status).toBe(206);
    expect(rest.headers.get('content-range')).toBe('bytes 1000000-2999999/3000000');
    expect(Buffer.from(await rest.arrayBuffer()).equals(bytes.subarray(1_000_000))).toBe(true);
    zoom.faults.range = 'etag-changes';
    const changed = await fetch(location, { headers: { range: 'bytes=1000000-', 'if-range': etag } });
    expect(changed.status).toBe(200);
    await changed.body?.cancel();
  });

  it('plays its faults once', async () => {
    zoom.faults.arm({ on: 'download', kind: 'html-refusal' });
    expect((await locate()).status).toBe(200);
    zoom.faults.arm({ on: 'download', kind: 'redirect', to: 'https://evil.example/' });
    expect((await locate()).location).toBe('https://evil.example/');
    const { location } = await locate();
    zoom.faults.arm({ on: 'download', kind: 'truncate', at: 500_000 });
    await expect(fetch(location).then((response) => response.arrayBuffer())).rejects.toThrow();
    zoom.faults.arm({ on: 'download', kind: 'truncate', at: 500_000, clean: true });
    expect((await (await fetch(location)).arrayBuffer()).byteLength).toBe(500_000);
    zoom.faults.arm({ on: 'download', kind: 'other-size', by: 10 });
    expect((await (await fetch(location)).arrayBuffer()).byteLength).toBe(3_000_010);
    const gate = Promise.withResolvers<void>();
    zoom.faults.arm({ on: 'download', kind: 'stall', at: 500_000, until: gate.promise });
    const stalled = zoom.waitFor('download-stalled');
    const body = fetch(location).then((response) => response.arrayBuffer());
    expect(await stalled).toMatchObject({ bytesSent: 500_000 });
    gate.resolve();
    expect((await body).byteLength).toBe(3_000_000);
  });

  it('shows a stranger a page instead of the file', async () => {
    expect((await locate(await tokenOf(zoom.createUser()))).status).toBe(200);
    expect((await locate('nonsense')).status).toBe(401);
  });
});

describe('content', () => {
  it('is the same from any offset, and plays on after the sample', async () => {
    const key = { fileType: 'MP4' as const, size: 5_000_000, marker: '' };
    const whole = Buffer.concat([...contentChunks(key)]);
    expect(whole.length).toBe(key.size);
    expect(whole.subarray(4, 8).toString()).toBe('ftyp');
    expect(createHash('sha256').update(whole).digest('hex')).toBe(await contentSha256(key));
    for (const from of [0, 1, 118_000, 118_300, 1_048_576, 2_500_001, 4_999_999]) {
      expect(Buffer.concat([...contentChunks(key, from)]).equals(whole.subarray(from))).toBe(true);
    }
  });
});
