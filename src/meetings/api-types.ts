// JSON shapes of /api/meetings and /api/meeting-links. Times are ISO 8601 in UTC.

/** One of the person's own meetings, to pick from. GET /api/meetings?when=upcoming|past&page=<token> */
export interface PickableMeeting {
  meetingId: string;
  topic: string;
  kind: 'single' | 'recurring' | 'personal_room';
  /** Null for a recurring meeting without fixed times and for a personal room. */
  startTime: string | null;
  durationMinutes: number | null;
  /** Identifies this one date of a recurring meeting; null where there is none to choose. */
  occurrence: string | null;
}

export interface PickableMeetings {
  meetings: PickableMeeting[];
  /** Pass as `page` for more; null at the end. */
  nextPage: string | null;
}

/**
 * POST /api/meeting-links. Either a picked meeting or what the person pasted (a join link or a number).
 * A recurring meeting needs `scope`; without it the answer is 409 with code `scope_needed` and `choices`.
 */
export type LinkMeetingRequest = { scope?: 'series' | 'occurrence'; occurrence?: string } & (
  | { meetingId: string }
  | { pasted: string }
);

/** Body of the 409 `scope_needed`: the dates of the recurring meeting that may be linked alone. */
export interface ScopeNeededBody {
  error: { code: 'scope_needed'; message: string };
  choices: { meetingId: string; occurrences: { occurrence: string; startTime: string }[] };
}

/** What our records say of a meeting linked to this issue. */
export interface MeetingLinkView {
  id: string;
  scope: 'single' | 'series' | 'occurrence' | 'personal_room';
  linkedAt: string;
  /** The person asking linked it, so may always unlink it. */
  linkedByMe: boolean;
  /** The person asking is the meeting's host at Zoom, by their own connection. */
  hostedByMe: boolean;
  /** Its details can be read now: with the viewer's own Zoom as its host, or with that of whoever linked it. */
  readable: boolean;
  /** How it stands with whoever linked it. `left`: their Jira account was closed, so only its host can link it anew. */
  linker: 'connected' | 'needs_reconnect' | 'not_connected' | 'left';
}

/** GET /api/meeting-links/{linkId}/details: read live from Zoom with the host's or the linker's connection. */
export interface MeetingDetails {
  linkId: string;
  topic: string;
  startTime: string | null;
  durationMinutes: number | null;
  state: 'upcoming' | 'live' | 'ended' | 'open';
  /** Where to join, on one of Zoom's own hosts, checked by the server; null once it has ended. */
  joinUrl: string | null;
}
