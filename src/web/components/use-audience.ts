// Asks Jira, as the viewer, who will be able to open what is attached to the issue.

import { ApiError } from '../api-client.ts';
import { type Audience, audienceFields, parseAudience } from '../audience.ts';
import { audienceTexts } from '../texts/recordings.ts';
import { useServices } from './services.ts';
import { useLoad } from './use-load.ts';

/** The audience of this issue; `refresh` asks Jira again. */
export function useAudience() {
  const { host } = useServices();
  return useLoad<Audience>(async () => {
    const audience = await read().catch(() => null);
    if (audience === null) throw new ApiError('audience_unreadable', audienceTexts.unreadable, 0);
    return audience;
  }, []);

  async function read(): Promise<Audience | null> {
    const issue = await host.getIssue();
    if (issue === null) return null;
    const path = `/rest/api/3/issue/${encodeURIComponent(issue.id)}?fields=${audienceFields}`;
    return parseAudience(await host.request(path));
  }
}
