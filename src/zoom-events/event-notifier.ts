// Wakes the workers when events came in. Committing a NOTIFY takes a lock on the whole database, so it is neither part
// of an event's INSERT nor made for each event.

import type { Logger } from '../platform/logger.ts';
import type { DeliveriesRepository } from './deliveries-repository.ts';

const atMostEveryMs = 50;

export interface EventNotifier {
  /** Wakes them within 50 ms, once for all events of that time. Waits for nothing and cannot fail. */
  notifySoon(): void;
  stop(): void;
}

export function createEventNotifier({
  deliveries,
  logger,
}: {
  deliveries: DeliveriesRepository;
  logger: Logger;
}): EventNotifier {
  let timer: NodeJS.Timeout | undefined;
  return {
    notifySoon() {
      timer ??= setTimeout(() => {
        timer = undefined;
        deliveries
          .notifyWorkers()
          .catch((error: unknown) => logger.warn('the workers were not told of events', { error }));
      }, atMostEveryMs);
    },
    stop: () => clearTimeout(timer),
  };
}
