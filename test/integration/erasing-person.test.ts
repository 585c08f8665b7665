// One person is erased, by an admin or by themselves: what is theirs goes, and what stays names nobody.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeAccount } from '../../src/privacy/close-account.ts';
import { endForgottenSites } from '../../src/privacy/end-site.ts';
import { forgetOldCertificates } from '../../src/privacy/erasures-repository.ts';
import { personIdOf } from '../support/connection-windows.ts';
import { erasureRound, siteIdOf, tablesNaming } from '../support/erasing.ts';
import {
  asked,
  auditOf,
  connectionOf,
  hasGrant,
  linkSeenBy,
  newcomer,
  type Scene,
  secondSite,
  seenBy,
  sharedScene,
} from '../support/leaving.ts';
import { linked } from '../support/team.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

const adminOf = ({ site }: Pick<Scene, 'site'>): Viewer => {
  const { accountId } = site.addUser({ name: 'Ada', admin: true });
  return { accountId, site };
};
const byAdmin = (admin: Viewer, { accountId }: Pick<Viewer, 'accountId'>) =>
  app.api('POST', '/admin/erasures/person', admin, { accountId });
const byThemself = (viewer: Viewer) => app.api('DELETE', '/me/data', viewer);

const defaults = {
  durationMinutes: 45,
  waitingRoom: true,
  cloudRecording: false,
  joinBeforeHost: false,
  muteUponEntry: true,
};

test('an admin erases somebody: nothing says any more who they were at Jira or Zoom, and the certificate counts it', async () => {
  const scene = await sharedScene(app);
  const admin = adminOf(scene);
  await app.api('PUT', '/meeting-defaults', scene.host, defaults);
  await app.api('POST', '/zoom-connection/flows', scene.host, {});
  const own = await asked(app, scene.host, scene, 0);
  const others = await asked(app, scene.colleague, scene, 1);
  const personId = await personIdOf(app, scene.host);

  const answer = await byAdmin(admin, scene.host);

  expect(answer.status).toBe(200);
  const { certificate } = answer.body;
  expect(certificate).toMatchObject({
    what: 'person',
    why: 'admin',
    state: 'done',
    erased: { people: 1, connections: 1, connectionAttempts: 2, personSettings: 1 },
    kept: { links: 1, attachments: 0 },
    notReached: {},
    progress: null,
  });
  expect(await tablesNaming(app, [scene.host.accountId])).toEqual([]);
  // Zoom is told that nobody uses the grant, and then it goes.
  expect(await tablesNaming(app, [scene.hostZoom.id])).toEqual(['public.zoom_grants']);
  expect((await seenBy(app, scene.colleague, own))?.reason?.code).toBe('person_erased');
  expect((await seenBy(app, scene.colleague, others))?.reason?.code).toBe('linker_left');
  expect(await linkSeenBy(app, scene.colleague, scene.linkId)).toMatchObject({
    linker: 'left',
    readable: false,
  });
  expect((await auditOf(app, scene.site)).at(-1)).toEqual({
    type: 'person_erased',
    personId: await personIdOf(app, admin),
    details: { erasedPersonId: personId, erasureId: certificate.id },
  });
  expect((await app.api('GET', '/admin/erasures', admin)).body.erasures).toContainEqual(certificate);
});

test('the issues of what they linked are written anew, since Jira may show a topic that was read with their Zoom', async () => {
  const scene = await sharedScene(app);
  const waiting = () =>
    app.deps.database.rows(
      `SELECT 1 FROM pgboss.job WHERE name = 'issue-changed' AND state = 'created' AND data ->> 'issueId' = $1`,
      [scene.issueId],
    );
  await app.deps.database.rows(`DELETE FROM pgboss.job WHERE name = 'issue-changed'`);
  await byThemself(scene.host);
  expect(await waiting()).toHaveLength(1);
});

test('once more, and for somebody unknown, the answer is that nothing is held', async () => {
  const scene = await sharedScene(app, { site: await secondSite(app) });
  const admin = adminOf(scene);
  await byAdmin(admin, scene.host);

  for (const accountId of [scene.host.accountId, '5be24ad8b1653240376955d2'])
    expect((await byAdmin(admin, { accountId })).body).toEqual({ certificate: null });
  expect((await app.api('GET', '/admin/erasures', admin)).body.erasures).toHaveLength(1);
});

test('two admins at once erase once', async () => {
  const scene = await sharedScene(app, { site: await secondSite(app) });
  const answers = await Promise.all(
    [adminOf(scene), adminOf(scene)].map((admin) => byAdmin(admin, scene.host)),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers.filter(({ body }) => body.certificate !== null)).toHaveLength(1);
});

test('somebody erases themselves, is nobody afterwards, and may begin anew as somebody else', async () => {
  const scene = await sharedScene(app, { site: await secondSite(app) });
  const before = await personIdOf(app, scene.host);

  const { status, body } = await byThemself(scene.host);

  expect([status, body.certificate]).toMatchObject([
    200,
    { what: 'person', why: 'person', kept: { links: 1 } },
  ]);
  expect((await auditOf(app, scene.site)).at(-1)).toMatchObject({ type: 'person_erased', personId: before });
  expect((await byThemself(scene.host)).body).toEqual({ certificate: null });
  await app.connectZoom(scene.host, scene.hostZoom);
  expect(await personIdOf(app, scene.host)).not.toBe(before);
  const linkId = await linked(app, scene.host, { meetingId: scene.meeting.id });
  expect(await linkSeenBy(app, scene.host, linkId)).toMatchObject({ linker: 'connected', hostedByMe: true });
});

test('everybody else notices nothing: on another site, with the same Zoom user, or with files of their own', async () => {
  const scene = await sharedScene(app);
  const other = await sharedScene(app);
  const sharer = newcomer(scene);
  await app.connectZoom(sharer, scene.hostZoom);
  const elsewhere = await sharedScene(app, { site: await secondSite(app), hostZoom: scene.hostZoom });
  const [mine, theirs] = [await asked(app, other.host, other), await asked(app, elsewhere.host, elsewhere)];

  await byThemself(scene.host);

  for (const viewer of [sharer, elsewhere.host, other.host])
    expect(await connectionOf(app, viewer)).toBe('connected');
  expect(await hasGrant(app, scene.hostZoom)).toBe(true);
  expect((await seenBy(app, other.host, mine))?.state).toBe('queued');
  expect((await seenBy(app, elsewhere.host, theirs))?.state).toBe('queued');
  expect(await linkSeenBy(app, elsewhere.host, elsewhere.linkId)).toMatchObject({ readable: true });
  // Somebody else here is that Zoom user too: the meeting's host is theirs to know, and they take the link over.
  expect(await linked(app, sharer, { meetingId: scene.meeting.id })).toBe(scene.linkId);
});

test('a closed account leaves a certificate too', async () => {
  const scene = await sharedScene(app, { site: await secondSite(app) });
  const admin = adminOf(scene);
  await closeAccount(app.deps, await personIdOf(app, scene.host));
  expect((await app.api('GET', '/admin/erasures', admin)).body.erasures).toMatchObject([
    { what: 'person', why: 'closed', state: 'done', erased: { people: 1, connections: 1 } },
  ]);
});

test.each(['', 'a b', 'x'.repeat(129), "'; DROP TABLE persons; --"])(
  '%j is no account id',
  async (accountId) => {
    const admin = adminOf({ site: app.jira.site });
    const { status, body } = await byAdmin(admin, { accountId });
    expect([status, body.error]).toMatchObject([400, { code: 'invalid_request', field: 'accountId' }]);
  },
);

test('an admin of another site erases nobody here', async () => {
  const scene = await sharedScene(app);
  const site = await secondSite(app);
  expect((await byAdmin(adminOf({ site }), scene.host)).body).toEqual({ certificate: null });
  expect(await connectionOf(app, scene.host)).toBe('connected');
});

describe('When a site removes the app', () => {
  const day = 24 * 3600;

  test('its account ids, connections and secrets go at once, and thirty days later the rest, with a certificate', async () => {
    const site = await secondSite(app);
    const scene = await sharedScene(app, { site });
    const siteId = await siteIdOf(app, site);
    await site.uninstall();
    await erasureRound(app);

    const left = await tablesNaming(app, [scene.host.accountId, scene.colleague.accountId]);
    expect(left).toEqual([]);
    expect(await tablesNaming(app, [scene.linkId])).not.toEqual([]);
    app.clock.advance(30 * day - 60);
    await erasureRound(app);
    expect(await tablesNaming(app, [scene.linkId])).not.toEqual([]);

    app.clock.advance(60);
    for (let round = 0; round < 3; round += 1) await erasureRound(app);

    expect(await tablesNaming(app, [siteId, site.clientKey, scene.linkId, scene.meeting.id])).toEqual([]);
    await site.install(app.baseUrl);
    const { erasures } = (await app.api('GET', '/admin/erasures', adminOf(scene))).body;
    expect(erasures).toMatchObject([
      {
        what: 'site',
        why: 'uninstalled',
        state: 'done',
        erased: { people: 1, connections: 1, links: 1, shares: 1 },
        notReached: { issues: 1 },
      },
    ]);
  });

  test('and comes back on day 29, what was left is kept, and its time begins anew with the next uninstall', async () => {
    const site = await secondSite(app);
    const scene = await sharedScene(app, { site });
    await site.uninstall();
    app.clock.advance(29 * day);
    await erasureRound(app);
    await site.install(app.baseUrl);
    await erasureRound(app);
    expect(await linkSeenBy(app, scene.host, scene.linkId)).toMatchObject({ linker: 'left' });
    expect((await app.api('GET', '/admin/erasures', adminOf(scene))).body.erasures).toMatchObject([
      { why: 'uninstalled', state: 'kept', erased: { people: 1, connections: 1 } },
    ]);

    await site.uninstall();
    app.clock.advance(2 * day);
    for (let round = 0; round < 3; round += 1) await erasureRound(app);
    expect(await tablesNaming(app, [scene.linkId])).not.toEqual([]);
    app.clock.advance(28 * day);
    for (let round = 0; round < 3; round += 1) await erasureRound(app);
    expect(await tablesNaming(app, [scene.linkId, site.clientKey])).toEqual([]);
  });

  test('a site that went under an older version of the app goes as well', async () => {
    const site = await secondSite(app);
    const scene = await sharedScene(app, { site });
    const { database, clock, deps } = { ...app.deps, deps: app.deps };
    await database.rows(
      `UPDATE installations SET state = 'uninstalled', shared_secret = NULL, ended_at = $2 WHERE client_key = $1`,
      [site.clientKey, new Date(clock.now().getTime() - 31 * day * 1000)],
    );
    await endForgottenSites(deps);
    expect(await tablesNaming(app, [scene.host.accountId])).toEqual([]);
    for (let round = 0; round < 3; round += 1) await erasureRound(app);
    expect(await tablesNaming(app, [site.clientKey, scene.linkId])).toEqual([]);
  });
});

test('certificates are forgotten after three years', async () => {
  const scene = await sharedScene(app, { site: await secondSite(app) });
  const admin = adminOf(scene);
  await byAdmin(admin, scene.host);
  const years = (count: number) => new Date(app.clock.now().getTime() + count * 365 * 24 * 3_600_000);
  const listed = async () => (await app.api('GET', '/admin/erasures', admin)).body.erasures;

  await forgetOldCertificates(app.deps, years(2.9));
  expect(await listed()).toHaveLength(1);
  await forgetOldCertificates(app.deps, years(3.1));
  expect(await listed()).toEqual([]);
});
