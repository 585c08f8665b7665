// The journal of transfers: what each change of state leaves in the log and in the metrics, once it is committed.

import { expect, test } from 'vitest';
import type { Transaction } from '../../../src/platform/database/database.ts';
import { createMetrics } from '../../../src/platform/metrics.ts';
import { createTransferJournal } from '../../../src/recordings/transfers/telling/transfer-journal.ts';
import type { Transfer } from '../../../src/recordings/transfers/transfer.ts';
import type { TransfersRepository } from '../../../src/recordings/transfers/transfers-repository.ts';
import { recordingLogger } from '../../support/recording-logger.ts';

const now = new Date('2026-11-23T12:00:00Z');
const transfer = {
  id: 't-1',
  state: 'running',
  reasonCode: null,
  attempt: 1,
  bytesMoved: 0,
  bytesTotal: 100,
  createdAt: new Date('2026-11-23T11:59:00Z'),
} as Transfer;

/** A journal over a repository in which each change succeeds with `after`. */
function journalOf(after: Transfer) {
  const { logger, lines } = recordingLogger();
  const metrics = createMetrics();
  const journal = createTransferJournal({ clock: { now: () => now }, logger, metrics });
  const same = async () => after;
  const transfers = journal.watch({
    claim: same,
    succeed: same,
    settle: same,
    cancel: same,
    requeue: same,
    markRemoved: same,
    failAll: async () => [after, after],
  } as unknown as TransfersRepository);
  const hooks: (() => void)[] = [];
  const transaction = { afterCommit: (hook: () => void) => hooks.push(hook) } as unknown as Transaction;
  return {
    journal,
    transfers,
    transaction,
    commit: () => hooks.splice(0).forEach((hook) => void hook()),
    messages: () =>
      lines()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line).message),
    value: async (series: string) =>
      Number(new RegExp(`^zoom_for_jira_${series} (.*)$`, 'm').exec(await metrics.scrape())?.[1]),
  };
}

const outcome = { failures: 1, outages: 0, runAfter: now, inDoubt: false, now };
const consent = { projectId: '1', securityLevelId: null };

test('what is rolled back is not told', async () => {
  const { transfers, transaction, messages, commit, value } = journalOf({ ...transfer, state: 'cancelled' });
  await transfers.cancel('t-1', now, transaction);
  expect(messages()).toEqual([]);
  expect(await value('transfers_settled_total\\{state="cancelled",code="none"\\}')).toBe(0);
  commit();
  expect(messages()).toEqual(['transfer cancelled']);
  expect(await value('transfers_settled_total\\{state="cancelled",code="none"\\}')).toBe(1);
});

test.each([
  ['waiting', 'zoom_unavailable', 'transfer waits', 'outcome="waiting",code="zoom_unavailable"'],
  ['failed', 'rights_missing', 'transfer failed', 'outcome="failed",code="rights_missing"'],
  ['queued', null, 'transfer handed back', 'outcome="handed_back",code="none"'],
] as const)(
  'a run that ends %s with %s is told and counted as such',
  async (state, code, message, labels) => {
    const { transfers, transaction, messages, commit, value } = journalOf({
      ...transfer,
      state,
      reasonCode: code,
    });
    await transfers.settle(transfer, { ...outcome, state, reasonCode: code }, transaction);
    commit();
    expect(messages()).toEqual([message]);
    expect(await value(`transfer_runs_ended_total\\{${labels}\\}`)).toBe(1);
    const failed = await value('transfers_settled_total\\{state="failed",code="rights_missing"\\}');
    expect(failed).toBe(state === 'failed' ? 1 : 0);
  },
);

test('transfers that fail together are told one by one', async () => {
  const failed = { ...transfer, state: 'failed', reasonCode: 'account_closed' } as const;
  const { transfers, transaction, messages, commit, value } = journalOf(failed);
  const own = { own: 'account_closed', others: 'linker_left' } as const;
  await transfers.failAll({ requestedBy: 'p' }, own, now, transaction);
  commit();
  expect(messages()).toEqual(['transfer failed', 'transfer failed']);
  expect(await value('transfers_settled_total\\{state="failed",code="account_closed"\\}')).toBe(2);
  expect(await value('transfer_duration_seconds_sum\\{state="failed"\\}')).toBe(120);
});

test('a retry, a removal and a take-over are told', async () => {
  const { journal, transfers, transaction, messages, commit, value } = journalOf(transfer);
  await transfers.requeue('t-1', consent, 'p', now, transaction);
  await transfers.markRemoved('t-1', now, transaction);
  journal.takenOver('t-1', transaction);
  commit();
  expect(messages()).toEqual([
    'transfer retried',
    'transfer removed',
    'transfer taken over: its run had lost its lease',
  ]);
  expect(await value('transfers_taken_over_total')).toBe(1);
  expect(await value('transfers_asked_total\\{how="retried"\\}')).toBe(1);
});

test('bytes are counted as they move; the first of a first run are told with how long they took', async () => {
  const { journal, messages, value } = journalOf(transfer);
  const first = journal.copying(transfer);
  for (const moved of [10, 40, 100]) first(moved);
  journal.resumed(transfer, 40);
  journal.copying({ ...transfer, attempt: 2 })(5);
  journal.lost(transfer);
  expect(await value('transfer_bytes_total')).toBe(105);
  expect(await value('transfer_first_byte_seconds_count')).toBe(1);
  expect(await value('transfer_first_byte_seconds_sum')).toBe(60);
  expect(await value('transfer_resumes_total')).toBe(1);
  expect(await value('transfer_runs_ended_total\\{outcome="lost",code="none"\\}')).toBe(1);
  expect(messages()).toEqual([
    'transfer reaches Jira',
    'transfer resumes a cut download',
    'transfer reaches Jira',
    'transfer left alone: it is no longer this run’s',
  ]);
});
