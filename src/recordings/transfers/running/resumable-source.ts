// A download that outlives its connections: what is missing when one breaks is asked for anew, and the bytes go on as one.

import { Readable } from 'node:stream';
import { secondsAfter } from '../../../platform/clock.ts';
import { DownloadError } from '../../../zoom/recording-download.ts';
import type { ReasonCode } from '../transfer-reasons.ts';
import type { RunTransferDeps } from './transfer-deps.ts';
import { stopOf } from './transfer-faults.ts';

/** Jira waits for the next byte meanwhile. Nobody says for how long; a minute is what servers commonly allow. */
const giveUpAfterSeconds = 25;
/** Connections that bring less than this have brought us no further. */
const progressBytes = 1024 * 1024;
const mostTriesWithoutProgress = 5;
const firstPauseMs = 1_000;

const worthAnotherTry: readonly ReasonCode[] = ['zoom_unavailable', 'zoom_rate_limited'];

/**
 * @param size of the whole; null when it is not known, and then nothing is resumed.
 * @param reopen opens the download from `offset` on, or throws when what comes is not the rest of the same bytes.
 * Null where that cannot be told.
 * @returns paused. Breaks with {@link DownloadError} `cut` or with what `reopen` threw last; has always a listener for
 * `error`, so that it may break while nobody reads.
 */
export function resumableSource(
  deps: Pick<RunTransferDeps, 'clock' | 'sleep'>,
  input: {
    first: Readable;
    size: number | null;
    reopen: ((offset: number, signal: AbortSignal) => Promise<Readable>) | null;
    signal: AbortSignal;
  },
): Readable {
  const { first, size, reopen, signal } = input;
  let current = first;
  let wanted = false;
  let offset = 0;
  let tries = 0;
  let progressFrom = 0;

  const source = new Readable({
    read() {
      wanted = true;
      current.resume();
    },
    destroy(error, done) {
      current.destroy();
      done(error);
    },
  });
  source.on('error', () => undefined);

  const follow = (body: Readable): void => {
    current = body;
    let open = true;
    const over = (error?: Error): void => {
      if (!open || source.destroyed) return;
      open = false;
      resume(error).then(follow, (final: Error) => source.destroy(final));
    };
    body.on('error', over).on('close', over);
    body.on('end', () => {
      if (size !== null && offset < size) over();
      else if (open) {
        open = false;
        source.push(null);
      }
    });
    // Paused first, or listening would make it flow.
    body.pause().on('data', (chunk: Buffer) => {
      if (!open) return;
      offset += chunk.length;
      if (source.push(chunk)) return;
      wanted = false;
      body.pause();
    });
    if (source.destroyed) body.destroy();
    else if (body.destroyed) over(body.errored ?? undefined);
    else if (wanted) body.resume();
  };

  const resume = async (cause: Error | undefined): Promise<Readable> => {
    const cut = cause instanceof DownloadError ? cause : new DownloadError('cut', { cause });
    if (reopen === null || size === null || offset >= size) throw cut;
    if (offset - progressFrom >= progressBytes) tries = 0;
    progressFrom = offset;
    let last: unknown = cut;
    const deadline = secondsAfter(deps.clock.now(), giveUpAfterSeconds);
    const opening = async (until: AbortSignal): Promise<Readable> => {
      while (tries < mostTriesWithoutProgress) {
        const { retryAfterSeconds = 0 } = stopOf(last);
        const pauseMs = Math.max(tries === 0 ? 0 : firstPauseMs * 2 ** (tries - 1), retryAfterSeconds * 1000);
        if (secondsAfter(deps.clock.now(), pauseMs / 1000) >= deadline) throw last;
        if (pauseMs > 0) await deps.sleep(pauseMs, until);
        tries += 1;
        try {
          return await reopen(offset, until);
        } catch (error) {
          if (until.aborted || !worthAnotherTry.includes(stopOf(error).code)) throw error;
          last = error;
        }
      }
      throw cut;
    };
    return withinSeconds(giveUpAfterSeconds, signal, opening, () => last);
  };

  follow(first);
  return source;
}

/**
 * What `open` opens; what it asks on the way may take longer than there is time. When that is up, `until` aborts, what
 * is opened late is closed, and `lateBecause` tells the error. `until` aborts no more once it is open.
 */
async function withinSeconds(
  seconds: number,
  signal: AbortSignal,
  open: (until: AbortSignal) => Promise<Readable>,
  lateBecause: () => unknown,
): Promise<Readable> {
  const timeIsUp = new AbortController();
  const over = Promise.withResolvers<never>();
  const opening = open(AbortSignal.any([signal, timeIsUp.signal]));
  const timer = setTimeout(() => {
    over.reject(lateBecause());
    timeIsUp.abort();
    opening.then(
      (late) => late.destroy(),
      () => undefined,
    );
  }, seconds * 1000);
  try {
    return await Promise.race([opening, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
