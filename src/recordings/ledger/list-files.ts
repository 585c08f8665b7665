// The ledger as admins see it: a page, all of it as CSV, or some files anew.

import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { invalidRequest } from '../../platform/errors.ts';
import { csvLine } from '../../platform/http/csv.ts';
import type { SiteSettings } from '../../settings/site-settings.ts';
import type { LedgerFileView, LedgerPageView, Presence } from './api-types.ts';
import type {
  LedgerFile,
  LedgerFilter,
  LedgerOrder,
  LedgerPlace,
  LedgerRepository,
} from './ledger-repository.ts';
import { readRetention } from './retention.ts';

export interface ListFilesDeps {
  clock: Clock;
  ledger: LedgerRepository;
  siteSettings: Pick<SiteSettings, 'get' | 'listProjects'>;
}

export interface ListFilesInput {
  siteId: string;
  filter: LedgerFilter;
  order: LedgerOrder;
}

const pageLength = 50;
const exportLength = 1_000;
const newestFirst: LedgerOrder = { sort: 'attachedAt', order: 'desc' };

/** @param after as a page before said. @throws {AppError} 400 when it never did. */
export async function listFiles(
  deps: ListFilesDeps,
  { siteId, filter, order }: ListFilesInput,
  after: string | undefined,
): Promise<Omit<LedgerPageView, 'siteUrl'>> {
  const retention = await readRetention(deps, siteId, deps.clock.now());
  const files = await deps.ledger.list(siteId, filter, order, {
    after: after === undefined ? null : placeIn(after, order),
    // One more tells whether there are more.
    most: pageLength + 1,
    retention,
  });
  const shown = files.slice(0, pageLength);
  const last = files.length > pageLength ? shown.at(-1) : undefined;
  return { files: shown.map(viewOf), next: last === undefined ? null : placeOf(last) };
}

const placeSchema = z.object({ key: z.string().max(40), id: z.uuid() });
const keys: Record<LedgerOrder['sort'], RegExp> = {
  attachedAt: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/,
  size: /^\d{1,15}$/,
};

function placeOf({ key, id }: LedgerPlace): string {
  return Buffer.from(JSON.stringify({ key, id })).toString('base64url');
}

/** It only says where to go on within the site's own files, so it needs no seal. */
function placeIn(after: string, { sort }: LedgerOrder): LedgerPlace {
  const parsed = placeSchema.safeParse(parseJson(Buffer.from(after, 'base64url').toString('utf8')));
  if (!parsed.success || !keys[sort].test(parsed.data.key))
    throw invalidRequest('after is not of a page in this order.', 'after');
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** These of the site's files, in no particular order. */
export async function viewFiles(
  deps: ListFilesDeps,
  { siteId, ids }: { siteId: string; ids: readonly string[] },
): Promise<LedgerFileView[]> {
  const retention = await readRetention(deps, siteId, deps.clock.now());
  const most = ids.length;
  const files = await deps.ledger.list(siteId, { ids }, newestFirst, { after: null, most, retention });
  return files.map(viewOf);
}

const columns = [
  'attached_at',
  'account_id',
  'issue_id',
  'project_id',
  'meeting_id',
  'rendition',
  'recording_type',
  'size_bytes',
  'sha256',
  'attachment_id',
  'presence',
  'presence_since',
  'due',
];

/** All files that the filter lets through, as lines of CSV; a thousand at a time are in memory. */
export async function* exportFiles(
  deps: ListFilesDeps,
  { siteId, filter, order }: ListFilesInput,
): AsyncGenerator<string> {
  const retention = await readRetention(deps, siteId, deps.clock.now());
  yield csvLine(columns);
  let after: LedgerPlace | null = null;
  do {
    const files: LedgerFile[] = await deps.ledger.list(siteId, filter, order, {
      after,
      most: exportLength,
      retention,
    });
    for (const file of files) yield lineOf(viewOf(file));
    after = files.length < exportLength ? null : (files.at(-1) ?? null);
  } while (after !== null);
}

function lineOf(file: LedgerFileView): string {
  return csvLine([
    file.attachedAt,
    file.accountId,
    file.issueId,
    file.projectId,
    file.meetingId,
    file.rendition,
    file.recordingType,
    file.sizeBytes,
    file.sha256,
    file.attachmentId,
    file.presence,
    file.presenceSince,
    file.due.join(' '),
  ]);
}

function viewOf({ key: _key, attachedAt, goneSince, hiddenSince, ...file }: LedgerFile): LedgerFileView {
  const [presence, since]: [Presence, Date | null] =
    goneSince !== null
      ? ['gone', goneSince]
      : hiddenSince !== null
        ? ['hidden', hiddenSince]
        : ['there', null];
  return {
    ...file,
    attachedAt: attachedAt.toISOString(),
    presence,
    presenceSince: since?.toISOString() ?? null,
  };
}
