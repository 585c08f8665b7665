// Keeps the panel true while somebody looks at it, and learns what they may do.

import { useEffect, useRef } from 'preact/hooks';
import type { Rights } from '../rights.ts';
import { askWhileVisible } from './ask-while-visible.ts';
import { useRights } from './use-rights.ts';

const lookEveryMs = 10_000;
const atMostEveryMs = 160_000;

interface WatchPanelProps {
  /** Asks our server how things stand; rejects when it did not answer, and is then asked less often. */
  onLook(): Promise<unknown>;
  /** Null while not known: then everything is offered, and the server decides. */
  onRights(rights: Rights | null): void;
}

/** Shows nothing. */
export function WatchPanel({ onLook, onRights }: WatchPanelProps) {
  const latest = useRef(onLook);
  latest.current = onLook;
  const rights = useRights();

  useEffect(() => onRights(rights), [rights]);

  useEffect(() => {
    let nextMs = lookEveryMs;
    return askWhileVisible(async () => {
      const answered = await latest.current().then(
        () => true,
        () => false,
      );
      nextMs = answered ? lookEveryMs : Math.min(nextMs * 2, atMostEveryMs);
      return nextMs;
    }, nextMs);
  }, []);

  return null;
}
