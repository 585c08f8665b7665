// The four ways of leaving side by side: what each ends on the site, and on another site that uses the same Zoom user.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeAccount } from '../../src/privacy/close-account.ts';
import { deauthorizeZoomUser } from '../../src/privacy/deauthorize-zoom-user.ts';
import { personIdOf } from '../support/connection-windows.ts';
import {
  asked,
  auditOf,
  connectionOf,
  hasGrant,
  linkSeenBy,
  type Scene,
  secondSite,
  seenBy,
  sharedScene,
} from '../support/leaving.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

interface Leaving {
  way: string;
  leave(scene: Scene): Promise<unknown>;
  /** Why the host's own transfer failed, and the colleague's that reads with the host's Zoom. */
  own: string;
  others: string;
  /** The site's audit events of it, besides those of the transfers. */
  events: { type: string; reason?: string }[];
  /** Whether it is over for the other site too. */
  everywhere: boolean;
  /** What the person is told of the end in panel and settings; undefined where they cannot look any more. */
  endedBy?: 'removed_at_zoom' | null;
}

const ways: Leaving[] = [
  {
    way: 'disconnects',
    leave: ({ host }) => app.api('DELETE', '/zoom-connection', host),
    own: 'zoom_not_connected',
    others: 'linker_not_connected',
    events: [{ type: 'zoom_disconnected', reason: 'by_person' }],
    everywhere: false,
    endedBy: null,
  },
  {
    way: 'removes the app at Zoom',
    leave({ hostZoom }) {
      app.clock.advance(601);
      const event = { zoomUserId: hostZoom.id, at: app.clock.now(), retainData: true };
      return deauthorizeZoomUser(app.deps, event);
    },
    own: 'zoom_deauthorized',
    others: 'linker_not_connected',
    events: [{ type: 'zoom_disconnected', reason: 'deauthorized' }],
    everywhere: true,
    endedBy: 'removed_at_zoom',
  },
  {
    way: 'closes the Jira account',
    leave: async ({ host }) => closeAccount(app.deps, await personIdOf(app, host)),
    own: 'account_closed',
    others: 'linker_left',
    events: [{ type: 'zoom_disconnected', reason: 'account_closed' }, { type: 'account_closed' }],
    everywhere: false,
  },
  {
    way: 'loses the app with the whole site',
    leave: ({ site }) => site.uninstall(),
    own: 'site_not_installed',
    others: 'site_not_installed',
    events: [{ type: 'uninstalled' }, { type: 'zoom_disconnected', reason: 'uninstalled' }],
    everywhere: false,
  },
];

test.each(ways)(
  'Whoever $way ends their transfers here, and elsewhere only what Zoom ended',
  async (leaving) => {
    const here = await sharedScene(app, { site: await secondSite(app) });
    const there = await sharedScene(app, { site: await secondSite(app), hostZoom: here.hostZoom });
    const own = await asked(app, here.host, here, 0);
    const others = await asked(app, here.colleague, here, 1);
    const elsewhere = await asked(app, there.host, there);
    const [before, beforeThere] = [await auditOf(app, here.site), await auditOf(app, there.site)];
    const personId = await personIdOf(app, here.host);

    await leaving.leave(here);

    const reasons = await app.deps.database.rows<{ id: string; state: string; reason: string }>(
      'SELECT id, state, reason_code AS reason FROM transfers WHERE id IN ($1, $2)',
      [own, others],
    );
    expect(reasons).toHaveLength(2);
    expect(reasons).toContainEqual({ id: own, state: 'failed', reason: leaving.own });
    expect(reasons).toContainEqual({ id: others, state: 'failed', reason: leaving.others });
    const connections = 'SELECT 1 FROM zoom_connections WHERE person_id = $1';
    expect(await app.deps.database.rows(connections, [personId])).toEqual([]);
    const links = 'SELECT 1 FROM meeting_links WHERE id = $1';
    expect(await app.deps.database.rows(links, [here.linkId])).toHaveLength(1);

    const events = (await auditOf(app, here.site)).slice(before.length);
    const ends = events.filter(({ type }) => type !== 'attach_failed');
    expect(ends.map(({ type, details }) => ({ type, ...details }))).toEqual(leaving.events);
    const failures = events.filter(({ type }) => type === 'attach_failed').map(({ details }) => details);
    expect(failures).toHaveLength(2);
    expect(failures).toContainEqual({ transferId: own, code: leaving.own });
    expect(failures).toContainEqual({ transferId: others, code: leaving.others });

    const { everywhere } = leaving;
    expect(await connectionOf(app, there.host)).toBe(everywhere ? 'not_connected' : 'connected');
    expect((await seenBy(app, there.host, elsewhere))?.state).toBe(everywhere ? 'failed' : 'queued');
    expect(await hasGrant(app, here.hostZoom)).toBe(!everywhere);
    expect(await linkSeenBy(app, there.colleague, there.linkId)).toMatchObject({ readable: !everywhere });
    for (const { host } of everywhere ? [here, there] : [here]) {
      if (leaving.endedBy === undefined) continue;
      const { connection } = (await app.api('GET', '/issue-panel', host)).body;
      expect(connection).toMatchObject({ state: 'not_connected', endedBy: leaving.endedBy });
      expect(connection.since === null).toBe(leaving.endedBy === null);
    }
    const eventsThere = (await auditOf(app, there.site)).slice(beforeThere.length);
    expect(eventsThere.map(({ type }) => type)).toEqual(
      everywhere ? ['zoom_disconnected', 'attach_failed'] : [],
    );
  },
);
