// The worker's part: takes the events that are due, one by one, and has them handled until they are.

import { type Clock, secondsAfter } from '../platform/clock.ts';
import { listenForNotifications } from '../platform/database/notifications.ts';
import type { Logger } from '../platform/logger.ts';
import { scheduleEvery } from '../platform/schedule.ts';
import { ZoomError } from '../zoom/zoom-error.ts';
import { type DeliveriesRepository, eventsChannel } from './deliveries-repository.ts';
import { type EventHandlingDeps, findEventHandler } from './event-handlers.ts';
import type { EventMetrics } from './event-metrics.ts';

export interface DispatchEventsDeps extends EventHandlingDeps {
  clock: Clock;
  logger: Logger;
  databaseUrl: string;
  deliveries: DeliveriesRepository;
  eventMetrics: EventMetrics;
}

/** Longer than any handler takes. A killed worker's event is handled by another one after it. */
const leaseSeconds = 120;
const longestPauseSeconds = 600;
/** In one process, which may be the one that takes events in: during a burst that comes first. */
const atOnce = 2;
const sweepEveryMs = 5_000;
const keptSeconds = 7 * 24 * 3600;
const patienceSeconds = 30 * 24 * 3600;

/**
 * Handles one event that is due; false when there is none. What fails is tried again, later and later, for 30 days: then
 * it is given up, so that its ids do not stay for ever.
 */
export async function dispatchNextEvent(deps: DispatchEventsDeps): Promise<boolean> {
  const { clock, deliveries, eventMetrics, logger } = deps;
  const claimedAt = clock.now();
  const delivery = await deliveries.claim(claimedAt, secondsAfter(claimedAt, leaseSeconds));
  if (delivery === null) return false;
  const { event, failures } = delivery;
  try {
    const work = findEventHandler(event.type)?.(event);
    // Stored by a newer version of the app, whose workers know what to do.
    if (!work) throw new Error('This event is unknown here');
    await work(deps);
    await deliveries.settle(delivery, clock.now());
    eventMetrics.event(event.type, 'handled');
    eventMetrics.lag(clock.now().getTime() - event.at.getTime());
  } catch (error) {
    if (clock.now() > secondsAfter(delivery.receivedAt, patienceSeconds)) {
      logger.error('an event of Zoom’s was never handled and is given up', { event: event.type, error });
      await deliveries.settle(delivery, clock.now());
      eventMetrics.event(event.type, 'given_up');
      return true;
    }
    // That Zoom does not answer passes by itself.
    const log = error instanceof ZoomError ? logger.warn : logger.error;
    log('an event of Zoom’s was not handled, and will be again', { event: event.type, failures, error });
    const pause = Math.min(longestPauseSeconds, 5 * 2 ** Math.min(failures, 10));
    await deliveries.postpone(delivery, secondsAfter(clock.now(), pause));
    eventMetrics.event(event.type, 'postponed');
  }
  return true;
}

/** Notifications only wake: what they miss is found by the sweep. `stop` waits for the events in hand. */
export async function startEventDispatch(deps: DispatchEventsDeps): Promise<{ stop(): Promise<void> }> {
  const { clock, databaseUrl, deliveries, logger } = deps;
  const lanes = new Set<Promise<void>>();
  let stopping = false;

  const drain = async (): Promise<void> => {
    while (!stopping && (await dispatchNextEvent(deps))) wake();
  };
  const wake = (): void => {
    if (stopping || lanes.size >= atOnce) return;
    const lane = drain()
      .catch((error: unknown) => logger.error('Zoom’s events cannot be taken from the database', { error }))
      .finally(() => lanes.delete(lane));
    lanes.add(lane);
  };

  const notifications = await listenForNotifications(
    databaseUrl,
    eventsChannel,
    { onMessage: wake, onConnected: wake, onLost: () => undefined },
    logger,
  );
  const sweep = scheduleEvery(sweepEveryMs, 'Zoom events', { clock, logger }, async (now) => {
    wake();
    await deliveries.eraseSettled(secondsAfter(now, -keptSeconds));
  });
  return {
    async stop() {
      stopping = true;
      await Promise.all([notifications.stop(), sweep.stop(), ...lanes]);
    },
  };
}
