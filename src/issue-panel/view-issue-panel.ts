// Everything the issue panel needs to open, in one call and from our own records alone: neither Jira nor Zoom is asked.

import type { AuditLog } from '../audit-log/audit-log.ts';
import type { IssueActor } from '../host/actor.ts';
import type { PersonsRepository } from '../installations/persons-repository.ts';
import type { MeetingLinksRepository } from '../meetings/meeting-links-repository.ts';
import { linkView, viewerOf } from '../meetings/reading/view-meeting.ts';
import type { Clock } from '../platform/clock.ts';

import type { TransferLine } from '../recordings/transfers/line/transfer-line.ts';
import type { EndedTransfersRepository } from '../recordings/transfers/telling/ended-transfers-repository.ts';
import { listTransferNews } from '../recordings/transfers/telling/transfer-news.ts';
import { viewTransfers } from '../recordings/transfers/transfer-view.ts';
import type { TransfersRepository } from '../recordings/transfers/transfers-repository.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import type { ConnectionsRepository } from '../zoom-accounts/connections-repository.ts';
import { viewOwnConnection } from '../zoom-accounts/view-connection.ts';
import type { IssuePanelView } from './api-types.ts';

export interface ViewIssuePanelDeps {
  clock: Clock;
  auditLog: AuditLog;
  persons: PersonsRepository;
  connections: ConnectionsRepository;
  links: MeetingLinksRepository;
  transfers: TransfersRepository;
  transferLine: TransferLine;
  endedTransfers: EndedTransfersRepository;
  siteSettings: SiteSettings;
}

export async function viewIssuePanel(deps: ViewIssuePanelDeps, actor: IssueActor): Promise<IssuePanelView> {
  const { siteId, issueId, projectId } = actor;
  const [{ viewer, connection, news }, linked, moved, policy] = await Promise.all([
    viewPerson(deps, actor),
    deps.links.listOfIssue(siteId, issueId),
    deps.transfers.listOfIssue(siteId, issueId),
    projectId === null ? deps.siteSettings.get(siteId) : deps.siteSettings.getFor(siteId, projectId),
  ]);
  return {
    connection,
    links: linked.map((link) => linkView(link, viewer)),
    transfers: await viewTransfers(deps, moved, viewer.personId),
    news,
    attachmentComment: policy.attachmentComment,
    summaryComment: policy.summaryComment,
  };
}

/** What concerns the person alone, wherever they look. */
async function viewPerson(deps: ViewIssuePanelDeps, actor: IssueActor) {
  const viewer = await viewerOf(deps, actor);
  const [connection, news] = await Promise.all([
    viewOwnConnection(deps, viewer.personId, viewer.connection),
    listTransferNews(deps, viewer.personId),
  ]);
  return { viewer, connection, news };
}
