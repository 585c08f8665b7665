// An admin erases everything that the app holds of the site, while it stays installed.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { badgePropertyKey } from '../../src/host/descriptor.ts';
import { refreshIssueProperty } from '../../src/issue-panel/issue-property.ts';
import type { ErasureView } from '../../src/privacy/api-types.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import { erasureRound, siteIdOf, tablesNaming } from '../support/erasing.ts';
import {
  asked,
  auditOf,
  connectionOf,
  linkSeenBy,
  newcomer,
  type Scene,
  secondSite,
  sharedScene,
} from '../support/leaving.ts';
import { linked } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

const propertyKey = 'zoom-meetings-for-jira.meetings';
const propertyPath = /\/properties\//;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => {
  app.jira.faults.answers.length = 0;
});
afterAll(() => app.stop());

interface Place extends Scene {
  admin: Viewer;
  siteId: string;
}

/** A site of its own with a linked, shared and asked-for recording, a file under way, and settings. */
async function place(): Promise<Place> {
  const site = await secondSite(app);
  const scene = await sharedScene(app, { site });
  const { accountId } = site.addUser({ name: 'Ada', admin: true });
  await asked(app, scene.colleague, scene);
  const defaults = { durationMinutes: 45, waitingRoom: true, cloudRecording: false };
  await app.api('PUT', '/meeting-defaults', scene.host, {
    ...defaults,
    joinBeforeHost: false,
    muteUponEntry: true,
  });
  await app.api('POST', '/zoom-connection/flows', scene.colleague, {});
  const siteId = await siteIdOf(app, site);
  await app.deps.unwritableProjects.add(siteId, '10', app.clock.now());
  await app.deps.pauses.begin(`jira/${siteId}/999`, new Date(app.clock.now().getTime() + 60_000));
  return { ...scene, admin: { accountId, site }, siteId };
}

const host = (site: JiraSite) => new URL(site.baseUrl).host;
async function erase({ admin, site, siteId }: Place, confirm = host(site)) {
  const answer = await app.api('POST', '/admin/erasures/site', admin, { confirm });
  // Other processes hear of it a moment later.
  const isKnown = async () => (await app.deps.installations.findById(siteId))?.isBeingErased;
  if (answer.status === 202) await expect.poll(isKnown).toBe(true);
  return answer;
}
const listed = async ({ admin }: Place): Promise<ErasureView[]> =>
  (await app.api('GET', '/admin/erasures', admin)).body.erasures;
const latest = async (where: Place) => (await listed(where))[0];
const property = ({ site, issueId }: Pick<Scene, 'site' | 'issueId'>) =>
  site.issueProperty(issueId, propertyKey) as { linked?: boolean } | undefined;

/** The number beside the app's name in the right column, as Jira shows it. */
const badge = ({ site, issueId }: Pick<Scene, 'site' | 'issueId'>) =>
  site.issueProperty(issueId, badgePropertyKey);

async function erased(where: Place): Promise<ErasureView> {
  for (let round = 0; round < 30; round += 1) {
    await erasureRound(app);
    const view = await latest(where);
    if (view?.state === 'done') return view;
  }
  throw new Error(`It does not end: ${JSON.stringify(await listed(where))}`);
}
/** The site has issue properties, as after the work on what was linked. */
async function shown(where: Place): Promise<void> {
  await app.deps.database.rows("DELETE FROM pgboss.job WHERE name = 'issue-changed'");
  where.site.grantApp(where.site.projects.at(-1)?.id ?? '');
  await refreshIssueProperty(app.deps, where);
  expect(property(where)).toMatchObject({ linked: true });
}

test('everything goes, in Jira’s issues and in every table, and the certificate counts it', async () => {
  const where = await place();
  await shown(where);
  expect(badge(where)).toMatchObject({ value: { label: '1' } });
  const { host: person, colleague } = where;
  const ids = [where.siteId, where.linkId, person.accountId, colleague.accountId, where.meeting.id];

  const answer = await erase(where);

  expect(answer.status).toBe(202);
  expect(answer.body.erasure).toMatchObject({ what: 'site', why: 'admin', state: 'waiting' });
  const certificate = await erased(where);
  expect(property(where)).toEqual({ issueId: where.issueId, linked: false });
  expect(badge(where)).toEqual({ type: 'badge', value: { label: '0' } });
  expect(certificate).toMatchObject({
    state: 'done',
    doneAt: expect.stringMatching(/Z$/),
    erased: {
      people: 3,
      connections: 1,
      connectionAttempts: 2,
      personSettings: 1,
      links: 1,
      shares: 1,
      transfers: 1,
      unwritableProjects: 1,
      auditEvents: expect.any(Number),
    },
    notReached: { issues: 0 },
    progress: null,
  });
  expect(await tablesNaming(app, ids)).toEqual([]);
});

test('the app starts afresh: the log begins with the erasure and who did it, and people can connect and link anew', async () => {
  const where = await place();
  await erase(where);
  const { id } = await erased(where);

  expect(await auditOf(app, where.site)).toEqual([
    { type: 'site_erased', personId: expect.any(String), details: { erasureId: id } },
  ]);
  expect(await siteIdOf(app, where.site)).not.toBe(where.siteId);
  expect(await connectionOf(app, where.host)).toBe('not_connected');
  await app.connectZoom(where.host, where.hostZoom);
  const linkId = await linked(app, where.host, { meetingId: where.meeting.id });
  expect(await linkSeenBy(app, where.host, linkId)).toMatchObject({ linker: 'connected' });
});

test('another site is not touched, not even where the same Zoom user is connected there', async () => {
  const [where, other] = [await place(), await place()];
  await app.connectZoom(newcomer(other), where.hostZoom);
  const before = await tablesNaming(app, [other.siteId]);
  const events = await auditOf(app, other.site);

  await erase(where);
  await erased(where);

  expect(await tablesNaming(app, [other.siteId])).toEqual(before);
  expect(await auditOf(app, other.site)).toEqual(events);
  expect(await connectionOf(app, other.host)).toBe('connected');
  expect(await listed(other)).toEqual([]);
});

test('every table that names a site or a person is emptied of it, whichever they are', async () => {
  const where = await place();
  const columns = await app.deps.database.rows<{ table: string; column: string }>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'installation_id' AND data_type = 'uuid'`,
  );
  // Whatever the app does not write by itself in this test is written here, so that no table is empty beforehand.
  const project = { installation_id: where.siteId, project_id: 7 };
  await app.deps.database.rows(
    `INSERT INTO project_settings (installation_id, project_id, own_renditions, own_size_ceiling, own_retention)
     VALUES ($1, $2, false, false, false)`,
    [project.installation_id, project.project_id],
  );
  await app.deps.database.rows(
    `INSERT INTO site_settings (installation_id, attachment_comment, summary_comment, topic_in_property)
     VALUES ($1, 'off', 'internal', false) ON CONFLICT DO NOTHING`,
    [where.siteId],
  );
  await erase(where);
  for (const { table, column } of columns) {
    const rows = await app.deps.database.rows(`SELECT 1 FROM ${table} WHERE ${column} = $1`, [where.siteId]);
    expect(rows.length, `${table} has nothing to lose: give it a row in this test`).toBeGreaterThan(0);
  }

  await erased(where);

  expect(columns.length).toBeGreaterThan(8);
  expect(await tablesNaming(app, [where.siteId])).toEqual([]);
});

describe('While it is under way', () => {
  test('nobody reads or writes anything of the site but how far it is', async () => {
    const where = await place();
    await erase(where);
    const routes = [
      ['GET', '/issue-panel'],
      ['POST', '/meeting-links'],
      ['GET', '/zoom-connection'],
      ['DELETE', '/me/data'],
    ];
    for (const [method = '', path = ''] of routes) {
      const { status, body } = await app.api(method, path, where.host, method === 'GET' ? undefined : {});
      expect([path, status, body.error.code]).toEqual([path, 503, 'site_being_erased']);
    }
    expect((await app.api('GET', '/admin/data', where.admin)).status).toBe(200);
    expect(await latest(where)).toMatchObject({ state: 'waiting' });
    const again = await erase(where);
    expect(again.body.erasure.id).toBe((await latest(where))?.id);

    await erased(where);
    expect((await app.api('GET', '/issue-panel', where.host)).status).toBe(200);
  });

  test('connections and files end first; a process that is killed in the middle leaves the issues to the next, which goes on', async () => {
    const where = await place();
    const project = where.site.projects.at(-1)?.id ?? '';
    for (let more = 0; more < 11; more += 1) {
      const issueId = where.site.addIssue({ projectId: project }).id;
      await linked(app, { ...where.host, issueId }, { meetingId: where.meeting.id });
    }
    await erase(where);
    await erasureRound(app);
    expect(await latest(where)).toMatchObject({ state: 'running', progress: { issues: 12, settled: 10 } });
    const [transfer] = await app.deps.database.rows(
      'SELECT state, reason_code AS code FROM transfers WHERE installation_id = $1',
      [where.siteId],
    );
    expect(transfer).toEqual({ state: 'failed', code: 'site_erased' });
    // It claims the erasure, and is gone.
    app.clock.advance(3);
    const until = new Date(app.clock.now().getTime() + 60_000);
    expect(await app.deps.erasures.claimDue(app.clock.now(), until)).not.toBeNull();
    await erasureRound(app);
    expect(await latest(where)).toMatchObject({ progress: { settled: 10 } });

    app.clock.advance(60);
    await erasureRound(app);

    expect(await latest(where)).toMatchObject({ progress: { settled: 12 } });
    expect(await erased(where)).toMatchObject({ state: 'done', erased: { links: 12 } });
  });

  test('a crash after rows went counts none twice and forgets none', async () => {
    const where = await place();
    await erase(where);
    await erasureRound(app);
    const { installationsRepository } = app.deps;
    const lockOne = installationsRepository.lockOne;
    installationsRepository.lockOne = () => Promise.reject(new Error('The process was killed'));
    await expect(erasureRound(app)).rejects.toThrow('killed');
    installationsRepository.lockOne = lockOne;
    expect(await latest(where)).toMatchObject({ state: 'running', erased: { links: 1, transfers: 1 } });

    app.clock.advance(60);
    expect((await erased(where)).erased).toMatchObject({ links: 1, transfers: 1, people: 3 });
  });

  test('a write that was on its way before it began does not survive it, and its issue is emptied too', async () => {
    const where = await place();
    await erase(where);
    await erasureRound(app);
    const late = where.site.addIssue({ projectId: where.site.projects.at(-1)?.id ?? '' }).id;
    await app.deps.database.transaction((transaction) =>
      app.deps.links.add(
        {
          siteId: where.siteId,
          issueId: late,
          meetingId: '123',
          scope: 'single',
          occurrence: null,
          hostZoomUserId: 'late',
          linkedBy: where.linkId,
          linkedAt: app.clock.now(),
        },
        transaction,
      ),
    );
    // Rows go before it is noted; then the last look finds what is still waiting to be shown in Jira.
    await app.deps.jobs.enqueue(
      { name: 'issue-changed', policy: 'coalescing', expireInSeconds: 120 },
      { siteId: where.siteId, issueId: late },
      { key: `${where.siteId}/${late}` },
    );

    const certificate = await erased(where);

    expect(certificate.erased.links).toBe(2);
    expect(property({ site: where.site, issueId: late })).toEqual({ issueId: late, linked: false });
    expect(await tablesNaming(app, [where.siteId])).toEqual([]);
  });

  test('a property that somebody is late to write says that nothing is linked', async () => {
    const where = await place();
    await shown(where);
    await erase(where);

    await refreshIssueProperty(app.deps, where);

    expect(property(where)).toEqual({ issueId: where.issueId, linked: false });
    await erased(where);
  });
});

describe('When Jira', () => {
  test.each([
    ['is down', { status: 503 }, 31],
    ['asks to wait for ten minutes', { status: 429, headers: { 'retry-after': '600' } }, 601],
    ['does not know the app for a while', { status: 401 }, 31],
  ])('%s, it waits and loses nothing', async (_what, fault, seconds) => {
    const where = await place();
    await shown(where);
    await erase(where);
    app.jira.faults.answers.push({
      method: 'PUT',
      path: propertyPath,
      times: Number.POSITIVE_INFINITY,
      ...fault,
    });
    await erasureRound(app);
    await erasureRound(app);
    // Not asked as the admin: who administers Jira is Jira's to say.
    const waiting = await app.deps.erasures.findUnderWay(where.siteId);
    expect(waiting).toMatchObject({ state: 'running', progress: { issues: 1, settled: 0 } });
    expect((await tablesNaming(app, [where.linkId])).length).toBeGreaterThan(0);

    app.jira.faults.answers.length = 0;
    app.clock.advance(seconds);

    expect((await erased(where)).notReached).toEqual({ issues: 0 });
    expect(property(where)).toEqual({ issueId: where.issueId, linked: false });
  });

  test('does not let the app write on an issue, that one is counted as not reached', async () => {
    const where = await place();
    await shown(where);
    where.site.grantApp(where.site.projects.at(-1)?.id ?? '', ['BROWSE_PROJECTS']);
    await erase(where);

    expect((await erased(where)).notReached).toEqual({ issues: 1 });
    expect(property(where)).toMatchObject({ linked: true });
  });

  test('fails for one issue again and again, it is given up in the end', async () => {
    const where = await place();
    await erase(where);
    const fault = { status: 500, times: Number.POSITIVE_INFINITY };
    app.jira.faults.answers.push({ method: 'PUT', path: propertyPath, ...fault });

    expect((await erased(where)).notReached).toEqual({ issues: 1 });
  });

  test('is away for days, what was not reached by then is counted as that', async () => {
    const where = await place();
    await erase(where);
    app.jira.faults.answers.push({
      method: 'PUT',
      path: propertyPath,
      times: Number.POSITIVE_INFINITY,
      status: 503,
    });
    await erasureRound(app);
    app.clock.advance(3 * 24 * 3600);

    expect((await erased(where)).notReached).toEqual({ issues: 1 });
  });

  test('removes the app meanwhile, everything goes all the same, and the certificate is there when it comes back', async () => {
    const where = await place();
    await erase(where);
    await erasureRound(app, AbortSignal.abort());
    await where.site.uninstall();
    await erasureRound(app);
    await erasureRound(app);
    expect(await tablesNaming(app, [where.siteId, where.host.accountId, where.site.clientKey])).toEqual([]);

    await where.site.install(app.baseUrl);

    expect(await listed(where)).toMatchObject([
      { state: 'done', why: 'admin', erased: { people: 3, links: 1 }, notReached: { issues: 1 } },
    ]);
  });
});

describe('Only an admin of the site', () => {
  test('can ask for it, see what is held, or see certificates', async () => {
    const [where, other] = [await place(), await place()];
    const confirm = host(where.site);
    for (const viewer of [where.host, where.colleague])
      for (const [method, path] of [
        ['GET', '/admin/data'],
        ['GET', '/admin/erasures'],
        ['POST', '/admin/erasures/site'],
        ['POST', '/admin/erasures/person'],
      ] as const) {
        const { status, body } = await app.api(
          method,
          path,
          viewer,
          method === 'GET' ? undefined : { confirm },
        );
        expect([path, status, body.error.code]).toEqual([path, 403, 'rights_missing']);
      }
    const elsewhere = await app.api('POST', '/admin/erasures/site', other.admin, { confirm });
    expect([elsewhere.status, elsewhere.body.error.code]).toEqual([400, 'confirmation_wrong']);
    expect(await listed(where)).toEqual([]);
    expect(await listed(other)).toEqual([]);
  });

  test.each(['', 'yes', 'another.atlassian.net'])('who types %j erases nothing', async (confirm) => {
    const where = await place();
    const { status, body } = await erase(where, confirm);
    expect([status, body.error]).toMatchObject([400, { code: 'confirmation_wrong', field: 'confirm' }]);
    expect(await listed(where)).toEqual([]);
    expect(await connectionOf(app, where.host)).toBe('connected');
  });
});

test('what is held is counted for the admin', async () => {
  const where = await place();
  const { body } = await app.api('GET', '/admin/data', where.admin);
  expect(body.site).toBe(host(where.site));
  expect(
    Object.fromEntries(body.held.map((one: { kind: string; count: number }) => [one.kind, one.count])),
  ).toEqual({
    people: 2,
    connections: 1,
    links: 1,
    transfers: 1,
    auditEvents: (await auditOf(app, where.site)).length,
    siteSettings: 0,
  });
  expect(body.held.every(({ more }: { more: boolean }) => !more)).toBe(true);
});
