// A Jira account was closed: the person goes, with all that works in their name. What they linked and attached stays.

import { type ErasePersonDeps, erasePerson } from './erase-person.ts';

/** A person who is gone already changes nothing. */
export async function closeAccount(deps: ErasePersonDeps, personId: string): Promise<void> {
  await erasePerson(deps, { personId, why: 'closed', askedBy: null });
}
