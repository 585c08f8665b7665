// The report of accounts: whose ids are kept is told to Atlassian each week, and whoever was closed goes.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reportAccounts } from '../../src/privacy/report-accounts.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import { secondSite } from '../support/leaving.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const hour = 3600;
const day = 24 * hour;
const week = 7 * day;
const reportPath = /\/report-accounts$/;

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({ background: false });
});
afterEach(() => app.stop());

const report = (stopping = new AbortController().signal) =>
  reportAccounts(app.deps, app.clock.now(), stopping);
/** Account ids by call, so far. */
const reported = (site = app.jira.site) =>
  site.accountReports.map((accounts) => accounts.map(({ accountId }) => accountId));
const calls = () => app.jira.requests.filter(({ path }) => reportPath.test(path)).length;

/** People whom the app has met there just now; their account ids. */
async function met(count: number, site: JiraSite = app.jira.site): Promise<string[]> {
  const people = Array.from({ length: count }, () => site.addUser({ name: 'Pia Person' }).accountId);
  for (const accountId of people) await app.api('GET', '/zoom-connection', { accountId, site });
  return people;
}
async function known(): Promise<string[]> {
  const rows = await app.deps.database.rows<{ id: string }>('SELECT account_id AS id FROM persons');
  return rows.map(({ id }) => id);
}
/** The next calls get this answer. */
function answers(fault: {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  times?: number;
}) {
  app.jira.faults.answers.push({ method: 'POST', path: reportPath, times: 1, ...fault });
}

describe('Everybody whose account id is kept', () => {
  test('is reported a week after the app met them, and each week from then on, with the time since', async () => {
    const before = app.clock.now().getTime();
    const [person] = await met(1);
    await report();
    app.clock.advance(week - hour);
    await report();
    expect(reported()).toEqual([]);

    app.clock.advance(hour);
    await report();
    await report();

    expect(reported()).toEqual([[person]]);
    const since = Date.parse(app.jira.site.accountReports[0]?.[0]?.updatedAt ?? '');
    expect(since).toBeGreaterThanOrEqual(before);
    expect(since).toBeLessThan(before + hour * 1000);
    app.clock.advance(week);
    await report();
    expect(reported()).toEqual([[person], [person]]);
  });

  test('is reported once in calls of at most 90, so that 91 take two', async () => {
    const people = await met(91);
    app.clock.advance(week);

    await report();

    expect(reported().map(({ length }) => length)).toEqual([90, 1]);
    expect(reported().flat().sort()).toEqual([...people].sort());
  });

  test('is reported once by two processes that come round at the same moment', async () => {
    const people = await met(91);
    app.clock.advance(week);

    await Promise.all([report(), report()]);

    expect(reported().flat().sort()).toEqual([...people].sort());
  });

  test('is reported by another process an hour after one was killed in the middle', async () => {
    const [person] = await met(1);
    app.clock.advance(week);
    const now = app.clock.now();
    const [{ id: siteId } = { id: '' }] = await app.deps.database.rows<{ id: string }>(
      'SELECT id FROM installations',
    );
    const until = new Date(now.getTime() + hour * 1000);
    await app.deps.persons.claimToReport(siteId, { now, until, most: 90 });
    await report();
    expect(reported()).toEqual([]);

    app.clock.advance(hour);
    await report();

    expect(reported()).toEqual([[person]]);
  });

  test('is reported at once when a process of the version before did not write when', async () => {
    const [person] = await met(1);
    await app.deps.database.rows('UPDATE persons SET report_due_at = NULL');

    await report();

    expect(reported()).toEqual([[person]]);
  });

  test('is reported to their own site alone, and not where the app is no longer installed', async () => {
    const [other, gone] = [await secondSite(app), await secondSite(app)];
    const [here] = await met(1);
    const [there] = await met(1, other);
    await met(1, gone);
    await gone.uninstall();
    app.clock.advance(week);

    await report();

    expect(reported()).toEqual([[here]]);
    expect(reported(other)).toEqual([[there]]);
    expect(reported(gone)).toEqual([]);
    expect(app.log()).not.toContain('could not be reported');
  });

  test('but never somebody whose account id is unknown, which Atlassian does not want to be asked about', async () => {
    await met(1);
    await app.deps.database.rows(`UPDATE persons SET account_id = 'unknown'`);
    app.clock.advance(week);

    await report();

    expect(calls()).toBe(0);
  });

  test('is left for the next process when this one must stop', async () => {
    await met(1);
    app.clock.advance(week);

    await report(AbortSignal.abort());

    expect(reported()).toEqual([]);
    await report();
    expect(reported()).toHaveLength(1);
  });

  test.each([
    ['3', 3 * day],
    ['P14D', 14 * day],
    ['604800', week],
    ['0', week],
    ['soon', week],
  ])('is due again when Cycle-Period %s says so', async (period, seconds) => {
    await met(1);
    app.clock.advance(week);
    answers({ status: 204, headers: { 'cycle-period': period } });
    await report();

    app.clock.advance(seconds - hour);
    await report();
    expect(calls()).toBe(1);

    app.clock.advance(hour);
    await report();
    expect(calls()).toBe(2);
  });
});

describe('What Atlassian says of them', () => {
  test('closed: they go, and nobody else', async () => {
    const [leaver = '', stayer] = await met(2);
    app.jira.site.closeAccount(leaver);
    app.clock.advance(week);

    await report();

    expect(await known()).toEqual([stayer]);
    const events = await app.deps.database.rows(
      `SELECT type FROM audit_events WHERE type IN ('account_closed', 'zoom_disconnected')`,
    );
    expect(events).toEqual([{ type: 'account_closed' }]);
  });

  test('updated: nobody goes, and it is said once, since the next report tells that the app knows', async () => {
    const [person = '', another = ''] = await met(2);
    app.clock.advance(day);
    app.jira.site.updateAccount(person);
    app.clock.advance(week);
    await report();
    expect(app.jira.requests.at(-1)).toMatchObject({ status: 200 });

    app.clock.advance(week);
    await report();

    expect(app.jira.requests.at(-1)).toMatchObject({ status: 204 });
    expect((await known()).sort()).toEqual([person, another].sort());
    const [first = [], second = []] = app.jira.site.accountReports;
    const told = (accounts: typeof first, id: string) =>
      Date.parse(accounts.find(({ accountId }) => accountId === id)?.updatedAt ?? '');
    expect(told(second, person) - told(first, person)).toBeGreaterThanOrEqual((week + day) * 1000);
    expect(told(second, another)).toBe(told(first, another));

    app.jira.site.updateAccount(person);
    app.clock.advance(week);
    await report();
    expect(app.jira.requests.at(-1)).toMatchObject({ status: 200 });
  });

  test('nothing of somebody who was not reported, so that nobody goes for a wrong answer', async () => {
    const [due, notDue = ''] = await met(2);
    const later = 'UPDATE persons SET report_due_at = $2 WHERE account_id = $1';
    app.clock.advance(week);
    await app.deps.database.rows(later, [notDue, new Date(app.clock.now().getTime() + day * 1000)]);
    answers({ status: 200, body: { accounts: [{ accountId: notDue, status: 'closed' }] } });

    await report();

    expect((await known()).sort()).toEqual([due, notDue].sort());
  });
});

describe('A report that fails erases nobody', () => {
  const failures = {
    'is refused for a while': { status: 429, headers: { 'retry-after': '3600' } },
    fails: { status: 500 },
    'is unavailable': { status: 503, headers: { 'retry-after': '3600' }, times: 3 },
    'is understood wrongly': { status: 400, body: { accounts: [] } },
    'is answered with something else': { status: 200, body: { accounts: 'closed' } },
    'is answered without JSON': { status: 200, body: '<html>closed</html>' },
  };
  test.each(Object.entries(failures))('when it %s, and is tried again in an hour', async (_how, fault) => {
    const [leaver = ''] = await met(1);
    app.jira.site.closeAccount(leaver);
    app.clock.advance(week);
    answers(fault);
    await report();
    expect(await known()).toEqual([leaver]);
    const tried = calls();

    app.clock.advance(hour - 60);
    await report();
    expect(calls()).toBe(tried);

    app.clock.advance(120);
    app.jira.faults.answers.length = 0;
    await report();
    expect(await known()).toEqual([]);
  });

  test('and a Retry-After of five hours keeps all of the site waiting, those of the next batch too', async () => {
    await met(91);
    app.clock.advance(week);
    answers({ status: 429, headers: { 'retry-after': String(5 * hour) } });
    await report();

    app.clock.advance(4 * hour);
    await report();
    expect(calls()).toBe(1);

    app.clock.advance(hour + 60);
    await report();
    expect(reported().flat()).toHaveLength(91);
  });

  test('and one site’s outage does not keep another one’s people from being reported', async () => {
    const other = await secondSite(app);
    await met(1);
    const [there] = await met(1, other);
    app.clock.advance(week);
    const { jiraAccess } = app.deps;
    const [broken] = await app.deps.database.rows<{ id: string }>(
      'SELECT id FROM installations WHERE client_key = $1',
      [app.jira.site.clientKey],
    );
    const asApp: typeof jiraAccess.asApp = async (siteId) => {
      if (siteId === broken?.id) throw new Error('Its secret does not open');
      return jiraAccess.asApp(siteId);
    };

    const deps = { ...app.deps, jiraAccess: { ...jiraAccess, asApp } };
    await reportAccounts(deps, app.clock.now(), new AbortController().signal);

    expect(reported()).toEqual([]);
    expect(reported(other)).toEqual([[there]]);
  });
});
