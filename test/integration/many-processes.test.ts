// Two web servers behind a load balancer and two workers, as processes of their own on one database; one of each is killed.

import { expect, test } from 'vitest';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import { startJiraSimulator } from '../simulators/jira/simulator.ts';
import { startZoomSimulator } from '../simulators/zoom/zoom-simulator.ts';
import { FastClock, fastTimeModule } from '../soak/fast-clock.ts';
import { appEnvironment, createAppClient } from '../support/app-client.ts';
import { findFreePort, startAppProcess } from '../support/app-process.ts';
import { attach, linkedRecording } from '../support/recorded-meeting.ts';
import { startRoundRobin } from '../support/round-robin.ts';
import { createTestDatabase } from '../support/test-database.ts';

test('when a web server and a worker are killed, the others go on, and each file arrives once', async ({
  onTestFinished,
}) => {
  const clock = new FastClock();
  const time = () => clock.now().getTime();
  const [jira, zoom, database] = await Promise.all([
    startJiraSimulator({ clock: time }),
    startZoomSimulator({ clock: time }),
    createTestDatabase(),
  ]);
  const first = await findFreePort(4);
  const proxy = await startRoundRobin([first, first + 1]);
  const surroundings = { baseUrl: proxy.baseUrl, jira, zoom };
  const env = {
    ...appEnvironment(surroundings),
    ...clock.environment(),
    DATABASE_URL: database.url,
    WORKER: 'off',
  };
  const start = (program: 'main' | 'worker', port: number) =>
    startAppProcess(program, { ...env, PORT: String(port) }, [fastTimeModule]);
  const servers = [start('main', first), start('main', first + 1)] as const;
  const workers = [start('worker', first + 2), start('worker', first + 3)] as const;
  onTestFinished(async () => {
    await Promise.all([...servers, ...workers].map((one) => one.end('SIGKILL')));
    await Promise.all([proxy.stop(), jira.stop(), zoom.stop()]);
    await database.drop();
  });
  await Promise.all(servers.map((server) => server.says('"listening"')));
  zoom.allowRedirectUri(`${proxy.baseUrl}/zoom/oauth/callback`);
  await jira.site.install(proxy.baseUrl);
  const app = { clock, jira, zoom, ...createAppClient(surroundings) };
  const { engineer, issues } = seedDemoSite(jira);
  const viewer = { accountId: engineer.accountId, issueId: issues[0]?.id };
  const files = Array.from({ length: 8 }, (_, index) => ({
    fileType: 'MP4' as const,
    size: 2_000_000 + index,
  }));
  const recorded = await linkedRecording(app, viewer, files);
  // Slow enough to be killed in the middle.
  zoom.faults.bytesPerSecond = 2_000_000;

  await Promise.all(workers.map((worker) => worker.says('"working"')));
  const asked = await Promise.all(files.map((_, index) => attach(app, viewer, recorded, index)));
  expect(asked.map(({ status }) => status)).toEqual(files.map(() => 201));
  const busy = await Promise.race(workers.map((worker) => worker.says('"transfer runs"').then(() => worker)));
  await Promise.all([busy.end('SIGKILL'), servers[0].end('SIGKILL')]);
  const before = proxy.answered.get(first + 1) ?? 0;
  const states = async (): Promise<string[]> => {
    const { body } = await app.api('GET', '/transfers', viewer);
    return body.transfers.map(({ state }: { state: string }) => state);
  };

  await expect.poll(states, { timeout: 120_000 }).toEqual(files.map(() => 'succeeded'));
  expect(proxy.answered.get(first + 1)).toBeGreaterThan(before);
  const arrived = jira.site.attachments(viewer.issueId ?? '').map(({ sha256 }) => sha256);
  const sent = await Promise.all(recorded.recording.files.map((file) => file.sha256()));
  expect(arrived.sort()).toEqual(sent.sort());
}, 180_000);
