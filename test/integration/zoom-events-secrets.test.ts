// Whose events are believed: none without a secret, those of both secrets while one is changed for the other.

import { createHmac } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { deliveriesOf, eventsUrl, sendSigned } from '../support/zoom-events.ts';

let app: TestApp;
afterEach(() => app.stop());

const event = '{"event":"meeting.created","payload":{},"event_ts":1}';
const validation = '{"event":"endpoint.url_validation","payload":{"plainToken":"plain"},"event_ts":1}';

test('without a secret everything is refused so that Zoom sends it again later, and the log says so at the start', async () => {
  app = await startTestApp({ background: false, env: { ZOOM_WEBHOOK_SECRET_TOKEN: '' } });

  expect(app.log()).toMatch(/"level":"warn".*ZOOM_WEBHOOK_SECRET_TOKEN/);
  for (const secret of [app.zoom.webhookSecretToken, '-', 'undefined']) {
    const { status, text } = await sendSigned(app, event, { secret });
    expect([status, JSON.parse(text).error.code]).toEqual([503, 'webhooks_not_configured']);
  }
  expect(await app.zoom.validateUrl(eventsUrl(app))).toBe(false);
  expect(await deliveriesOf(app)).toEqual([]);
});

test('with two secrets events of either are taken, and the proof is made with the one that asked', async () => {
  app = await startTestApp({
    background: false,
    env: { ZOOM_WEBHOOK_SECRET_TOKEN: 'new-secret, old-secret' },
  });

  for (const secret of ['new-secret', 'old-secret']) {
    expect((await sendSigned(app, event, { secret })).status).toBe(204);
    const { text } = await sendSigned(app, validation, { secret });
    const proof = createHmac('sha256', secret).update('plain').digest('hex');
    expect(JSON.parse(text)).toEqual({ plainToken: 'plain', encryptedToken: proof });
  }
  expect((await sendSigned(app, event, { secret: 'new-secret, old-secret' })).status).toBe(401);
});
