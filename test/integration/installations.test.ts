// Installations on a real Postgres: one row per site, secrets sealed, and every process told of every change.

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditLog, createAuditLog } from '../../src/audit-log/audit-log.ts';
import { endInstallation } from '../../src/installations/end-installation.ts';
import { installSite, siteEndedQueue } from '../../src/installations/install-site.ts';
import {
  type InstallationsCache,
  startInstallationsCache,
} from '../../src/installations/installations-cache.ts';
import type { InstallationsRepository } from '../../src/installations/installations-repository.ts';
import { createPersonsRepository } from '../../src/installations/persons-repository.ts';
import { type Database, openDatabase } from '../../src/platform/database/database.ts';
import { DecryptionError } from '../../src/platform/encryption.ts';
import type { Jobs } from '../../src/platform/jobs.ts';
import { recordingLogger } from '../support/recording-logger.ts';
import { TestClock } from '../support/test-clock.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { testEncryption, testRepository } from './host-support.ts';

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;
let auditLog: AuditLog;
let installationsRepository: InstallationsRepository;
let clock: TestClock;
let ended: string[];
const caches: InstallationsCache[] = [];

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.url, 8);
  auditLog = createAuditLog({ database, encryption: testEncryption, logger: recordingLogger().logger });
  installationsRepository = testRepository(database);
  clock = new TestClock();
  ended = [];
});

afterEach(async () => {
  for (const cache of caches.splice(0)) await cache.stop();
  await database.close();
  await testDatabase.drop();
});

const jobs: Pick<Jobs, 'enqueue'> = {
  async enqueue(queue, payload, options) {
    expect(queue).toBe(siteEndedQueue);
    expect(options?.transaction).toBeDefined();
    ended.push(payload.siteId ?? '');
  },
};

const site = (changes: object = {}) => ({
  clientKey: 'client-1',
  baseUrl: 'https://one.atlassian.net',
  displayUrl: null,
  sharedSecret: 'secret-of-the-first-install',
  oauthClientId: 'oauth-1',
  installationId: null,
  ...changes,
});
const install = (changes: object = {}) =>
  installSite({ auditLog, database, installationsRepository, clock, jobs: jobs as Jobs }, site(changes));
const uninstall = (siteId: string) =>
  database.transaction((transaction) =>
    endInstallation(
      { auditLog, database, installationsRepository, clock },
      { siteId, state: 'uninstalled' },
      transaction,
    ),
  );
const rows = () =>
  database.rows<{ id: string; client_key: string; state: string; shared_secret: string | null }>(
    'SELECT id, client_key, state, shared_secret FROM installations ORDER BY client_key',
  );
const auditTypes = async (clientKey = 'client-1') => {
  const events = await database.rows<{ type: string }>(
    `SELECT type FROM audit_events e JOIN installations i ON i.id = e.installation_id WHERE client_key = $1
     ORDER BY e.id`,
    [clientKey],
  );
  return events.map(({ type }) => type);
};

/** A cache as one more process has it, with the reads it makes of the database. */
async function startProcess() {
  const reads: string[] = [];
  let hold: Promise<void> | undefined;
  const counting: InstallationsRepository = {
    ...installationsRepository,
    async findInstalled(by) {
      const found = await installationsRepository.findInstalled(by);
      reads.push('id' in by ? by.id : by.clientKey);
      await hold;
      return found;
    },
  };
  const { logger } = recordingLogger();
  const cache = await startInstallationsCache({
    installationsRepository: counting,
    databaseUrl: testDatabase.url,
    clock,
    logger,
  });
  caches.push(cache);
  return {
    cache,
    reads,
    holdReads(until: Promise<void> | undefined) {
      hold = until;
    },
  };
}

describe('installing', () => {
  it('keeps the shared secret sealed, so that a dump of the table does not hold it', async () => {
    const { siteId } = await install();
    const [row] = await rows();
    expect(row).toMatchObject({ id: siteId, state: 'installed' });
    expect(row?.shared_secret).toMatch(/^v1\.test\./);
    expect(JSON.stringify(await rows())).not.toContain('secret-of-the-first-install');
    const installation = await installationsRepository.findInstalled({ id: siteId });
    expect(installation?.sharedSecret()).toBe('secret-of-the-first-install');
    expect(await auditTypes()).toEqual(['installed']);
  });

  it('makes a secret unreadable when it is copied to the row of another site', async () => {
    await install();
    const other = await install({ clientKey: 'client-2', baseUrl: 'https://two.atlassian.net' });
    await database.rows(
      `UPDATE installations SET shared_secret =
         (SELECT shared_secret FROM installations WHERE client_key = 'client-1') WHERE client_key = 'client-2'`,
    );
    const copied = await installationsRepository.findInstalled({ id: other.siteId });
    expect(() => copied?.sharedSecret()).toThrow(DecryptionError);
  });

  it('anew overwrites the secret and keeps the row', async () => {
    const first = await install();
    const second = await install({ sharedSecret: 'secret-of-the-second-install', oauthClientId: null });
    expect(second).toEqual(first);
    const installation = await installationsRepository.findInstalled({ clientKey: 'client-1' });
    expect(installation).toMatchObject({ id: first.siteId, oauthClientId: null });
    expect(installation?.sharedSecret()).toBe('secret-of-the-second-install');
    expect(await auditTypes()).toEqual(['installed', 'reinstalled']);
  });

  it('after an uninstall brings the same row back', async () => {
    const { siteId } = await install();
    expect(await uninstall(siteId)).toBe(true);
    expect(await rows()).toMatchObject([{ state: 'uninstalled', shared_secret: null }]);
    expect(await uninstall(siteId)).toBe(false);
    expect(await install()).toEqual({ siteId });
    expect(await auditTypes()).toEqual(['installed', 'uninstalled', 'reinstalled']);
  });

  it('under another client key at the same base URL retires the old row and says that the site ended', async () => {
    const old = await install();
    await install({ clientKey: 'client-2' });
    expect(await rows()).toMatchObject([
      { client_key: 'client-1', state: 'retired', shared_secret: null },
      { client_key: 'client-2', state: 'installed' },
    ]);
    expect(ended).toEqual([old.siteId]);
    expect(await auditTypes()).toEqual(['installed', 'retired']);
    expect(await auditTypes('client-2')).toEqual(['installed']);
  });

  it('many times at once ends in one row', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => install()));
    expect(new Set(answers.map(({ siteId }) => siteId)).size).toBe(1);
    expect(await rows()).toMatchObject([{ state: 'installed' }]);
  });

  it('under many client keys of one base URL at once ends in one installed row', async () => {
    await Promise.all(Array.from({ length: 6 }, (_, index) => install({ clientKey: `client-${index}` })));
    const states = (await rows()).map(({ state }) => state);
    expect(states.filter((state) => state === 'installed')).toHaveLength(1);
    expect(states).toHaveLength(6);
    expect(ended).toHaveLength(5);
  });

  it('leaves nothing behind when the job cannot be enqueued', async () => {
    await install();
    const broken: Pick<Jobs, 'enqueue'> = { enqueue: () => Promise.reject(new Error('queue is down')) };
    const deps = { auditLog, database, installationsRepository, clock, jobs: broken as Jobs };
    await expect(installSite(deps, site({ clientKey: 'client-2' }))).rejects.toThrow('queue is down');
    expect(await rows()).toMatchObject([{ client_key: 'client-1', state: 'installed' }]);
    expect(await auditTypes()).toEqual(['installed']);
  });
});

describe('the cache of a process', () => {
  it('reads a site once, by client key or by id', async () => {
    const { siteId } = await install();
    const { cache, reads } = await startProcess();
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await cache.findByClientKey('client-1'))?.id).toBe(siteId);
      expect((await cache.findById(siteId))?.clientKey).toBe('client-1');
    }
    expect(reads).toEqual(['client-1']);
  });

  it('serves no site that has uninstalled or is unknown', async () => {
    const { siteId } = await install();
    await uninstall(siteId);
    const { cache } = await startProcess();
    expect(await cache.findById(siteId)).toBeNull();
    expect(await cache.findByClientKey('client-1')).toBeNull();
    expect(await cache.findById(randomUUID())).toBeNull();
  });

  it('is dropped when another process changes that site, and only for that site', async () => {
    const { siteId } = await install();
    await install({ clientKey: 'client-2', baseUrl: 'https://two.atlassian.net' });
    const { cache, reads } = await startProcess();
    await cache.findById(siteId);
    await cache.findByClientKey('client-2');
    await uninstall(siteId);
    await expect.poll(() => cache.findById(siteId)).toBeNull();
    reads.length = 0;
    await cache.findByClientKey('client-2');
    expect(reads).toEqual([]);
  });

  it('does not keep a row that was read before a change and came after it', async () => {
    const { siteId } = await install();
    const { cache, reads, holdReads } = await startProcess();
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    holdReads(held);
    const slow = cache.findById(siteId);
    await expect.poll(() => reads).toHaveLength(1);
    const told = await listenOnce(testDatabase.url);
    await uninstall(siteId);
    await told();
    holdReads(undefined);
    release();
    expect(await slow).not.toBeNull();
    await expect.poll(() => cache.findById(siteId)).toBeNull();
  });

  it('is dropped as a whole when its connection was lost, since news may have been missed', async () => {
    const { siteId } = await install();
    const { cache, reads } = await startProcess();
    await cache.findById(siteId);
    // Changed without a notification: only the reconnect can make it known.
    await database.rows(`UPDATE installations SET oauth_client_id = 'changed silently'`);
    expect((await cache.findById(siteId))?.oauthClientId).toBe('oauth-1');
    const killed = await database.rows(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'notifications' AND datname = current_database()`,
    );
    expect(killed).toHaveLength(1);
    await expect.poll(async () => (await cache.findById(siteId))?.oauthClientId).toBe('changed silently');
    expect(reads).toHaveLength(2);
    await uninstall(siteId);
    await expect.poll(() => cache.findById(siteId)).toBeNull();
  });

  it('reads a site anew after a bad signature, but only once in ten seconds', async () => {
    await install();
    const { cache, reads } = await startProcess();
    expect(await cache.rereadAfterBadSignature('client-1')).not.toBeNull();
    clock.advance(9);
    expect(await cache.rereadAfterBadSignature('client-1')).toBeNull();
    clock.advance(1.1);
    expect(await cache.rereadAfterBadSignature('client-1')).not.toBeNull();
    expect(reads).toHaveLength(2);
  });
});

describe('persons', () => {
  it('get one id per account and site, also when asked for many times at once', async () => {
    const one = await install();
    const two = await install({ clientKey: 'client-2', baseUrl: 'https://two.atlassian.net' });
    const persons = createPersonsRepository(database, clock);
    const ids = await Promise.all(Array.from({ length: 8 }, () => persons.personIdOf(one.siteId, 'account')));
    expect(new Set(ids).size).toBe(1);
    expect(await persons.personIdOf(two.siteId, 'account')).not.toBe(ids[0]);
    expect(await persons.findPerson(ids[0] ?? '')).toEqual({ siteId: one.siteId, accountId: 'account' });
  });

  it('are nobody once erased, and somebody new afterwards', async () => {
    const { siteId } = await install();
    const persons = createPersonsRepository(database, clock);
    const before = await persons.personIdOf(siteId, 'account');
    await database.rows('DELETE FROM persons WHERE id = $1', [before]);
    expect(await persons.findPerson(before)).toBeNull();
    expect(await persons.personIdOf(siteId, 'account')).not.toBe(before);
  });
});

/** Listens beside the cache; the function returned resolves once the next notification was delivered. */
async function listenOnce(url: string): Promise<() => Promise<void>> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('LISTEN installations');
  const { promise, resolve } = Promise.withResolvers<void>();
  client.on('notification', () => resolve());
  return async () => {
    await promise;
    await client.end();
  };
}
