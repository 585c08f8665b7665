// Everything the issue panel needs to open, in one call and from our own records alone: neither Jira nor Zoom is asked.

import type { IssueActor } from '../host/actor.ts';
import type { PersonsRepository } from '../installations/persons-repository.ts';
import type { MeetingLinksRepository } from '../meetings/meeting-links-repository.ts';
import { linkView, viewerOf } from '../meetings/view-meeting.ts';
import type { Database } from '../platform/database/database.ts';
import { transferView } from '../recordings/transfers/transfer-view.ts';
import type { TransfersRepository } from '../recordings/transfers/transfers-repository.ts';
import type { ConnectionsRepository } from '../zoom-accounts/connections-repository.ts';
import { viewOwnConnection } from '../zoom-accounts/view-connection.ts';
import type { IssuePanelView } from './api-types.ts';

export interface ViewIssuePanelDeps {
  database: Database;
  persons: PersonsRepository;
  connections: ConnectionsRepository;
  links: MeetingLinksRepository;
  transfers: TransfersRepository;
}

export async function viewIssuePanel(
  { database, persons, connections, links, transfers }: ViewIssuePanelDeps,
  actor: IssueActor,
): Promise<IssuePanelView> {
  const [viewer, linked, moved] = await Promise.all([
    viewerOf({ persons, connections }, actor),
    links.listOfIssue(actor.siteId, actor.issueId),
    transfers.listOfIssue(actor.siteId, actor.issueId),
  ]);
  return {
    connection: await viewOwnConnection({ database }, viewer.personId, viewer.connection),
    links: linked.map((link) => linkView(link, viewer)),
    transfers: moved.map((transfer) => transferView(transfer, viewer.personId)),
  };
}
