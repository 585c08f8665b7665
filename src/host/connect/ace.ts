// atlassian-connect-express (ACE) at work: the descriptor's route, authentication of pages, the host script's address.
// Its defaults that fetch, watch, log bodies or register themselves are all off.

import connect, { type Logger as AceLogger, type Addon } from 'atlassian-connect-express';
import type { Express } from 'express';
import type { InstallationsCache } from '../../installations/installations-cache.ts';
import type { Config } from '../../platform/config.ts';
import type { Logger } from '../../platform/logger.ts';
import { descriptorFor } from '../descriptor.ts';
import { createAceStore } from './ace-store.ts';

export interface AceDeps {
  config: Pick<Config, 'appBaseUrl' | 'atlassian'>;
  installations: InstallationsCache;
  logger: Logger;
}

/** Resolves when ACE's route for the descriptor is there, so that a catch-all mounted afterwards does not hide it. */
export async function mountAce(app: Express, deps: AceDeps): Promise<Addon> {
  const { config, installations, logger } = deps;
  const store = createAceStore(installations);
  connect.store.register('app', () => store);

  const before = new Set(process.listeners('unhandledRejection'));
  const { promise: routesExist, resolve } = Promise.withResolvers<void>();
  const addon = connect(
    app,
    {
      config: {
        [app.get('env') as string]: {
          localBaseUrl: config.appBaseUrl,
          hostScriptUrl: config.atlassian.hostScriptUrl,
          whitelist: [...config.atlassian.allowedHosts],
          product: 'jira',
          store: { adapter: 'app' },
          setupInstallRoute: false,
          validateDescriptor: false,
          watch: false,
          expressErrorHandling: true,
          descriptorTransformer: () => descriptorFor(config.appBaseUrl),
        },
      },
    },
    levelsOnly(logger),
    { configFileName: '' },
    resolve,
  );
  // ACE's handler would keep the process alive in an unknown state. What to do then is for the entry point to say.
  for (const listener of process.listeners('unhandledRejection'))
    if (!before.has(listener)) process.removeListener('unhandledRejection', listener);
  await routesExist;
  return addon;
}

/** ACE's texts hold request bodies and queries, so nothing of them but their level reaches our log. */
function levelsOnly(logger: Logger): AceLogger {
  return {
    info: () => logger.debug('atlassian-connect-express has something to say'),
    warn: () => logger.info('atlassian-connect-express refused something'),
    error: () => logger.warn('atlassian-connect-express met an error'),
  };
}
