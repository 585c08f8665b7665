// Workers who come late: what they are to end is in use again by then.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { DecryptionError } from '../../src/platform/encryption.ts';
import type { Jobs } from '../../src/platform/jobs.ts';
import { deauthorizeZoomUser } from '../../src/privacy/deauthorize-zoom-user.ts';
import { workOnEndedSites } from '../../src/privacy/end-site.ts';
import {
  endConnection,
  revokeUnusedGrants,
  workOnUnusedGrants,
} from '../../src/zoom-accounts/end-connection.ts';
import type { GrantsRepository } from '../../src/zoom-accounts/grants-repository.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import { auditTypesOf, newPerson, type Person, personIdOf } from '../support/connection-windows.ts';
import { linkSeenBy, sharedScene } from '../support/leaving.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

interface Connected {
  person: Person;
  personId: string;
  zoomUser: ZoomUser;
  grantId: string;
}

async function connected(): Promise<Connected> {
  const [person, zoomUser] = [newPerson(app, 'Priya Raman'), app.zoom.createUser()];
  await app.connectZoom(person, zoomUser);
  const personId = await personIdOf(app, person);
  const connection = await app.deps.connections.find(personId);
  return { person, personId, zoomUser, grantId: connection?.grantId ?? '' };
}
const disconnect = ({ person }: Connected) => app.api('DELETE', '/zoom-connection', person);
const accountOf = ({ person }: Connected) => app.api('GET', '/zoom-connection/account', person);
const revocations = ({ zoomUser }: Connected) =>
  app.zoom.requests.filter(({ path, userId }) => path === '/oauth/revoke' && userId === zoomUser.id).length;

/** A queue that has this one job, which is done before `work` returns. */
const withJob = (payload: object): Jobs => ({
  ...app.deps.jobs,
  work: (_queue, _concurrency, handler) => handler(payload, new AbortController().signal),
});
/** Does the job that each end of a connection leaves. */
const doJob = ({ grantId }: Connected, grants: GrantsRepository = app.deps.grants) =>
  workOnUnusedGrants({ ...app.deps, grants, jobs: withJob({ grantId }) });
const siteIdOf = async ({ personId }: Connected): Promise<string> => {
  const rows = await app.deps.database.rows<{ id: string }>(
    'SELECT installation_id AS id FROM persons WHERE id = $1',
    [personId],
  );
  return rows[0]?.id ?? '';
};

test('A grant that somebody still uses is left alone, so that they notice nothing of another one’s leaving', async () => {
  const staying = await connected();
  const before = revocations(staying);

  await doJob(staying);

  expect(revocations(staying)).toBe(before);
  expect((await accountOf(staying)).status).toBe(200);
});

test('A person who connects again before the worker has read the tokens stays connected, so that nothing is revoked', async () => {
  const returning = await connected();
  await disconnect(returning);
  const before = revocations(returning);
  const { grants } = app.deps;
  const findTokens: typeof grants.findTokens = async (grantId, transaction) => {
    await app.connectZoom(returning.person, returning.zoomUser);
    return grants.findTokens(grantId, transaction);
  };

  await doJob(returning, { ...grants, findTokens });

  expect(revocations(returning)).toBe(before);
  expect((await accountOf(returning)).status).toBe(200);
});

test('A person who connects again while old tokens are found unreadable keeps the new ones', async () => {
  const returning = await connected();
  await disconnect(returning);
  const { grants } = app.deps;
  const findTokens: typeof grants.findTokens = async (id) => {
    await app.connectZoom(returning.person, returning.zoomUser);
    throw new DecryptionError('unknown_key', { table: 'zoom_grants', column: 'access_token', id });
  };

  await doJob(returning, { ...grants, findTokens });

  expect((await accountOf(returning)).status).toBe(200);
});

test('The end of an earlier connection, come late, leaves the one to another Zoom user and tells nobody of an end', async () => {
  const moved = await connected();
  const { person, personId, grantId } = moved;
  const after = app.zoom.createUser();
  await app.connectZoom(person, after);
  const told = await auditTypesOf(app, person);
  const context = { siteId: await siteIdOf(moved), personId, issueId: null, at: app.clock.now() };

  await app.deps.database.transaction((transaction) =>
    endConnection(app.deps, { ...context, grantId, reason: 'deauthorized' }, transaction),
  );

  expect((await accountOf(moved)).body.email).toBe(after.email);
  expect(await auditTypesOf(app, person)).toEqual(told);
});

test('A process that is to stop begins with no further revocation, and the next one makes up for it', async () => {
  const left = await connected();
  await disconnect(left);
  const before = revocations(left);

  await revokeUnusedGrants(app.deps, AbortSignal.abort());
  expect(revocations(left)).toBe(before);

  await revokeUnusedGrants(app.deps, new AbortController().signal);
  expect(revocations(left)).toBe(before + 1);
});

test('A removal at Zoom is taken for our own revocation when that was begun meanwhile, so that nothing is erased', async () => {
  const scene = await sharedScene(app);
  const { grants } = app.deps;
  app.clock.advance(601);
  const findGrantOf: typeof grants.findGrantOf = async (clientId, zoomUserId, lock) => {
    const found = await grants.findGrantOf(clientId, zoomUserId, lock);
    if (lock === undefined) {
      await app.api('DELETE', '/zoom-connection', scene.host);
      await revokeUnusedGrants(app.deps, new AbortController().signal);
    }
    return found;
  };
  const event = { zoomUserId: scene.hostZoom.id, at: app.clock.now(), retainData: false };

  await deauthorizeZoomUser({ ...app.deps, grants: { ...grants, findGrantOf } }, event);

  expect(await linkSeenBy(app, scene.host, scene.linkId)).toMatchObject({ linker: 'not_connected' });
});

test('A removal at Zoom after we revoked and the person connected again is believed, so that all of it ends', async () => {
  const returning = await connected();
  await disconnect(returning);
  await doJob(returning);
  await app.connectZoom(returning.person, returning.zoomUser);
  app.clock.advance(601);
  const event = { zoomUserId: returning.zoomUser.id, at: app.clock.now(), retainData: null };

  await deauthorizeZoomUser(app.deps, event);

  expect(await accountOf(returning)).toMatchObject({
    status: 409,
    body: { error: { code: 'zoom_not_connected' } },
  });
});

test('A site that came back under the key that it had before keeps its connections, so that nobody connects for nothing', async () => {
  const person = await connected();

  await workOnEndedSites({ ...app.deps, jobs: withJob({ siteId: await siteIdOf(person) }) });

  expect((await accountOf(person)).status).toBe(200);
});
