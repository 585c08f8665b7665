// What befalls transfers in one round of the randomized test, as plain data that a seed decides.

import fc from 'fast-check';
import type { ZoomFileType } from '../simulators/zoom/zoom-simulator.ts';

export interface Storm {
  files: PlannedFile[];
  blows: Blow[];
  /** So slow that there is a middle to be killed in. */
  zoomBytesPerSecond: number;
  jiraBytesPerSecond: number | null;
  range: 'on' | 'ignored' | 'etag-changes';
}

export interface PlannedFile {
  /** Which of the people asks for it, and which of the issues it is for. */
  person: number;
  issue: number;
  fileType: ZoomFileType;
  /** Bytes. */
  size: number;
  /** After how many blows it is asked for. */
  askedAfter: number;
  downloads: PlannedDownload[];
}

/** A fault of the file's own downloads, one after the other. `at` and `by`: parts of its size. */
export type PlannedDownload =
  | { kind: 'status'; status: 401 | 403 | 404 | 429 | 500 | 503 }
  | { kind: 'redirect'; to: string }
  | { kind: 'truncate'; at: number; clean: boolean }
  | { kind: 'stall'; at: number; ms: number }
  | { kind: 'other-size'; by: number }
  | { kind: 'html-refusal' | 'html-file' | 'wrong-magic' | 'no-length' };

export type Blow = {
  /** It falls at the so many-th of these events, or when nothing happens for a while. */
  at: { event: Moment; nth: number };
} & (
  | { kind: 'kill' | 'end'; worker: number; skewMs: number }
  | { kind: 'pause'; worker: number; ms: number }
  | { kind: 'cut-database' }
  /** Of the files that are being moved at that moment, this one, counted round. */
  | { kind: 'cancel'; which: number }
  | { kind: 'withdraw-permission' | 'deactivate' | 'change-level'; person: number; events: number }
  | { kind: 'authorization-server'; fault: 'unavailable' | 'unreachable'; events: number }
  | { kind: 'upload'; fault: PlannedUpload }
  /** The answer to an upload is lost, and Jira does not tell what the issue has. */
  | { kind: 'doubt'; status: number; times: number }
  | { kind: 'jira-answer'; call: JiraCall; status: number; retryAfter: number | null; times: number }
  | { kind: 'zoom-answer'; fault: PlannedZoomAnswer }
  | { kind: 'token'; fault: 'lost-after-rotation' | 'disconnect' | 'not-json' }
);

export type Moment =
  | 'any'
  | 'download-first-byte'
  /** Zoom has sent it all, or somebody has hung up: the worker may be just before the fence. */
  | 'download-closed'
  | 'upload-first-byte'
  | 'upload-broken'
  | 'attachment-created';

/** `at`: a part of a megabyte. */
export type PlannedUpload =
  | { kind: 'reset'; at: number }
  | { kind: 'hold'; at: number; ms: number }
  | { kind: 'lose-answer' | 'answer-without-id' };

export type JiraCall = 'upload' | 'issue' | 'permissions' | 'limits';

export type PlannedZoomAnswer =
  | { kind: 'per-second-limit'; retryAfterSeconds: number }
  | { kind: 'daily-limit'; seconds: number }
  | { kind: 'status'; status: 401 | 404 | 500 | 503 }
  | { kind: 'disconnect' | 'lost-answer' };

export interface StormSize {
  files: number;
  blows: number;
}

/** People, on two sites, and the issues that each of them has in a round. */
export const peopleCount = 4;
const issuesOfPerson = 2;
export const workersCount = 2;

/** The same seed gives the same storm; what becomes of it depends on how fast the processes are. */
export function stormOf(seed: number, size: StormSize): Storm {
  const [storm] = fc.sample(storms(size), { seed, numRuns: 1 });
  if (storm === undefined) throw new Error('there is no storm');
  return storm;
}

const upTo = (max: number, min = 0) => fc.integer({ min, max });
const part = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100);
const person = upTo(peopleCount - 1);
const worker = upTo(workersCount - 1);
const of = <const Kind extends string>(...kinds: Kind[]) => fc.constantFrom(...kinds);
const just = <const Value>(value: Value) => fc.constant(value);

const downloads: fc.Arbitrary<PlannedDownload> = fc.oneof(
  fc.record({ kind: just('status'), status: fc.constantFrom(401, 403, 404, 429, 500, 503) }),
  fc.record({
    kind: just('redirect'),
    to: of('https://files.example.com/a', 'http://zoom.us/a', 'https://10.0.0.1/a', 'ftp://127.0.0.1/a'),
  }),
  { weight: 4, arbitrary: fc.record({ kind: just('truncate'), at: part, clean: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: just('stall'), at: part, ms: upTo(4_000, 100) }) },
  fc.record({ kind: just('other-size'), by: fc.constantFrom(-0.2, -0.01, 0.01, 0.2) }),
  fc.record({ kind: of('html-refusal', 'html-file', 'wrong-magic', 'no-length') }),
);

const uploads: fc.Arbitrary<PlannedUpload> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: just('reset'), at: part }) },
  fc.record({ kind: just('hold'), at: part, ms: upTo(400, 50) }),
  { weight: 3, arbitrary: fc.record({ kind: of('lose-answer', 'answer-without-id') }) },
);

const jiraAnswers = fc.oneof(
  fc.record({ call: just('upload'), status: fc.constantFrom(401, 403, 404, 411, 413, 429, 500, 503) }),
  fc.record({
    call: of('issue', 'permissions', 'limits'),
    status: fc.constantFrom(401, 403, 404, 429, 500, 503),
  }),
);

const zoomAnswers: fc.Arbitrary<PlannedZoomAnswer> = fc.oneof(
  fc.record({ kind: just('per-second-limit'), retryAfterSeconds: upTo(20, 1) }),
  fc.record({ kind: just('daily-limit'), seconds: upTo(60, 5) }),
  fc.record({ kind: just('status'), status: fc.constantFrom(401, 404, 500, 503) }),
  fc.record({ kind: of('disconnect', 'lost-answer') }),
);

/** A hiccup; or longer than the lease, until somebody else has taken over. */
const pauses = fc.oneof(upTo(800, 50), upTo(6_000, 2_500));

const moments = fc.oneof(
  fc.record({ event: just('any'), nth: upTo(12, 1) }),
  fc.record({
    event: of(
      'download-first-byte',
      'download-closed',
      'download-closed',
      'upload-first-byte',
      'attachment-created',
      'upload-broken',
    ),
    nth: just(1),
  }),
);

function blows(): fc.Arbitrary<Blow> {
  const at = moments;
  // So that two clocks differ by as much as they may: half a minute.
  const skewMs = upTo(15_000, -15_000);
  const events = upTo(60, 1);
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ at, kind: just('kill'), worker, skewMs }) },
    { weight: 2, arbitrary: fc.record({ at, kind: just('end'), worker, skewMs }) },
    { weight: 3, arbitrary: fc.record({ at, kind: just('pause'), worker, ms: pauses }) },
    { weight: 1, arbitrary: fc.record({ at, kind: just('cut-database') }) },
    { weight: 5, arbitrary: fc.record({ at, kind: just('cancel'), which: upTo(10) }) },
    {
      weight: 5,
      arbitrary: fc.record({
        at,
        kind: just('doubt'),
        status: fc.constantFrom(401, 403, 404, 500, 503),
        times: upTo(12, 4),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        at,
        kind: of('withdraw-permission', 'deactivate', 'change-level'),
        person,
        events,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        at,
        kind: just('authorization-server'),
        fault: of('unavailable', 'unreachable'),
        events,
      }),
    },
    { weight: 5, arbitrary: fc.record({ at, kind: just('upload'), fault: uploads }) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(at, jiraAnswers, fc.option(upTo(30, 1)), upTo(3, 1))
        .map(([when, answer, retryAfter, times]) => ({
          at: when,
          kind: 'jira-answer' as const,
          ...answer,
          retryAfter,
          times,
        })),
    },
    { weight: 2, arbitrary: fc.record({ at, kind: just('zoom-answer'), fault: zoomAnswers }) },
    {
      weight: 1,
      arbitrary: fc.record({
        at,
        kind: just('token'),
        fault: of('lost-after-rotation', 'disconnect', 'not-json'),
      }),
    },
  );
}

function storms({ files, blows: count }: StormSize): fc.Arbitrary<Storm> {
  const file: fc.Arbitrary<PlannedFile> = fc.record({
    person,
    issue: upTo(issuesOfPerson - 1),
    fileType: of('MP4', 'MP4', 'M4A', 'TRANSCRIPT'),
    size: upTo(3_000_000, 400_000),
    askedAfter: fc.oneof(just(0), upTo(count)),
    downloads: fc.array(downloads, { maxLength: 2 }),
  });
  return fc.record({
    files: fc.array(file, { minLength: files, maxLength: files }),
    blows: fc.array(blows(), { minLength: count, maxLength: count }),
    zoomBytesPerSecond: upTo(8_000_000, 1_000_000),
    jiraBytesPerSecond: fc.option(upTo(20_000_000, 6_000_000)),
    range: of('on', 'on', 'ignored', 'etag-changes'),
  });
}
