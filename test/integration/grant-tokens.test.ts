// Access tokens: fresh when used, refreshed exactly once at a time over all processes, and stored before they are used.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { compose, type Deps } from '../../src/composition.ts';
import { ZoomError } from '../../src/zoom/zoom-error.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import { auditTypesOf, newPerson, type Person, personIdOf } from '../support/connection-windows.ts';
import { endPauses } from '../support/pauses.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let secondProcess: Deps;
beforeAll(async () => {
  app = await startTestApp({ background: false });
  const { config, logger } = app.deps;
  secondProcess = await compose({
    config,
    databaseUrl: app.databaseUrl,
    encryptionKeys: config.encryptionKeys ?? [],
    clock: app.clock,
    logger,
  });
});
afterAll(async () => {
  await secondProcess.close(1_000);
  await app.stop();
});
afterEach(async () => {
  app.zoom.faults.clear();
  await endPauses(app);
});

interface Connected {
  person: Person;
  personId: string;
  zoomUser: ZoomUser;
  grantId: string;
  refreshes(): number;
}

async function connected(): Promise<Connected> {
  const [person, zoomUser] = [newPerson(app, 'Priya Raman'), app.zoom.createUser({})];
  await app.connectZoom(person, zoomUser);
  const personId = await personIdOf(app, person);
  const connection = await app.deps.connections.find(personId);
  let refreshes = 0;
  app.zoom.on((event) => {
    if (event.type === 'token-requested' && event.grantType === 'refresh_token') refreshes += 1;
  });
  return { person, personId, zoomUser, grantId: connection?.grantId ?? '', refreshes: () => refreshes };
}

const accountOf = (viewer: Person) => app.api('GET', '/zoom-connection/account', viewer);
const viewOf = async (viewer: Person) => (await app.api('GET', '/zoom-connection', viewer)).body;
const stateOf = async (viewer: Person) => (await viewOf(viewer)).state;
const stored = async (grantId: string) => {
  const found = await app.deps.grants.findTokens(grantId);
  return { version: found?.grant.version, ...found?.tokens };
};

describe('when to refresh', () => {
  it('is five minutes before the token expires, and not earlier', async () => {
    const { person, refreshes } = await connected();
    app.clock.advance(3_600 - 300 - 20);
    expect((await accountOf(person)).status).toBe(200);
    expect(refreshes()).toBe(0);
    app.clock.advance(21);
    expect((await accountOf(person)).status).toBe(200);
    expect(refreshes()).toBe(1);
    expect((await accountOf(person)).status).toBe(200);
    expect(refreshes()).toBe(1);
  });

  it('is also when Zoom refuses a token in its middle age: one refresh, one repeat', async () => {
    const { person, refreshes } = await connected();
    app.zoom.faults.arm({
      on: 'api',
      path: '/users/me',
      kind: 'answer',
      status: 401,
      body: { code: 124, message: 'Invalid access token.' },
    });
    const before = app.zoom.requests.filter(({ path }) => path.endsWith('/users/me')).length;
    expect((await accountOf(person)).status).toBe(200);
    expect(refreshes()).toBe(1);
    expect(app.zoom.requests.filter(({ path }) => path.endsWith('/users/me')).length - before).toBe(2);
  });

  it('is not again and again when Zoom refuses the new token too: the grant stays, the person hears 503', async () => {
    const { person, refreshes } = await connected();
    const dead = { status: 401, body: { code: 124, message: 'Access token is expired.' } };
    app.zoom.faults.arm({ on: 'api', path: '/users/me', kind: 'answer', ...dead }, 10);
    expect(await accountOf(person)).toMatchObject({
      status: 503,
      body: { error: { code: 'zoom_unavailable' } },
    });
    expect(refreshes()).toBe(1);
    expect(await stateOf(person)).toBe('connected');
  });
});

describe('one refresh at a time', () => {
  it('serves fifty calls of two processes at once', async () => {
    const { personId, refreshes, grantId } = await connected();
    app.clock.advance(3_600);
    const used = new Set<string>();
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? app.deps : secondProcess).zoomAccess.as(personId, async (_zoom, token) => {
          used.add(token);
        }),
      ),
    );
    expect(refreshes()).toBe(1);
    expect([...used]).toEqual([(await stored(grantId)).accessToken]);
    expect(await stored(grantId)).toMatchObject({ version: 2 });
  });

  it('serves everybody whose token Zoom refused at the same moment', async () => {
    const { personId, grantId, refreshes } = await connected();
    const { accessToken: old } = await stored(grantId);
    const everybodyRefused = Promise.withResolvers<void>();
    let refused = 0;
    const used = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? app.deps : secondProcess).zoomAccess.as(personId, async (_zoom, token) => {
          if (token !== old) return token;
          refused += 1;
          if (refused === 20) everybodyRefused.resolve();
          await everybodyRefused.promise;
          throw new ZoomError('access_token_dead');
        }),
      ),
    );
    expect(refreshes()).toBe(1);
    expect(new Set(used)).toEqual(new Set([(await stored(grantId)).accessToken]));
  });

  it('stores the new pair before anybody uses it', async () => {
    const { personId, grantId } = await connected();
    const { accessToken: old, refreshToken: oldRefresh } = await stored(grantId);
    app.clock.advance(3_600);
    await app.deps.zoomAccess.as(personId, async (_zoom, token) => {
      const seenByOther = await secondProcess.grants.findTokens(grantId);
      expect(seenByOther?.tokens?.accessToken).toBe(token);
      expect(token).not.toBe(old);
      expect(seenByOther?.tokens?.refreshToken).not.toBe(oldRefresh);
    });
  });

  it('that hangs holds up nobody else', async () => {
    const [slow, quick] = [await connected(), await connected()];
    app.clock.advance(3_600);
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    app.zoom.faults.arm({ on: 'token', kind: 'hold', until });
    const held = app.zoom.waitFor('token-requested');
    const waiting = [accountOf(slow.person), accountOf(slow.person)];
    await held;
    // More callers than the pool has connections: they share the one refresh, so the pool stays free.
    const crowd = Array.from({ length: 15 }, () => accountOf(slow.person));
    expect((await accountOf(quick.person)).status).toBe(200);
    expect(await stateOf(slow.person)).toBe('connected');
    letGo();
    const answers = await Promise.all([...waiting, ...crowd]);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(slow.refreshes()).toBe(2);
  });
});

describe('an answer of Zoom that got lost', () => {
  it('is asked for once more with the same token, which Zoom in its grace answers', async () => {
    const { person, refreshes, grantId } = await connected();
    app.zoom.faults.rotation = 'grace';
    app.clock.advance(3_600);
    app.zoom.faults.arm({ on: 'token', kind: 'lost-after-rotation' });
    expect((await accountOf(person)).status).toBe(200);
    expect(refreshes()).toBe(2);
    expect((await stored(grantId)).version).toBe(2);
  });

  it('and whose old token Zoom has killed leaves the person to connect anew', async () => {
    const { person, refreshes } = await connected();
    app.clock.advance(3_600);
    app.zoom.faults.arm({ on: 'token', kind: 'lost-after-rotation' });
    expect(await accountOf(person)).toMatchObject({
      status: 409,
      body: { error: { code: 'zoom_needs_reconnect' } },
    });
    expect(refreshes()).toBe(2);
    expect(await stateOf(person)).toBe('needs_reconnect');
  });

  it('before Zoom did anything changes nothing', async () => {
    const { person, refreshes } = await connected();
    app.clock.advance(3_600);
    app.zoom.faults.arm({ on: 'token', kind: 'disconnect' });
    expect((await accountOf(person)).status).toBe(200);
    expect(refreshes()).toBe(2);
  });
});

describe('what Zoom says to a refresh', () => {
  it.each(['invalid_grant', 'invalid_request', 'status_401', 4735, 4738, 4741] as const)(
    '%s: the grant is dead, everybody on it is told once, its tokens are gone',
    async (shape) => {
      const { person, zoomUser, grantId, refreshes } = await connected();
      const colleague = newPerson(app, 'Jonas Weber');
      await app.connectZoom(colleague, zoomUser);
      const before = refreshes();
      app.clock.advance(3_600);
      const began = app.clock.now().getTime();
      app.zoom.faults.arm({ on: 'token', kind: 'dead-grant', shape });
      expect(await accountOf(person)).toMatchObject({
        status: 409,
        body: { error: { code: 'zoom_needs_reconnect' } },
      });
      expect((await accountOf(colleague)).status).toBe(409);
      expect(refreshes() - before).toBe(1);
      for (const one of [person, colleague]) {
        const { state, since } = await viewOf(one);
        expect(state).toBe('needs_reconnect');
        expect(Date.parse(since)).toBeGreaterThanOrEqual(began);
        expect((await auditTypesOf(app, one)).at(-1)).toBe('zoom_needs_reconnect');
        expect((await auditTypesOf(app, one)).filter((type) => type === 'zoom_needs_reconnect')).toHaveLength(
          1,
        );
      }
      expect(await app.deps.grants.findTokens(grantId)).toMatchObject({
        grant: { state: 'dead', accessTokenExpiresAt: null },
        tokens: null,
      });
    },
  );

  const answer = (status: number, body: unknown) => ({ kind: 'answer', status, body }) as const;
  it.each([
    ['429 without a time', answer(429, { code: 429, message: 'Too many' })],
    ['500', answer(500, { reason: 'down', error: 'invalid_grant' })],
    ['502', answer(502, '<html>Bad gateway</html>')],
    ['503', answer(503, { reason: 'Invalid Token!', error: 'invalid_grant' })],
    ['a page of HTML', { kind: 'not-json', format: 'html', status: 200 }],
    ['XML', { kind: 'not-json', format: 'xml', status: 200 }],
    ['a refusal as HTML', { kind: 'not-json', format: 'html', status: 400 }],
    ['an answer without tokens', answer(200, {})],
    [
      'a refusal nobody knows',
      answer(400, { reason: 'unsupported grant type', error: 'unsupported_grant_type' }),
    ],
  ] as const)(
    '%s: the person hears 503 and sees that Zoom is unreachable, the grant is untouched, and works when Zoom does',
    async (_, fault) => {
      const { person, grantId } = await connected();
      const before = await stored(grantId);
      app.clock.advance(3_600);
      const began = app.clock.now().getTime();
      app.zoom.faults.arm({ on: 'token', ...fault });
      expect(await accountOf(person)).toMatchObject({
        status: 503,
        body: { error: { code: 'zoom_unavailable' } },
      });
      expect(await stored(grantId)).toEqual(before);
      const { state, since } = await viewOf(person);
      expect(state).toBe('unreachable');
      expect(Date.parse(since)).toBeGreaterThanOrEqual(began);
      // A 429 is left to pass.
      app.clock.advance(2);
      expect((await accountOf(person)).status).toBe(200);
      expect(await stateOf(person)).toBe('connected');
    },
  );

  it('nothing, twice: the person hears 503, the grant is untouched', async () => {
    const { person, grantId, refreshes } = await connected();
    const before = await stored(grantId);
    app.clock.advance(3_600);
    app.zoom.faults.arm({ on: 'token', kind: 'disconnect' }, 2);
    expect((await accountOf(person)).status).toBe(503);
    expect(refreshes()).toBe(2);
    expect(await stored(grantId)).toEqual(before);
    expect(await stateOf(person)).toBe('unreachable');
  });

  it('invalid_client: an alarm in the log, and nobody loses their grant', async () => {
    const { person, grantId } = await connected();
    const before = await stored(grantId);
    app.clock.advance(3_600);
    app.zoom.faults.arm({
      on: 'token',
      kind: 'answer',
      status: 400,
      body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
    });
    expect((await accountOf(person)).status).toBe(503);
    expect(await stored(grantId)).toEqual(before);
    expect((await accountOf(person)).status).toBe(200);
    const alarms = app
      .log()
      .split('\n')
      .filter((line) => line.includes('"level":"error"') && line.includes('client id or secret'));
    expect(alarms).toHaveLength(1);
  });

  it.each([
    ['seconds', { kind: 'per-second-limit', retryAfterSeconds: 90 }, 90],
    ['a date', { kind: 'daily-limit', resetAt: 0 }, 600],
  ] as const)(
    '429 with Retry-After as %s: no refresh is sent before, for anybody, and none is lost',
    async (_, fault, silentSeconds) => {
      const [one, other] = [await connected(), await connected()];
      app.clock.advance(3_600);
      const resetAt = app.clock.now().getTime() + 24 * 3_600_000;
      app.zoom.faults.arm({ on: 'token', ...fault, ...(fault.kind === 'daily-limit' ? { resetAt } : {}) });
      expect((await accountOf(one.person)).status).toBe(503);
      const sent = one.refreshes();
      for (const { person } of [one, other]) expect((await accountOf(person)).status).toBe(503);
      app.clock.advance(silentSeconds - 30);
      expect((await accountOf(other.person)).status).toBe(503);
      expect(one.refreshes()).toBe(sent);
      app.clock.advance(30);
      for (const { person } of [one, other]) expect((await accountOf(person)).status).toBe(200);
    },
  );
});

describe('while Zoom cannot be reached for a new pair', () => {
  it('the token that has some minutes left goes on serving, so that nobody notices', async () => {
    const { person, refreshes } = await connected();
    app.clock.advance(3_600 - 200);
    app.zoom.faults.arm({ on: 'token', kind: 'answer', status: 503, body: {} });
    expect((await accountOf(person)).status).toBe(200);
    expect(refreshes()).toBe(1);
    expect(await stateOf(person)).toBe('connected');
    expect((await accountOf(person)).status).toBe(200);
    expect(refreshes()).toBe(2);
  });

  it('one with only seconds left is not begun with', async () => {
    const { person } = await connected();
    app.clock.advance(3_600 - 20);
    app.zoom.faults.arm({ on: 'token', kind: 'answer', status: 503, body: {} });
    expect((await accountOf(person)).status).toBe(503);
  });
});

describe('a database that fails while Zoom refreshes', () => {
  it('loses nothing: the pair, which Zoom has rotated, is stored once there is a connection again', async () => {
    const { person, grantId } = await connected();
    const before = await stored(grantId);
    app.clock.advance(3_600);
    const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
    app.zoom.faults.arm({ on: 'token', kind: 'hold', until });
    const held = app.zoom.waitFor('token-requested');
    const asking = accountOf(person);
    await held;
    const ended = await app.deps.database.rows(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
         AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND pid IN (SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction')`,
    );
    expect(ended).toHaveLength(1);
    letGo();
    expect((await asking).status).toBe(200);
    expect((await stored(grantId)).version).toBe((before.version ?? 0) + 1);
    expect((await accountOf(person)).status).toBe(200);
  });
});

it('an older pair never overwrites the pair of a new authorization', async () => {
  const { person, zoomUser, grantId } = await connected();
  await app.connectZoom(person, zoomUser);
  const newest = await stored(grantId);
  await app.deps.database.transaction((transaction) =>
    app.deps.grants.storeRefreshed(
      {
        grantId,
        version: 1,
        tokens: {
          accessToken: 'older',
          refreshToken: 'older',
          expiresInSeconds: 3_600,
          apiUrl: null,
          missingScopes: null,
        },
        now: app.clock.now(),
      },
      transaction,
    ),
  );
  expect(await stored(grantId)).toEqual(newest);
});
