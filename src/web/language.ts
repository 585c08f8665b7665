// In which language and place the page speaks: the viewer's, as their profile in Jira has them, else the browser's.

import { viewersPlace } from './place.ts';
import { speak } from './texts/catalogue.ts';

// Our first call waits for the host as well: it gives the token.
const askForMs = 2000;
const loadForMs = 3000;

/** The part of the host bridge that knows the viewer's profile. */
interface Profile {
  getLocale(): Promise<string | null>;
  getTimeZone(): Promise<string | null>;
}

/** Loads words of a second language, catalogue by catalogue. */
export type LoadWords = () => Promise<{ german: Record<string, object> }>;

/**
 * Sets the locale and time zone of dates and numbers, and says in which language our server is to answer. Without an
 * answer of the host in time, what the browser says counts.
 */
export async function findPlace(host: Profile): Promise<'de' | 'en'> {
  const [told, timeZone] = await Promise.all([
    inTime(askForMs, host.getLocale()),
    inTime(askForMs, host.getTimeZone()),
  ]);
  // A browser may have a language that it does not know itself, such as `en-US@posix`.
  const locale = knownLocale(told) ?? knownLocale(navigator.language);
  if (locale !== null) viewersPlace.locale = locale;
  const zone = known(timeZone, (name) => new Intl.DateTimeFormat('en', { timeZone: name }) && name);
  if (zone !== null) viewersPlace.timeZone = zone;
  return locale?.startsWith('de') ? 'de' : 'en';
}

/**
 * Resolves when everything may be shown, as `page` tells from then on by `lang` and `data-spoken`: true where the words
 * have changed. Words that do not load stay English.
 */
export async function startLanguage(
  language: 'de' | 'en',
  germanWords: LoadWords[],
  page: { lang: string; dataset: Record<string, string | undefined> },
): Promise<boolean> {
  const words =
    language === 'de'
      ? await inTime(loadForMs, Promise.all(germanWords.map(async (load) => (await load()).german)))
      : null;
  if (words) speak(Object.assign({}, ...words));
  page.lang = words ? 'de' : 'en';
  page.dataset.spoken = '';
  return words !== null;
}

/** Null when it rejects or comes too late. */
function inTime<T>(withinMs: number, answer: Promise<T>): Promise<T | null> {
  return Promise.race([
    answer.catch(() => null),
    new Promise<null>((resolve) => setTimeout(resolve, withinMs, null)),
  ]);
}

function knownLocale(told: string | null): string | null {
  return known(told, (tag) => new Intl.Locale(tag.replaceAll('_', '-')));
}

/** What was told, if the browser knows it. */
function known(told: string | null, read: (told: string) => unknown): string | null {
  try {
    return told ? String(read(told)) : null;
  } catch {
    return null;
  }
}
