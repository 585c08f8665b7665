// One nearly expired grant and many web servers that all want its token at the same moment.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type JiraSimulator, startJiraSimulator } from '../simulators/jira/simulator.ts';
import { startZoomSimulator, type ZoomSimulator } from '../simulators/zoom/zoom-simulator.ts';
import { type AppClient, appEnvironment, createAppClient } from '../support/app-client.ts';
import { type AppProcess, findFreePort, startAppProcess } from '../support/app-process.ts';
import { createTestDatabase } from '../support/test-database.ts';

const processes = 8;
const calls = 200;

let jira: JiraSimulator;
let zoom: ZoomSimulator;
let dropDatabase: () => Promise<void>;
let servers: AppProcess[] = [];
let clients: AppClient[];
beforeAll(async () => {
  const database = await createTestDatabase();
  dropDatabase = () => database.drop();
  [jira, zoom] = await Promise.all([startJiraSimulator(), startZoomSimulator()]);
  const firstPort = await findFreePort(processes);
  const addresses = Array.from({ length: processes }, (_, index) => `http://localhost:${firstPort + index}`);
  const [firstAddress = ''] = addresses;
  const env = appEnvironment({ baseUrl: firstAddress, jira, zoom });
  servers = addresses.map((_, index) =>
    startAppProcess('main', {
      ...env,
      DATABASE_URL: database.url,
      DATABASE_POOL_MAX: '3',
      PORT: String(firstPort + index),
      WORKER: 'off',
    }),
  );
  await Promise.all(servers.map((server) => server.says('"listening"')));
  clients = addresses.map((baseUrl) => createAppClient({ baseUrl, jira, zoom }));
  zoom.allowRedirectUri(`${firstAddress}/zoom/oauth/callback`);
  await jira.site.install(firstAddress);
}, 120_000);
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  await Promise.all([jira.stop(), zoom.stop()]);
  await dropDatabase();
});

it(`${processes} processes and ${calls} calls at once refresh it exactly once, and every call succeeds`, async () => {
  const viewer = { accountId: jira.site.addUser({ name: 'Priya Raman' }).accountId };
  const zoomUser = zoom.createUser({});
  zoom.faults.accessTokenSeconds = 120;
  await clients[0]?.connectZoom(viewer, zoomUser);
  zoom.faults.accessTokenSeconds = 3_600;
  const granted: string[] = [];
  zoom.on((event) => {
    if (event.type === 'token-requested') granted.push(event.grantType);
  });

  const answers = await Promise.all(
    Array.from({ length: calls }, (_, index) =>
      clients[index % processes]?.api('GET', '/zoom-connection/account', viewer),
    ),
  );

  expect(new Set(answers.map((answer) => answer?.status))).toEqual(new Set([200]));
  expect(new Set(answers.map((answer) => answer?.body.email))).toEqual(new Set([zoomUser.email]));
  expect(granted).toEqual(['refresh_token']);
});
