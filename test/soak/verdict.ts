// What must be true of the files of a round once nothing moves any more.

import { isNamedBy } from '../../src/recordings/transfers/running/file-name.ts';
import type { Transfer } from '../../src/recordings/transfers/transfer.ts';
import { type TransferRow, transferOf } from '../../src/recordings/transfers/transfer.ts';
import type { JiraAttachment } from '../simulators/jira/site-state.ts';
import { type AskedFile, sha256Of } from './asked-files.ts';
import type { World } from './world.ts';

export interface Verdict {
  /** Each names the transfer or the file, and what is wrong with it. */
  faults: string[];
  transfers: Transfer[];
  /** In doubt whether Jira had stored the file, a transfer failed, and Jira has it. */
  storedInDoubt: number;
}

/** All transfers of the round's files must have come to rest. */
export async function judge(world: World, files: AskedFile[]): Promise<Verdict> {
  const { database } = world.app.deps;
  const keys = files.map(({ file }) => file.id);
  const rows = await database.rows<TransferRow>(
    'SELECT * FROM transfers WHERE recording_key = ANY ($1::text[])',
    [keys],
  );
  const transfers = rows.map(transferOf);
  const told = await database.rows<{
    id: string;
    details: { attachmentId: string; size: number; sha256: string };
  }>(
    `SELECT details ->> 'transferId' AS id, details FROM audit_events
     WHERE type = 'attached' AND details ->> 'transferId' = ANY ($1::text[])`,
    [transfers.map(({ id }) => id)],
  );
  const unknown = new Set(attachmentsOf(files));
  const faults: string[] = [];
  let storedInDoubt = 0;
  for (const transfer of transfers) {
    const asked = files.find(({ file }) => file.id === transfer.recordingKey);
    if (asked === undefined) throw new Error('a transfer of a file that was not asked for');
    const own = [...unknown].filter(
      ({ filename, issueId }) => issueId === asked.issueId && isNamedBy(filename, transfer.id),
    );
    for (const attachment of own) unknown.delete(attachment);
    const events = told.filter(({ id }) => id === transfer.id);
    const wrong = (what: string): void => {
      faults.push(`transfer ${transfer.id} (${transfer.state}, attempt ${transfer.attempt}): ${what}`);
    };
    for (const attachment of own) for (const what of faultsOf(world, asked, attachment)) wrong(what);
    if (transfer.state === 'succeeded') {
      if (own.length !== 1) wrong(`has ${own.length} attachments`);
      if (events.length !== 1) wrong(`${events.length} audit events say that it was attached`);
      const [attachment] = own;
      const [event] = events;
      if (attachment?.id !== transfer.attachmentId || attachment?.id !== event?.details.attachmentId)
        wrong('its attachment is another one than was written down');
      if (attachment?.sha256 !== transfer.sha256 || attachment?.sha256 !== event?.details.sha256)
        wrong('another sha-256 was written down');
      if (attachment?.size !== event?.details.size) wrong('another size was written down');
    } else if (transfer.state === 'failed' || transfer.state === 'cancelled') {
      if (own.length > (transfer.sha256 === null ? 0 : 1)) wrong(`has ${own.length} attachments`);
      if (events.length > 0) wrong('an audit event says that it was attached');
      storedInDoubt += own.length;
    } else wrong('has not come to rest');
  }
  for (const { id, filename } of unknown) faults.push(`attachment ${id} belongs to no transfer: ${filename}`);
  return { faults, transfers, storedInDoubt };
}

function attachmentsOf(files: AskedFile[]): JiraAttachment[] {
  const issues = new Map(
    files.map(({ person, issueId }) => [`${person.site.baseUrl} ${issueId}`, { person, issueId }]),
  );
  return [...issues.values()].flatMap(({ person, issueId }) => person.site.attachments(issueId));
}

function faultsOf(world: World, asked: AskedFile, attachment: JiraAttachment): string[] {
  const { file, otherSizes, person } = asked;
  const faults: string[] = [];
  if (![file.size, ...otherSizes].includes(attachment.size)) faults.push(`has ${attachment.size} bytes`);
  else if (attachment.sha256 !== sha256Of(world, asked, attachment.size)) faults.push('has other bytes');
  if (attachment.authorAccountId !== person.user.accountId) faults.push('was uploaded as somebody else');
  return faults;
}
