// Asks Jira who will be able to open what is attached to the issue: as the viewer, and as somebody who is not logged in.

import type { AnonymousAudience } from '../../recordings/api-types.ts';
import { ApiError } from '../api-client.ts';
import { type Audience, audienceFields, parseAudience } from '../audience.ts';
import { audienceTexts } from '../texts/recordings.ts';
import { useServices } from './services.ts';
import { useLoad } from './use-load.ts';

/** The audience of this issue, from when it is wanted; `refresh` asks Jira again. */
export function useAudience(wanted: boolean) {
  const { api, host } = useServices();
  return useLoad<Audience>(async () => {
    if (!wanted) return new Promise<never>(() => undefined);
    const [seen, { anonymous }] = await Promise.all([
      read().catch(() => null),
      api.get<AnonymousAudience>('/api/audience').catch(() => ({ anonymous: null })),
    ]);
    if (seen === null) throw new ApiError('audience_unreadable', audienceTexts.unreadable, 0);
    return { ...seen, anonymous };
  }, [wanted]);

  async function read() {
    const issue = await host.getIssue();
    if (issue === null) return null;
    const path = `/rest/api/3/issue/${encodeURIComponent(issue.id)}?fields=${audienceFields}`;
    return parseAudience(await host.request(path));
  }
}
