// Everything the issue panel needs to open, in one call and from our own records alone: neither Jira nor Zoom is asked.

import type { IssueActor } from '../host/actor.ts';
import type { PersonsRepository } from '../installations/persons-repository.ts';
import type { MeetingLinksRepository } from '../meetings/meeting-links-repository.ts';
import { linkView } from '../meetings/view-meeting.ts';
import { transferView } from '../recordings/transfers/transfer-view.ts';
import type { TransfersRepository } from '../recordings/transfers/transfers-repository.ts';
import type { GrantsRepository } from '../zoom-accounts/grants-repository.ts';
import { connectionView } from '../zoom-accounts/view-connection.ts';
import type { IssuePanelView } from './api-types.ts';

export interface ViewIssuePanelDeps {
  persons: PersonsRepository;
  grants: GrantsRepository;
  links: MeetingLinksRepository;
  transfers: TransfersRepository;
}

export async function viewIssuePanel(
  { persons, grants, links, transfers }: ViewIssuePanelDeps,
  { siteId, accountId, issueId }: IssueActor,
): Promise<IssuePanelView> {
  const [personId, linked, moved] = await Promise.all([
    persons.personIdOf(siteId, accountId),
    links.listOfIssue(siteId, issueId),
    transfers.listOfIssue(siteId, issueId),
  ]);
  const connection = await grants.findConnection(personId);
  return {
    connection: connectionView(connection),
    links: linked.map((link) => linkView(link, { personId, connection })),
    transfers: moved.map((transfer) => transferView(transfer, personId)),
  };
}
