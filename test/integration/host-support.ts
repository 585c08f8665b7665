// A small app on a real database and a simulated Jira: Connect's routes, and a few of its own to see who got through.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createAuditLog } from '../../src/audit-log/audit-log.ts';
import { actorOf, issueActorOf } from '../../src/host/actor.ts';
import { createAdminCheck } from '../../src/host/admin-check.ts';
import { createAtlassianHttp } from '../../src/host/atlassian-http.ts';
import { authenticateContext } from '../../src/host/connect/context-token.ts';
import { createInstallKeys } from '../../src/host/connect/install-keys.ts';
import { lifecycleBody, verifyLifecycleRequest } from '../../src/host/connect/lifecycle-requests.ts';
import { mountConnect } from '../../src/host/connect/mount-connect.ts';
import { createJiraAccess, type JiraAccess } from '../../src/host/jira-access.ts';
import { endInstallation } from '../../src/installations/end-installation.ts';
import { siteEndedQueue } from '../../src/installations/install-site.ts';
import {
  type InstallationsCache,
  startInstallationsCache,
} from '../../src/installations/installations-cache.ts';
import {
  createInstallationsRepository,
  type InstallationsRepository,
} from '../../src/installations/installations-repository.ts';
import { createLifecycleTokensRepository } from '../../src/installations/lifecycle-tokens-repository.ts';
import { readConfig } from '../../src/platform/config.ts';
import { type Database, openDatabase } from '../../src/platform/database/database.ts';
import { createEncryption } from '../../src/platform/encryption.ts';
import { interactiveRetries, withRetries } from '../../src/platform/http/retries.ts';
import { errorHandler, notFound, requestLog, route } from '../../src/platform/http/routes.ts';
import { startJobs } from '../../src/platform/jobs.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { createPauses } from '../../src/platform/pauses.ts';
import type { JiraSimulator } from '../simulators/jira/simulator.ts';
import { recordingLogger } from '../support/recording-logger.ts';
import { TestClock } from '../support/test-clock.ts';

const encryptionKey = { id: 'test', key: Buffer.from('0123456789abcdefghijklmnopqrstuv') };

export const testEncryption = createEncryption([encryptionKey]);

export function testRepository(database: Database): InstallationsRepository {
  return createInstallationsRepository(database, testEncryption);
}

export interface HostApp {
  baseUrl: string;
  clock: TestClock;
  database: Database;
  installations: InstallationsCache;
  jiraAccess: JiraAccess;
  /** Everything logged so far, at the finest level. */
  log(): string;
  stop(): Promise<void>;
}

export async function startHostApp(jira: JiraSimulator, databaseUrl: string): Promise<HostApp> {
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const config = readConfig({
    APP_BASE_URL: `http://127.0.0.1:${port}`,
    ZOOM_CLIENT_ID: 'unused',
    ZOOM_CLIENT_SECRET: 'unused',
    CONNECT_KEYS_CDN_URL: jira.keysUrl,
    ATLASSIAN_AUTHORIZATION_SERVER_URL: jira.authorizationServerUrl,
    CONNECT_HOST_SCRIPT_URL: jira.hostScriptUrl,
    JIRA_ALLOWED_HOSTS: '127.0.0.1',
    ALLOW_INSECURE_LOOPBACK: 'true',
  });
  const clock = new TestClock();
  const { logger, lines } = recordingLogger();
  const database = openDatabase(databaseUrl, 5);
  const installationsRepository = testRepository(database);
  const installations = await startInstallationsCache({
    installationsRepository,
    databaseUrl,
    clock,
    logger,
  });
  const jobs = await startJobs(databaseUrl, [siteEndedQueue], logger);
  const http = createAtlassianHttp(config);
  const jiraAccess = createJiraAccess({
    config,
    clock,
    http,
    pauses: createPauses({ database, clock, logger }),
    installations,
  });
  const deps = {
    adminCheck: createAdminCheck({ clock, jiraAccess }),
    config,
    clock,
    logger,
    auditLog: createAuditLog({ database, encryption: testEncryption, logger }),
    database,
    installationsRepository,
    installations,
    jobs,
    installKeys: createInstallKeys({ config, http: withRetries(http, interactiveRetries), clock }),
    lifecycleTokens: createLifecycleTokensRepository(database),
  };

  app.use(requestLog({ logger, metrics: createMetrics() }));
  await mountConnect(app, deps);
  app.post(
    '/uninstalled',
    lifecycleBody,
    route(async (request, response) => {
      const { clientKey } = await verifyLifecycleRequest(deps, request);
      const installation = await installations.findByClientKey(clientKey);
      const ended = { siteId: installation?.id ?? '', state: 'uninstalled' } as const;
      await database.transaction((transaction) => endInstallation(deps, ended, transaction));
      response.status(204).end();
    }),
  );
  app.use('/api', authenticateContext(deps));
  app.get('/api/actor', (_request, response) => void response.json(actorOf(response)));
  app.get('/api/issue-actor', (_request, response) => void response.json(issueActorOf(response)));
  app.use(notFound, errorHandler(logger));

  return {
    baseUrl: config.appBaseUrl,
    clock,
    database,
    installations,
    jiraAccess,
    log: lines,
    async stop() {
      await closed(server);
      await jobs.stop(1000);
      await installations.stop();
      await database.close();
    },
  };
}

async function closed(server: Server): Promise<void> {
  const done = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await done;
}
