// In which language and place a page speaks.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { formatWhen as FormatWhen } from '../../../src/web/format-time.ts';
import type {
  findPlace as FindPlace,
  LoadWords,
  startLanguage as StartLanguage,
} from '../../../src/web/language.ts';
import type { sharedTexts as SharedTexts } from '../../../src/web/texts/shared.ts';

// Each test has the words and the place of a page of its own.
let start: (
  host: Parameters<typeof FindPlace>[0],
  ...rest: [LoadWords[], Parameters<typeof StartLanguage>[2]]
) => Promise<boolean>;
let sharedTexts: typeof SharedTexts;
let formatWhen: typeof FormatWhen;
let page: { lang: string; dataset: Record<string, string | undefined> };

beforeEach(async () => {
  vi.resetModules();
  const { findPlace, startLanguage } = await import('../../../src/web/language.ts');
  start = async (host, words, page) => startLanguage(await findPlace(host), words, page);
  ({ sharedTexts } = await import('../../../src/web/texts/shared.ts'));
  ({ formatWhen } = await import('../../../src/web/format-time.ts'));
  page = { lang: 'en', dataset: {} };
  vi.stubGlobal('navigator', { language: 'en-GB' });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const host = (locale: string | null, timeZone: string | null = null) => ({
  getLocale: async () => locale,
  getTimeZone: async () => timeZone,
});
const german = vi.fn(async () => ({ german: { shared: { close: 'Schließen' } } }));
const someTime = '2026-11-24T23:30:00Z';

test('a German profile makes words German, and dates German and in the zone of the profile', async () => {
  expect(await start(host('de_DE', 'Europe/Berlin'), [german], page)).toBe(true);
  expect(sharedTexts.close).toBe('Schließen');
  expect(formatWhen(someTime, null)).toContain('25. Nov. 2026');
  expect(page).toEqual({ lang: 'de', dataset: { spoken: '' } });
});

test('words that German does not have stay English', async () => {
  await start(host('de'), [german], page);
  expect(sharedTexts.settings).toBe('Zoom settings');
});

test('a French profile keeps the English words and loads no others, while dates are French', async () => {
  german.mockClear();
  expect(await start(host('fr_FR', 'UTC'), [german], page)).toBe(false);
  expect(german).not.toHaveBeenCalled();
  expect(sharedTexts.close).toBe('Close');
  expect(formatWhen(someTime, null)).toContain('nov. 2026');
  expect(page).toEqual({ lang: 'en', dataset: { spoken: '' } });
});

test('a host that does not answer is waited for a moment only; then the browser’s language counts', async () => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { language: 'de-AT' });
  const silent = () => new Promise<never>(() => undefined);
  const started = start({ getLocale: silent, getTimeZone: silent }, [german], page);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await started).toBe(true);
  expect(page.lang).toBe('de');
});

test.each([
  ['what is no language', 'not a language!', 'Nowhere/At-All'],
  ['nothing', null, null],
  ['an empty word', '', ''],
])('a host that tells %s leaves the browser’s language and zone', async (_what, locale, timeZone) => {
  expect(await start(host(locale, timeZone), [german], page)).toBe(false);
  expect(formatWhen(someTime, null)).toContain('Nov 2026');
});

test('a browser’s language that no formatter takes is left out', async () => {
  vi.stubGlobal('navigator', { language: 'en-US@posix' });
  await start(host('en_US@posix'), [german], page);
  expect(formatWhen(someTime, null)).toMatch(/2026/);
});

test('a host that rejects leaves the browser’s language and zone', async () => {
  const rejecting = () => Promise.reject(new Error('no'));
  await start({ getLocale: rejecting, getTimeZone: rejecting }, [german], page);
  expect(page.dataset.spoken).toBe('');
});

test('words that do not load, or not in time, leave the page in English', async () => {
  const failing = async () => {
    throw new Error('offline');
  };
  expect(await start(host('de'), [german, failing], page)).toBe(false);
  expect(sharedTexts.close).toBe('Close');

  vi.useFakeTimers();
  const started = start(host('de'), [() => new Promise<never>(() => undefined)], page);
  await vi.advanceTimersByTimeAsync(3000);
  expect(await started).toBe(false);
  expect(page.lang).toBe('en');
});

test('a catalogue that loads after the language has begun is German at once', async () => {
  await start(host('de'), [async () => ({ german: { later: { word: 'später' } } })], page);
  const { catalogue } = await import('../../../src/web/texts/catalogue.ts');
  expect(catalogue('later', { word: 'later' })).toEqual({ word: 'später' });
});
