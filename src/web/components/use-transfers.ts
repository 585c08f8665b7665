// The issue's transfers in the panel: asks while something is under way and the page is visible, and tells the ends.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { TransfersView, TransferView } from '../../recordings/api-types.ts';
import { recordingTexts, transferTexts } from '../texts/recordings.ts';
import {
  isUnderWay,
  newsBetween,
  nextPace,
  type Pace,
  type TransferNews,
  withTransfer,
} from '../transfer-progress.ts';
import { useServices } from './services.ts';

const askEveryMs = 1000;
const askAfterFailureMs = 5000;

export interface Transfers {
  all: TransferView[];
  /** By transfer id. */
  paces: Map<string, Pace>;
  /** Takes over a transfer that a press has made or changed. */
  put(transfer: TransferView): void;
}

/** `onFailed` is called when a transfer of this issue has just failed. */
export function useTransfers(initial: TransferView[], onFailed: () => void): Transfers {
  const { api, host, announce } = useServices();
  const [all, setAll] = useState(initial);
  const latest = useRef(initial);
  const paces = useRef(new Map<string, Pace>());
  const changes = useRef(0);
  const underWay = all.some(isUnderWay);

  function take(next: TransferView[]) {
    const news = newsBetween(latest.current, next);
    latest.current = next;
    for (const one of next) {
      if (one.state === 'running') {
        paces.current.set(one.id, nextPace(paces.current.get(one.id), one.bytesMoved, performance.now()));
      }
    }
    setAll(next);
    if (news.length > 0) announce(news.map(sentenceOf).join(' '));
    if (news.some((one) => one.what === 'failed')) onFailed();
    const done = news.filter((one) => one.what === 'succeeded');
    for (const one of done) {
      if (!one.transfer.requestedByMe) continue;
      const title = recordingTexts.kinds[one.transfer.kind];
      host.flag({ title: transferTexts.flagTitle, body: transferTexts.flagBody(title), type: 'success' });
    }
    if (done.length > 0) host.refreshIssue();
  }

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
    put(transfer) {
      changes.current += 1;
      take(withTransfer(latest.current, transfer));
    },
  };
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
