// A link whose linker can no longer be read with: what the panel says of it, and how the meeting's host takes it over.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { personIdOf } from '../support/connection-windows.ts';
import { linkSeenBy, newcomer, type Scene, sharedScene } from '../support/leaving.ts';
import { type ApiAnswer, startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => app.zoom.faults.clear());
afterAll(() => app.stop());

const disconnect = (viewer: Viewer) => app.api('DELETE', '/zoom-connection', viewer);
const link = (viewer: Viewer, { meeting }: Scene, more = {}) =>
  app.api('POST', '/meeting-links', viewer, { meetingId: meeting.id, ...more });
const recordings = (viewer: Viewer, linkId: string) =>
  app.api('GET', `/meeting-links/${linkId}/recordings`, viewer);

/** Somebody else on the issue with the same Zoom account, who hosts the meeting just as well. */
async function coHost(scene: Scene): Promise<Viewer> {
  const viewer = newcomer(scene, 'Conny Cohost');
  await app.connectZoom(viewer, scene.hostZoom);
  return viewer;
}
const refusal = ({ status, body }: ApiAnswer) => [status, body.error?.code];

/** Until a statement waits for another transaction's lock. Bounded by the test's own time. */
async function somebodyWaits(): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  for (let looked = 0; looked < 2_000; looked += 1) {
    if ((await app.deps.database.rows(waiting)).length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('Nobody waits');
}
const linkAudit = (linkId: string) =>
  app.deps.database.rows(
    `SELECT type, person_id FROM audit_events WHERE details ->> 'linkId' = $1
       AND type IN ('meeting_linked', 'meeting_unlinked') ORDER BY id`,
    [linkId],
  );

describe('The panel says of a link that its linker', () => {
  test('is connected', async () => {
    const scene = await sharedScene(app);
    const seen = await linkSeenBy(app, scene.colleague, scene.linkId);
    expect(seen).toMatchObject({ linker: 'connected', readable: true });
  });

  test('has disconnected', async () => {
    const scene = await sharedScene(app);
    const successor = await coHost(scene);
    await disconnect(scene.host);
    const seen = await linkSeenBy(app, scene.colleague, scene.linkId);
    expect(seen).toMatchObject({ linker: 'not_connected', readable: false });
    const seenByHost = await linkSeenBy(app, successor, scene.linkId);
    expect(seenByHost).toMatchObject({ linker: 'not_connected', readable: true, hostedByMe: true });
  });

  test('needs to reconnect', async () => {
    const scene = await sharedScene(app);
    app.zoom.endGrant(scene.hostZoom);
    await recordings(scene.colleague, scene.linkId);
    // To the host as well: whoever uses this Zoom user shares the grant that ended.
    for (const viewer of [scene.colleague, scene.host]) {
      const seen = await linkSeenBy(app, viewer, scene.linkId);
      expect(seen).toMatchObject({ linker: 'needs_reconnect', readable: false, hostedByMe: false });
    }
  });

  test('is connected as another Zoom user, who does not host it', async () => {
    const scene = await sharedScene(app);
    await app.connectZoom(scene.host, app.zoom.createUser());
    const seen = await linkSeenBy(app, scene.colleague, scene.linkId);
    expect(seen).toMatchObject({ linker: 'not_connected', readable: false });
  });

  test('has left', async () => {
    const scene = await sharedScene(app);
    const personId = await personIdOf(app, scene.host);
    await app.deps.database.transaction((transaction) => app.deps.persons.remove(personId, transaction));
    const seen = await linkSeenBy(app, scene.colleague, scene.linkId);
    expect(seen).toMatchObject({ linker: 'left', readable: false });
  });
});

describe('Linking it anew', () => {
  const ways: [string, (scene: Scene) => Promise<unknown>][] = [
    ['has disconnected', ({ host }) => disconnect(host)],
    ['is connected as another Zoom user', ({ host }) => app.connectZoom(host, app.zoom.createUser())],
    [
      'has left',
      async ({ host }) => {
        const personId = await personIdOf(app, host);
        return app.deps.database.transaction((transaction) => app.deps.persons.remove(personId, transaction));
      },
    ],
  ];
  test.each(ways)(
    'by the host when the linker %s takes it over with its shares, so that everybody can read it again',
    async (_way, leave) => {
      const scene = await sharedScene(app);
      const successor = await coHost(scene);
      await leave(scene);

      const answer = await link(successor, scene);

      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({
        id: scene.linkId,
        linkedByMe: true,
        hostedByMe: true,
        readable: true,
        linker: 'connected',
      });
      const { body } = await recordings(scene.colleague, scene.linkId);
      expect(body.recordings).toMatchObject([{ meetingUuid: scene.recording.uuid, shared: true }]);
      expect((await linkAudit(scene.linkId)).at(-1)).toEqual({
        type: 'meeting_linked',
        person_id: await personIdOf(app, successor),
      });
    },
  );

  test('by the linker themselves, when their connection to this host has ended, works the same way', async () => {
    const scene = await sharedScene(app);
    const successor = await coHost(scene);
    await disconnect(scene.host);
    await link(successor, scene);
    await disconnect(successor);
    await app.connectZoom(scene.host, scene.hostZoom);

    const answer = await link(scene.host, scene);

    expect([answer.status, answer.body.linkedByMe]).toEqual([201, true]);
  });

  test('is refused while the linker’s connection works, so that nobody takes a link away', async () => {
    const scene = await sharedScene(app);
    const successor = await coHost(scene);

    const answer = await link(successor, scene);

    expect(refusal(answer)).toEqual([409, 'already_linked']);
    expect(await linkSeenBy(app, scene.host, scene.linkId)).toMatchObject({ linkedByMe: true });
    expect(await linkAudit(scene.linkId)).toHaveLength(1);
  });

  test('is refused to whoever does not host it', async () => {
    const scene = await sharedScene(app);
    await disconnect(scene.host);
    await app.connectZoom(scene.colleague, app.zoom.createUser());

    const answer = await link(scene.colleague, scene);

    expect(refusal(answer)).toEqual([404, 'meeting_not_yours']);
    expect(await linkSeenBy(app, scene.colleague, scene.linkId)).toMatchObject({ linker: 'not_connected' });
  });

  test('by two hosts at the same moment goes to one, and the other is told that it is linked', async () => {
    const scene = await sharedScene(app);
    const [one, two] = [await coHost(scene), await coHost(scene)];
    await disconnect(scene.host);
    const { database, links } = app.deps;
    const linkedBy = await personIdOf(app, one);

    const late = await database.transaction(async (transaction) => {
      await links.handOver(
        scene.linkId,
        { scope: 'single', linkedBy, linkedAt: app.clock.now() },
        transaction,
      );
      const asking = link(two, scene);
      await somebodyWaits();
      return { answer: asking };
    });

    expect(refusal(await late.answer)).toEqual([409, 'already_linked']);
    expect(await linkSeenBy(app, one, scene.linkId)).toMatchObject({ linkedByMe: true });
  });

  test('of a meeting that Zoom gave to another host begins without what the first one shared', async () => {
    const scene = await sharedScene(app);
    // As it was recorded when somebody else hosted it.
    await app.deps.database.rows('UPDATE meeting_links SET host_zoom_user_id = $2 WHERE id = $1', [
      scene.linkId,
      app.zoom.createUser().id,
    ]);

    const answer = await link(scene.host, scene);

    expect(answer.status).toBe(201);
    expect(answer.body.id).not.toBe(scene.linkId);
    expect(await linkSeenBy(app, scene.host, scene.linkId)).toBeUndefined();
    expect((await recordings(scene.colleague, answer.body.id)).body.recordings).toEqual([]);
    expect((await linkAudit(scene.linkId)).at(-1)).toMatchObject({ type: 'meeting_unlinked' });
  });

  test('of a meeting that has become a series since is a link to the series', async () => {
    const scene = await sharedScene(app);
    const series = app.zoom.createMeeting(scene.hostZoom, { type: 8, occurrences: 2 });
    const of = { ...scene, meeting: series };
    const { body } = await link(scene.host, of, { scope: 'series' });
    // As it was linked before Zoom’s host made it recurring.
    await app.deps.database.rows(`UPDATE meeting_links SET scope = 'single' WHERE id = $1`, [body.id]);
    const successor = await coHost(scene);
    await disconnect(scene.host);

    expect((await link(successor, of, { scope: 'series' })).body.id).toBe(body.id);

    expect(await linkSeenBy(app, successor, body.id)).toMatchObject({ scope: 'series' });
  });

  test('of one date takes over that date’s link alone', async () => {
    const scene = await sharedScene(app);
    const series = app.zoom.createMeeting(scene.hostZoom, { type: 8, occurrences: 2 });
    const [first, second] = series.occurrences.map(({ occurrenceId }) => occurrenceId);
    const of = { ...scene, meeting: series };
    const links = [
      await link(scene.host, of, { scope: 'occurrence', occurrence: first }),
      await link(scene.host, of, { scope: 'occurrence', occurrence: second }),
    ];
    const successor = await coHost(scene);
    await disconnect(scene.host);

    const answer = await link(successor, of, { scope: 'occurrence', occurrence: second });

    expect(answer.body.id).toBe(links[1]?.body.id);
    expect(await linkSeenBy(app, successor, links[0]?.body.id)).toMatchObject({ linker: 'not_connected' });
  });
});
