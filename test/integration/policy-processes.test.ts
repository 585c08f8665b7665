// What admins decide at one web server, at another one on the same database.

import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { compose, type Deps } from '../../src/composition.ts';
import { createAppClient } from '../support/app-client.ts';
import { decide } from '../support/policy.ts';
import { attach, linkedRecording } from '../support/recorded-meeting.ts';
import { newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let otherDeps: Deps;
let otherServer: Server;
/** As people meet the other process. */
let other: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
  const { config, logger } = app.deps;
  otherDeps = await compose({
    config,
    databaseUrl: app.databaseUrl,
    encryptionKeys: config.encryptionKeys ?? [],
    clock: app.clock,
    logger,
  });
  otherServer = (await createApp(otherDeps)).listen(0, '127.0.0.1');
  await once(otherServer, 'listening');
  const baseUrl = `http://127.0.0.1:${(otherServer.address() as AddressInfo).port}`;
  other = { ...app, deps: otherDeps, baseUrl, ...createAppClient({ ...app, baseUrl }) };
});
afterAll(async () => {
  otherServer.closeAllConnections();
  otherServer.close();
  await otherDeps.close(1_000);
  await app.stop();
});

test('what is decided at one process is shown and obeyed by the very next requests at another', async () => {
  const { host, admin } = newTeam(app);
  const recorded = await linkedRecording(app, host, [{ fileType: 'MP4' }]);
  const meets = async () => {
    const seen = await other.api('GET', `/meeting-links/${recorded.linkId}/recordings`, host);
    const attached = await attach(other, host, recorded, 0);
    const connecting = await other.api('POST', '/zoom-connection/flows', host, {});
    const choice = await other.api('GET', '/analytics-choice', host);
    const decided = await other.api('GET', '/admin/policy', admin);
    return {
      shown: seen.body.recordings[0].files[0].unavailable?.code ?? null,
      attaching: attached.body.error?.code ?? null,
      connecting: connecting.body.error?.code ?? null,
      counted: choice.body.siteAllows,
      version: decided.body.version,
    };
  };
  const open = { shown: null, connecting: null, counted: true };
  const { attaching: _first, ...before } = await meets();
  expect(before).toEqual({ ...open, version: 0 });

  const group = app.jira.site.addGroup({ name: 'Zoom pilots' });
  await decide(app, admin, { renditions: ['audio'], connectGroupIds: [group.groupId], analytics: false });
  expect(await meets()).toEqual({
    shown: 'rendition_not_allowed',
    attaching: 'rendition_not_allowed',
    connecting: 'connecting_not_allowed',
    counted: false,
    version: 1,
  });

  await decide(app, admin, { renditions: null, connectGroupIds: null, analytics: true });
  expect(await meets()).toEqual({ ...open, attaching: 'already_under_way', version: 2 });
});
