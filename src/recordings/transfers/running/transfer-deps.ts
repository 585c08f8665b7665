// What running a transfer needs.

import type { AuditLog } from '../../../audit-log/audit-log.ts';
import type { JiraAccess } from '../../../host/jira-access.ts';
import type { PersonsRepository } from '../../../installations/persons-repository.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { Database } from '../../../platform/database/database.ts';
import type { OpenRequest } from '../../../platform/http/agents.ts';
import type { Jobs } from '../../../platform/jobs.ts';
import type { Logger } from '../../../platform/logger.ts';
import type { HostPolicy } from '../../../platform/outbound-hosts.ts';
import type { Pauses } from '../../../platform/pauses.ts';
import type { SiteSettings } from '../../../settings/site-settings.ts';
import type { ZoomAccess } from '../../../zoom-accounts/zoom-access.ts';
import type { AttachmentSettings } from '../../attachment-settings.ts';
import type { SharesRepository } from '../../sharing/shares-repository.ts';
import type { TransferLine } from '../line/transfer-line.ts';
import type { TransferJournal } from '../telling/transfer-journal.ts';
import type { TransfersRepository } from '../transfers-repository.ts';

export interface RunTransferDeps {
  auditLog: AuditLog;
  clock: Clock;
  database: Database;
  logger: Logger;
  jobs: Jobs;
  jiraAccess: JiraAccess;
  pauses: Pauses;
  persons: PersonsRepository;
  transfers: TransfersRepository;
  transferJournal: TransferJournal;
  transferLine: TransferLine;
  shares: SharesRepository;
  attachmentSettings: AttachmentSettings;
  siteSettings: SiteSettings;
  zoomAccess: ZoomAccess;
  zoomHosts: HostPolicy;
  openZoomRequest: OpenRequest;
  openJiraRequest: OpenRequest;
  /** Resolves after `ms`, rejects when the signal aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}
