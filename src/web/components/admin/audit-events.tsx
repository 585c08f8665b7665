// The events of the audit log as a table, newest first, with names and keys as Jira tells them to the viewer.

import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { AuditEntry, AuditLogPage, AuditOutcome } from '../../../audit-log/api-types.ts';
import type { Api } from '../../api-client.ts';
import { type AuditFilter, isFiltered } from '../../audit-filter.ts';
import { formatBytes } from '../../format-amount.ts';
import { formatCount } from '../../format-count.ts';
import type { HostBridge } from '../../host-bridge/host-bridge.ts';
import { readIssues } from '../../issues.ts';
import { namesIn, peoplePath } from '../../people.ts';
import { viewersPlace } from '../../place.ts';
import { auditTexts } from '../../texts/admin-audit.ts';
import { PageFailed } from '../load-failed.tsx';
import { InlineError, Lozenge, Skeleton } from '../message.tsx';
import { useServices } from '../services.ts';
import { useAction } from '../use-action.ts';
import { useLoad } from '../use-load.ts';
import { isRule, ruleInWords } from './policy-words.ts';

/** An event with the name of who did it and the key of its issue, where Jira tells them. */
interface NamedEntry extends AuditEntry {
  name: string | null;
  issueKey: string | null;
}

interface Shown {
  events: NamedEntry[];
  before: string | null;
}

export function AuditEvents({ query, filter }: { query: URLSearchParams; filter: AuditFilter }) {
  const { api, host, announce } = useServices();
  const { loaded, reload, setValue } = useLoad(() => readPage(api, host, query, null), [String(query)]);
  const { busy, error, run } = useAction();
  const body = useRef<HTMLTableSectionElement>(null);

  if (loaded.state === 'loading') return <Skeleton widths={['80%', '70%', '75%', '60%', '80%', '65%']} />;
  if (loaded.state === 'failed')
    return <PageFailed title={auditTexts.failed} message={loaded.message} onAgain={reload} />;
  const { events, before } = loaded.value;
  if (events.length === 0) return <p>{isFiltered(filter) ? auditTexts.noneMatch : auditTexts.empty}</p>;

  const more = () =>
    run(async () => {
      const next = await readPage(api, host, query, before);
      setValue({ events: [...events, ...next.events], before: next.before });
      announce(auditTexts.shown(formatCount(events.length + next.events.length)));
      // So that the keyboard goes on where the list did.
      body.current?.rows[events.length]?.focus();
    });

  const { columns } = auditTexts;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard. */}
      <section class="audit-table" aria-label={auditTexts.events} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {Object.entries(columns).map(([name, words]) => (
                <th key={name} scope="col">
                  {words}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {events.map((event) => (
              <tr key={event.position} tabIndex={-1}>
                <td class="audit-time">
                  <time dateTime={event.at}>{formatMoment(event.at)}</time>
                  <div class="meta" id={numberId(event)}>
                    {auditTexts.number(formatCount(event.position))}
                  </div>
                </td>
                <td dir="auto">{whoOf(event)}</td>
                <td>
                  <span id={actionId(event)}>{auditTexts.actions[event.type] ?? event.type}</span>{' '}
                  {event.outcome !== 'done' && (
                    <Lozenge tone={tones[event.outcome]}>{auditTexts.outcomes[event.outcome]}</Lozenge>
                  )}
                </td>
                <td>
                  <Issue event={event} onOpen={(key) => host.openIssue(key)} />
                </td>
                <td>
                  <Details event={event} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {before !== null && (
        <div class="actions">
          <button type="button" class="button" aria-disabled={busy} onClick={() => void more()}>
            {auditTexts.more}
          </button>
        </div>
      )}
      {error && <InlineError>{error}</InlineError>}
    </>
  );
}

const tones: Record<AuditOutcome, 'neutral' | 'information' | 'warning'> = {
  done: 'neutral',
  asked: 'information',
  refused: 'neutral',
  failed: 'warning',
};

async function readPage(
  api: Api,
  host: HostBridge,
  query: URLSearchParams,
  before: string | null,
): Promise<Shown> {
  const asked = new URLSearchParams(query);
  if (before !== null) asked.set('before', before);
  const page = await api.get<AuditLogPage>(`/api/admin/audit-log?${asked}`);
  const unique = (values: (string | null)[]) => [...new Set(values.filter((value) => value !== null))];
  const [people, issues] = await Promise.all([
    readPeople(host, unique(page.events.map(({ accountId }) => accountId))),
    readIssues(host, unique(page.events.map(({ issueId }) => issueId))),
  ]);
  return {
    before: page.before,
    events: page.events.map((event) => ({
      ...event,
      name: event.accountId === null ? null : namesIn(people, [event.accountId]),
      issueKey: event.issueId === null ? null : (issues.get(event.issueId)?.key ?? null),
    })),
  };
}

async function readPeople(host: HostBridge, accountIds: string[]): Promise<unknown> {
  return accountIds.length === 0 ? null : host.request(peoplePath(accountIds)).catch(() => null);
}

function whoOf({ name, erased }: NamedEntry): string {
  if (erased) return auditTexts.erased;
  return name ?? auditTexts.nobody;
}

function Issue({ event, onOpen }: { event: NamedEntry; onOpen(key: string): void }) {
  const { issueId, issueKey } = event;
  if (issueId === null) return null;
  if (issueKey === null) return <>{auditTexts.unknownIssue(issueId)}</>;
  return (
    <button type="button" class="link" onClick={() => onOpen(issueKey)}>
      {issueKey}
    </button>
  );
}

function formatMoment(at: string): string {
  return new Intl.DateTimeFormat(viewersPlace.locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: viewersPlace.timeZone,
  }).format(new Date(at));
}

/** What the buttons of a row are told apart by. */
const actionId = ({ position }: AuditEntry) => `audit-action-${position}`;
const numberId = ({ position }: AuditEntry) => `audit-number-${position}`;

/** What was comes before what is. */
const placeOf = (name: string): number => ['before', 'after'].indexOf(name);

/** Ids that only the app itself makes anything of. */
const ownIds = new Set(['linkId', 'transferId', 'sha256']);

/** First what people make something of; the rest on demand. */
function Details({ event }: { event: NamedEntry }) {
  const all = Object.entries(event.details);
  const own = all.filter(([name]) => ownIds.has(name));
  const told = all
    .filter(([name]) => !ownIds.has(name))
    .sort(([one], [other]) => placeOf(one) - placeOf(other));
  if (all.length === 0) return null;
  return (
    <>
      {told.length > 0 && <DetailList details={told} />}
      {own.length > 0 && (
        <details>
          <summary class="meta" aria-describedby={`${actionId(event)} ${numberId(event)}`}>
            {auditTexts.ids}
          </summary>
          <DetailList details={own} />
        </details>
      )}
    </>
  );
}

function DetailList({ details }: { details: [string, unknown][] }) {
  return (
    <dl class="audit-details">
      {details.map(([name, value]) => (
        <div key={name}>
          <dt>{auditTexts.details[name] ?? name}</dt>
          <dd>{detailOf(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function detailOf(name: string, value: unknown): ComponentChildren {
  if (isRule(name)) return ruleInWords(name, value as never);
  if (value === null || (Array.isArray(value) && value.length === 0)) return auditTexts.none;
  if (typeof value === 'boolean') return value ? auditTexts.yes : auditTexts.no;
  if (typeof value === 'number') {
    return name === 'size' ? formatBytes(value) : formatCount(value);
  }
  if (Array.isArray(value)) return value.map((one) => <code key={String(one)}>{String(one)} </code>);
  if (typeof value === 'object') return <DetailList details={Object.entries(value)} />;
  const words = name === 'reason' && auditTexts.reasons[value as keyof typeof auditTexts.reasons];
  return words || <code>{String(value)}</code>;
}
