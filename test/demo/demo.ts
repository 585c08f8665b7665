// `npm run demo`: the real app against a simulated Jira and a simulated Zoom, in one process, so that nothing is left
// behind when it ends. What was made is kept under .data/demo and is there again at the next start.

import { join } from 'node:path';
import { zoomScopes } from '../../src/zoom/scopes.ts';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import { startJiraSimulator } from '../simulators/jira/simulator.ts';
import { seedDemoZoom } from '../simulators/zoom/demo-seed.ts';
import { startZoomSimulator } from '../simulators/zoom/zoom-simulator.ts';
import { appEnvironment } from '../support/app-client.ts';

const firstPort = Number(process.env.DEMO_PORT ?? 4300);
const folder = process.env.DEMO_FOLDER || join(import.meta.dirname, '../../.data/demo');
const appBaseUrl = `http://localhost:${firstPort}`;
/** Slow enough to watch the progress of the large recording, fast enough not to wait for it. */
const downloadBytesPerSecond = 40 * 1024 * 1024;

const failed = (error: unknown): never => {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(
    code === 'EADDRINUSE'
      ? `The demo needs the ports from ${firstPort} to ${firstPort + 24}, and one is taken. Is another demo running? Choose others: DEMO_PORT=5300 npm run demo`
      : `The demo could not start: ${message}`,
  );
  process.exit(1);
};

async function start(): Promise<void> {
  const jira = await startJiraSimulator({
    port: firstPort + 10,
    stateFolder: join(folder, 'jira'),
    marker: '',
  });
  const zoom = await startZoomSimulator({
    port: firstPort + 20,
    stateFolder: join(folder, 'zoom'),
    marker: '',
    redirectUris: [`${appBaseUrl}/zoom/oauth/callback`],
    scopes: Object.keys(zoomScopes),
  });
  const { issues } = seedDemoSite(jira);
  seedDemoZoom(zoom);
  zoom.setEventUrl(`${appBaseUrl}/zoom/webhooks`);
  zoom.faults.bytesPerSecond = downloadBytesPerSecond;

  Object.assign(process.env, appEnvironment({ baseUrl: appBaseUrl, jira, zoom }), {
    NODE_ENV: 'development',
    // Meetings may be pasted as links of the real Zoom too; whatever the app calls is given by the simulated one.
    ZOOM_ALLOWED_HOSTS: '127.0.0.1,zoom.us,*.zoom.us',
    PORT: String(firstPort),
    DATA_FOLDER: folder,
    // Never a real database, whatever the shell or .env say: an empty variable is unset, and .env leaves it so.
    DATABASE_URL: '',
    WORKER: '',
    // The app's own, made at the first start and kept with the data.
    ENCRYPTION_KEYS: '',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  });
  await import('../../src/main.ts');
  const installed = await jira.site.install(appBaseUrl);
  if (installed.status !== 204) throw new Error(`the app refused to be installed (${installed.status})`);

  console.log(`
Zoom meetings and recordings for Jira: the demo is running.

  Jira and Zoom are SIMULATED here: no account is needed, and nothing leaves this machine.
  The app itself, its Postgres, and the bridge between Jira and the app are the real ones.

  Open   ${jira.site.baseUrl}/browse/${issues[0]?.key}

  Press the Zoom meetings button on the issue, then Connect Zoom.
  To remove the app at Zoom again, open ${zoom.oauthBaseUrl}/apps
  Ctrl-C stops everything; what you made is kept for the next start.
`);
}

await start().catch(failed);
