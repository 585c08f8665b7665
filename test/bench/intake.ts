// How many of Zoom's events the app takes in each second, beside a bare server that only stores a row for each.

import pg from 'pg';
import type { BareIntake } from './bare-intake.ts';
import { startChild } from './child.ts';
import type { BurstTiming, EventSender } from './event-sender.ts';

const perBurst = 2_000;
const warmUps = 2;
const bursts = 3;

export interface IntakeMeasured {
  pairs: { app: BurstTiming; bare: BurstTiming }[];
  /** A thousand events at once, each on a connection of its own. */
  bursts: BurstTiming[];
}

/** The app works on its events in the same process; the next turn begins when it has handled them all. */
export async function measureIntake(input: {
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
  const send = async (url: string, count = perBurst, atOnce = 32): Promise<BurstTiming> => {
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
    for (let burst = 0; burst < bursts; burst += 1)
      measured.bursts.push(await send(input.appUrl, 1_000, 1_000));
    return measured;
  } finally {
    await database.end();
    await Promise.all([sender.end(), bareIntake.end()]);
  }
}
