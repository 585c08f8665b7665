// Names of people on this Jira site, from Jira's own answer about them.

import { viewersPlace } from './place.ts';
import { peopleTexts } from './texts/people.ts';

/** Jira's path for these people, to be read as the viewer. */
export function peoplePath(accountIds: string[]): string {
  const ids = accountIds.map((accountId) => `accountId=${encodeURIComponent(accountId)}`);
  return `/rest/api/3/user/bulk?maxResults=200&${ids.join('&')}`;
}

/** The names that Jira's answer has for these people, as a list in the locale; those without are only counted. */
export function namesIn(answer: unknown, accountIds: string[], locale = viewersPlace.locale): string {
  const values = (answer as { values?: unknown } | null)?.values;
  const people: { accountId?: unknown; displayName?: unknown }[] = Array.isArray(values) ? values : [];
  const names = accountIds
    .map((id) => people.find((one) => one?.accountId === id)?.displayName)
    .filter((name) => typeof name === 'string' && name !== '') as string[];
  const others = accountIds.length - names.length;
  if (others > 0) names.push(others === 1 ? peopleTexts.anotherPerson : peopleTexts.otherPeople(others));
  return new Intl.ListFormat(locale).format(names);
}
