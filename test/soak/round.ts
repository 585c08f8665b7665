// One round: files are asked for, a storm goes over them, and when it has passed every one of them must come home.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Transfer } from '../../src/recordings/transfers/transfer.ts';
import { noFaults } from '../simulators/jira/faults.ts';
import { type AskedFile, ask, prepareFiles, retry, transferOfFile } from './asked-files.ts';
import { armDownload, patienceMs, strike, type Undoing } from './blows.ts';
import { watchMoments } from './moments.ts';
import type { Storm } from './storm.ts';
import { judge } from './verdict.ts';
import { viewerOf, type World } from './world.ts';

export interface Round {
  /** Empty when all is as it must be. */
  violations: string[];
  counts: Counts;
}

export interface Counts {
  transfers: number;
  bytes: number;
  /** Runs beyond the first of each transfer. */
  runsAgain: number;
  /** Downloads that went on where they were cut. */
  resumes: number;
  /** Attachments that a later run than the uploading one found. */
  adoptions: number;
  /** Attachments of transfers that failed in doubt; the retry found them. */
  storedInDoubt: number;
  retries: number;
  /** Zoom had to be connected anew. */
  reconnects: number;
  /** By kind, as armed. */
  blows: Record<string, number>;
  /** By code, each time that one failed. */
  failures: Record<string, number>;
  /** From asking to the end, in seconds of fast time: the longest. */
  longestSeconds: number;
}

/** Real milliseconds in which everything must be home: what waits longest, waits 13 minutes of fast time. */
const homeWithinMs = 90_000;
const lookEveryMs = 50;

export async function playRound(world: World, storm: Storm): Promise<Round> {
  const { app, workers } = world;
  const files = await prepareFiles(world, storm);
  const moments = watchMoments(app);
  const stored = watchStored(world);
  const undoing: Undoing = new Set();
  const asking: Promise<unknown>[] = [];
  const counts = noCounts();
  const offResumes = app.zoom.on((event) => {
    if (event.type === 'request' && event.host === 'files' && event.status === 206) counts.resumes += 1;
  });
  try {
    app.zoom.faults.bytesPerSecond = storm.zoomBytesPerSecond;
    app.zoom.faults.range = storm.range;
    app.jira.faults.uploadBytesPerSecond = storm.jiraBytesPerSecond;
    // Old enough to be refreshed in the middle of it.
    app.zoom.faults.accessTokenSeconds = 400;
    const askAfter = (blows: number): void => {
      for (const [index, plan] of storm.files.entries()) {
        const file = files[index];
        if (plan.askedAfter !== blows || file === undefined) continue;
        for (const fault of plan.downloads) {
          armDownload(world, file, fault);
          count(counts.blows, `download ${fault.kind}`);
        }
        asking.push(ask(world, file));
      }
    };
    askAfter(0);
    for (const [index, blow] of storm.blows.entries()) {
      await moments.next(blow.at.event, blow.at.nth, patienceMs);
      count(counts.blows, nameOf(blow));
      await strike(world, blow, { files, moments, undoing });
      askAfter(index + 1);
    }
    await calm(world, undoing);
    await Promise.all(asking);
    const violations = await bringHome(world, files, counts);
    const { faults, transfers } = await judge(world, files);
    await measure(world, transfers, stored.all, counts);
    violations.push(...faults, ...workers.deaths.splice(0));
    return { violations: violations.flatMap((violation) => withLog(world, violation)), counts };
  } finally {
    moments.stop();
    stored.stop();
    offResumes();
    workers.forget();
  }
}

/** No more faults, all workers at work. */
async function calm({ app, workers }: World, undoing: Undoing): Promise<void> {
  while (undoing.size > 0) await Promise.all(undoing);
  app.zoom.faults.clear();
  Object.assign(app.jira.faults, noFaults());
  await workers.settled();
}

/** Asks, and retries what has failed, until every file is attached. What is then not yet home is a violation. */
async function bringHome(world: World, files: AskedFile[], counts: Counts): Promise<string[]> {
  const until = Date.now() + homeWithinMs;
  const violations: string[] = [];
  let away = files;
  while (away.length > 0 && Date.now() < until) {
    const still: AskedFile[] = [];
    for (const asked of away) {
      const transfer = await transferOfFile(world, asked);
      if (transfer?.state !== 'succeeded') still.push(asked);
      if (transfer === null) await ask(world, asked);
      if (transfer?.state === 'failed' || transfer?.state === 'cancelled')
        violations.push(...(await tryAgain(world, asked, transfer, counts)));
    }
    away = still;
    await sleep(lookEveryMs);
  }
  for (const asked of away) {
    const transfer = await transferOfFile(world, asked);
    violations.push(
      transfer === null
        ? `file ${asked.file.id}: nobody accepts that it is asked for`
        : `transfer ${transfer.id} (${transfer.state}, ${transfer.reasonCode}): is stuck`,
    );
  }
  return violations;
}

/** Retries one, of which no more may be at Jira than a failed one may leave there. */
async function tryAgain(
  world: World,
  asked: AskedFile,
  transfer: Transfer,
  counts: Counts,
): Promise<string[]> {
  const { faults, storedInDoubt } = await judge(world, [asked]);
  const own = faults.filter((fault) => fault.startsWith(`transfer ${transfer.id}`));
  counts.storedInDoubt += storedInDoubt;
  const answer = await retry(world, asked, transfer.id);
  if (answer.status === 200) counts.retries += 1;
  // A worker was killed between Zoom's new tokens and our storing them. Whoever retries has linked the meeting, too.
  if (['zoom_needs_reconnect', 'linker_not_connected'].includes(answer.body?.error?.code)) {
    counts.reconnects += 1;
    await world.app.connectZoom(viewerOf(asked.person, asked.issueId), asked.person.host);
  }
  return own;
}

/** Which run a transfer was in when Jira stored its file. */
function watchStored({ app }: World): { all: Map<string, Promise<number | null>>; stop(): void } {
  const all = new Map<string, Promise<number | null>>();
  const stop = app.jira.on('attachment-created', ({ site, issueId, attachmentId }) => {
    const attempt = app.deps.database
      .rows<{ attempt: number }>(
        `SELECT max(attempt) AS attempt FROM transfers WHERE issue_id = $1 AND state = 'finishing'`,
        [issueId],
      )
      .then(
        ([row]) => row?.attempt ?? null,
        () => null,
      );
    all.set(`${site} ${attachmentId}`, attempt);
  });
  return { all, stop };
}

async function measure(
  { app }: World,
  transfers: Transfer[],
  stored: Map<string, Promise<number | null>>,
  counts: Counts,
): Promise<void> {
  const { database } = app.deps;
  const ids = transfers.map(({ id }) => id);
  const failures = await database.rows<{ code: string; count: number }>(
    `SELECT coalesce(details ->> 'code', 'cancelled') AS code, count(*)::int AS count FROM audit_events
     WHERE type IN ('attach_failed', 'attach_cancelled') AND details ->> 'transferId' = ANY ($1::text[]) GROUP BY 1`,
    [ids],
  );
  for (const { code, count: times } of failures) counts.failures[code] = times;
  const [longest] = await database.rows<{ seconds: number }>(
    `SELECT coalesce(max(extract(epoch FROM updated_at - created_at)), 0)::int AS seconds FROM transfers
     WHERE id = ANY ($1::uuid[])`,
    [ids],
  );
  counts.longestSeconds = longest?.seconds ?? 0;
  counts.transfers = transfers.length;
  for (const { state, bytesTotal, attempt, attachmentId } of transfers) {
    counts.bytes += state === 'succeeded' ? (bytesTotal ?? 0) : 0;
    counts.runsAgain += Math.max(0, attempt - 1);
    const [key] = [...stored.keys()].filter((name) => name.endsWith(` ${attachmentId}`));
    const storedIn = key === undefined ? null : await stored.get(key);
    if (typeof storedIn === 'number' && storedIn < attempt) counts.adoptions += 1;
  }
}

function nameOf(blow: Storm['blows'][number]): string {
  switch (blow.kind) {
    case 'upload':
    case 'zoom-answer':
      return `${blow.kind} ${blow.fault.kind}`;
    case 'jira-answer':
      return `${blow.kind} ${blow.call} ${blow.status}`;
    case 'token':
    case 'authorization-server':
      return `${blow.kind} ${blow.fault}`;
    default:
      return blow.kind;
  }
}

/** What was said about the transfer that a violation names. */
function withLog({ app, workers }: World, violation: string): string[] {
  const [, id] = /^transfer ([0-9a-f-]{36})/.exec(violation) ?? [];
  if (id === undefined) return [violation];
  const web = app
    .log()
    .split('\n')
    .filter((line) => line.includes(id));
  return [violation, ...web, ...workers.linesAbout(id)];
}

export function count(counts: Record<string, number>, name: string, times = 1): void {
  counts[name] = (counts[name] ?? 0) + times;
}

export function noCounts(): Counts {
  return {
    transfers: 0,
    bytes: 0,
    runsAgain: 0,
    resumes: 0,
    adoptions: 0,
    storedInDoubt: 0,
    retries: 0,
    reconnects: 0,
    blows: {},
    failures: {},
    longestSeconds: 0,
  };
}
