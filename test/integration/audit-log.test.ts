// Reading, exporting and keeping the audit log: for admins of the site and nobody else, by time, person, action and outcome.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pruneAuditLogs } from '../../src/administration/prune-audit-logs.ts';
import type { AuditEntry, AuditLogPage } from '../../src/audit-log/api-types.ts';
import { pruneAuditLog } from '../../src/audit-log/prune-audit-log.ts';
import { heldSections } from '../../src/privacy/held-rows.ts';
import { type AppProcess, startAppProcess } from '../support/app-process.ts';
import { attached, newSite, note, noteSome, tamper, verified } from '../support/audit-log.ts';
import { newTeam, type Team } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

const never = new AbortController().signal;
const dayMs = 24 * 3_600_000;

/** Another site with the app, an admin of it, and its id. */
async function anotherSite(): Promise<{ siteId: string; admin: Viewer; team: Team }> {
  const site = await app.jira.addSite();
  await site.install(app.baseUrl);
  const { accountId } = site.addUser({ name: 'Ada', admin: true });
  const siteId = (await app.deps.installations.findByClientKey(site.clientKey))?.id ?? '';
  return { siteId, admin: { accountId, site }, team: newTeam(app) };
}

async function page(admin: Viewer, query = ''): Promise<AuditLogPage> {
  const { status, body } = await app.api('GET', `/admin/audit-log?${query}`, admin);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

/** Through all pages of so many. */
async function pages(admin: Viewer, query: string, limit: number): Promise<AuditEntry[]> {
  const events: AuditEntry[] = [];
  for (let before: string | null = ''; before !== null; ) {
    const next: AuditLogPage = await page(
      admin,
      `${query}&limit=${limit}${before === '' ? '' : `&before=${before}`}`,
    );
    expect(next.events.length).toBeLessThanOrEqual(limit);
    events.push(...next.events);
    before = next.before;
  }
  return events;
}

const typesOf = (events: readonly AuditEntry[]) => events.map(({ type }) => type);

describe('reading', () => {
  test('tells what was done by whom on which issue, newest first, and an erased person by nothing', async () => {
    const { siteId, admin } = await anotherSite();
    const [ada, erased] = await Promise.all(
      [admin.accountId, 'to-be-erased'].map((accountId) => app.deps.persons.personIdOf(siteId, accountId)),
    );
    await note(app, siteId, [attached(1)], { personId: ada ?? '', issueId: '10001' });
    await note(app, siteId, [{ type: 'zoom_disconnected', reason: 'by_person' }], { personId: erased ?? '' });
    await app.deps.database.transaction((transaction) => app.deps.persons.remove(erased ?? '', transaction));

    const { events, before } = await page(admin);
    expect(before).toBeNull();
    expect(events).toMatchObject([
      { position: 3, type: 'zoom_disconnected', accountId: null, erased: true, issueId: null },
      {
        position: 2,
        type: 'attached',
        outcome: 'done',
        accountId: admin.accountId,
        erased: false,
        issueId: '10001',
        details: { attachmentId: '1', size: 1 },
      },
      { position: 1, type: 'installed', accountId: null, erased: false },
    ]);
    expect(JSON.stringify(events)).not.toContain(erased);
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 3 });
  });

  test('by time, person, action and outcome, alone and together, page by page without gaps or repeats', async () => {
    const { siteId, admin } = await anotherSite();
    const people = ['one', 'two'];
    const began = app.clock.now().getTime();
    for (let n = 0; n < 24; n += 1) {
      const personId = await app.deps.persons.personIdOf(siteId, people[n % 2] ?? '');
      // Several at the same moment.
      const at = new Date(began + Math.floor(n / 4) * 1000);
      const failed = { type: 'attach_failed', transferId: 'x', code: 'internal' } as const;
      await note(app, siteId, [n % 3 === 0 ? failed : attached(n)], { personId, at });
    }
    const time = (seconds: number) => encodeURIComponent(new Date(began + seconds * 1000).toISOString());

    const all = await pages(admin, '', 5);
    expect(all.map(({ position }) => position)).toEqual(Array.from({ length: 25 }, (_, n) => 25 - n));
    const one = await pages(admin, 'person=one', 5);
    expect(one).toHaveLength(12);
    expect(new Set(one.map(({ accountId }) => accountId))).toEqual(new Set(['one']));
    expect(typesOf(await pages(admin, 'type=attach_failed', 3))).toEqual(Array(8).fill('attach_failed'));
    expect(typesOf(await pages(admin, 'outcome=failed', 3))).toEqual(Array(8).fill('attach_failed'));
    expect(await pages(admin, 'outcome=done', 7)).toHaveLength(17);
    expect(await pages(admin, `from=${time(1)}&to=${time(3)}`, 3)).toHaveLength(8);
    expect(await pages(admin, `person=two&outcome=failed&from=${time(2)}`, 2)).toHaveLength(3);
    for (const nothing of ['person=nobody', 'type=attached&outcome=failed', `to=${time(-99_999)}`])
      expect(await page(admin, nothing)).toEqual({ events: [], before: null });
  });

  test.each(['type=nonsense', 'limit=0', 'limit=201', 'before=x', 'from=yesterday', 'other=1'])(
    'with %s is refused',
    async (query) => {
      const { admin } = newTeam(app);
      expect((await app.api('GET', `/admin/audit-log?${query}`, admin)).status).toBe(400);
    },
  );

  test('is for those who administer the site: others are refused, those of another site see nothing of it', async () => {
    const team = newTeam(app);
    for (const [method, path] of [
      ['GET', '/admin/audit-log'],
      ['GET', '/admin/audit-log.csv'],
      ['GET', '/admin/audit-log.json'],
      ['POST', '/admin/audit-log/verification'],
    ] as const)
      for (const person of [team.host, team.visitor]) {
        const { status, body } = await app.api(method, path, person);
        expect([status, body.error.code]).toEqual([403, 'rights_missing']);
      }
    const { admin } = await anotherSite();
    expect(typesOf(await pages(admin, '', 50))).toEqual(['installed']);
    expect(await exported(admin, 'csv')).toContain('installed');
    expect((await exported(admin, 'csv')).trim().split('\r\n')).toHaveLength(2);
    expect((await app.api('POST', '/admin/audit-log/verification', admin, {})).body).toMatchObject({
      state: 'whole',
      total: 1,
    });
  });
});

async function exported(admin: Viewer, kind: 'csv' | 'json', query = ''): Promise<string> {
  const { site = app.jira.site, accountId } = admin;
  const token = site.contextToken({ accountId });
  const answer = await fetch(`${app.baseUrl}/api/admin/audit-log.${kind}?${query}`, {
    headers: { authorization: `JWT ${token}` },
  });
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="audit-log.${kind}"`);
  return answer.text();
}

describe('exporting', () => {
  test('gives all that the filter lets through, in CSV that no spreadsheet runs and in JSON', async () => {
    const { siteId, admin } = await anotherSite();
    await app.deps.persons.personIdOf(siteId, '=cmd|calc');
    const personId = await app.deps.persons.personIdOf(siteId, '=cmd|calc');
    await note(
      app,
      siteId,
      Array.from({ length: 2_500 }, (_, n) => attached(n)),
      { personId },
    );
    await note(app, siteId, [{ type: 'zoom_permission_missing', scopes: ['a', 'b'] }]);

    const lines = (await exported(admin, 'csv')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(2_503);
    expect(lines[0]).toBe('number,time,action,outcome,account id,person erased,issue id,details');
    expect(lines[1]).toMatch(/^2502,[\d-]+T[\d:.]+Z,zoom_permission_missing,failed,,no,,"\{""scopes"":/);
    expect(lines[2]).toContain(`,'=cmd|calc,`);
    const entries = JSON.parse(await exported(admin, 'json')) as AuditEntry[];
    expect(entries.map(({ position }) => position)).toEqual(
      Array.from({ length: 2_502 }, (_, n) => 2_502 - n),
    );
    expect(JSON.parse(await exported(admin, 'json', 'type=installed'))).toHaveLength(1);
    expect(JSON.parse(await exported(admin, 'json', 'person=nobody'))).toEqual([]);
  });
});

describe('retention', () => {
  const prune = (siteId: string, olderThanDays: number) => {
    const now = app.clock.now();
    return pruneAuditLog(app.deps, siteId, new Date(now.getTime() - olderThanDays * dayMs), now, never);
  };

  /** Six events, one each day, the last one today. */
  async function sixDays(): Promise<string> {
    const siteId = await newSite(app);
    for (let n = 5; n >= 0; n -= 1)
      await note(app, siteId, [attached(n)], { at: new Date(app.clock.now().getTime() - n * dayMs) });
    return siteId;
  }

  test('removes what is older and leaves a chain that is whole from its checkpoint on, and can be added to', async () => {
    const siteId = await sixDays();
    expect(await prune(siteId, 2.5)).toBe(3);
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', checked: 3, total: 3 });
    await noteSome(app, siteId, 2);
    expect(await prune(siteId, 2.5)).toBe(0);
    expect(await prune(siteId, 1.5)).toBe(1);
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 4 });
  });

  test('keeps the newest event, however old, and goes through many in batches', async () => {
    const siteId = await newSite(app);
    const at = new Date(app.clock.now().getTime() - 10 * dayMs);
    await note(
      app,
      siteId,
      Array.from({ length: 2_400 }, (_, n) => attached(n)),
      { at },
    );
    expect(await prune(siteId, 1)).toBe(2_399);
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 1 });
  });

  test('leaves what was tampered with, so that it is found still', async () => {
    const siteId = await sixDays();
    await tamper(app, ['DELETE FROM audit_events WHERE installation_id = $1 AND position = 3', [siteId]]);
    expect(await prune(siteId, 1.5)).toBe(0);
    expect(await verified(app, siteId)).toMatchObject({ fault: { kind: 'removed_row', position: 3 } });
    expect(app.log()).toContain('old audit events stay');
  });

  test('does not hide an event that somebody removed behind the checkpoint', async () => {
    const siteId = await sixDays();
    await prune(siteId, 2.5);
    await tamper(app, ['DELETE FROM audit_events WHERE installation_id = $1 AND position = 4', [siteId]]);
    expect(await verified(app, siteId)).toMatchObject({ fault: { kind: 'removed_row', position: 4 } });
  });

  test('goes past a chain that ended, and one whose key is lost goes as a whole once all of it is old', async () => {
    const siteId = await sixDays();
    await tamper(app, [
      `UPDATE audit_chains SET chain_key = 'v1.gone.AAAA' WHERE installation_id = $1`,
      [siteId],
    ]);
    expect(await prune(siteId, 2.5)).toBe(0);
    await noteSome(app, siteId, 2);
    expect(await prune(siteId, 2.5)).toBe(0);
    expect((await verified(app, siteId)).state).toBe('unverifiable');
    app.clock.advance(3 * 24 * 3600);
    expect(await prune(siteId, 2.5)).toBe(7);
    expect(await verified(app, siteId)).toMatchObject({ state: 'whole', total: 1 });
  });

  test('leaves a chain alone whose end was changed', async () => {
    const siteId = await sixDays();
    await tamper(app, ["UPDATE audit_chains SET head_seal = 'x' WHERE installation_id = $1", [siteId]]);
    await noteSome(app, siteId, 1);
    expect(await prune(siteId, -1)).toBe(0);
    expect(await verified(app, siteId)).toMatchObject({ fault: { kind: 'changed_head' } });
  });

  test('is as each site has decided, and for ever where it has not', async () => {
    const [decided, undecided] = [await sixDays(), await sixDays()];
    await app.deps.database.rows(
      `INSERT INTO site_settings (installation_id, attachment_comment, summary_comment, topic_in_property,
         audit_retention_days) VALUES ($1, 'off', 'internal', false, 3)`,
      [decided],
    );
    await pruneAuditLogs(app.deps, app.clock.now(), never);
    expect((await verified(app, decided)).total).toBe(3);
    expect((await verified(app, undecided)).total).toBe(6);
  });
});

test('what is held on one person is read by the index, however long the log', async () => {
  const siteId = await newSite(app);
  const personId = await app.deps.persons.personIdOf(siteId, 'somebody');
  await app.deps.database.rows(
    `INSERT INTO audit_events (installation_id, position, mac, at, type, person_id, details)
     SELECT $1, n, '', now(), 'attached', CASE WHEN n % 1000 = 0 THEN $2::uuid ELSE gen_random_uuid() END, '{}'
     FROM generate_series(1, 20000) n`,
    [siteId, personId],
  );
  await app.deps.database.rows('ANALYZE audit_events');
  const { sql } = heldSections.find(({ name }) => name === 'auditLog') ?? { sql: '' };
  const plan = JSON.stringify(await app.deps.database.rows(`EXPLAIN ${sql}`, [personId, null]));
  expect(plan).toContain('audit_events_by_person');
  expect(plan).toContain('audit_events_unchained');
  expect(plan).not.toContain('Seq Scan on audit_events');
});

describe('npm run audit:verify', () => {
  const verify = (...programArguments: string[]): AppProcess =>
    startAppProcess(
      'verify-audit-log',
      {
        NODE_ENV: 'test',
        DATABASE_URL: app.databaseUrl,
        ENCRYPTION_KEYS: (app.deps.config.encryptionKeys ?? [])
          .map(({ id, key }) => `${id}:${key.toString('base64')}`)
          .join(','),
        ZOOM_CLIENT_ID: 'client-id-of-the-test',
        ZOOM_CLIENT_SECRET: 'client-secret-of-the-test',
      },
      [],
      undefined,
      programArguments,
    );

  test('says of each site whether its log is whole, names the first fault, and exits as it found', async () => {
    const [whole, faulty, unreadable] = [await newSite(app), await newSite(app), await newSite(app)];
    const [wiped, unknown] = [await newSite(app), crypto.randomUUID()];
    for (const siteId of [whole, faulty, unreadable, wiped]) await noteSome(app, siteId, 3);
    const { head } = await verified(app, whole);
    const mac = head?.mac.toString('hex') ?? '';
    await tamper(
      app,
      [`UPDATE audit_events SET type = 'installed' WHERE installation_id = $1 AND position = 2`, [faulty]],
      [`UPDATE audit_chains SET chain_key = 'v1.gone.AAAA' WHERE installation_id = $1`, [unreadable]],
      ['DELETE FROM audit_events WHERE installation_id = $1', [wiped]],
      ['DELETE FROM audit_chains WHERE installation_id = $1', [wiped]],
    );
    const runs = [
      verify(),
      verify('--site', whole, '--expect', `3:${mac}`),
      verify('--site', whole, '--expect', `3:${'0'.repeat(64)}`),
      verify('--site', unreadable),
      verify('--site', unknown),
    ];
    expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual([1, 0, 1, 2, 2]);
    const [all, expected, other, unverifiable, ofUnknown] = runs.map((run) => run.output());
    expect(all).toContain(`${faulty}: NOT WHOLE: event 2 is not as it was written`);
    expect(all).toContain(`${whole}: whole, 3 events, head 3:${mac}`);
    expect(all).toContain(`${unreadable}: cannot be verified as a whole`);
    expect(expected).toContain(`${whole}: whole`);
    expect(other).toContain('an older copy was put back');
    expect(unverifiable).toContain('cannot be verified');
    expect(all).toContain(`${wiped}: NOT WHOLE: nothing is left of it`);
    expect(ofUnknown).toContain(`No site has the id ${unknown}.`);
  });
});
