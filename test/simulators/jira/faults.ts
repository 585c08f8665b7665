// All switches that make the simulated Jira misbehave, in one place. All are off at first.

/** `unavailable` answers 503; `unreachable` cuts every connection without an answer. */
export type ServerFault = 'none' | 'unavailable' | 'unreachable';

/** Answers the next matching requests to a site or to the authorization server with this instead of doing anything. */
export interface AnswerFault {
  method?: string;
  /** Matched against the path without its query. */
  path: RegExp;
  /** How many requests; each use counts it down. */
  times: number;
  status: number;
  /** Such as `Retry-After` and `RateLimit-Reason`. */
  headers?: Record<string, string>;
  body?: unknown;
}

/** Befalls the next upload, the first in the list first. */
export type UploadFault =
  /** Resets the connection once this many body bytes came in; infinity: once all did, and before anything is stored. */
  | { kind: 'reset'; atByte: number }
  /** Stops reading at this many body bytes until the promise settles. */
  | { kind: 'hold'; atByte: number; until: Promise<unknown> }
  /** Stores the file, then closes the connection without an answer. */
  | { kind: 'lose-answer' }
  /** Stores the file, and answers 200 with an entry that has no `id`. */
  | { kind: 'answer-without-id' }
  /** Takes the whole body, stores the file or not, and answers with this; without `text` there is no body. */
  | { kind: 'answer'; stored: boolean; status: number; headers?: Record<string, string>; text?: string };

export interface JiraFaults {
  keyServer: ServerFault;
  authorizationServer: ServerFault;
  answers: AnswerFault[];
  uploads: UploadFault[];
  /** Stores the next so many comments, then closes the connection without an answer. */
  loseCommentAnswers: number;
  /** Reads every upload no faster than this many bytes per second; null for as fast as it comes. */
  uploadBytesPerSecond: number | null;
}

export function noFaults(): JiraFaults {
  return {
    keyServer: 'none',
    authorizationServer: 'none',
    answers: [],
    uploads: [],
    loseCommentAnswers: 0,
    uploadBytesPerSecond: null,
  };
}

/** The fault for this request, counted down; undefined when there is none. */
export function takeAnswerFault(faults: JiraFaults, method: string, path: string): AnswerFault | undefined {
  const fault = faults.answers.find(
    (candidate) =>
      candidate.times > 0 && (candidate.method ?? method) === method && candidate.path.test(path),
  );
  if (fault) fault.times -= 1;
  return fault;
}
