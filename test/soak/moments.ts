// What happens inside the simulators, waited for one event at a time, so that blows fall in the middle of things.

import type { JiraSimulator } from '../simulators/jira/simulator.ts';
import type { ZoomSimulator } from '../simulators/zoom/zoom-simulator.ts';
import type { Moment } from './storm.ts';

export interface Moments {
  /** The so many-th such event from now, or the end of the patience in real milliseconds. */
  next(event: Moment, nth: number, patienceMs: number): Promise<void>;
  stop(): void;
}

const ofJira = ['request', 'upload-first-byte', 'upload-broken', 'attachment-created'] as const;

export function watchMoments({ jira, zoom }: { jira: JiraSimulator; zoom: ZoomSimulator }): Moments {
  const listeners = new Set<(event: string) => void>();
  const tell = (event: string): void => {
    for (const listener of [...listeners]) listener(event);
  };
  const unwatch = [
    ...ofJira.map((event) => jira.on(event, () => tell(event))),
    zoom.on(({ type }) => tell(type)),
  ];
  return {
    next: (event, nth, patienceMs) =>
      new Promise((resolve) => {
        let left = nth;
        const done = (): void => {
          clearTimeout(patience);
          listeners.delete(listener);
          resolve();
        };
        const listener = (happened: string): void => {
          if (event !== 'any' && happened !== event) return;
          left -= 1;
          if (left === 0) done();
        };
        const patience = setTimeout(done, patienceMs);
        listeners.add(listener);
      }),
    stop() {
      for (const off of unwatch) off();
    },
  };
}
