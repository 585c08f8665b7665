// Every fault and switch of the simulated Zoom, in this one place.

/** An answer that replaces Zoom's own. */
export interface AnswerFault {
  kind: 'answer';
  status: number;
  /** A string goes out as text/html, anything else as JSON. */
  body: unknown;
  headers?: Record<string, string>;
}

/** The request waits until the test lets it go on, then is handled as usual. */
export interface HoldFault {
  kind: 'hold';
  until: Promise<void>;
}

export type LimitFault =
  /** 429 whose Retry-After is a number of seconds. */
  | { kind: 'per-second-limit'; retryAfterSeconds: number }
  /** 429 whose Retry-After is an ISO 8601 date and time. `resetAt` in milliseconds. */
  | { kind: 'daily-limit'; resetAt: number };

/** How Zoom says that a grant is dead: in words, with a status of 401, or by number. */
export type DeadGrantShape = 'invalid_grant' | 'invalid_request' | 'status_401' | 4735 | 4738 | 4741;

export type TokenFault = ({ on: 'token' } | { on: 'revoke' }) &
  (
    | AnswerFault
    | HoldFault
    | LimitFault
    /** The grant of the token in the request dies, and the answer says so in this shape. */
    | { kind: 'dead-grant'; shape: DeadGrantShape }
    /** A document instead of JSON. */
    | { kind: 'not-json'; format: 'xml' | 'html'; status: number }
    /** The socket dies before anything was done. */
    | { kind: 'disconnect' }
    /** The tokens were rotated, then the answer got lost on its way. */
    | { kind: 'lost-after-rotation' }
  );

export type ApiFault = {
  on: 'api';
  /** Only requests whose path (without /v2) begins so. */
  path?: string;
  /** Only requests of this method. */
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
} & (
  | AnswerFault
  | HoldFault
  /** Names the rate limit category of the endpoint that was called. */
  | LimitFault
  /** 429: the host created and changed a hundred meetings today, by whichever apps. */
  | { kind: 'host-limit' }
  | { kind: 'disconnect' }
  /** It was done, then the answer got lost on its way. */
  | { kind: 'lost-answer' }
);

export type DownloadFault = {
  on: 'download';
  /** Only this file. */
  fileId?: string;
} /** At the web host: 200 with a page instead of the redirect. */ & (
  | { kind: 'html-refusal'; page?: 'passcode' | 'host-only' | 'sign-in' }
  /** At the web host: a status with an HTML page. `retryAfter` as it stands in the header. */
  | { kind: 'status'; status: 401 | 403 | 404 | 408 | 429 | 500 | 503; retryAfter?: string }
  /** At the web host: a redirect to somewhere else. */
  | { kind: 'redirect'; to: string }
  /** At the file host: the first bytes are not what the type promises. */
  | { kind: 'wrong-magic' }
  /** At the file host: 200 text/html. */
  | { kind: 'html-file' }
  /** At the file host: chunked, without Content-Length. */
  | { kind: 'no-length' }
  /** At the file host: the socket dies after so many bytes of the answer. `clean`: a chunked answer ends there politely. */
  | { kind: 'truncate'; at: number; clean?: boolean }
  /** At the file host: so many bytes more (or fewer, when negative) than `file_size`, with a matching Content-Length. */
  | { kind: 'other-size'; by: number }
  /** At the file host: silence after so many bytes, until the test lets it go on. */
  | { kind: 'stall'; at: number; until: Promise<void> }
);

export type ZoomFault = TokenFault | ApiFault | DownloadFault;

export interface ZoomFaults {
  /** `strict`: a refresh kills the old pair at once. `grace`: the old pair stays good until it expires. */
  rotation: 'strict' | 'grace';
  /** `expires_in` of new access tokens. */
  accessTokenSeconds: number;
  /** Told as `api_url` instead of the simulator's own API origin. */
  apiUrl: string | null;
  /** Scopes that no token seems to have. Withheld during an authorization they stay out of its grant for good. */
  withheldScopes: string[];
  /** Whether a date of a series that is moved keeps its id, which is the time that was planned first, or gets one of its new time. */
  occurrenceIds: 'stay' | 'follow-time';
  /** Status and code with which a missing scope is refused; the text is always the same. */
  missingScope: Readonly<{ status: 400 | 401 | 403; code: 4711 | 4700 | 201 }>;
  /** Speed limit of each download; null for none. */
  bytesPerSecond: number | null;
  /** Range requests at the file host: honoured, ignored (200 with all), or honoured with an ETag that changes each time, or without any. */
  range: 'on' | 'ignored' | 'etag-changes' | 'no-etag';
  /** Prepares a fault for the next `times` matching requests (Infinity: all). Returns how to take it back. */
  arm(fault: ZoomFault, times?: number): () => void;
  /** Takes back all armed faults and resets all switches. */
  clear(): void;
}

interface Armed {
  fault: ZoomFault;
  left: number;
}

const defaults = {
  rotation: 'strict',
  accessTokenSeconds: 3600,
  apiUrl: null,
  occurrenceIds: 'stay',
  missingScope: { status: 400, code: 4711 },
  bytesPerSecond: null,
  range: 'on',
} as const;

/** Takes an armed fault of a kind of request, for the simulator's own use. */
export type TakeFault = <On extends ZoomFault['on']>(
  on: On,
  matches: (fault: Extract<ZoomFault, { on: On }>) => boolean,
) => Extract<ZoomFault, { on: On }> | undefined;

/** The switches that tests hold, and the taking of armed faults that the simulator holds. */
export function createFaults(): { faults: ZoomFaults; takeFault: TakeFault } {
  let armed: Armed[] = [];
  const faults: ZoomFaults = {
    ...defaults,
    withheldScopes: [],
    arm(fault, times = 1) {
      const entry = { fault, left: times };
      armed.push(entry);
      return () => {
        armed = armed.filter((other) => other !== entry);
      };
    },
    clear() {
      armed = [];
      Object.assign(faults, defaults, { withheldScopes: [] });
    },
  };
  const takeFault: TakeFault = (on, matches) => {
    for (const entry of armed) {
      if (entry.fault.on !== on) continue;
      const fault = entry.fault as Extract<ZoomFault, { on: typeof on }>;
      if (!matches(fault)) continue;
      entry.left -= 1;
      if (entry.left <= 0) armed = armed.filter((other) => other !== entry);
      return fault;
    }
    return undefined;
  };
  return { faults, takeFault };
}
