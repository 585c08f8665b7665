// From starting the process until it is ready, on a database that has its tables, beside a bare app on ACE and Sequelize.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startJiraSimulator } from '../simulators/jira/simulator.ts';
import { startZoomSimulator } from '../simulators/zoom/zoom-simulator.ts';
import { appEnvironment } from '../support/app-client.ts';
import { findFreePort } from '../support/app-process.ts';
import { type Figure, spread } from './figures.ts';
import type { Part } from './part.ts';
import { startProgram } from './program.ts';

const warmUps = 1;
const source = join(import.meta.dirname, '../../src');
const bareFile = join(import.meta.dirname, 'bare-ace.ts');
const appModules = ['app', 'background-work', 'process'].map((name) => join(source, `${name}.ts`));
const bareModules = ['express', 'atlassian-connect-express', 'sequelize', 'pg'];

/** Milliseconds. */
interface Start {
  app: number;
  /** Until background work runs too. */
  working: number;
  bare: number;
  node: number;
  appModules: number;
  bareModules: number;
  appUncached: number;
  bareUncached: number;
}

export const start: Part = {
  about: 'from start to ready, against bare atlassian-connect-express on Sequelize',
  async measure(bench) {
    const [jira, zoom] = await Promise.all([startJiraSimulator(), startZoomSimulator()]);
    const port = await findFreePort();
    const cached = { NODE_COMPILE_CACHE: join(bench.folder, 'compile-cache') };
    const app = {
      ...appEnvironment({ baseUrl: `http://localhost:${port}`, jira, zoom }),
      NODE_ENV: 'production',
      PORT: String(port),
      DATABASE_URL: await bench.newDatabase(),
    };
    const bare = { NODE_ENV: 'production', PORT: String(port), DATABASE_URL: await bench.newDatabase() };
    const main = join(source, 'main.ts');
    try {
      const starts: Start[] = [];
      for (let turn = -warmUps; turn < bench.pairs; turn += 1) {
        const early = turn % 2 === 0 ? await timeStart(main, port, { ...app, ...cached }) : null;
        const bareStart = await timeStart(bareFile, port, { ...bare, ...cached });
        const appStart = early ?? (await timeStart(main, port, { ...app, ...cached }));
        const measured: Start = {
          app: appStart.ready,
          working: appStart.listening,
          bare: bareStart.ready,
          node: await timeLoading([], cached),
          appModules: await timeLoading(appModules, cached),
          bareModules: await timeLoading(bareModules, cached),
          appUncached: (await timeStart(main, port, app)).ready,
          bareUncached: (await timeStart(bareFile, port, bare)).ready,
        };
        if (turn >= 0) starts.push(measured);
      }
      return figuresOf(starts);
    } finally {
      await Promise.all([jira.stop(), zoom.stop()]);
    }
  },
};

async function timeStart(file: string, port: number, env: Record<string, string>) {
  const startedAt = performance.now();
  const program = startProgram(file, env);
  try {
    const since = () => performance.now() - startedAt;
    const [ready, listening] = await Promise.all([
      program.ready(port).then(since),
      program.says('"listening"').then(since),
    ]);
    return { ready, listening };
  } finally {
    await program.end();
  }
}

async function timeLoading(modules: readonly string[], env: Record<string, string>): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load-modules.ts'), ...modules], {
    stdio: 'inherit',
    env: { ...process.env, ...env, NODE_ENV: 'production' },
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`loading ${modules.join(', ')} ended with ${code}`);
  return performance.now() - startedAt;
}

function figuresOf(starts: readonly Start[]): Figure[] {
  const of = (
    what: string,
    value: (start: Start) => number,
    unit = 'ms',
    digits = 0,
    budget?: Figure['budget'],
  ) => spread(what, starts.map(value), unit, digits, budget);
  return [
    of('start to ready / bare atlassian-connect-express', ({ app, bare }) => app / bare, '', 2, {
      sign: '<=',
      limit: 2,
    }),
    of('the app', ({ app }) => app),
    of('of that: Node itself', ({ node }) => node),
    of('of that: loading modules', (one) => one.appModules - one.node),
    of('of that: database, queue, routes, listening', (one) => one.app - one.appModules),
    of('until it takes jobs as well', ({ working }) => working),
    of('bare atlassian-connect-express', ({ bare }) => bare),
    of('of that: loading modules', (one) => one.bareModules - one.node),
    of(
      'the ratio without a compile cache',
      ({ appUncached, bareUncached }) => appUncached / bareUncached,
      '',
      2,
    ),
    of('the app without a compile cache', ({ appUncached }) => appUncached),
  ];
}
