// What Jira or Zoom ask one process to wait for keeps every process from asking, and nothing else.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { compose, type Deps } from '../../src/composition.ts';
import { secondsAfter } from '../../src/platform/clock.ts';
import { createPauses } from '../../src/platform/pauses.ts';
import { DownloadError } from '../../src/zoom/recording-download.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import { newPerson, personIdOf } from '../support/connection-windows.ts';
import { secondSite } from '../support/leaving.ts';
import { endPauses } from '../support/pauses.ts';
import { newTeam } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let other: Deps;
/** An issue of each of two sites. */
let here: { siteId: string; issueId: string; accountId: string };
let there: { siteId: string; issueId: string; accountId: string };

beforeAll(async () => {
  app = await startTestApp({ background: false });
  const { config, logger } = app.deps;
  other = await compose({
    config,
    databaseUrl: app.databaseUrl,
    encryptionKeys: config.encryptionKeys ?? [],
    clock: app.clock,
    logger,
  });
  const site = await secondSite(app);
  const { id: projectId } = site.addProject({ key: 'THERE' });
  const { accountId } = site.addUser({ name: 'Nora Newcomer' });
  site.grant(accountId, projectId);
  const team = newTeam(app);
  here = {
    siteId: await siteIdOf(app.jira.site.clientKey),
    issueId: team.issueId,
    accountId: team.host.accountId,
  };
  const issueId = site.addIssue({ projectId }).id;
  there = { siteId: await siteIdOf(site.clientKey), issueId, accountId };
});
afterEach(async () => {
  app.zoom.faults.clear();
  app.jira.faults.answers = [];
  await endPauses(app);
});
afterAll(async () => {
  await other.close(1_000);
  await app.stop();
});

const siteIdOf = async (clientKey: string) =>
  (await app.deps.installations.findByClientKey(clientKey))?.id ?? '';
const dateIn = (seconds: number) => secondsAfter(app.clock.now(), seconds);
/** Of the site's issue, as the app; one that writes, unlike `read`. */
const write = async (deps: Deps, { siteId, issueId }: typeof here) =>
  (await deps.jiraAccess.asApp(siteId)).putIssueProperty(issueId, 'test', { at: 1 });
const read = async (deps: Deps, { siteId, issueId }: typeof here) =>
  (await deps.jiraAccess.asApp(siteId)).findIssueProperty(issueId, 'test');
const limited = { kind: 'rate_limited', status: 429 };

/** The next call that writes to an issue of any site is refused so. */
function refuseNextWrite(headers: Record<string, string>, status = 429): void {
  app.jira.faults.answers.push({ method: 'PUT', path: /\/properties\//, times: 1, status, headers });
}

/** What `work` rejects with, and how many requests of it Jira has seen. */
async function askedOfJira(work: () => Promise<unknown>): Promise<[error: unknown, requests: number]> {
  const before = app.jira.requests.length;
  const error = await work().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return [error, app.jira.requests.length - before];
}

describe('a 429 of Jira', () => {
  test.each([
    ['seconds', () => '90'],
    ['an HTTP date', () => dateIn(90).toUTCString()],
    ['an ISO date', () => dateIn(90).toISOString()],
  ])('with Retry-After as %s keeps the other process from the site until then', async (_, retryAfter) => {
    refuseNextWrite({ 'retry-after': retryAfter(), 'ratelimit-reason': 'jira-quota-tenant-based' });
    await expect(write(app.deps, here)).rejects.toMatchObject(limited);

    for (const call of [write, read]) {
      const [error, requests] = await askedOfJira(() => call(other, here));
      expect([error, requests]).toMatchObject([limited, 0]);
      expect((error as { retryAfterSeconds: number }).retryAfterSeconds).toBeGreaterThan(80);
    }
    app.clock.advance(91);
    expect(await askedOfJira(() => write(other, here))).toEqual([null, 1]);
  });

  test.each([
    ['jira-quota-tenant-based', { issue: 0, site: 0, sites: 1 }],
    ['jira-burst-based', { issue: 0, site: 0, sites: 1 }],
    ['one that nobody knows', { issue: 0, site: 0, sites: 1 }],
    ['jira-quota-global-based', { issue: 0, site: 0, sites: 0 }],
    ['jira-per-issue-on-write', { issue: 0, site: 1, sites: 1 }],
  ])('for the reason %s stops what it is about, and no more', async (reason, { issue, site, sites }) => {
    refuseNextWrite({ 'retry-after': '60', 'ratelimit-reason': reason });
    await expect(write(app.deps, here)).rejects.toMatchObject(limited);

    const sent = async (work: () => Promise<unknown>) => (await askedOfJira(work))[1];
    const anotherIssue = { ...here, issueId: newTeam(app).issueId };
    expect({
      issue: await sent(() => write(other, here)),
      site: await sent(() => write(other, anotherIssue)),
      sites: await sent(() => write(other, there)),
    }).toEqual({ issue, site, sites });
    // What only writes are limited in can be read all the same.
    expect(await sent(() => read(other, here))).toBe(site);
  });

  test('of somebody whom the app acts as stops all others of the site too', async () => {
    refuseNextWrite({ 'retry-after': '60' });
    const { jira } = await app.deps.jiraAccess.actAs(here.siteId, here.accountId);
    await expect(jira.putIssueProperty(here.issueId, 'test', {})).rejects.toMatchObject(limited);

    expect(await askedOfJira(() => read(other, here))).toMatchObject([limited, 0]);
    const anonymous = await other.jiraAccess.asAnonymous(here.siteId);
    expect(await askedOfJira(() => anonymous.mayBrowse(here.issueId))).toMatchObject([limited, 0]);
  });

  test('that asks for a year is believed for an hour', async () => {
    refuseNextWrite({ 'retry-after': String(365 * 86_400) });
    await expect(write(app.deps, here)).rejects.toMatchObject(limited);
    app.clock.advance(3_590);
    expect(await askedOfJira(() => write(other, here))).toMatchObject([limited, 0]);
    app.clock.advance(11);
    expect(await askedOfJira(() => write(other, here))).toEqual([null, 1]);
  });

  test('that asks for less does not shorten what another one asked for', async () => {
    await app.deps.pauses.begin(`jira/${here.siteId}`, dateIn(600));
    await other.pauses.begin(`jira/${here.siteId}`, dateIn(5));
    app.clock.advance(10);
    expect(await askedOfJira(() => write(other, here))).toMatchObject([limited, 0]);
  });

  test('is told to people as before: Jira does not answer, and when to come again', async () => {
    await other.pauses.begin(`jira/${here.siteId}`, dateIn(100));
    const before = app.jira.requests.length;
    const link = { meetingId: '81234567890' };
    const answer = await app.api('POST', '/meeting-links', here, link);
    expect([answer.status, answer.body.error.code]).toEqual([503, 'jira_unavailable']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(99);
    // The panel opens from our own records.
    expect((await app.api('GET', '/issue-panel', here)).status).toBe(200);
    expect(app.jira.requests.length).toBe(before);
  });
});

test('a 503 of Jira with Retry-After keeps the other process from the site, one without does not', async () => {
  refuseNextWrite({}, 503);
  expect(await askedOfJira(() => write(app.deps, here))).toEqual([null, 2]);

  refuseNextWrite({ 'retry-after': '60' }, 503);
  await expect(write(app.deps, here)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(await askedOfJira(() => write(other, here))).toMatchObject([limited, 0]);
});

describe('a 429 of Zoom', () => {
  async function connected(zoomUser: ZoomUser = app.zoom.createUser({})): Promise<string> {
    const person = newPerson(app, 'Priya Raman');
    await app.connectZoom(person, zoomUser);
    return personIdOf(app, person);
  }
  const ask = (deps: Deps, personId: string) =>
    deps.zoomAccess.as(personId, (zoom) => zoom.listMeetings('upcoming'));
  const refusal = { code: 'zoom_rate_limited', status: 429 };
  const elsewhere = () => Object.assign(app.zoom.createUser({}), { accountId: 'anotherZoomAccount' });

  test('keeps the other process from the Zoom account, also for others of it, and not from other accounts', async () => {
    const [one, colleague, stranger] = [await connected(), await connected(), await connected(elsewhere())];
    app.zoom.faults.arm({ on: 'api', kind: 'per-second-limit', retryAfterSeconds: 60 });
    await expect(ask(app.deps, one)).rejects.toMatchObject(refusal);

    const before = app.zoom.requests.length;
    for (const personId of [one, colleague])
      await expect(ask(other, personId)).rejects.toMatchObject(refusal);
    expect(app.zoom.requests.length).toBe(before);

    await ask(other, stranger);
    app.clock.advance(61);
    await ask(other, colleague);
    expect(app.zoom.requests.length).toBe(before + 2);
  });

  test('at a download keeps the other process from the account too', async () => {
    const personId = await connected();
    const download = app.deps.zoomAccess.as(personId, async () => {
      throw new DownloadError('rate_limited', { status: 429, retryAfterSeconds: 60 });
    });
    await expect(download).rejects.toMatchObject({ kind: 'rate_limited' });

    const before = app.zoom.requests.length;
    await expect(ask(other, personId)).rejects.toMatchObject(refusal);
    expect(app.zoom.requests.length).toBe(before);
  });

  test('at the token endpoint keeps the other process from refreshing and connecting, and tokens with life in them serve', async () => {
    const [first, second] = [await connected(), await connected()];
    app.clock.advance(3_600 - 200);
    app.zoom.faults.arm({ on: 'token', kind: 'per-second-limit', retryAfterSeconds: 90 });
    await ask(app.deps, first);

    const tokenRequests = () => app.zoom.requests.filter(({ path }) => path === '/oauth/token').length;
    const before = tokenRequests();
    for (const personId of [first, second]) await ask(other, personId);
    await expect(connected()).rejects.toThrow(/could not be reached/);
    expect(tokenRequests()).toBe(before);

    app.clock.advance(91);
    for (const personId of [first, second]) await ask(other, personId);
    expect(tokenRequests()).toBe(before + 2);
  });
});

test('a 429 of the authorization server keeps the other process from acting as anybody', async () => {
  await app.deps.pauses.begin('jira-authorization', dateIn(60));
  const [error, requests] = await askedOfJira(() => other.jiraAccess.actAs(there.siteId, there.accountId));
  expect([error, requests]).toMatchObject([{ code: 'jira_unavailable', status: 503 }, 0]);
});

test('pauses that are over are forgotten, and those that are on stay', async () => {
  const { pauses } = app.deps;
  await pauses.begin('jira/over', dateIn(1));
  await pauses.begin('jira/on', dateIn(1_000));
  app.clock.advance(2);

  await pauses.forgetPast(app.clock.now());

  const rows = await app.deps.database.rows('SELECT scope FROM pauses');
  expect(rows).toEqual([{ scope: 'jira/on' }]);
});

test('that a pause begins is said once, in ids alone', async () => {
  const logged: unknown[] = [];
  const logger = { info: (...line: unknown[]) => void logged.push(line), warn: () => undefined };
  const pauses = createPauses({ ...app.deps, logger });
  const until = dateIn(60);
  for (const _ of [1, 2]) await pauses.begin('jira/said', until);
  expect(logged).toEqual([['asked to wait', { scope: 'jira/said', until }]]);
});
