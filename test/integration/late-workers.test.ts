// Workers who come late: what they are to end is in use again by then.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { DecryptionError } from '../../src/platform/encryption.ts';
import type { Jobs } from '../../src/platform/jobs.ts';
import { workOnEndedSites } from '../../src/privacy/end-site.ts';
import { endConnection, workOnUnusedGrants } from '../../src/zoom-accounts/end-connection.ts';
import type { GrantsRepository } from '../../src/zoom-accounts/grants-repository.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import { auditTypesOf, newPerson, type Person, personIdOf } from '../support/connection-windows.ts';
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
const revocations = () => app.zoom.requests.filter(({ path }) => path === '/oauth/revoke').length;

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
  const before = revocations();

  await doJob(staying);

  expect(revocations()).toBe(before);
  expect((await accountOf(staying)).status).toBe(200);
});

test('A person who connects again before the worker has read the tokens stays connected, so that nothing is revoked', async () => {
  const returning = await connected();
  await disconnect(returning);
  const before = revocations();
  const { grants } = app.deps;
  const findTokens: typeof grants.findTokens = async (grantId, transaction) => {
    await app.connectZoom(returning.person, returning.zoomUser);
    return grants.findTokens(grantId, transaction);
  };

  await doJob(returning, { ...grants, findTokens });

  expect(revocations()).toBe(before);
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

test('A site that came back under the key that it had before keeps its connections, so that nobody connects for nothing', async () => {
  const person = await connected();

  await workOnEndedSites({ ...app.deps, jobs: withJob({ siteId: await siteIdOf(person) }) });

  expect((await accountOf(person)).status).toBe(200);
});
