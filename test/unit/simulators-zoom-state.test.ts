// The simulated Zoom over a restart, its events, and the demo's population.
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seedDemoZoom } from '../simulators/zoom/demo-seed.ts';
import { startZoomSimulator, zoomMark } from '../simulators/zoom/zoom-simulator.ts';
import { createOauthRequests } from '../support/zoom-oauth-requests.ts';

describe('kept state', () => {
  it('knows its people, credentials and recordings again after a restart', async () => {
    const stateFolder = await mkdtemp(join(tmpdir(), 'simulated-zoom-'));
    try {
      const first = await startZoomSimulator({ stateFolder, marker: '' });
      seedDemoZoom(first);
      const people = structuredClone(first.users);
      await first.stop();
      const second = await startZoomSimulator({ stateFolder, marker: '' });
      seedDemoZoom(second);
      expect(second.users).toEqual(people);
      expect([second.clientId, second.clientSecret]).toEqual([first.clientId, first.clientSecret]);
      await second.stop();
    } finally {
      await rm(stateFolder, { recursive: true });
    }
  });
});

describe('tokens', () => {
  it('are kept over a restart, and forgotten once they died', async () => {
    const stateFolder = await mkdtemp(join(tmpdir(), 'simulated-zoom-'));
    const redirectUris = ['http://127.0.0.1:3000/zoom/oauth/callback'];
    try {
      const first = await startZoomSimulator({ stateFolder, redirectUris });
      const app = createOauthRequests(first, redirectUris[0] ?? '');
      let pair = await app.connect(first.createUser());
      for (let times = 0; times < 5; times += 1) pair = (await app.refresh(pair.refresh_token)).body;
      await first.stop();
      const kept = JSON.parse(await readFile(join(stateFolder, 'zoom-state.json'), 'utf8'));
      expect(kept.tokens.map(({ token }: { token: string }) => token)).toEqual([
        pair.access_token,
        pair.refresh_token,
      ]);
      const second = await startZoomSimulator({ stateFolder, redirectUris });
      const again = createOauthRequests(second, redirectUris[0] ?? '');
      expect((await again.me(pair.access_token)).status).toBe(200);
      expect((await again.refresh(pair.refresh_token)).status).toBe(200);
      await second.stop();
    } finally {
      await rm(stateFolder, { recursive: true });
    }
  });
});

describe('events', () => {
  it('are signed over bytes that no serializer would write again', async () => {
    const zoom = await startZoomSimulator();
    const received: { headers: Record<string, unknown>; body: string }[] = [];
    const app = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      received.push({ headers: request.headers, body });
      const { event, payload } = JSON.parse(body) as { event: string; payload: { plainToken: string } };
      const encryptedToken = createHmac('sha256', zoom.webhookSecretToken).update(String(payload.plainToken));
      response.end(
        event === 'endpoint.url_validation'
          ? JSON.stringify({ plainToken: payload.plainToken, encryptedToken: encryptedToken.digest('hex') })
          : '',
      );
    });
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}/`;

    const user = zoom.createUser();
    const instance = zoom.addPastInstance(zoom.createMeeting(user, { topic: 'Über uns' }), {
      startTime: '2026-11-20T10:00:00Z',
    });
    const recording = zoom.addRecording(instance, { files: [{ fileType: 'MP4' }] });
    const delivery = await zoom.sendEvent(url, zoom.recordingEvent('recording.completed', recording));
    await zoom.sendEvent(url, { event: 'recording.completed', payload: {} }, { repeat: delivery });
    const [sent, repeated] = received;
    const timestamp = sent?.headers['x-zm-request-timestamp'];
    const signature = createHmac('sha256', zoom.webhookSecretToken).update(`v0:${timestamp}:${sent?.body}`);
    expect(sent?.headers['x-zm-signature']).toBe(`v0=${signature.digest('hex')}`);
    expect(sent?.body).not.toBe(JSON.stringify(JSON.parse(sent?.body ?? '')));
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({
      event: 'recording.completed',
      payload: { object: { uuid: instance.uuid, host_id: user.id, topic: `Über uns ${zoomMark}` } },
      download_token: expect.any(String),
    });
    expect(repeated?.body).toBe(sent?.body);
    expect(repeated?.headers['x-zm-request-id']).toBe(sent?.headers['x-zm-request-id']);
    expect(await zoom.validateUrl(url)).toBe(true);
    expect((await zoom.deauthorize(user, url)).status).toBe(200);
    app.close();
    await zoom.stop();
  });
});
