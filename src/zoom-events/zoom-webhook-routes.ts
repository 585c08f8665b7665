// POST /zoom/webhooks. Zoom alone may call it, and proves itself by the signature over the body's raw bytes.

import { type RequestHandler, Router, raw } from 'express';
import { AppError } from '../platform/errors.ts';
import { onlyMethods, route } from '../platform/http/routes.ts';
import { type ReceiveEventDeps, receiveEvent } from './receive-event.ts';

/** Whatever its type says. Zoom does not compress, so nothing is inflated. */
const rawBody = raw({ type: () => true, limit: '1mb', inflate: false });

export function zoomWebhookRoutes(deps: ReceiveEventDeps): Router {
  const configured = deps.config.zoom.webhookSecretTokens.length > 0;
  if (!configured)
    deps.logger.warn('Zoom’s events are refused: set ZOOM_WEBHOOK_SECRET_TOKEN to receive them');
  // Zoom sends it again, for an hour and a half.
  const refuseWithoutSecret: RequestHandler = (_request, _response, next) => {
    if (configured) next();
    else throw new AppError('webhooks_not_configured', 503, 'This app is not set up to receive events.');
  };
  const router = Router();
  router
    .route('/')
    .post(
      refuseWithoutSecret,
      rawBody,
      route(async (request, response) => {
        const validation = await receiveEvent(deps, {
          // Without a body there is no Buffer.
          rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
          signature: request.get('x-zm-signature'),
          timestamp: request.get('x-zm-request-timestamp'),
        });
        if (validation === null) response.status(204).end();
        else response.json(validation);
      }),
    )
    .all(onlyMethods('POST'));
  return router;
}
