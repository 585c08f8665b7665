// What the person has chosen in the form that links a meeting, and the request it makes: pure.

import type { LinkMeetingRequest, PickableMeeting, ScopeNeededBody } from '../meetings/api-types.ts';

export type Way = 'upcoming' | 'past' | 'paste';

export interface LinkChoice {
  way: Way;
  picked: PickableMeeting | null;
  pasted: string;
  /** The server's answer that this meeting repeats, with its dates. */
  dates: ScopeNeededBody['choices'] | null;
  scope: 'series' | 'occurrence' | null;
  occurrence: string | null;
}

/** Nothing chosen yet but the way of choosing. */
export function noChoice(way: Way): LinkChoice {
  return { way, picked: null, pasted: '', dates: null, scope: null, occurrence: null };
}

/** True when the person has to say whether one date or the series is meant. */
export function needsScope(choice: LinkChoice): boolean {
  return choice.dates !== null || choice.picked?.kind === 'recurring';
}

/** The request, or which part of the form is still missing. */
export function linkRequestOf(choice: LinkChoice): LinkMeetingRequest | 'meeting' | 'pasted' | 'scope' {
  const pasted = choice.pasted.trim();
  if (choice.way === 'paste' && pasted === '') return 'pasted';
  if (choice.way !== 'paste' && choice.picked === null) return 'meeting';
  const meetingId = choice.dates?.meetingId ?? choice.picked?.meetingId;
  const meeting = meetingId === undefined ? { pasted } : { meetingId };
  if (!needsScope(choice)) return meeting;
  if (choice.scope === null) return 'scope';
  if (choice.scope === 'series') return { ...meeting, scope: 'series' };
  return choice.occurrence === null
    ? 'scope'
    : { ...meeting, scope: 'occurrence', occurrence: choice.occurrence };
}
