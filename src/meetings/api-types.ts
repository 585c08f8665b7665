// JSON shapes of /api/meetings and /api/meeting-links. Times are ISO 8601 in UTC, unless they are said to be local.

/** One of the person's own meetings, to pick from. GET /api/meetings?when=upcoming|past&search=<text>&page=<token> */
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
  /** Whoever linked it, who hosts it: for showing their name, read from Jira as the viewer. Null when they left. */
  hostAccountId: string | null;
  /** Later whenever Zoom told of a change of the meeting: then its details are worth reading again. */
  changedAt: string;
}

/** GET /api/meeting-links/{linkId}/details: read live from Zoom with the host's or the linker's connection. */
export interface MeetingDetails {
  linkId: string;
  topic: string;
  startTime: string | null;
  durationMinutes: number | null;
  /** `open`: has no time. `cancelled`: this date of a series was. `gone`: Zoom has no such meeting any more. */
  state: 'upcoming' | 'live' | 'ended' | 'open' | 'cancelled' | 'gone';
  /** A series, or one date of it. */
  recurring: boolean;
  /** Where to join, on one of Zoom's own hosts, checked by the server; null once it has ended. */
  joinUrl: string | null;
}

/** How a scheduled meeting repeats. Zoom makes at most 50 dates. */
export interface Recurrence {
  every: 'day' | 'week' | 'month';
  /** Every so many days, weeks or months; at least 1. */
  interval: number;
  /** With `week`: 1 is Sunday, 7 Saturday. */
  weekDays?: number[];
  /** With `month`: on a day (1 to 31), or on a weekday of a week (1 to 4, -1 the last). */
  monthly?: { day: number } | { week: number; weekDay: number };
  end: { count: number } | { onDate: string };
}

/**
 * POST /api/meetings: schedules it at Zoom as the person asking, and links it. Answers 201 with a MeetingLinkView. A
 * refusal that concerns one field names it: `error.field`.
 */
export interface ScheduleRequest {
  topic: string;
  agenda: string;
  /** Local to `timeZone`: `2026-11-24T10:00`. */
  startTime: string;
  timeZone: string;
  durationMinutes: number;
  /** Null leaves it to Zoom. */
  passcode: string | null;
  waitingRoom: boolean;
  cloudRecording: boolean;
  /** E-mail addresses, passed on to Zoom and never stored. */
  alternativeHosts: string[];
  recurrence: Recurrence | null;
}

/** POST /api/meetings/start: a meeting that begins now, linked to the issue. */
export interface StartRequest {
  topic: string;
}

/** `startUrl` lets whoever has it in as the host: for opening at once, and nothing else. */
export interface StartedMeeting {
  link: MeetingLinkView;
  startUrl: string;
}

/** POST /api/meeting-links/{linkId}/time: the host changes when it takes place. Answers with the MeetingDetails as read back. */
export type ChangeTimeRequest = Pick<ScheduleRequest, 'startTime' | 'timeZone' | 'durationMinutes'>;

// POST /api/meeting-links/{linkId}/cancel: the host cancels it at Zoom; answers with MeetingDetails (`gone` or `cancelled`).

/** DELETE /api/meeting-links/{linkId}. POST /api/meeting-links/undo takes the same back for a minute: 201, MeetingLinkView. */
export interface UnlinkedMeeting {
  undo: string;
}

/**
 * GET /api/meeting-links/{linkId}/invitation: for the host, Zoom's own text. Null for anybody else, who may pass on what
 * linking shares: the details.
 */
export interface MeetingInvitation {
  text: string | null;
}

// GET /api/meeting-links/{linkId}/calendar: text/calendar with the meeting, or with the coming dates of the series; 409
// `no_coming_dates` where there are none.
