// The audit log as a chain: gapless under load, append-only, and whatever is tampered with is found and named.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainEventsOfOldVersions } from '../../src/audit-log/chain-old-events.ts';
import { auditChainSecrets, createChainsRepository } from '../../src/audit-log/chains-repository.ts';
import { logHeads } from '../../src/audit-log/log-heads.ts';
import { compareWithNote } from '../../src/audit-log/verify-audit-log.ts';
import { createEncryption } from '../../src/platform/encryption.ts';
import { rotateSecrets } from '../../src/platform/key-rotation.ts';
import { attached, newSite, note, noteSome, tamper, verified } from '../support/audit-log.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

const never = new AbortController().signal;

/** A site with six events. */
async function sixEvents(): Promise<string> {
  const siteId = await newSite(app);
  await noteSome(app, siteId, 6);
  return siteId;
}

const positions = async (siteId: string) =>
  (
    await app.deps.database.rows<{ position: string | null }>(
      'SELECT position FROM audit_events WHERE installation_id = $1 ORDER BY id',
      [siteId],
    )
  ).map(({ position }) => Number(position));

describe('noting events', () => {
  test('in twenty transactions at once on two sites leaves no gap and a whole chain on each, and nobody waits in a ring', async () => {
    const sites = [await newSite(app), await newSite(app)];
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        app.deps.database.transaction(async (transaction) => {
          const context = { personId: null, issueId: '10001', at: app.clock.now() };
          for (const siteId of n % 2 ? sites : sites.toReversed())
            for (let i = 0; i < 3; i += 1)
              await app.deps.auditLog.record(transaction, { ...context, siteId }, attached(n));
        }),
      ),
    );
    for (const siteId of sites) {
      expect(await positions(siteId)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
      expect(await verified(app, siteId)).toMatchObject({ state: 'whole', checked: 60, total: 60 });
    }
  });

  test('waits for who holds the site, and is not waited for by them', async () => {
    const siteId = await sixEvents();
    const { auditLog, clock, database, installationsRepository } = app.deps;
    const waiting = async () =>
      (
        await database.rows(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        )
      ).length;
    let noting: Promise<void> | undefined;
    await database.transaction(async (transaction) => {
      await installationsRepository.lockOne(siteId, transaction);
      noting = note(app, siteId, [attached(7)]);
      await expect.poll(waiting).toBeGreaterThan(0);
      const context = { siteId, personId: null, issueId: null, at: clock.now() };
      await auditLog.record(transaction, context, attached(8));
    });
    await noting;
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 8 });
  });

  test('keeps nothing of a transaction that fails, and the next goes on without a gap', async () => {
    const siteId = await sixEvents();
    const failing = app.deps.database.transaction(async (transaction) => {
      await app.deps.auditLog.record(
        transaction,
        { siteId, personId: null, issueId: null, at: app.clock.now() },
        attached(7),
      );
      throw new Error('thought better of it');
    });
    await expect(failing).rejects.toThrow('thought better of it');
    await note(app, siteId, [attached(8)]);
    expect(await positions(siteId)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 7 });
  });

  test('tells the id of an event once it is written, and not before', async () => {
    const siteId = await newSite(app);
    const context = { siteId, personId: null, issueId: null, at: app.clock.now() };
    const recorded = await app.deps.database.transaction(async (transaction) => {
      const event = await app.deps.auditLog.record(transaction, context, attached(1));
      expect(() => event.id).toThrow('not written yet');
      return event;
    });
    expect(recorded.id).toMatch(/^\d+$/);
    await expect(
      (async () => {
        const over = await app.deps.database.transaction(async (transaction) => transaction);
        await app.deps.auditLog.record(over, context, attached(2));
      })(),
    ).rejects.toThrow('over');
  });
});

describe('the tables refuse', () => {
  test.each([
    ['to change an event', `UPDATE audit_events SET type = 'attached' WHERE installation_id = $1`],
    [
      'to take an event out of the chain',
      `UPDATE audit_events SET position = NULL, mac = NULL WHERE installation_id = $1`,
    ],
    ['to remove an event', 'DELETE FROM audit_events WHERE installation_id = $1'],
    ['to remove a chain', 'DELETE FROM audit_chains WHERE installation_id = $1'],
  ])('%s', async (_what, sql) => {
    const siteId = await sixEvents();
    await expect(app.deps.database.rows(sql, [siteId])).rejects.toThrow('can only be appended to');
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 6 });
  });

  test.each(['audit_events', 'audit_chains'])('to empty %s', async (table) => {
    await expect(app.deps.database.rows(`TRUNCATE ${table}`)).rejects.toThrow('can only be appended to');
  });

  test('to remove events of another site than the one that is being erased, which is gone', async () => {
    const [erased, other] = [await sixEvents(), await sixEvents()];
    await expect(
      app.deps.database.transaction(async (transaction) => {
        await app.deps.auditLog.eraseSite(erased, transaction);
        await app.deps.database.rows(
          'DELETE FROM audit_events WHERE installation_id = $1',
          [other],
          transaction,
        );
      }),
    ).rejects.toThrow('can only be appended to');
    await app.deps.database.transaction((transaction) => app.deps.auditLog.eraseSite(erased, transaction));
    expect(await positions(erased)).toEqual([]);
    expect(await verified(app, other)).toMatchObject({ state: 'whole', total: 6 });
    await note(app, erased, [attached(1)]);
    expect(await verified(app, erased)).toMatchObject({ state: 'whole', total: 1 });
  });
});

describe('whoever writes past the app is found out', () => {
  const macOfRow = (position: string) =>
    `(SELECT mac FROM audit_events WHERE installation_id = $1 AND position = ${position})`;
  test.each<[what: string, sql: string[], kind: string, position: number | null]>([
    [
      'by a changed detail',
      [
        `UPDATE audit_events SET details = jsonb_set(details, '{size}', '99') WHERE installation_id = $1 AND position = 3`,
      ],
      'changed_row',
      3,
    ],
    [
      'by a time that is a microsecond later',
      [
        `UPDATE audit_events SET at = at + interval '1 microsecond' WHERE installation_id = $1 AND position = 2`,
      ],
      'changed_row',
      2,
    ],
    [
      'by another person',
      ['UPDATE audit_events SET person_id = gen_random_uuid() WHERE installation_id = $1 AND position = 6'],
      'changed_row',
      6,
    ],
    [
      'by another HMAC',
      [`UPDATE audit_events SET mac = ${macOfRow('3')} WHERE installation_id = $1 AND position = 4`],
      'changed_row',
      4,
    ],
    [
      'by two events that changed places',
      [
        `UPDATE audit_events SET position = position + 100 WHERE installation_id = $1 AND position IN (3, 4)`,
        `UPDATE audit_events SET position = CASE position WHEN 103 THEN 4 ELSE 3 END
         WHERE installation_id = $1 AND position > 100`,
      ],
      'changed_row',
      3,
    ],
    [
      'by an event removed in the middle',
      ['DELETE FROM audit_events WHERE installation_id = $1 AND position = 3'],
      'removed_row',
      3,
    ],
    [
      'by a missing beginning',
      ['DELETE FROM audit_events WHERE installation_id = $1 AND position < 3'],
      'removed_row',
      1,
    ],
    [
      'by an event removed with those after it moved up',
      [
        'DELETE FROM audit_events WHERE installation_id = $1 AND position = 3',
        'UPDATE audit_events SET position = position - 1 WHERE installation_id = $1 AND position > 3',
      ],
      'changed_row',
      3,
    ],
    [
      'by a cut-off end',
      ['DELETE FROM audit_events WHERE installation_id = $1 AND position > 4'],
      'cut_tail',
      5,
    ],
    [
      'by a cut-off end with the head put right',
      [
        `UPDATE audit_chains SET head_position = 4, head_mac = ${macOfRow('4')} WHERE installation_id = $1`,
        'DELETE FROM audit_events WHERE installation_id = $1 AND position > 4',
      ],
      'changed_head',
      4,
    ],
    [
      'by another head',
      [`UPDATE audit_chains SET head_mac = ${macOfRow('5')} WHERE installation_id = $1`],
      'changed_head',
      6,
    ],
    [
      'by a checkpoint that was moved',
      [
        `UPDATE audit_chains SET checkpoint_position = 2, checkpoint_mac = ${macOfRow('2')} WHERE installation_id = $1`,
        'DELETE FROM audit_events WHERE installation_id = $1 AND position <= 2',
      ],
      'changed_checkpoint',
      2,
    ],
    [
      'by an event after the end',
      [
        `INSERT INTO audit_events (installation_id, position, at, type, details, mac)
         SELECT installation_id, 7, at, type, details, mac FROM audit_events WHERE installation_id = $1 AND position = 6`,
      ],
      'stray_row',
      7,
    ],
    ['by a chain that was removed', ['DELETE FROM audit_chains WHERE installation_id = $1'], 'stray_row', 1],
  ])('%s', async (_what, sql, kind, position) => {
    const siteId = await sixEvents();
    await tamper(app, ...sql.map((statement): [string, unknown[]] => [statement, [siteId]]));
    expect(await verified(app, siteId)).toMatchObject({ state: 'faulty', fault: { kind, position } });
    // What comes after is noted all the same, and what was tampered with is not signed by that.
    await note(app, siteId, [attached(7)]);
    expect((await verified(app, siteId)).state).toBe('faulty');
  });

  test('by nothing that is left, for a site that is known', async () => {
    const siteId = await sixEvents();
    await tamper(
      app,
      ['DELETE FROM audit_events WHERE installation_id = $1', [siteId]],
      ['DELETE FROM audit_chains WHERE installation_id = $1', [siteId]],
    );
    const nothingLeft = { state: 'faulty', fault: { kind: 'nothing_left', position: null } };
    expect(await verified(app, siteId)).toMatchObject(nothingLeft);
  });

  test('by an event that belongs to another site', async () => {
    const [siteId, other] = [await sixEvents(), await sixEvents()];
    await tamper(
      app,
      ['DELETE FROM audit_events WHERE installation_id = $1 AND position = 5', [siteId]],
      [
        `INSERT INTO audit_events (installation_id, position, at, type, details, mac)
         SELECT $1, position, at, type, details, mac FROM audit_events WHERE installation_id = $2 AND position = 5`,
        [siteId, other],
      ],
    );
    expect(await verified(app, siteId)).toMatchObject({ fault: { kind: 'changed_row', position: 5 } });
    expect((await verified(app, other)).state).toBe('whole');
  });

  test('by an event that was put in without a place, once the app of before is surely gone', async () => {
    const siteId = await sixEvents();
    app.clock.advance(25 * 3600);
    await app.deps.database.rows(
      `INSERT INTO audit_events (installation_id, at, type, details) VALUES ($1, $2, 'meeting_linked', '{}')`,
      [siteId, app.clock.now()],
    );
    await note(app, siteId, [attached(7)]);
    await chainEventsOfOldVersions(app.deps, app.clock.now(), never);
    expect(await verified(app, siteId)).toMatchObject({
      state: 'faulty',
      fault: { kind: 'unchained_row', position: null },
    });
  });

  test('by the head that was logged, where the whole table was put back from an old copy', async () => {
    const siteId = await sixEvents();
    const { head } = await verified(app, siteId);
    if (head === null) throw new Error('no head');
    await noteSome(app, siteId, 2);
    const copy = await app.deps.database.rows<Record<string, unknown>>(
      'SELECT head_position, head_mac, head_seal FROM audit_chains WHERE installation_id = $1',
      [siteId],
    );
    await noteSome(app, siteId, 2);
    const later = (await verified(app, siteId)).head;
    if (later === null) throw new Error('no head');
    await tamper(
      app,
      ['DELETE FROM audit_events WHERE installation_id = $1 AND position > 8', [siteId]],
      [
        'UPDATE audit_chains SET head_position = $2, head_mac = $3, head_seal = $4 WHERE installation_id = $1',
        [siteId, copy[0]?.head_position, copy[0]?.head_mac, copy[0]?.head_seal],
      ],
    );
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 8 });
    expect(await compareWithNote(app.deps, siteId, head)).toBe('same');
    expect(await compareWithNote(app.deps, siteId, later)).toBe('missing');
    await noteSome(app, siteId, 2);
    expect(await compareWithNote(app.deps, siteId, later)).toBe('differs');
  });
});

test('a long chain is verified in steps, while others add to it', async () => {
  const siteId = await newSite(app);
  await note(
    app,
    siteId,
    Array.from({ length: 11_000 }, (_, n) => attached(n)),
  );
  const { verifyStep } = await import('../../src/audit-log/verify-audit-log.ts');
  const first = await verifyStep(app.deps, siteId, null, 0);
  expect(first).toMatchObject({ state: 'going_on', checked: 5_000, total: 11_000 });
  await noteSome(app, siteId, 3);
  const second = await verifyStep(app.deps, siteId, first.after, 0);
  expect(second).toMatchObject({ state: 'going_on', checked: 10_000, total: 11_003 });
  expect(await verifyStep(app.deps, siteId, second.after, 0)).toMatchObject({
    state: 'whole',
    checked: 11_003,
  });
});

test('while many note events, every verification finds the chain whole', async () => {
  const siteId = await newSite(app);
  await note(app, siteId, [attached(0)]);
  let over = false;
  const noting = Promise.all(Array.from({ length: 4 }, () => noteSome(app, siteId, 25))).then(() => {
    over = true;
  });
  const states = new Set<string>();
  while (!over) states.add((await verified(app, siteId)).state);
  await noting;
  expect([...states]).toEqual(['whole']);
  expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 101 });
});

describe('events of a version that knew no chain', () => {
  const insertOld = (siteId: string, count: number) =>
    app.deps.database.rows(
      `INSERT INTO audit_events (installation_id, at, type, issue_id, details)
       SELECT $1, $2, 'meeting_linked', n, jsonb_build_object('meetingId', n::text, 'linkId', 'x')
       FROM generate_series(1, $3) n`,
      [siteId, app.clock.now(), count],
    );

  test('are chained before the next event, oldest first', async () => {
    const siteId = await newSite(app);
    await insertOld(siteId, 5);
    await note(app, siteId, [attached(1)]);
    expect(await positions(siteId)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 6 });
  });

  test('are chained some at a time where there are many, and what is noted meanwhile waits behind them', async () => {
    const siteId = await newSite(app);
    await insertOld(siteId, 2_500);
    await note(app, siteId, [attached(1)]);
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 1_000 });
    await chainEventsOfOldVersions(app.deps, app.clock.now(), never);
    expect(await positions(siteId)).toEqual(Array.from({ length: 2_501 }, (_, n) => n + 1));
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 2_501 });
  });
});

describe('keys', () => {
  test('changed by a rotation leave chains whole', async () => {
    const siteId = await sixEvents();
    const old = app.deps.config.encryptionKeys ?? [];
    const added = { id: 'rotated', key: Buffer.alloc(32, 7) };
    const rotated = createEncryption([added, ...old]);
    const outcome = await rotateSecrets(
      {
        database: app.deps.database,
        encryption: rotated,
        say: () => undefined,
        signal: never,
        pause: async () => undefined,
      },
      [auditChainSecrets],
    );
    expect(outcome.left.size).toBe(0);
    const alone = createEncryption([added]);
    const { clock, database } = app.deps;
    const deps = {
      clock,
      database,
      auditLog: app.deps.auditLog,
      auditChains: createChainsRepository(database, alone),
    };
    expect(await verified({ deps }, siteId)).toMatchObject({ state: 'whole', total: 6 });
    await rotateSecrets(
      {
        database,
        encryption: createEncryption([...old, added]),
        say: () => undefined,
        signal: never,
        pause: async () => undefined,
      },
      [auditChainSecrets],
    );
    expect((await verified(app, siteId)).state).toBe('whole');
  });

  test('that do not open stop nobody: a new chain goes on, and what the lost key covers is said to be unverifiable', async () => {
    const siteId = await sixEvents();
    const [sealed] = await app.deps.database.rows<{ id: string; chain_key: string }>(
      'SELECT id, chain_key FROM audit_chains WHERE installation_id = $1',
      [siteId],
    );
    await tamper(app, [
      "UPDATE audit_chains SET chain_key = 'v1.gone.AAAA' WHERE installation_id = $1",
      [siteId],
    ]);
    expect((await verified(app, siteId)).state).toBe('unverifiable');
    await Promise.all([noteSome(app, siteId, 2), noteSome(app, siteId, 2)]);
    expect(await positions(siteId)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await verified(app, siteId)).toMatchObject({ state: 'unverifiable', total: 10 });
    expect(app.log()).toContain('an audit chain cannot be gone on with');
    await tamper(app, [
      'UPDATE audit_events SET at = at + $2::interval WHERE installation_id = $1 AND position = 9',
      [siteId, '1s'],
    ]);
    expect(await verified(app, siteId)).toMatchObject({
      state: 'faulty',
      fault: { kind: 'changed_row', position: 9 },
    });
    await tamper(app, [
      'UPDATE audit_events SET at = at - $2::interval WHERE installation_id = $1 AND position = 9',
      [siteId, '1s'],
    ]);

    await tamper(app, [
      'UPDATE audit_chains SET chain_key = $2 WHERE id = $1',
      [sealed?.id, sealed?.chain_key],
    ]);
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 10 });
  });
});

test('the head is logged once a day by whoever comes first, with its count', async () => {
  const siteId = await sixEvents();
  const lines = () =>
    app
      .log()
      .split('\n')
      .filter((line) => line.includes('"audit log head"') && line.includes(siteId));
  await Promise.all(Array.from({ length: 3 }, () => logHeads(app.deps, app.clock.now(), never)));
  expect(lines()).toHaveLength(1);
  const { head } = await verified(app, siteId);
  expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ count: 6, head: head?.mac.toString('hex'), siteId });
  app.clock.advance(23 * 3600);
  await logHeads(app.deps, app.clock.now(), never);
  expect(lines()).toHaveLength(1);
  app.clock.advance(2 * 3600);
  await logHeads(app.deps, app.clock.now(), never);
  expect(lines()).toHaveLength(2);
});
