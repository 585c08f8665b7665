// What all meetings of the panel share for attaching: the transfers, and who can open what is attached.

import { useEffect } from 'preact/hooks';
import type { TransferView } from '../../recordings/api-types.ts';
import type { Audience } from '../audience.ts';
import { useAudience } from './use-audience.ts';
import type { Loadable } from './use-load.ts';
import { type Transfers, useTransfers } from './use-transfers.ts';

export interface Attaching {
  transfers: Transfers;
  audience: Loadable<Audience>;
}

interface WatchAttachingProps {
  initial: TransferView[];
  onChanged(attaching: Attaching): void;
}

/** Shows nothing; tells `onChanged` the present state and each later one. */
export function WatchAttaching({ initial, onChanged }: WatchAttachingProps) {
  const { loaded: audience, refresh } = useAudience();
  const transfers = useTransfers(initial, () => void refresh());
  useEffect(() => onChanged({ transfers, audience }), [transfers.all, audience]);
  return null;
}
