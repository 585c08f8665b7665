// How many of Zoom's events the app takes in each second, beside a bare server that only stores a row for each.

import pg from 'pg';
import type { BareIntake } from './bare-intake.ts';
import { startChild } from './child.ts';
import { MiB } from './copies.ts';
import type { EventSender } from './event-sender.ts';
import { spread } from './figures.ts';
import type { LoadTiming } from './load.ts';
import type { Part } from './part.ts';
import { onStage } from './stage.ts';

const perBurst = 2_000;
const warmUps = 2;
const burstRuns = 3;

interface IntakeMeasured {
  pairs: { app: LoadTiming; bare: LoadTiming }[];
  /** A thousand events at once, each on a connection of its own. */
  bursts: LoadTiming[];
}

export const events: Part = {
  about: "taking in Zoom's events, against bare Express with one INSERT",
  measure(bench) {
    return onStage(bench, { sizes: [[MiB]] }, async ({ baseUrl, databaseUrl, environment }) => {
      const { pairs, bursts } = await measureIntake({
        appUrl: `${baseUrl}/zoom/webhooks`,
        databaseUrl,
        secret: environment.ZOOM_WEBHOOK_SECRET_TOKEN ?? '',
        pairs: bench.pairs,
      });
      return [
        spread(
          'events taken in per second / bare Express with one INSERT',
          pairs.map(({ app, bare }) => app.perSecond / bare.perSecond),
          '',
          2,
          { sign: '>=', limit: 0.7 },
        ),
        spread(
          'the app',
          pairs.map(({ app }) => app.perSecond),
          '/s',
          0,
        ),
        spread(
          'bare Express with one INSERT',
          pairs.map(({ bare }) => bare.perSecond),
          '/s',
          0,
        ),
        spread(
          `slowest answer of 1,000 events at once (Zoom waits 3 s), ${bursts.length} bursts`,
          bursts.map(({ slowest }) => slowest),
          'ms',
          0,
          { sign: '<=', limit: 3_000 },
        ),
      ];
    });
  },
};

/** The app works on its events in the same process; the next turn begins when it has handled them all. */
async function measureIntake(input: {
  appUrl: string;
  databaseUrl: string;
  secret: string;
  pairs: number;
}): Promise<IntakeMeasured> {
  const sender = startChild<EventSender>('event-sender');
  const bareIntake = startChild<BareIntake>('bare-intake');
  const database = new pg.Client(input.databaseUrl);
  await database.connect();
  const allHandled = async (): Promise<void> => {
    const { rows } = await database.query(`SELECT FROM webhook_deliveries WHERE state = 'received' LIMIT 1`);
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await allHandled();
  };
  const bareUrl = await bareIntake.ask('listen', { databaseUrl: input.databaseUrl });
  const send = async (url: string, count = perBurst, atOnce = 32): Promise<LoadTiming> => {
    const timing = await sender.ask('burst', { url, secret: input.secret, count, atOnce });
    await allHandled();
    return timing;
  };
  try {
    const pairs: IntakeMeasured['pairs'] = [];
    for (let pair = -warmUps; pair < input.pairs; pair += 1) {
      const early = pair % 2 === 0 ? await send(input.appUrl) : null;
      const bare = await send(bareUrl);
      const both = { app: early ?? (await send(input.appUrl)), bare };
      if (pair >= 0) pairs.push(both);
    }
    const measured: IntakeMeasured = { pairs, bursts: [] };
    for (let burst = 0; burst < burstRuns; burst += 1)
      measured.bursts.push(await send(input.appUrl, 1_000, 1_000));
    return measured;
  } finally {
    await database.end();
    await Promise.all([sender.end(), bareIntake.end()]);
  }
}
