// Asking again and again: at its pace, one question at a time, and never while nobody can see the answer.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askWhileVisible } from '../../../src/web/components/ask-while-visible.ts';

class Page extends EventTarget {
  hidden = false;

  show(visible: boolean): void {
    this.hidden = !visible;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

let page: Page;
beforeEach(() => {
  vi.useFakeTimers();
  page = new Page();
  vi.stubGlobal('document', page);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('asks after the first pause, and then after each pause that the answer names', async () => {
  const ask = vi.fn(async () => 300);
  const stop = askWhileVisible(ask, 100);

  await vi.advanceTimersByTimeAsync(99);
  expect(ask).toHaveBeenCalledTimes(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(ask).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(299);
  expect(ask).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(ask).toHaveBeenCalledTimes(2);
  stop();
});

test('does not ask while the page is hidden, and asks at once when it is seen again', async () => {
  const ask = vi.fn(async () => 100);
  const stop = askWhileVisible(ask, 100);

  page.show(false);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ask).toHaveBeenCalledTimes(0);
  page.show(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(ask).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(100);
  expect(ask).toHaveBeenCalledTimes(2);
  stop();
});

test('waits for an answer before it asks again, however often the page is hidden and seen', async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const ask = vi.fn(() => promise);
  const stop = askWhileVisible(ask, 100);
  await vi.advanceTimersByTimeAsync(100);

  page.show(false);
  page.show(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ask).toHaveBeenCalledTimes(1);
  resolve(50);
  await vi.advanceTimersByTimeAsync(50);
  expect(ask).toHaveBeenCalledTimes(2);
  stop();
});

test.each(['before', 'while'] as const)('asks no more once it is ended %s it asks', async (when) => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const ask = vi.fn(() => promise);
  const stop = askWhileVisible(ask, 100);
  if (when === 'while') await vi.advanceTimersByTimeAsync(100);
  const asked = ask.mock.calls.length;

  stop();
  resolve(50);
  await vi.advanceTimersByTimeAsync(10_000);
  page.show(true);
  await vi.advanceTimersByTimeAsync(10_000);

  expect(ask).toHaveBeenCalledTimes(asked);
});
