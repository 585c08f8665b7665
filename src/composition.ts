// Builds everything that the routes and the worker share, from the configuration. No container: one function.

import { setTimeout as sleep } from 'node:timers/promises';
import { createAnalyticsRefusals } from './analytics/analytics-refusals.ts';
import { createMeasurementProtocol } from './analytics/measurement-protocol.ts';
import { createPageViews } from './analytics/page-views.ts';
import { createAuditLog } from './audit-log/audit-log.ts';
import { createChainsRepository } from './audit-log/chains-repository.ts';
import { createAdminCheck } from './host/admin-check.ts';
import { atlassianHostPolicy, createAtlassianHttp } from './host/atlassian-http.ts';
import { createInstallKeys } from './host/connect/install-keys.ts';
import { createJiraAccess } from './host/jira-access.ts';
import { siteEndedQueue } from './installations/install-site.ts';
import { startInstallationsCache } from './installations/installations-cache.ts';
import { createInstallationsRepository } from './installations/installations-repository.ts';
import { createLifecycleTokensRepository } from './installations/lifecycle-tokens-repository.ts';
import { createPersonsRepository } from './installations/persons-repository.ts';
import { topicPolicyQueue } from './issue-panel/refresh-topics.ts';
import { createUnwritableProjects } from './issue-panel/unwritable-projects.ts';
import { issueChangedQueue } from './meetings/issue-changed.ts';
import { createMeetingLinksRepository } from './meetings/meeting-links-repository.ts';
import { type MeetingReading, meetingMemoryMs } from './meetings/reading/read-meeting.ts';
import { createAllowance } from './platform/allowance.ts';
import type { Clock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { openDatabase } from './platform/database/database.ts';
import { createEncryption, type EncryptionKey } from './platform/encryption.ts';
import { createOpenRequest } from './platform/http/agents.ts';
import { createHttpClient } from './platform/http/http-client.ts';
import { createCallMeter } from './platform/http/metered.ts';
import { withPauses } from './platform/http/paused-http.ts';
import { interactiveRetries, withRetries } from './platform/http/retries.ts';
import { startJobs } from './platform/jobs.ts';
import type { Logger } from './platform/logger.ts';
import { createMetrics, watchPool } from './platform/metrics.ts';
import { createPauses } from './platform/pauses.ts';
import { createShortMemory } from './platform/short-memory.ts';
import { createErasuresRepository } from './privacy/erasures-repository.ts';
import { createHeldRows } from './privacy/held-rows.ts';
import { createSiteRows } from './privacy/site-rows.ts';
import { createAnonymousAudiences } from './recordings/anonymous-audience.ts';
import { createAttachmentSettings } from './recordings/attachment-settings.ts';
import { createLedgerRepository } from './recordings/ledger/ledger-repository.ts';
import { createTransferCounts } from './recordings/ledger/transfer-counts.ts';
import { createRecordingReads } from './recordings/recording-reads.ts';
import { createRequestsRepository } from './recordings/sharing/requests-repository.ts';
import { createSharesRepository } from './recordings/sharing/shares-repository.ts';
import { createTransferLine } from './recordings/transfers/line/transfer-line.ts';
import { transferCommentsQueue } from './recordings/transfers/telling/comment-on-attachment.ts';
import { createEndedTransfersRepository } from './recordings/transfers/telling/ended-transfers-repository.ts';
import { createTransferJournal } from './recordings/transfers/telling/transfer-journal.ts';
import { createTransfersRepository } from './recordings/transfers/transfers-repository.ts';
import { createSiteSettings } from './settings/site-settings.ts';
import { createUserSettings } from './settings/user-settings.ts';
import { watchWorkInLine } from './work-in-line.ts';
import type { MeetingsPage } from './zoom/schemas.ts';
import { type ApiAccess, apiBaseUrlOf, createZoomApi } from './zoom/zoom-api.ts';
import { createZoomOAuth } from './zoom/zoom-oauth.ts';
import { zoomPauses } from './zoom/zoom-pauses.ts';
import { createConnectionsRepository } from './zoom-accounts/connections-repository.ts';
import { unusedGrantQueue } from './zoom-accounts/end-connection.ts';
import { createGrantTokens } from './zoom-accounts/grant-tokens.ts';
import { createGrantsRepository } from './zoom-accounts/grants-repository.ts';
import { createFlowsRepository } from './zoom-accounts/oauth-flows-repository.ts';
import { countRefreshes } from './zoom-accounts/refresh-metrics.ts';
import { createZoomAccess } from './zoom-accounts/zoom-access.ts';
import { createDeliveriesRepository } from './zoom-events/deliveries-repository.ts';
import { createEventMetrics } from './zoom-events/event-metrics.ts';
import { createEventNotifier } from './zoom-events/event-notifier.ts';

export type Deps = Awaited<ReturnType<typeof compose>>;

export interface Surroundings {
  config: Config;
  databaseUrl: string;
  encryptionKeys: readonly EncryptionKey[];
  clock: Clock;
  logger: Logger;
}

export async function compose({ config, databaseUrl, encryptionKeys, clock, logger }: Surroundings) {
  const { insecureLoopback } = config;
  const database = openDatabase(databaseUrl, config.databasePoolMax);
  const metrics = createMetrics();
  watchPool(metrics, () => database.poolUse());
  watchWorkInLine({ clock, database, logger, metrics });
  const calls = createCallMeter(metrics);
  const encryption = createEncryption(encryptionKeys);
  const auditLog = createAuditLog({ database, encryption, logger });
  const jobs = await startJobs(
    databaseUrl,
    [transferCommentsQueue, issueChangedQueue, topicPolicyQueue, siteEndedQueue, unusedGrantQueue],
    logger,
  );

  const installationsRepository = createInstallationsRepository(database, encryption);
  const installations = await startInstallationsCache({
    installationsRepository,
    databaseUrl,
    clock,
    logger,
  });
  const persons = createPersonsRepository(database, clock);
  const atlassianHttp = calls.http(createAtlassianHttp(config), 'jira', {
    [new URL(config.atlassian.authorizationServerUrl).host]: 'atlassian_auth',
    [new URL(config.atlassian.installKeysUrl).host]: 'atlassian_keys',
  });
  const pauses = createPauses({ database, clock, logger });
  const jiraAccess = createJiraAccess({ config, clock, http: atlassianHttp, pauses, installations });

  const zoomHosts = { hosts: config.zoom.allowedHosts, insecureLoopback };
  const zoomHttp = calls.http(createHttpClient(zoomHosts), 'zoom_api', {
    [new URL(config.zoom.oauthBaseUrl).host]: 'zoom_oauth',
  });
  const oauthEndpoints = createZoomOAuth({
    // Refreshes have a retry rule of their own: a pair of tokens must not be asked for blindly twice.
    http: zoomHttp,
    clock,
    logger,
    baseUrl: config.zoom.oauthBaseUrl,
    clientId: config.zoom.clientId,
    clientSecret: config.zoom.clientSecret,
    redirectUri: `${config.appBaseUrl}/zoom/oauth/callback`,
  });
  const zoomOAuth = countRefreshes(oauthEndpoints, metrics);
  const zoomApi = (access: ApiAccess) =>
    createZoomApi({
      http: withRetries(withPauses(zoomHttp, { clock, pauses }, zoomPauses(access.zoomAccountId)), {
        ...interactiveRetries,
        now: () => clock.now().getTime(),
      }),
      clock,
      baseUrl: apiBaseUrlOf(access.apiUrl, config.zoom.apiBaseUrl, zoomHosts),
      access,
    });
  const wait = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });
  const connections = createConnectionsRepository(database);
  const grants = createGrantsRepository(database, encryption);
  const grantTokens = createGrantTokens({
    zoomClientId: config.zoom.clientId,
    clock,
    auditLog,
    database,
    logger,
    pauses,
    connections,
    grants,
    zoomOAuth,
    sleep: wait,
  });
  const zoomAccess = createZoomAccess({
    clock,
    auditLog,
    database,
    logger,
    pauses,
    connections,
    grants,
    grantTokens,
    zoomApi,
  });
  const deliveries = createDeliveriesRepository(database);
  const transferJournal = createTransferJournal({ clock, logger, metrics });
  const transfers = transferJournal.watch(createTransfersRepository(database));
  const eventNotifier = createEventNotifier({ deliveries, logger });
  const siteSettings = createSiteSettings(database);
  const analyticsRefusals = createAnalyticsRefusals(database);
  const pageViewsTo = (analytics: NonNullable<Config['analytics']>) => {
    const hosts = [new URL(analytics.baseUrl).hostname.replace(/^\[|\]$/g, '')];
    const http = calls.http(createHttpClient({ hosts, insecureLoopback }), 'analytics');
    const tellOfView = createMeasurementProtocol({ http, appBaseUrl: config.appBaseUrl, analytics });
    return createPageViews({ metrics, siteSettings, analyticsRefusals, tellOfView });
  };
  const pageViews = config.analytics === null ? null : pageViewsTo(config.analytics);
  const downloads = createOpenRequest(zoomHosts);
  const uploads = createOpenRequest(atlassianHostPolicy(config));

  return {
    config,
    databaseUrl,
    appBaseUrl: config.appBaseUrl,
    clock,
    logger,
    database,
    auditLog,
    auditChains: createChainsRepository(database, encryption),
    metrics,
    encryption,
    jobs,
    installationsRepository,
    installations,
    installKeys: createInstallKeys({ config, http: withRetries(atlassianHttp, interactiveRetries), clock }),
    lifecycleTokens: createLifecycleTokensRepository(database),
    persons,
    pauses,
    jiraAccess,
    adminCheck: createAdminCheck({ clock, jiraAccess }),
    unwritableProjects: createUnwritableProjects(database),
    zoomClientId: config.zoom.clientId,
    zoomOAuth,
    zoomApi,
    connections,
    grants,
    flows: createFlowsRepository(database, encryption),
    grantTokens,
    zoomAccess,
    zoomHosts,
    deliveries,
    eventNotifier,
    eventMetrics: createEventMetrics(metrics),
    siteSettings,
    analyticsRefusals,
    pageViews,
    userSettings: createUserSettings(database),
    links: createMeetingLinksRepository(database),
    meetingMemory: createShortMemory<MeetingReading>({ clock, forMs: meetingMemoryMs, most: 1000 }),
    searchMemory: createShortMemory<MeetingsPage>({ clock, forMs: meetingMemoryMs, most: 50 }),
    /** Of Zoom, by one person who looks at meetings. */
    readAllowance: createAllowance({ clock, perMinute: 120 }),
    /** Of Zoom, by one person who looks at recordings, asks for them or attaches them. */
    recordingAllowance: createAllowance({ clock, perMinute: 120 }),
    shares: createSharesRepository(database),
    requests: createRequestsRepository(database),
    recordingReads: createRecordingReads({ clock, zoomAccess }),
    anonymousAudiences: createAnonymousAudiences({ clock, jiraAccess }),
    transfers,
    transferJournal,
    transferLine: createTransferLine({ clock, database, transfers, transferJournal }),
    endedTransfers: createEndedTransfersRepository(database),
    ledger: createLedgerRepository(database),
    transferCounts: createTransferCounts(database),
    erasures: createErasuresRepository(database),
    siteRows: createSiteRows(database),
    heldRows: createHeldRows(database),
    attachmentSettings: createAttachmentSettings({ jiraAccess, clock }),
    openZoomRequest: calls.openRequest(downloads, 'zoom_download'),
    openJiraRequest: calls.openRequest(uploads, 'jira_upload'),
    sleep: wait,
    /** Ends what is open; jobs in hand get `graceMs` to finish. */
    async close(graceMs: number) {
      pageViews?.stop();
      await jobs.stop(graceMs);
      downloads.close();
      uploads.close();
      eventNotifier.stop();
      await installations.stop();
      await database.close();
    },
  };
}
