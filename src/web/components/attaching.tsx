// What all meetings of the panel share for attaching: the issue's transfers, who can open what is attached, and rights.

import { useEffect, useState } from 'preact/hooks';
import type { IssuePanelView } from '../../issue-panel/api-types.ts';
import type { Audience } from '../audience.ts';
import type { Rights } from '../rights.ts';
import { News } from './news.tsx';
import { TransfersTogether } from './transfer-progress-bar.tsx';
import { useAudience } from './use-audience.ts';
import type { Loadable } from './use-load.ts';
import { useRights } from './use-rights.ts';
import { type Transfers, useTransfers } from './use-transfers.ts';

export interface Attaching extends Pick<IssuePanelView, 'attachmentComment' | 'summaryComment'> {
  transfers: Transfers;
  /** Loading until `wantAudience` was called. */
  audience: Loadable<Audience>;
  wantAudience(): void;
  askAudienceAgain(): void;
  rights: Rights | null;
}

interface WatchAttachingProps {
  /** As last read; later readings bring what was begun elsewhere. */
  view: Pick<IssuePanelView, 'transfers' | 'news' | 'attachmentComment' | 'summaryComment'>;
  onChanged(attaching: Attaching): void;
}

/** Tells `onChanged` the present state and each later one. Shows what ended elsewhere, and several transfers as one. */
export function WatchAttaching({ view, onChanged }: WatchAttachingProps) {
  const [wanted, setWanted] = useState(false);
  const { loaded: audience, reload, refresh } = useAudience(wanted);
  const transfers = useTransfers(view.transfers, () => void refresh());
  const rights = useRights();
  const { attachmentComment, summaryComment } = view;
  useEffect(
    () =>
      onChanged({
        transfers,
        audience,
        wantAudience: () => setWanted(true),
        askAudienceAgain: reload,
        rights,
        attachmentComment,
        summaryComment,
      }),
    [transfers.all, audience, rights, attachmentComment, summaryComment],
  );
  return (
    <>
      <News news={view.news.filter(({ id }) => !transfers.told.has(id))} />
      <TransfersTogether transfers={transfers} />
    </>
  );
}
