// Finds the meeting in what a person pasted: a number, a link of any shape that Zoom uses, or a whole invitation.

import { type HostPolicy, parseAllowedUrl } from '../../platform/outbound-hosts.ts';

/** A personal link (`https://zoom.us/my/priya`) names a person's room, whose number only their own Zoom account tells. */
export type PastedMeeting = { meetingId: string } | { personalLink: URL };

/** Links of the shapes /j/, /s/ (start), /w/ (webinar join page), /wc/ (web client), with or without /join. */
const joinPath = /^\/(?:j|s|w|wc(?:\/join)?)\/(\d{9,12})(?:\/|$)/i;
const personalPath = /^\/my\/[\w.~%-]+\/?$/i;
/** What opens Zoom's own program, with the number in the query. */
const appScheme = /^zoom(?:mtg|us):\/\//i;
/** Of invitations and of the addresses in them; searching longer words takes its time. */
const longestLink = 2_000;
/** Gaps within a number, as people and programs write them. */
const gaps = /[\s\p{Pd}.]/gu;
/** Of the lines of an invitation that name the number: "Meeting ID: 977 6364 3886", in most of its languages. */
const numberLine = /\bID\b[^\n\d]{0,30}[:：]\s*(\d(?:[^\S\n]|[\d\p{Pd}]){7,20}\d)/iu;

/**
 * The first that is found: the number that all of it is, the first link, or a line with the number.
 * @param zoomHosts only links to Zoom's own hosts are understood; no connection is made.
 */
export function findPastedMeeting(pasted: string, zoomHosts: HostPolicy): PastedMeeting | null {
  const text = pasted.trim();
  const whole = numberIn(text);
  if (whole !== null) return { meetingId: whole };
  for (const word of text.split(/[\s<>"'|]+/)) {
    if (word.length > longestLink) continue;
    const meeting = linkedIn(word.replace(/^[([{*]+|[.,;:!?)\]}*…]+$/gu, ''), zoomHosts);
    if (meeting !== null) return meeting;
  }
  const line = numberIn(numberLine.exec(text)?.[1] ?? '');
  return line === null ? null : { meetingId: line };
}

function numberIn(text: string): string | null {
  const digits = text.replace(gaps, '');
  return /^\d{9,12}$/.test(digits) ? digits : null;
}

function linkedIn(word: string, zoomHosts: HostPolicy): PastedMeeting | null {
  const forApp = appScheme.test(word);
  const link = forApp ? word.replace(appScheme, 'https://') : word;
  const url = parseAllowedUrl(/^https?:\/\//i.test(link) ? link : `https://${link}`, zoomHosts);
  if (url === null) return null;
  const meetingId = forApp
    ? numberIn(url.searchParams.get('confno') ?? '')
    : joinPath.exec(url.pathname)?.[1];
  if (meetingId) return { meetingId };
  return personalPath.test(url.pathname) ? { personalLink: url } : null;
}

/** Whether two personal links lead to the same room, whatever follows the name. */
export function isSamePersonalLink(one: URL, other: URL): boolean {
  const nameOf = ({ pathname }: URL) => pathname.replace(/\/$/, '').toLowerCase();
  return personalPath.test(one.pathname) && nameOf(one) === nameOf(other);
}
