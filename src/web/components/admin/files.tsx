// The ledger of attached files for admins: filtered, sorted, page by page; what is selected opens as a search of Jira's.

import '../../styles/admin-files.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type {
  LedgerCheckView,
  LedgerFileView,
  LedgerPageView,
  LedgerQuery,
} from '../../../recordings/ledger/api-types.ts';
import type { Api } from '../../api-client.ts';
import type { HostBridge } from '../../host-bridge/host-bridge.ts';
import { type NamedIssue, readIssues } from '../../issues.ts';
import { isFiltered, issuesUrl, ledgerQuery, mostIssuesOpened } from '../../ledger-query.ts';
import { peoplePath } from '../../people.ts';
import { viewersPlace } from '../../place.ts';
import { saveFile } from '../../save-file.ts';
import { filesTexts } from '../../texts/admin-files.ts';
import { PageFailed } from '../load-failed.tsx';
import { InlineError, Skeleton } from '../message.tsx';
import { useServices } from '../services.ts';
import { useTabs } from '../tabs.tsx';
import { useAction } from '../use-action.ts';
import { useLoad } from '../use-load.ts';
import { FilesFilters } from './files-filters.tsx';
import { type FilesPage, FilesTable } from './files-table.tsx';

const pageLength = 50;
const exportPatienceMs = 600_000;

export function AttachedFiles() {
  const { api, host, announce } = useServices();
  const { given } = useTabs();
  const [query, setQuery] = useState<LedgerQuery>(given === 'due' ? { state: 'due' } : {});
  /** Where each page up to this one begins. */
  const [places, setPlaces] = useState<(string | undefined)[]>([undefined]);
  const after = places.at(-1);
  const inDays = query.from || query.to ? { ...query, timeZone: timeZone() } : query;
  const asked = ledgerQuery({ ...inDays, ...(after === undefined ? {} : { after }) });
  const [busy, setBusy] = useState(false);
  const { loaded, reload, refresh, setValue } = useLoad(() => readPage(api, host, asked), []);
  const [selected, setSelected] = useState<ReadonlyMap<string, string>>(new Map());
  const known = useRef(new Map<string, NamedIssue>());
  const shown = useRef(asked);

  // What is shown stays until the next is there, so that nothing jumps.
  useEffect(() => {
    if (asked === shown.current) return;
    shown.current = asked;
    setBusy(true);
    void refresh().then(() => setBusy(false));
  }, [asked]);

  const page = loaded.state === 'ready' ? loaded.value : null;
  const check = usePresence(page, setValue);
  for (const [id, issue] of page?.issues ?? []) known.current.set(id, issue);

  function change(part: LedgerQuery) {
    setQuery((before) => withoutEmpty({ ...before, ...part }));
    setPlaces([undefined]);
  }

  function clear() {
    setQuery(({ sort, order }) => ({ ...(sort && { sort }), ...(order && { order }) }));
    setPlaces([undefined]);
  }

  function turn(next: (string | undefined)[]) {
    setPlaces(next);
    announce(filesTexts.range((next.length - 1) * pageLength + 1, next.length * pageLength));
  }

  function select(files: readonly LedgerFileView[], chosen: boolean) {
    const next = new Map(selected);
    for (const { id, issueId } of files) {
      if (chosen) next.set(id, issueId);
      else next.delete(id);
    }
    setSelected(next);
  }

  const first = (places.length - 1) * pageLength + 1;
  return (
    <section class="card files" aria-labelledby="files">
      <div class="card-head files-head">
        <h2 id="files">{filesTexts.title}</h2>
        <ExportButton query={inDays} />
      </div>
      <p class="files-about">{filesTexts.about}</p>
      <FilesFilters query={query} onChange={change} onClear={clear} />
      {selected.size > 0 && page !== null && (
        <Selection
          selected={selected}
          issues={known.current}
          siteUrl={page.siteUrl}
          onClear={() => setSelected(new Map())}
        />
      )}
      {loaded.state === 'loading' && <Skeleton widths={['90%', '80%', '85%', '75%', '90%', '70%']} />}
      {loaded.state === 'failed' && (
        <PageFailed title={filesTexts.failed} message={loaded.message} onAgain={reload} />
      )}
      {page !== null &&
        (page.files.length === 0 ? (
          <p>{isFiltered(query) ? filesTexts.noneMatch : filesTexts.none}</p>
        ) : (
          <>
            <FilesTable
              page={page}
              query={query}
              busy={busy}
              selected={selected}
              onSort={(sort) => change(sortedBy(query, sort))}
              onSelect={select}
            />
            <div class="files-foot">
              <p class="meta" role="status">
                {check}
              </p>
              <div class="actions">
                <span class="meta">{filesTexts.range(first, first + page.files.length - 1)}</span>
                <button
                  type="button"
                  class="button compact"
                  disabled={places.length === 1}
                  onClick={() => turn(places.slice(0, -1))}
                >
                  {filesTexts.previous}
                </button>
                <button
                  type="button"
                  class="button compact"
                  disabled={page.next === null}
                  onClick={() => turn([...places, page.next ?? undefined])}
                >
                  {filesTexts.next}
                </button>
              </div>
            </div>
          </>
        ))}
    </section>
  );
}

function timeZone(): string {
  return viewersPlace.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function withoutEmpty(query: LedgerQuery): LedgerQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

/** The other way round where it is sorted by that already; first the newest and the largest. */
function sortedBy(query: LedgerQuery, sort: 'attachedAt' | 'size'): LedgerQuery {
  const isSame = (query.sort ?? 'attachedAt') === sort;
  return { sort, order: isSame && query.order !== 'asc' ? 'asc' : 'desc' };
}

async function readPage(api: Api, host: HostBridge, asked: string): Promise<FilesPage> {
  const page = await api.get<LedgerPageView>(`/api/admin/files?${asked}`);
  const accountIds = [...new Set(page.files.flatMap(({ accountId }) => accountId ?? []))];
  const [people, issues] = await Promise.all([
    accountIds.length > 0 ? host.request(peoplePath(accountIds)).catch(() => null) : null,
    readIssues(host, [...new Set(page.files.map(({ issueId }) => issueId))]),
  ]);
  return { ...page, people, issues };
}

/** Has Jira asked about what a page shows; what is said of that. */
function usePresence(page: FilesPage | null, setValue: (page: FilesPage) => void): string {
  const { api } = useServices();
  const [said, setSaid] = useState('');
  const ids = page?.files.filter(({ presence }) => presence !== 'gone').map(({ id }) => id) ?? [];
  const key = page?.files.map(({ id }) => id).join() ?? '';

  useEffect(() => {
    setSaid('');
    if (page === null || ids.length === 0) return;
    let isLatest = true;
    setSaid(filesTexts.checking);
    api.post<LedgerCheckView>('/api/admin/files/check', { ids }).then(
      ({ files }) => {
        if (!isLatest) return;
        setSaid('');
        const seen = new Map(files.map((file) => [file.id, file]));
        setValue({ ...page, files: page.files.map((file) => seen.get(file.id) ?? file) });
      },
      () => isLatest && setSaid(filesTexts.checkFailed),
    );
    return () => {
      isLatest = false;
    };
  }, [key]);
  return said;
}

function ExportButton({ query }: { query: LedgerQuery }) {
  const { api, announce } = useServices();
  const { busy, error, run } = useAction();
  const save = () =>
    run(async () => {
      saveFile(
        await api.getFile(`/api/admin/files.csv?${ledgerQuery(query)}`, exportPatienceMs),
        'attached-files.csv',
      );
      announce(filesTexts.exported);
    });
  return (
    <>
      <button type="button" class="button" aria-disabled={busy} onClick={() => void save()}>
        {filesTexts.export}
      </button>
      {error && <InlineError>{error}</InlineError>}
    </>
  );
}

interface SelectionProps {
  selected: ReadonlyMap<string, string>;
  issues: ReadonlyMap<string, NamedIssue>;
  siteUrl: string;
  onClear(): void;
}

/** Hands over to Jira, where attachments are removed. */
function Selection({ selected, issues, siteUrl, onClear }: SelectionProps) {
  const issueIds = [...new Set(selected.values())];
  const keys = issueIds.flatMap((id) => issues.get(id)?.key ?? []);
  const unseen = issueIds.length - keys.length;
  const isTooMany = keys.length > mostIssuesOpened;
  return (
    <div class="files-selection">
      <p role="status">
        {filesTexts.chosen(selected.size, issueIds.length)} {unseen > 0 && filesTexts.unseen(unseen)}{' '}
        {isTooMany && filesTexts.tooMany(mostIssuesOpened)}
      </p>
      {keys.length > 0 && !isTooMany && (
        <a class="button primary" href={issuesUrl(siteUrl, keys)} target="_blank" rel="noreferrer">
          {filesTexts.open}
        </a>
      )}
      <button type="button" class="button subtle" onClick={onClear}>
        {filesTexts.unselect}
      </button>
    </div>
  );
}
