// What the pages need from the product that embeds them, whichever door it uses.

export interface HostBridge {
  /** A fresh token that our server verifies. */
  getToken(): Promise<string>;
  /** The issue around the page; null where there is none. */
  getIssue(): Promise<{ id: string; key: string } | null>;
  /** GET on Jira's REST API as the viewer; the parsed JSON. */
  request(path: string): Promise<unknown>;
  /** The same for what Jira answers to a POST that changes nothing. */
  query(path: string, body: unknown): Promise<unknown>;
  /**
   * Adds a comment to the issue as the viewer, with Jira's own check of their right to. `internal`: in a service project
   * only its team sees it. Rejects when Jira refuses or does not answer.
   */
  comment(issueId: string, document: unknown, options: { internal: boolean }): Promise<void>;
  /** The viewer's language (`de-DE`) and time zone (`Europe/Berlin`) as set in their profile; null where not told. */
  getLocale(): Promise<string | null>;
  getTimeZone(): Promise<string | null>;
  /** Keeps the frame as high as this element from now on. */
  keepSizedTo(element: Element): void;
  flag(flag: { title: string; body: string; type: 'success' | 'info' | 'warning' | 'error' }): void;
  openSettings(): void;
  /** Leads to another issue of the site. */
  openIssue(issueKey: string): void;
  /** Asks Jira to show the issue anew, with what was attached. */
  refreshIssue(): void;
  /** Follows Jira's light or dark theme. */
  startTheming(): void;
}
