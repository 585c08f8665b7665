// People on this Jira site, found as the viewer: by name, or by an account id, which nobody finds by name once they left.

import type { HostBridge } from './host-bridge/host-bridge.ts';
import { peoplePath } from './people.ts';

export interface FoundPerson {
  accountId: string;
  /** Null where Jira does not name them to the viewer. */
  name: string | null;
}

const accountId = /^(\d+:[\w-]{36}|[0-9a-f]{24})$/i;
const mostFound = 10;

/** People whose names begin so; or the one of this account id, whether Jira still knows them or not. */
export async function findPeople(host: HostBridge, wanted: string): Promise<FoundPerson[]> {
  const named = (answer: unknown): FoundPerson[] =>
    (Array.isArray(answer) ? answer : [])
      .filter(({ accountType }) => accountType !== 'app')
      .map((one) => ({ accountId: String(one.accountId), name: String(one.displayName ?? '') || null }));
  if (!accountId.test(wanted)) {
    const query = `query=${encodeURIComponent(wanted)}&maxResults=${mostFound}`;
    return named(await host.request(`/rest/api/3/user/search?${query}`));
  }
  const answer = (await host.request(peoplePath([wanted])).catch(() => null)) as { values?: unknown } | null;
  const known = named(answer?.values);
  return known.length > 0 ? known : [{ accountId: wanted, name: null }];
}
