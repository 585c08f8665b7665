// Where an attachment opens: Jira names its own origin in the address of every frame.

/** For a new tab, where Jira knows its person; null when the host did not say where it is, or there is no id. */
export function attachmentUrl(attachmentId: string | null, search = location.search): string | null {
  const host = new URLSearchParams(search).get('xdm_e');
  if (!attachmentId || !host || !/^https?:\/\/[\w.:-]+$/.test(host)) return null;
  return `${host}/rest/api/3/attachment/content/${encodeURIComponent(attachmentId)}`;
}
