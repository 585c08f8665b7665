// The web server's middleware, in order, and where each part is mounted. Nothing else.

import { join } from 'node:path';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { aboutPage } from './about-page.ts';
import { adminRoutes } from './administration/admin-routes.ts';
import { analyticsRoutes } from './analytics/analytics-routes.ts';
import type { Deps } from './composition.ts';
import { authenticateContext } from './host/connect/context-token.ts';
import { mountConnect } from './host/connect/mount-connect.ts';
import { issuePanelRoutes } from './issue-panel/issue-panel-routes.ts';
import { meetingsRoutes } from './meetings/meetings-routes.ts';
import { mountProbes } from './platform/http/probes.ts';
import { errorHandler, notFound } from './platform/http/routes.ts';
import { refuseWhileErased } from './privacy/being-erased.ts';
import { ownDataRoutes } from './privacy/own-data-routes.ts';
import { disconnectRoutes, uninstalledRoutes } from './privacy/privacy-routes.ts';
import { recordingsRoutes } from './recordings/recordings-routes.ts';
import { transfersRoutes } from './recordings/transfers/transfers-routes.ts';
import { speakGerman } from './speak-german.ts';
import { zoomConnectionRoutes } from './zoom-accounts/zoom-connection-routes.ts';
import { zoomOAuthRoutes } from './zoom-accounts/zoom-oauth-routes.ts';
import { zoomWebhookRoutes } from './zoom-events/zoom-webhook-routes.ts';

const publicFolder = join(import.meta.dirname, '../public');

export async function createApp(deps: Deps): Promise<Express> {
  const { config, logger } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxyHops);
  app.use(
    helmet({
      // Pages that people see set their own policy; everything else may neither load nor be framed.
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      // Framing is ruled by frame-ancestors, which can name the one site that may.
      xFrameOptions: false,
      // A window that swaps its browsing context group can no longer be closed by its own button.
      crossOriginOpenerPolicy: false,
      referrerPolicy: { policy: 'no-referrer' },
      // For this host alone: those below it are the operator's own affair.
      strictTransportSecurity: config.appBaseUrl.startsWith('https:')
        ? { maxAge: 31_536_000, includeSubDomains: false }
        : false,
    }),
  );
  mountProbes(app, deps);
  // Before anything that parses bodies: the signature is over the raw bytes.
  app.use('/zoom/webhooks', zoomWebhookRoutes(deps));
  app.use(
    '/assets',
    express.static(join(publicFolder, 'assets'), { immutable: true, maxAge: '1y', index: false }),
  );
  // Jira shows the icon on its own pages.
  app.use('/icons', helmet.crossOriginResourcePolicy({ policy: 'cross-origin' }));
  // Folder by folder: whatever else is asked for must not cost a look at the disk.
  for (const folder of ['icons', 'connect-zoom'])
    app.use(`/${folder}`, express.static(join(publicFolder, folder), { maxAge: '1h', index: false }));
  app.get('/', aboutPage(config));
  app.get('/zoomverify/verifyzoom.html', (_request, response, next) => {
    if (config.zoom.domainVerification === null) next();
    else response.type('html').send(config.zoom.domainVerification);
  });

  if (deps.pageViews !== null) app.use(deps.pageViews.count);
  await mountConnect(app, deps);
  app.use(uninstalledRoutes(deps));
  app.use('/zoom/oauth', zoomOAuthRoutes(deps));

  app.use('/api', speakGerman, authenticateContext(deps), (_request, response, next) => {
    response.setHeader('cache-control', 'no-store');
    next();
  });
  app.use('/api', refuseWhileErased(deps));
  app.use('/api/issue-panel', issuePanelRoutes(deps));
  app.use('/api/admin', adminRoutes(deps));
  app.use('/api/analytics-choice', analyticsRoutes(deps));
  app.use('/api/zoom-connection', zoomConnectionRoutes(deps), disconnectRoutes(deps));
  app.use('/api', meetingsRoutes(deps), recordingsRoutes(deps));
  app.use('/api/transfers', transfersRoutes(deps));
  app.use('/api/me', ownDataRoutes(deps));

  app.use(notFound, errorHandler(logger));
  return app;
}
