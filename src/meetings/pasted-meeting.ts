// Finds the meeting number in what a person pasted: a join link or the number itself.

import { type HostPolicy, parseAllowedUrl } from '../platform/outbound-hosts.ts';

/** Links of the shapes /j/, /s/ (start), /w/ (webinar join page), /wc/ (web client), with or without /join. */
const joinPath = /^\/(?:j|s|w|wc(?:\/join)?)\/(\d{9,12})(?:\/|$)/;

/**
 * @param zoomHosts only links to Zoom's own hosts are understood; no connection is made.
 * @returns the meeting id as digits, or null.
 */
export function meetingIdIn(pasted: string, zoomHosts: HostPolicy): string | null {
  const text = pasted.trim();
  const digits = text.replace(/[\s-]/g, '');
  if (/^\d{9,12}$/.test(digits)) return digits;
  const url = parseAllowedUrl(/^https?:\/\//i.test(text) ? text : `https://${text}`, zoomHosts);
  return url === null ? null : (joinPath.exec(url.pathname)?.[1] ?? null);
}
