// A short run of `npm run soak`: whatever fails and whoever is killed, each file is attached exactly once.

import { expect, test } from 'vitest';
import { playRound } from '../soak/round.ts';
import { stormOf } from '../soak/storm.ts';
import { startWorld } from '../soak/world.ts';
import { createTestDatabase } from '../support/test-database.ts';

test('whatever fails and whichever worker is killed, each file asked for is attached exactly once', async ({
  onTestFinished,
}) => {
  const seed = Number(process.env.SOAK_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.info(`the storm's seed: SOAK_SEED=${seed}`);
  const world = await startWorld(await createTestDatabase());
  onTestFinished(() => world.stop());

  const { violations } = await playRound(world, stormOf(seed, { files: 10, blows: 16 }));

  expect(violations).toEqual([]);
}, 180_000);
