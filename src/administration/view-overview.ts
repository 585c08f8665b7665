// How the app does on a site, from our own records alone: nobody is asked, and nothing is shown of other sites but when
// Zoom's events came in, which the app gets for all of them together.

import type { UnwritableProjects } from '../issue-panel/unwritable-projects.ts';
import type { MeetingLinksRepository } from '../meetings/meeting-links-repository.ts';
import { type Clock, secondsAfter } from '../platform/clock.ts';
import { daysUpTo } from '../platform/local-time.ts';
import type { LedgerRepository } from '../recordings/ledger/ledger-repository.ts';
import { readRetention } from '../recordings/ledger/retention.ts';
import type { TransferCountsRepository } from '../recordings/ledger/transfer-counts.ts';
import { reasonInWords } from '../recordings/transfers/transfer-reasons.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import type { ConnectionsRepository } from '../zoom-accounts/connections-repository.ts';
import { stateOf } from '../zoom-accounts/view-connection.ts';
import type { DeliveriesRepository } from '../zoom-events/deliveries-repository.ts';
import type { Attention, OverviewView } from './api-types.ts';

export interface ViewOverviewDeps {
  clock: Clock;
  connections: Pick<ConnectionsRepository, 'countOfSite'>;
  deliveries: Pick<DeliveriesRepository, 'readHealth'>;
  ledger: Pick<LedgerRepository, 'countDue'>;
  links: Pick<MeetingLinksRepository, 'countOfSite'>;
  siteSettings: Pick<SiteSettings, 'get' | 'listProjects'>;
  transferCounts: TransferCountsRepository;
  unwritableProjects: Pick<UnwritableProjects, 'list'>;
}

const daysShown = 30;
/** Of links, and of files that are due; whoever counts stops one after it. */
const mostCounted = 10_000;
const failingSeconds = 7 * 24 * 3600;
const lateSeconds = 600;

/** @param timeZone an IANA name; a RangeError when it is none. */
export async function viewOverview(
  deps: ViewOverviewDeps,
  { siteId, timeZone }: { siteId: string; timeZone: string },
): Promise<OverviewView> {
  const now = deps.clock.now();
  const days = daysUpTo(now, daysShown, timeZone);
  const today = days.at(-1)?.begins ?? now;
  const [connections, links, transfers, failing, events, volumes, dueFiles, unwritable] = await Promise.all([
    countConnections(deps, siteId),
    deps.links.countOfSite(siteId, mostCounted + 1),
    deps.transferCounts.count(siteId, today),
    deps.transferCounts.findFailing(siteId, secondsAfter(now, -failingSeconds)),
    deps.deliveries.readHealth(),
    deps.transferCounts.sumVolumes(
      siteId,
      days.map(({ begins }) => begins),
    ),
    readRetention(deps, siteId, now).then((retention) =>
      deps.ledger.countDue(siteId, retention, mostCounted + 1),
    ),
    deps.unwritableProjects.list(siteId),
  ]);
  const due = { files: Math.min(dueFiles, mostCounted), more: dueFiles > mostCounted };
  const isLate = events.waitingSince !== null && events.waitingSince < secondsAfter(now, -lateSeconds);
  const attention: Attention[] = [];
  for (const kind of ['needs_reconnect', 'missing_permission', 'unreachable'] as const)
    if (connections[kind] > 0) attention.push({ kind, people: connections[kind] });
  if (failing !== null) {
    const reason = reasonInWords(failing.reason, 'failed', false);
    attention.push({ kind: 'failing', files: failing.files, state: 'failed', requestedByMe: false, reason });
  }
  if (isLate && events.waitingSince !== null)
    attention.push({ kind: 'events_late', since: events.waitingSince.toISOString() });
  if (events.lastReceivedAt === null && Object.values(connections).some((people) => people > 0))
    attention.push({ kind: 'no_events' });
  if (due.files > 0) attention.push({ kind: 'due', ...due });
  if (unwritable.length > 0) attention.push({ kind: 'unwritable', projects: unwritable.length });
  return {
    attention,
    connections,
    links: { count: Math.min(links, mostCounted), more: links > mostCounted },
    transfers: { since: today.toISOString(), ...transfers },
    events: {
      lastReceivedAt: events.lastReceivedAt?.toISOString() ?? null,
      waitingSince: events.waitingSince?.toISOString() ?? null,
    },
    volume: days.map(({ day }, index) => ({ day, files: 0, bytes: 0, ...volumes[index] })),
    due,
  };
}

async function countConnections(
  { connections }: Pick<ViewOverviewDeps, 'connections'>,
  siteId: string,
): Promise<OverviewView['connections']> {
  const counts = { connected: 0, needs_reconnect: 0, missing_permission: 0, unreachable: 0 };
  for (const group of await connections.countOfSite(siteId)) counts[stateOf(group)] += group.people;
  return counts;
}
