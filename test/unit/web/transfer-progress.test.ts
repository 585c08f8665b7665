// What the panel concludes from lists of transfers.

import { expect, test } from 'vitest';
import type { TransferState, TransferView } from '../../../src/recordings/api-types.ts';
import {
  mayAttachAnew,
  newsBetween,
  nextPace,
  percentOf,
  secondsLeft,
  togetherOf,
  transferOfFile,
  withTransfers,
} from '../../../src/web/transfer-progress.ts';

const transfer = (id: string, state: TransferState, more: Partial<TransferView> = {}): TransferView => ({
  id,
  linkId: '1',
  meetingUuid: 'u',
  fileKey: 'k',
  kind: 'video',
  state,
  ahead: null,
  bytesMoved: 0,
  bytesTotal: 1000,
  requestedByMe: true,
  canCancel: false,
  canRetry: false,
  reason: null,
  attachmentId: null,
  createdAt: '2026-11-24T09:00:00Z',
  ...more,
});

test('a file is spoken for by what is alive, else by the newest', () => {
  const failed = transfer('a', 'failed');
  const succeeded = transfer('b', 'succeeded');
  expect(transferOfFile([failed, succeeded], 'u', 'k')).toBe(succeeded);
  expect(transferOfFile([failed, transfer('c', 'cancelled')], 'u', 'k')).toBe(failed);
  expect(transferOfFile([failed], 'u', 'other')).toBeNull();
});

test('Attach to issue is offered again where no Retry is', () => {
  expect(mayAttachAnew(transfer('a', 'removed'))).toBe(true);
  expect(mayAttachAnew(transfer('a', 'cancelled'))).toBe(true);
  expect(mayAttachAnew(transfer('a', 'failed'))).toBe(true);
  expect(mayAttachAnew(transfer('a', 'failed', { canRetry: true }))).toBe(false);
  expect(mayAttachAnew(transfer('a', 'running'))).toBe(false);
});

test('percent is whole, at most 100, and unknown without a size', () => {
  expect(percentOf(transfer('a', 'running', { bytesMoved: 429 }))).toBe(42);
  expect(percentOf(transfer('a', 'running', { bytesMoved: 2000 }))).toBe(100);
  expect(percentOf(transfer('a', 'running', { bytesTotal: null }))).toBeNull();
});

test('pace needs two moments, and starts over with a new attempt', () => {
  const first = nextPace(undefined, 100, 0);
  expect(first.bytesPerSecond).toBeNull();
  const second = nextPace(first, 300, 1000);
  expect(second.bytesPerSecond).toBe(200);
  expect(secondsLeft(transfer('a', 'running', { bytesMoved: 300 }), second)).toBe(4);
  expect(nextPace(second, 0, 2000).bytesPerSecond).toBeNull();
  expect(secondsLeft(transfer('a', 'running'), first)).toBeNull();
});

test('news: a start, each quarter once, and the end once', () => {
  const at = (bytesMoved: number) => [transfer('a', 'running', { bytesMoved })];
  const told = (before: TransferView[], after: TransferView[]) =>
    newsBetween(before, after).map((one) => `${one.what} ${one.percent}`);
  expect(told([], [transfer('a', 'queued')])).toEqual(['started 0']);
  expect(told(at(0), at(240))).toEqual([]);
  expect(told(at(240), at(260))).toEqual(['reached 25']);
  expect(told(at(260), at(800))).toEqual(['reached 75']);
  expect(told(at(800), at(1000))).toEqual([]);
  expect(told(at(1000), [transfer('a', 'succeeded')])).toEqual(['succeeded 0']);
  expect(told([transfer('a', 'succeeded')], [transfer('a', 'succeeded')])).toEqual([]);
  expect(told([transfer('a', 'succeeded')], [transfer('a', 'removed')])).toEqual([]);
  expect(told([transfer('a', 'failed')], [transfer('a', 'queued')])).toEqual(['started 0']);
  expect(told(at(10), [transfer('a', 'failed')])).toEqual(['failed 0']);
});

test('a changed transfer takes its place, new ones come first', () => {
  const list = [transfer('a', 'running'), transfer('b', 'queued')];
  const after = withTransfers(list, [transfer('b', 'cancelled'), transfer('c', 'queued')]);
  expect(after.map(({ id, state }) => `${id} ${state}`)).toEqual(['c queued', 'a running', 'b cancelled']);
});

test('several transfers are told of as one: what they moved, their speeds added, and what is done already', () => {
  const pace = (bytesPerSecond: number) => ({ bytes: 0, atMs: 0, bytesPerSecond });
  const list = [
    transfer('a', 'running', { bytesMoved: 400 }),
    transfer('b', 'running', { bytesMoved: 100, bytesTotal: 500 }),
    transfer('c', 'succeeded', { bytesMoved: 300, bytesTotal: 300 }),
    transfer('d', 'succeeded', { bytesMoved: 9, bytesTotal: 9 }),
    transfer('e', 'failed', { bytesMoved: 9 }),
  ];
  const together = togetherOf(
    list,
    new Set(['a', 'b', 'c', 'e']),
    new Map([
      ['a', pace(50)],
      ['b', pace(50)],
    ]),
  );
  expect(together).toMatchObject({ count: 3, bytesMoved: 800, bytesTotal: 1800 });
  expect(secondsLeft({ bytesMoved: 800, bytesTotal: 1800 }, together?.pace)).toBe(10);
});

test('one transfer is not several, and a total is only told where it is known of each', () => {
  const [first, second] = [transfer('a', 'running'), transfer('b', 'queued', { bytesTotal: null })];
  expect(togetherOf([first], new Set(['a']), new Map())).toBeNull();
  expect(togetherOf([first, second], new Set(['a', 'b']), new Map())?.bytesTotal).toBeNull();
});
