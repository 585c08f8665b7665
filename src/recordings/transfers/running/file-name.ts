// The attachment's name in Jira: topic, start, what it is, and the transfer's short code, in characters safe everywhere.

import { createHash } from 'node:crypto';
import { formatOf } from '../../recording-files.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Eight characters derived from the transfer's id: by them an upload whose answer was lost is found again. */
export function shortCode(transferId: string): string {
  const bits = createHash('sha256').update(transferId).digest().readBigUInt64BE();
  return Array.from({ length: 8 }, (_, index) => alphabet[Number((bits >> BigInt(index * 5)) & 31n)]).join(
    '',
  );
}

/** At most 200 characters; the topic is cut, never the rest. */
export function attachmentFileName(input: {
  topic: string;
  startTime: Date | null;
  fileType: string;
  recordingType: string | null;
  transferId: string;
}): string {
  const start =
    input.startTime === null
      ? ''
      : ` ${input.startTime.toISOString().slice(0, 16).replace('T', ' ').replace(':', '-')} UTC`;
  const type = ` ${(input.recordingType ?? input.fileType).toLowerCase().replaceAll('_', ' ')}`;
  const end = `${safe(start)}${safe(type)} ${shortCode(input.transferId)}.${formatOf(input.fileType).extension}`;
  const topic = Array.from(safe(input.topic).trim())
    .slice(0, 200 - end.length)
    .join('')
    .trim();
  return `${/[\p{L}\p{N}]/u.test(topic) ? topic : 'Zoom recording'}${end}`;
}

/** Whether an attachment's name says that this transfer uploaded it. */
export function isNamedBy(fileName: string, transferId: string): boolean {
  return new RegExp(` ${shortCode(transferId)}\\.[a-z0-9]+$`).test(fileName);
}

/** Letters and digits of any script, spaces and a little punctuation; all else becomes a dash. */
function safe(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/[^\p{L}\p{M}\p{N} ()+,\-.]/gu, '-')
    .replace(/-{2,}/g, '-')
    .replace(/\.{2,}/g, '.');
}
