// How Zoom's events are measured: what came in, what became of it, and how late.

import type { Metrics } from '../platform/metrics.ts';
import { handlers } from './event-handlers.ts';

/**
 * Taken in: `stored` for the workers (again, if it came twice), `noted` only, `refused` as not Zoom's or no event.
 * By the workers: `handled`, `postponed` after a failure, `given_up`.
 */
const outcomes = ['stored', 'noted', 'refused', 'handled', 'postponed', 'given_up'] as const;

export interface EventMetrics {
  /** @param type Zoom's name of the event; null where none could be read. */
  event(type: string | null, outcome: (typeof outcomes)[number]): void;
  /** Milliseconds from when it happened, by Zoom's clock, until it was handled, by ours. */
  lag(ms: number): void;
}

export function createEventMetrics(metrics: Metrics): EventMetrics {
  const events = metrics.counter(
    'zoom_events_total',
    'Events of Zoom’s, by type (other: those that ask for nothing) and outcome.',
    ['type', 'outcome'],
  );
  const lags = metrics.histogram(
    'zoom_event_lag_seconds',
    'From when an event happened at Zoom until it was handled.',
    [1, 2, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400],
  );
  for (const type of Object.keys(handlers))
    for (const outcome of ['stored', 'handled', 'postponed', 'given_up']) events.inc({ type, outcome }, 0);
  events.inc({ type: 'other', outcome: 'refused' }, 0);
  return {
    event: (type, outcome) =>
      events.inc({ type: type !== null && Object.hasOwn(handlers, type) ? type : 'other', outcome }),
    lag: (ms) => lags.observe(Math.max(0, ms) / 1000),
  };
}
