// The simulated Zoom tells the app by itself that it was removed or revoked.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startZoomSimulator, type ZoomSimulator, type ZoomUser } from '../simulators/zoom/zoom-simulator.ts';
import { createOauthRequests } from '../support/zoom-oauth-requests.ts';

const redirectUri = 'http://127.0.0.1:3000/zoom/oauth/callback';
let zoom: ZoomSimulator;
let app: ReturnType<typeof createOauthRequests>;
let user: ZoomUser;
let receiver: Server;
let eventUrl: string;
let received: { event: string; payload: Record<string, string> }[];
let answerStatus: number;

beforeEach(async () => {
  zoom = await startZoomSimulator({ redirectUris: [redirectUri] });
  app = createOauthRequests(zoom, redirectUri);
  user = zoom.createUser();
  received = [];
  answerStatus = 204;
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    received.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(answerStatus).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  eventUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
});

afterEach(async () => {
  await zoom.stop();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const delivered = () => zoom.waitFor('event-delivered');

it('a revocation comes back as an event about the person', async () => {
  zoom.setEventUrl(eventUrl);
  const { access_token: token } = await app.connect(user);
  const told = delivered();
  await app.revoke(token);
  expect(await told).toMatchObject({ event: 'app_deauthorized', userId: user.id, status: 204 });
  const { clientId: client_id } = zoom;
  const payload = { user_id: user.id, account_id: user.accountId, client_id };
  expect(received).toMatchObject([{ event: 'app_deauthorized', payload }]);
});

it('nothing is sent where no address is set, nor for an authorization that replaces another', async () => {
  const { access_token: token } = await app.connect(user);
  await app.revoke(token);
  zoom.setEventUrl(eventUrl);
  await app.connect(user);
  await app.connect(user);
  const told = delivered();
  zoom.removeApp(user, { userDataRetention: 'false' });
  await told;
  expect(received).toMatchObject([{ payload: { user_data_retention: 'false' } }]);
});

it('what the app could not take comes again when asked for, the same; a refusal does not', async () => {
  zoom.setEventUrl(eventUrl);
  for (const [status, times] of [
    [503, 2],
    [400, 1],
  ] as const) {
    received = [];
    answerStatus = status;
    await app.connect(user);
    const told = delivered();
    zoom.removeApp(user);
    await told;
    answerStatus = 200;
    await zoom.resend();
    expect(await zoom.resend()).toEqual([]);
    expect(received).toHaveLength(times);
    expect(received.at(-1)).toEqual(received[0]);
  }
});

it('a person finds the app among theirs, and removes it there', async () => {
  zoom.setEventUrl(eventUrl);
  const consent = await (await fetch(app.authorizeUrl())).text();
  const page = new URL(/<a href="([^"]+)">Your apps/.exec(consent)?.[1] ?? '', zoom.oauthBaseUrl);
  const rows = async () => (await (await fetch(page)).text()).match(/name="user_id" value="[^"]+"/g) ?? [];
  expect(await rows()).toEqual([]);
  const pair = await app.connect(user);
  await app.connect(zoom.createUser());
  expect(await rows()).toHaveLength(2);

  const told = delivered();
  const action = new URL('/apps/remove', page);
  const answer = await fetch(action, { method: 'POST', body: new URLSearchParams({ user_id: user.id }) });
  expect([answer.url, answer.status]).toEqual([page.href, 200]);
  expect(await told).toMatchObject({ userId: user.id });
  expect((await app.refresh(pair.refresh_token)).status).toBe(400);
  expect(await rows()).toHaveLength(1);
});
