// Takes in one of Zoom's events: proved to be Zoom's, stored once, and left to the workers.

import { createHash } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import { AppError, invalidRequest } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import { encryptPlainToken, findSigningSecret, type SignedBody } from '../zoom/webhook-signature.ts';
import type { DeliveriesRepository } from './deliveries-repository.ts';
import { findEventHandler } from './event-handlers.ts';
import type { EventMetrics } from './event-metrics.ts';
import type { EventNotifier } from './event-notifier.ts';
import { eventSchema } from './event-schema.ts';

export interface ReceiveEventDeps {
  clock: Clock;
  config: { zoom: { webhookSecretTokens: readonly string[] } };
  zoomClientId: string;
  logger: Logger;
  deliveries: DeliveriesRepository;
  eventNotifier: EventNotifier;
  eventMetrics: EventMetrics;
}

/** Zoom's question whether this address knows the secret, answered. */
export interface UrlValidation {
  plainToken: string;
  encryptedToken: string;
}

/**
 * Null when the event is stored, now or by an earlier delivery of the same body.
 * @throws {AppError} 401 not proved to be Zoom's; 400 no event; 503 not stored, so that Zoom sends it again.
 */
export async function receiveEvent(
  deps: ReceiveEventDeps,
  signed: SignedBody,
): Promise<UrlValidation | null> {
  const { clock, config, deliveries, eventMetrics, eventNotifier, logger, zoomClientId } = deps;
  const now = clock.now();
  const secret = findSigningSecret(signed, config.zoom.webhookSecretTokens, now);
  if (secret === null) {
    eventMetrics.event(null, 'refused');
    // Zoom does not send it again: with a wrong secret, or a clock that is wrong, every event is lost.
    if (signed.signature !== undefined)
      logger.warn(
        'an event was refused: check ZOOM_WEBHOOK_SECRET_TOKEN and the clock, unless it is no event of Zoom’s',
      );
    throw new AppError('bad_signature', 401, 'The signature or its time is missing or wrong.');
  }

  const parsed = eventSchema.safeParse(parseJson(signed.rawBody));
  if (!parsed.success) throw invalidRequest('the body is not an event.');
  const { clientId, plainToken, event } = parsed.data;
  if (event.type === 'endpoint.url_validation') {
    if (plainToken === null) throw invalidRequest('there is no plainToken.');
    return { plainToken, encryptedToken: encryptPlainToken(plainToken, secret) };
  }

  // An event about another app of the same account is none of our business.
  const handler = clientId === null || clientId === zoomClientId ? findEventHandler(event.type) : null;
  if (handler?.(event) === null) {
    eventMetrics.event(event.type, 'refused');
    logger.error('an event of Zoom’s lacks an id that it must have', { event: event.type });
    throw invalidRequest('an id is missing.');
  }
  const bodyHash = createHash('sha256').update(signed.rawBody).digest('hex');
  try {
    await deliveries.add(bodyHash, event, now, handler === null);
  } catch (error) {
    throw new AppError('not_stored', 503, 'The event could not be stored. Please send it again.', {
      cause: error,
    });
  }
  eventMetrics.event(event.type, handler === null ? 'noted' : 'stored');
  if (handler !== null) eventNotifier.notifySoon();
  return null;
}

function parseJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw invalidRequest('the body is not valid JSON.');
  }
}
