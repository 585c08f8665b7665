// CPU of an authenticated request, beside a bare atlassian-connect-express app that does the same two reads.

import { join } from 'node:path';
import pg from 'pg';
import { findFreePort } from '../support/app-process.ts';
import { startChild } from './child.ts';
import { MiB } from './copies.ts';
import { type Figure, spreadOf } from './figures.ts';
import { cpuSeconds } from './measure.ts';
import type { Part } from './part.ts';
import { mostSites } from './places.ts';
import { startProgram } from './program.ts';
import type { RequestSender } from './request-sender.ts';
import { onStage, type Stage } from './stage.ts';

const places = 16;
const count = 2_000;
const atOnce = 16;
const warmUps = 2;

/** Milliseconds of CPU for each request, and how many were answered in a second. */
interface Reading {
  cpuMs: number;
  perSecond: number;
}

type Pair = Record<'app' | 'bare' | 'panel', Reading>;

export const requests: Part = {
  about: 'CPU of an authenticated request, against bare atlassian-connect-express',
  measure(bench) {
    const sizes = Array.from({ length: places }, () => [MiB]);
    return onStage(bench, { sizes }, async (stage) => {
      // So that the panel has something to show.
      const copies = Array.from({ length: places }, (_, place) => ({ place, file: 0 }));
      await stage.simulators.ask('transfer', { copies });
      const port = await findFreePort();
      const bare = startProgram(join(import.meta.dirname, 'bare-ace.ts'), {
        NODE_ENV: 'production',
        PORT: String(port),
        DATABASE_URL: stage.databaseUrl,
      });
      const sender = startChild<RequestSender>('request-sender');
      try {
        await bare.ready(port);
        await installOnBare(stage);
        const read = async (url: string, pid: number): Promise<Reading> => {
          const callers = await stage.simulators.ask('callers', null);
          const authorizations = callers.map(({ authorization }) => authorization);
          const before = cpuSeconds(pid);
          const { perSecond } = await sender.ask('read', { url, authorizations, count, atOnce });
          return { cpuMs: ((cpuSeconds(pid) - before) * 1000) / count, perSecond };
        };
        const twoReads = () => read(`${stage.baseUrl}/api/meeting-defaults`, stage.app.pid);
        const pairs: Pair[] = [];
        for (let turn = -warmUps; turn < bench.pairs; turn += 1) {
          const early = turn % 2 === 0 ? await twoReads() : null;
          const bareReads = await read(`http://localhost:${port}/two-reads`, bare.pid);
          const app = early ?? (await twoReads());
          const panel = await read(`${stage.baseUrl}/api/issue-panel`, stage.app.pid);
          if (turn >= 0) pairs.push({ app, bare: bareReads, panel });
        }
        return figuresOf(pairs);
      } finally {
        await Promise.all([bare.end(), sender.end()]);
      }
    });
  },
};

/** As the bare app would keep it after an `installed` of each site. */
async function installOnBare({ simulators, databaseUrl }: Stage): Promise<void> {
  const callers = await simulators.ask('callers', null);
  const database = new pg.Client(databaseUrl);
  await database.connect();
  try {
    for (const { installed } of callers.slice(0, mostSites))
      await database.query(
        `INSERT INTO "AddonSettings" ("clientKey", key, val) VALUES ($1, 'clientInfo', $2)`,
        [installed.clientKey, JSON.stringify(installed)],
      );
  } finally {
    await database.end();
  }
}

function figuresOf(pairs: readonly Pair[]): Figure[] {
  const of = spreadOf(pairs);
  return [
    of(
      'CPU of an authenticated request with two reads / bare atlassian-connect-express',
      '',
      2,
      ({ app, bare }) => app.cpuMs / bare.cpuMs,
      { sign: '<=', limit: 0.8 },
    ),
    of('the app, GET /api/meeting-defaults', 'ms', 2, ({ app }) => app.cpuMs),
    of('bare atlassian-connect-express', 'ms', 2, ({ bare }) => bare.cpuMs),
    of('the panel, GET /api/issue-panel', 'ms', 2, ({ panel }) => panel.cpuMs),
    of('requests per second: the app', '/s', 0, ({ app }) => app.perSecond),
    of('bare atlassian-connect-express', '/s', 0, ({ bare }) => bare.perSecond),
    of('the panel', '/s', 0, ({ panel }) => panel.perSecond),
  ];
}
