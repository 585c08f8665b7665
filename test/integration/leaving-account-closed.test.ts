// A Jira account is closed: the person goes with all that works in their name; links and attachments stay.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeAccount } from '../../src/privacy/close-account.ts';
import { personIdOf } from '../support/connection-windows.ts';
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
import { settledTransfer } from '../support/recorded-meeting.ts';
import { startTestApp, type TestApp, type Viewer } from '../support/test-app.ts';
import { runById } from '../support/transfer-bench.ts';

/** An app that works on jobs, and one that does not, for transfers that stand still. */
let app: TestApp;
let still: TestApp;
beforeAll(async () => {
  [app, still] = await Promise.all([startTestApp(), startTestApp({ background: false })]);
});
afterAll(() => Promise.all([app.stop(), still.stop()]));

async function close(at: TestApp, viewer: Viewer): Promise<string> {
  const personId = await personIdOf(at, viewer);
  (viewer.site ?? at.jira.site).closeAccount(viewer.accountId);
  await closeAccount(at.deps, personId);
  return personId;
}
const read = (at: TestApp, viewer: Viewer, { linkId }: Scene, what: 'details' | 'recordings') =>
  at.api('GET', `/meeting-links/${linkId}/${what}`, viewer);

describe('The person', () => {
  test('is known by nobody any more, with their connection, attempts at one and the link to their account id', async () => {
    const scene = await sharedScene(still);
    await still.api('POST', '/zoom-connection/flows', scene.host, {});

    const personId = await close(still, scene.host);

    const columns = { persons: 'id', zoom_connections: 'person_id', oauth_flows: 'person_id' };
    for (const [table, column] of Object.entries(columns)) {
      const left = `SELECT 1 FROM ${table} WHERE ${column} = $1`;
      expect(await still.deps.database.rows(left, [personId])).toEqual([]);
    }
    const accounts = 'SELECT 1 FROM persons WHERE account_id = $1';
    expect(await still.deps.database.rows(accounts, [scene.host.accountId])).toEqual([]);
  });

  test('leaves audit events of what ended, in ids', async () => {
    const scene = await sharedScene(still, { site: await secondSite(still) });

    const personId = await close(still, scene.host);

    expect((await auditOf(still, scene.site)).slice(-2)).toEqual([
      { type: 'zoom_disconnected', personId, details: { reason: 'account_closed' } },
      { type: 'account_closed', personId, details: {} },
    ]);
  });

  test('without a Zoom connection leaves one event, and is gone', async () => {
    const scene = await sharedScene(still, { site: await secondSite(still) });
    await linkSeenBy(still, scene.colleague, scene.linkId);

    const personId = await close(still, scene.colleague);

    expect((await auditOf(still, scene.site)).at(-1)).toEqual({
      type: 'account_closed',
      personId,
      details: {},
    });
    expect(await still.deps.persons.findPerson(personId)).toBeNull();
  });

  test('who is gone already changes nothing, also when two processes close the account at once', async () => {
    const scene = await sharedScene(still, { site: await secondSite(still) });
    const personId = await personIdOf(still, scene.host);

    await Promise.all([closeAccount(still.deps, personId), closeAccount(still.deps, personId)]);
    await closeAccount(still.deps, personId);

    const closed = (await auditOf(still, scene.site)).filter(({ type }) => type === 'account_closed');
    expect(closed).toHaveLength(1);
  });
});

describe('The grant', () => {
  test('goes on for others who use it, on this site and another, so that they notice nothing', async () => {
    const scene = await sharedScene(app);
    const here = newcomer(scene);
    const there = newcomer(await sharedScene(app, { site: await secondSite(app) }));
    for (const viewer of [here, there]) await app.connectZoom(viewer, scene.hostZoom);

    await close(app, scene.host);

    for (const viewer of [here, there])
      expect((await app.api('GET', '/zoom-connection/account', viewer)).status).toBe(200);
  });

  test('ends with the last one, and is revoked at Zoom', async () => {
    const scene = await sharedScene(app);
    const revoked = app.zoom.waitFor('grant-ended', ({ userId }) => userId === scene.hostZoom.id);

    await close(app, scene.host);

    expect(await revoked).toMatchObject({ userId: scene.hostZoom.id });
  });
});

describe('Transfers', () => {
  test('that they asked for fail, and others are told that the account was closed', async () => {
    const scene = await sharedScene(still, { site: await secondSite(still) });
    const id = await asked(still, scene.colleague, scene);

    const personId = await close(still, scene.colleague);

    expect(await seenBy(still, scene.host, id)).toMatchObject({
      state: 'failed',
      requestedByMe: false,
      canRetry: false,
      reason: {
        code: 'account_closed',
        message:
          'The Jira account of the person who asked for this was closed. Others can press Attach to issue.',
      },
    });
    expect(await auditOf(still, scene.site)).toContainEqual({
      type: 'attach_failed',
      personId,
      details: { transferId: id, code: 'account_closed' },
    });
  });

  test('of others that read with their Zoom fail, and say who can help now', async () => {
    const scene = await sharedScene(still);
    const id = await asked(still, scene.colleague, scene);

    await close(still, scene.host);

    expect(await seenBy(still, scene.colleague, id)).toMatchObject({
      state: 'failed',
      reason: { code: 'linker_left', message: expect.stringContaining('The host can link the meeting anew') },
    });
  });

  test('of everybody else go on', async () => {
    const [scene, other] = [await sharedScene(still), await sharedScene(still)];
    const id = await asked(still, other.host, other);

    await close(still, scene.host);

    expect((await seenBy(still, other.host, id))?.state).toBe('queued');
  });

  test('that run in their name stop, so that nothing is attached as somebody who is gone', async () => {
    const scene = await sharedScene(app);
    const { promise: until, resolve } = Promise.withResolvers<void>();
    app.zoom.faults.arm({ on: 'download', kind: 'stall', at: 500_000, until });
    const stalled = app.zoom.waitFor('download-stalled');
    const id = await asked(app, scene.colleague, scene);
    await stalled;
    const cutOff = app.zoom.waitFor('download-closed');

    await close(app, scene.colleague);

    await cutOff;
    resolve();
    expect((await seenBy(app, scene.host, id))?.reason?.code).toBe('account_closed');
    expect(app.jira.site.attachments(scene.issueId)).toEqual([]);
  });

  test('that were asked for in the moment of the closing fail when they run, for the same reason', async () => {
    const scene = await sharedScene(still);
    const id = await asked(still, scene.colleague, scene);
    const personId = await personIdOf(still, scene.colleague);
    await still.deps.database.transaction((transaction) => still.deps.persons.remove(personId, transaction));

    await runById(still.deps, id, new AbortController().signal);

    expect(await seenBy(still, scene.host, id)).toMatchObject({
      state: 'failed',
      reason: { code: 'account_closed' },
    });
  });
});

describe('What they linked and attached', () => {
  test('stays: the panel shows the link as of somebody who left, and the attachment', async () => {
    const scene = await sharedScene(app);
    const done = await settledTransfer(app, scene.host, await asked(app, scene.host, scene));
    expect(done.state).toBe('succeeded');

    await close(app, scene.host);

    expect(await linkSeenBy(app, scene.colleague, scene.linkId)).toMatchObject({
      linker: 'left',
      readable: false,
      hostedByMe: false,
    });
    expect((await seenBy(app, scene.colleague, done.id))?.state).toBe('succeeded');
    expect(app.jira.site.attachments(scene.issueId)).toHaveLength(1);
  });

  test.each(['details', 'recordings'] as const)(
    'cannot be read: asking for its %s says what remains and who can mend it',
    async (what) => {
      const scene = await sharedScene(still);
      await close(still, scene.host);

      const answer = await read(still, scene.colleague, scene, what);

      expect([answer.status, answer.body.error.code]).toEqual([409, 'linker_left']);
      expect(answer.body.error.message).toContain('Attached files stay. Its host can link it anew.');
    },
  );

  test('cannot be retried by a colleague until somebody links it anew', async () => {
    const scene = await sharedScene(still);
    const id = await asked(still, scene.colleague, scene);
    await close(still, scene.host);

    const audience = { projectId: scene.site.projects.at(-1)?.id, securityLevelId: null };
    const retry = () => still.api('POST', `/transfers/${id}/retry`, scene.colleague, { audience });
    expect((await retry()).body.error.code).toBe('linker_left');

    const successor = newcomer(scene);
    await still.connectZoom(successor, scene.hostZoom);
    const anew = await still.api('POST', '/meeting-links', successor, { meetingId: scene.meeting.id });
    expect(anew.status).toBe(201);
    expect((await retry()).status).toBe(200);
  });
});

test('A person of the same account id on another site is another person, so that they stay connected', async () => {
  const scene = await sharedScene(still);
  const site = await secondSite(still);
  const elsewhere = await sharedScene(still, { site, hostZoom: scene.hostZoom });

  await close(still, scene.host);

  expect(await connectionOf(still, elsewhere.host)).toBe('connected');
  expect(await hasGrant(still, scene.hostZoom)).toBe(true);
});
