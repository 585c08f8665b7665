// Where an attachment opens: Jira names its own origin in the address of every frame.

/** For a new tab, where Jira knows its person; null without an id, or when the frame's query does not say where Jira is. */
export function attachmentUrl(attachmentId: string | null, search: string): string | null {
  const host = new URLSearchParams(search).get('xdm_e');
  if (!attachmentId || !host || !/^https?:\/\/[\w.:-]+$/.test(host)) return null;
  return `${host}/rest/api/3/attachment/content/${encodeURIComponent(attachmentId)}`;
}
