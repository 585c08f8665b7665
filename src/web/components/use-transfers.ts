// The issue's transfers in the panel: asks while something is under way and the page is visible, and tells the ends.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { TransfersView, TransferView } from '../../recordings/api-types.ts';
import { recordingTexts, transferTexts } from '../texts/recordings.ts';
import {
  isUnderWay,
  newsBetween,
  nextPace,
  type Pace,
  percentOf,
  type Together,
  type TransferNews,
  togetherOf,
  withTransfers,
} from '../transfer-progress.ts';
import { useServices } from './services.ts';

const askEveryMs = 1000;
const askAfterFailureMs = 5000;

export interface Transfers {
  all: TransferView[];
  /** By transfer id. */
  paces: Map<string, Pace>;
  /** Null unless several are under way. */
  together: Together | null;
  /** Ids of those whose end was shown here as it came. */
  told: ReadonlySet<string>;
  /** Takes over transfers that a press has made or changed. */
  put(...changed: TransferView[]): void;
}

/** `read` is what the panel read last; `onFailed` is called when a transfer of this issue has just failed. */
export function useTransfers(read: TransferView[], onFailed: () => void): Transfers {
  const { api, host, announce } = useServices();
  const [all, setAll] = useState(read);
  const latest = useRef(read);
  const paces = useRef(new Map<string, Pace>());
  // What has been under way since something last was, for their progress together.
  const batch = useRef(new Set(read.filter(isUnderWay).map(({ id }) => id)));
  const told = useRef(new Set<string>());
  const changes = useRef(0);
  const underWay = all.some(isUnderWay);

  const together = (transfers: TransferView[]) => togetherOf(transfers, batch.current, paces.current);

  function take(next: TransferView[]) {
    const before = latest.current;
    const news = newsBetween(before, next);
    const togetherBefore = together(before);
    latest.current = next;
    if (!next.some(isUnderWay)) batch.current.clear();
    for (const one of next) {
      if (isUnderWay(one)) batch.current.add(one.id);
      if (one.state === 'running') {
        paces.current.set(one.id, nextPace(paces.current.get(one.id), one.bytesMoved, performance.now()));
      }
    }
    setAll(next);
    const sentences = sentencesOf(news, togetherBefore, together(next));
    if (sentences.length > 0) announce(sentences.join(' '));
    if (news.some((one) => one.what === 'failed')) onFailed();
    const done = news.filter((one) => one.what === 'succeeded');
    for (const one of done) {
      if (!one.transfer.requestedByMe) continue;
      const title = recordingTexts.kinds[one.transfer.kind];
      host.flag({ title: transferTexts.flagTitle, body: transferTexts.flagBody(title), type: 'success' });
    }
    if (done.length > 0) host.refreshIssue();
    const ids = news
      .filter(({ transfer, what }) => transfer.requestedByMe && (what === 'succeeded' || what === 'failed'))
      .map(({ transfer }) => transfer.id);
    if (ids.length === 0) return;
    for (const id of ids) told.current.add(id);
    // What the server does not hear of is told once more elsewhere.
    api.post('/api/transfers/told', { ids }).catch(() => null);
  }

  // While something is under way the answers below are newer; one without what is known here is older than a press.
  useEffect(() => {
    if (read !== all && !underWay && latest.current.every(({ id }) => read.some((one) => one.id === id)))
      take(read);
  }, [read]);

  useEffect(() => {
    if (!underWay) return;
    let over = false;
    let timer: number | undefined;
    async function ask() {
      window.clearTimeout(timer);
      if (document.hidden) return;
      const changesBefore = changes.current;
      const answer = await api.get<TransfersView>('/api/transfers').catch(() => null);
      if (over) return;
      // An answer from before a press would undo what the press has shown.
      if (answer && changesBefore === changes.current) take(answer.transfers);
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, answer ? askEveryMs : askAfterFailureMs);
    }
    const askWhenVisible = () => void ask();
    timer = window.setTimeout(ask, askEveryMs);
    document.addEventListener('visibilitychange', askWhenVisible);
    return () => {
      over = true;
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', askWhenVisible);
    };
  }, [underWay]);

  return {
    all,
    paces: paces.current,
    together: together(all),
    told: told.current,
    put(...changed) {
      changes.current += 1;
      take(withTransfers(latest.current, changed));
    },
  };
}

/** Of several under way only all together are told of as they move, so that nobody is talked at without end. */
function sentencesOf(news: TransferNews[], before: Together | null, now: Together | null): string[] {
  const started = news.filter(({ what }) => what === 'started').length;
  const single = news.filter(
    ({ what }) => !(what === 'reached' && now) && !(what === 'started' && started > 1),
  );
  const sentences = single.map(sentenceOf);
  if (started > 1) sentences.unshift(transferTexts.togetherStarted(started));
  const quarter = (together: Together) => Math.floor((percentOf(together) ?? 0) / 25) * 25;
  if (before && now && quarter(now) > quarter(before) && quarter(now) < 100)
    sentences.push(transferTexts.togetherReached(now.count, quarter(now)));
  return sentences;
}

function sentenceOf({ transfer, what, percent }: TransferNews): string {
  const title = recordingTexts.kinds[transfer.kind];
  switch (what) {
    case 'started':
      return transferTexts.started(title);
    case 'reached':
      return transferTexts.reached(title, percent);
    case 'succeeded':
      return transferTexts.done(title);
    case 'failed':
      return transferTexts.stopped(title, transfer.reason?.message ?? transferTexts.failedUnknown);
    case 'cancelled':
      return transferTexts.cancelled(title);
  }
}
