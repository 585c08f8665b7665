// The issue that a new meeting is about, as Jira tells it to the viewer.

export interface MeetingIssue {
  key: string;
  summary: string;
}

/** What is needed of the host bridge. */
interface Host {
  getIssue(): Promise<{ id: string; key: string } | null>;
  request(path: string): Promise<unknown>;
}

/** Null when Jira does not tell it: then a meeting is made without. */
export async function readMeetingIssue(host: Host): Promise<MeetingIssue | null> {
  try {
    const issue = await host.getIssue();
    if (issue === null) return null;
    const path = `/rest/api/3/issue/${encodeURIComponent(issue.id)}?fields=summary`;
    const { fields } = (await host.request(path)) as { fields?: { summary?: unknown } };
    return { key: issue.key, summary: typeof fields?.summary === 'string' ? fields.summary : '' };
  } catch {
    return null;
  }
}

/** The topic of an issue's meeting, as long as Zoom lets it be. */
export function topicOf({ key, summary }: MeetingIssue): string {
  return `${key} ${summary}`.trim().slice(0, 200);
}
