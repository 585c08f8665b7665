// Zoom's token endpoint takes requests and says nothing: whoever does not need a new token does not notice.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { connected, newTeam } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false, env: { DATABASE_POOL_MAX: '3' } });
});
afterAll(() => app.stop());

it('the panel of everybody opens, and of those who wait too, with the smallest pool there may be', async () => {
  const { host, colleague, coworker } = newTeam(app);
  for (const viewer of [host, colleague, coworker]) await connected(app, viewer);
  app.clock.advance(3_600);
  const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
  app.zoom.faults.arm({ on: 'token', kind: 'hold', until }, 2);
  const account = (viewer: Viewer) => app.api('GET', '/zoom-connection/account', viewer);
  const held: unknown[] = [];
  const bothHeld = new Promise<void>((resolve) => {
    app.zoom.on((event) => {
      if (event.type === 'token-requested' && held.push(event) === 2) resolve();
    });
  });
  // Two refreshes hang, each with many who wait for it; a third one waits for its turn.
  const waiting = [host, colleague, coworker].flatMap((viewer) =>
    Array.from({ length: 10 }, () => account(viewer)),
  );
  await bothHeld;

  const opened = await Promise.all(
    Array.from({ length: 30 }, (_, index) => [host, colleague, coworker][index % 3] ?? host).map((viewer) =>
      app.api('GET', '/issue-panel', viewer),
    ),
  );
  expect(new Set(opened.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(opened.map(({ body }) => body.connection.state))).toEqual(new Set(['connected']));

  letGo();
  expect(new Set((await Promise.all(waiting)).map(({ status }) => status))).toEqual(new Set([200]));
});
