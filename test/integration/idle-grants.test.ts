// Connections that nobody uses: refreshed before Zoom lets them lapse, however some of them fail.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ZoomError } from '../../src/zoom/zoom-error.ts';
import {
  type RefreshIdleGrantsDeps,
  refreshIdleGrants,
} from '../../src/zoom-accounts/refresh-idle-grants.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import { newPerson, type Person, personIdOf } from '../support/connection-windows.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());
afterEach(() => app.zoom.faults.clear());

const viewOf = async (viewer: Person) => (await app.api('GET', '/zoom-connection', viewer)).body;
const accountOf = (viewer: Person) => app.api('GET', '/zoom-connection/account', viewer);

async function connectedPerson(zoomUser: ZoomUser = app.zoom.createUser({})): Promise<Person> {
  const person = newPerson(app, 'Priya Raman');
  await app.connectZoom(person, zoomUser);
  return person;
}

describe('connections that nobody uses', () => {
  const stopping = new AbortController();
  const idle = (deps: RefreshIdleGrantsDeps = app.deps, { signal } = stopping) =>
    refreshIdleGrants(deps, app.clock.now(), signal);

  it('are refreshed after thirty days, and one that Zoom ended is marked so', async () => {
    const [kept, ended] = [app.zoom.createUser({}), app.zoom.createUser({})];
    const [person, leaver] = [await connectedPerson(kept), await connectedPerson(ended)];
    app.zoom.endGrant(ended);
    app.clock.advance(30 * 24 * 3_600 + 1);
    await idle();
    expect((await viewOf(person)).state).toBe('connected');
    expect((await viewOf(leaver)).state).toBe('needs_reconnect');
    for (let days = 0; days < 120; days += 31) {
      app.clock.advance(31 * 24 * 3_600);
      await idle();
    }
    expect((await accountOf(person)).status).toBe(200);
  });

  it('are left for the next round when Zoom is down, which stops after a few', async () => {
    const persons = [];
    for (let count = 0; count < 8; count += 1) persons.push(await connectedPerson());
    app.clock.advance(31 * 24 * 3_600);
    let asked = 0;
    const stopCounting = app.zoom.on((event) => {
      if (event.type === 'token-requested') asked += 1;
    });
    app.zoom.faults.arm({ on: 'token', kind: 'answer', status: 503, body: {} }, Number.POSITIVE_INFINITY);
    await idle();
    stopCounting();
    expect(asked).toBe(5);
    app.zoom.faults.clear();
    await idle();
    app.clock.advance(80 * 24 * 3_600);
    for (const person of persons) expect((await accountOf(person)).status).toBe(200);
  });

  it('are all refreshed, although Zoom never answers for more of the oldest than a round gives up after', async () => {
    const [silent, others] = [new Set<string>(), new Set<string>()];
    for (let count = 0; count < 12; count += 1) {
      const { connections } = app.deps;
      const person = await connectedPerson();
      const connection = await connections.find(await personIdOf(app, person));
      (count < 6 ? silent : others).add(connection?.grantId ?? '');
      app.clock.advance(1);
    }
    app.clock.advance(31 * 24 * 3_600);
    const renew: RefreshIdleGrantsDeps['grantTokens']['renew'] = async (grantId, version) => {
      if (silent.has(grantId)) throw new ZoomError('unavailable');
      others.delete(grantId);
      return app.deps.grantTokens.renew(grantId, version);
    };

    for (let round = 0; round < 200 && others.size > 0; round += 1)
      await idle({ ...app.deps, grantTokens: { renew } });

    expect(others).toEqual(new Set());
  });

  it('are all tried in one round while Zoom answers for some, however many it does not answer for', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => String(index));
    const listIdleGrants = async () => ids.map((id) => ({ id, version: 1 }));
    const tried: string[] = [];
    const renew: RefreshIdleGrantsDeps['grantTokens']['renew'] = async (id) => {
      tried.push(id);
      if (Number(id) % 4 !== 0) throw new ZoomError('unavailable');
      return { accessToken: '', apiUrl: null, version: 2 };
    };

    await idle({ ...app.deps, grants: { ...app.deps.grants, listIdleGrants }, grantTokens: { renew } });

    expect(tried).toEqual(ids);
  });

  it('are not begun with any more once the process is to stop', async () => {
    await connectedPerson();
    app.clock.advance(31 * 24 * 3_600);
    const toldToStop = new AbortController();
    const asked: string[] = [];
    const renew: RefreshIdleGrantsDeps['grantTokens']['renew'] = async (grantId, version) => {
      asked.push(grantId);
      toldToStop.abort();
      return app.deps.grantTokens.renew(grantId, version);
    };

    await idle({ ...app.deps, grantTokens: { renew } }, toldToStop);

    expect(asked).toHaveLength(1);
  });
});
