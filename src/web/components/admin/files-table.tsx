// A page of the ledger as a table: whom Jira names, which issue, what it is, and whether it is still there.

import type { ComponentChildren } from 'preact';
import type { LedgerFileView, LedgerQuery } from '../../../recordings/ledger/api-types.ts';
import { formatBytes } from '../../format-amount.ts';
import { formatDay } from '../../format-day.ts';
import type { NamedIssue } from '../../issues.ts';
import { issueUrl } from '../../ledger-query.ts';
import { namesIn } from '../../people.ts';
import { viewersPlace } from '../../place.ts';
import { filesTexts } from '../../texts/admin-files.ts';
import { Lozenge } from '../message.tsx';

export interface FilesPage {
  files: LedgerFileView[];
  next: string | null;
  siteUrl: string;
  /** Jira's answer about those who attached them. */
  people: unknown;
  issues: Map<string, NamedIssue>;
}

interface FilesTableProps {
  page: FilesPage;
  query: LedgerQuery;
  busy: boolean;
  selected: ReadonlyMap<string, string>;
  onSort(sort: 'attachedAt' | 'size'): void;
  onSelect(files: readonly LedgerFileView[], chosen: boolean): void;
}

export function FilesTable({ page, query, busy, selected, onSort, onSelect }: FilesTableProps) {
  const { columns } = filesTexts;
  const { files } = page;
  const chosen = files.filter(({ id }) => selected.has(id)).length;
  const sorted = (sort: 'attachedAt' | 'size') => {
    const isSorted = (query.sort ?? 'attachedAt') === sort;
    const isAscending = query.order === 'asc';
    return (
      <th scope="col" class={sort} aria-sort={isSorted ? (isAscending ? 'ascending' : 'descending') : 'none'}>
        <button type="button" class="files-sort" onClick={() => onSort(sort)}>
          {columns[sort]}
          <span aria-hidden="true">{isSorted ? (isAscending ? '↑' : '↓') : ''}</span>
        </button>
      </th>
    );
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard.
    <section class="files-table" aria-label={filesTexts.list} aria-busy={busy} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <input
                type="checkbox"
                aria-label={filesTexts.selectAll}
                checked={chosen === files.length}
                indeterminate={chosen > 0 && chosen < files.length}
                onChange={(event) => onSelect(files, event.currentTarget.checked)}
              />
            </th>
            {sorted('attachedAt')}
            <th scope="col">{columns.issue}</th>
            <th scope="col">{columns.file}</th>
            {sorted('size')}
            <th scope="col">{columns.presence}</th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <Row key={file.id} file={file} page={page} chosen={selected.has(file.id)} onSelect={onSelect} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps extends Pick<FilesTableProps, 'page' | 'onSelect'> {
  file: LedgerFileView;
  chosen: boolean;
}

function Row({ file, page, chosen, onSelect }: RowProps) {
  const issue = page.issues.get(file.issueId);
  const when = formatMoment(file.attachedAt);
  const name = file.accountId === null ? filesTexts.erased : namesIn(page.people, [file.accountId]);
  const look = [chosen && 'files-chosen', file.presence === 'gone' && 'files-gone'].filter(Boolean).join(' ');
  return (
    <tr class={look}>
      <td>
        <input
          type="checkbox"
          aria-label={filesTexts.select(issue?.key ?? file.issueId, when)}
          checked={chosen}
          onChange={(event) => onSelect([file], event.currentTarget.checked)}
        />
      </td>
      <td>
        <time dateTime={file.attachedAt}>{when}</time>
        <p class="meta" dir="auto">
          {filesTexts.by(name)}
        </p>
      </td>
      <td>
        {issue ? (
          <a
            href={issueUrl(page.siteUrl, issue.key)}
            target="_blank"
            rel="noreferrer"
            title={issue.summary}
            aria-label={`${issue.key}, ${filesTexts.opens}`}
          >
            {issue.key}
          </a>
        ) : (
          filesTexts.unknownIssue(file.issueId)
        )}
        {file.meetingId && <p class="meta">{filesTexts.meeting(file.meetingId)}</p>}
      </td>
      <td>
        {filesTexts.renditions[file.rendition]}
        <p class="meta files-hash">
          {filesTexts.sha256} <code title={file.sha256}>{file.sha256}</code>
        </p>
      </td>
      <td class="size">{formatBytes(file.sizeBytes)}</td>
      <td>
        <Presence file={file} />
      </td>
    </tr>
  );
}

const tones = { there: 'success', gone: 'neutral', hidden: 'information' } as const;

function Presence({ file }: { file: LedgerFileView }): ComponentChildren {
  const { presence, presenceSince, due } = file;
  const day = presenceSince === null ? '' : formatDay(presenceSince);
  return (
    <>
      <Lozenge tone={tones[presence]}>{filesTexts.presences[presence]}</Lozenge>{' '}
      {due.length > 0 && <Lozenge tone="warning">{filesTexts.due}</Lozenge>}
      {presence !== 'there' && <p class="meta">{filesTexts.since[presence](day)}</p>}
      {due.map((reason) => (
        <p class="meta" key={reason}>
          {filesTexts.dueBecause[reason]}
        </p>
      ))}
    </>
  );
}

function formatMoment(at: string): string {
  return new Intl.DateTimeFormat(viewersPlace.locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: viewersPlace.timeZone,
  }).format(new Date(at));
}
