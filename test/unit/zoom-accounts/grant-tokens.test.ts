// A refresh that cannot get at the grant's row in time, because other processes wait for Zoom.

import { expect, it } from 'vitest';
import type { Database } from '../../../src/platform/database/database.ts';
import type { Pauses } from '../../../src/platform/pauses.ts';
import { createGrantTokens, type GrantTokensDeps } from '../../../src/zoom-accounts/grant-tokens.ts';

const failingWith = (error: Error) =>
  createGrantTokens({
    database: { transaction: () => Promise.reject(error) } as unknown as Database,
    pauses: { until: async () => null } as unknown as Pauses,
  } as GrantTokensDeps);

it('that waits too long for the lock counts as Zoom being unavailable, not as a fault of ours', async () => {
  const lockTimeout = Object.assign(new Error('lock'), { parent: { code: '55P03' } });
  await expect(failingWith(lockTimeout).renew('grant', 1)).rejects.toMatchObject({
    name: 'ZoomError',
    kind: 'unavailable',
  });
});

it('that fails for another reason says so, and the next call tries anew', async () => {
  const tokens = failingWith(new Error('database is down'));
  await expect(tokens.renew('grant', 1)).rejects.toThrow('database is down');
  await expect(tokens.renew('grant', 1)).rejects.toThrow('database is down');
});
