// Small texts are downloaded whole or not at all, by the same rules as large files.

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOpenRequest } from '../../../src/platform/http/agents.ts';
import { encodeMeetingUuid } from '../../../src/zoom/meeting-uuid.ts';
import { DownloadError, downloadText } from '../../../src/zoom/recording-download.ts';
import { startZoomSimulator, type ZoomSimulator } from '../../simulators/zoom/zoom-simulator.ts';
import { createOauthRequests } from '../../support/zoom-oauth-requests.ts';

const redirectUri = 'http://127.0.0.1:3000/zoom/oauth/callback';
const hosts = { hosts: ['127.0.0.1'], insecureLoopback: true };
let zoom: ZoomSimulator;
let accessToken: string;
let url: string;
let file: { size: number; sha256(): Promise<string> };

beforeEach(async () => {
  zoom = await startZoomSimulator({ redirectUris: [redirectUri] });
  const user = zoom.createUser();
  accessToken = (await createOauthRequests(zoom, redirectUri).connect(user)).access_token ?? '';
  const held = zoom.addPastInstance(zoom.createMeeting(user), { startTime: '2026-11-20T10:00:00Z' });
  const { files } = zoom.addRecording(held, { files: [{ fileType: 'TRANSCRIPT', cues: 200 }] });
  if (files[0] === undefined) throw new Error('nothing was recorded');
  file = files[0];
  const answer = await fetch(`${zoom.apiBaseUrl}/meetings/${encodeMeetingUuid(held.uuid)}/recordings`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const body = (await answer.json()) as { recording_files: { download_url: string }[] };
  url = body.recording_files[0]?.download_url ?? '';
});

afterEach(() => zoom.stop());

const download = (maxBytes: number, signal = new AbortController().signal) =>
  downloadText({
    url,
    accessToken,
    hosts,
    clock: { now: () => new Date() },
    openRequest: createOpenRequest(hosts),
    signal,
    maxBytes,
  });

describe('a text', () => {
  it('comes whole, up to the limit itself', async () => {
    const text = (await download(file.size)) ?? '';
    expect(createHash('sha256').update(text).digest('hex')).toBe(await file.sha256());
    expect(text).toContain('\n200\n');
    expect(text).toContain('Übersicht');
  });

  it('that is too long does not come, whether its length is told or not', async () => {
    expect(await download(file.size - 1)).toBeNull();
    zoom.faults.arm({ on: 'download', kind: 'no-length' });
    expect(await download(file.size - 1)).toBeNull();
    zoom.faults.arm({ on: 'download', kind: 'no-length' });
    expect(await download(file.size)).toHaveLength(((await download(file.size)) ?? '').length);
  });

  it('that breaks off is cut, and a page instead of it a refusal', async () => {
    zoom.faults.arm({ on: 'download', kind: 'truncate', at: 100 });
    await expect(download(file.size)).rejects.toMatchObject({ kind: 'cut' });
    zoom.faults.arm({ on: 'download', kind: 'html-refusal' });
    await expect(download(file.size)).rejects.toMatchObject({ kind: 'refused' });
  });

  it('that stops coming is given up when the caller says so', async () => {
    const deadline = new AbortController();
    let goOn = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    zoom.faults.arm({ on: 'download', kind: 'stall', at: 100, until });
    const stalled = zoom.waitFor('download-stalled');
    // Whether its headers had come by then decides which error it is.
    const asked = expect(download(file.size, deadline.signal)).rejects.toBeInstanceOf(DownloadError);
    await stalled;
    deadline.abort();
    await asked;
    goOn();
  });
});
