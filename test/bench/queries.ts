// The queries of the product on a database with millions of rows, beside the same with ten thousand.

import { randomBytes } from 'node:crypto';
import { viewOverview } from '../../src/administration/view-overview.ts';
import { type AuditEvent, createAuditLog } from '../../src/audit-log/audit-log.ts';
import { createChainsRepository } from '../../src/audit-log/chains-repository.ts';
import { type EventFilter, listEvents } from '../../src/audit-log/list-events.ts';
import { auditEventTypes, outcomeOf } from '../../src/audit-log/outcomes.ts';
import { createPersonsRepository } from '../../src/installations/persons-repository.ts';
import { createUnwritableProjects } from '../../src/issue-panel/unwritable-projects.ts';
import { viewIssuePanel } from '../../src/issue-panel/view-issue-panel.ts';
import { createMeetingLinksRepository } from '../../src/meetings/meeting-links-repository.ts';
import { secondsAfter, systemClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/database/database.ts';
import { createEncryption } from '../../src/platform/encryption.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { createSiteRows } from '../../src/privacy/site-rows.ts';
import { createLedgerRepository, type LedgerFilter } from '../../src/recordings/ledger/ledger-repository.ts';
import { readRetention } from '../../src/recordings/ledger/retention.ts';
import { createTransferCounts } from '../../src/recordings/ledger/transfer-counts.ts';
import { createRequestsRepository } from '../../src/recordings/sharing/requests-repository.ts';
import { createSharesRepository } from '../../src/recordings/sharing/shares-repository.ts';
import { createTransferLine } from '../../src/recordings/transfers/line/transfer-line.ts';
import { createEndedTransfersRepository } from '../../src/recordings/transfers/telling/ended-transfers-repository.ts';
import { createTransfersRepository } from '../../src/recordings/transfers/transfers-repository.ts';
import { createSiteSettings } from '../../src/settings/site-settings.ts';
import { createUserSettings } from '../../src/settings/user-settings.ts';
import { createConnectionsRepository } from '../../src/zoom-accounts/connections-repository.ts';
import { createDeliveriesRepository } from '../../src/zoom-events/deliveries-repository.ts';
import { type Figure, single, spread } from './figures.ts';
import { summarize } from './measure.ts';
import type { Bench, Part } from './part.ts';
import { eventPerson, eventPlace, fillDatabase, largestSite, someOf, type Volume } from './query-data.ts';

const few: Volume = {
  sites: 100,
  persons: 2_000,
  links: 10_000,
  transfers: 10_000,
  ledger: 10_000,
  auditEvents: 10_000,
  deliveries: 1_000,
};
const many: Volume = {
  sites: 10_000,
  persons: 200_000,
  links: 1_000_000,
  transfers: 1_000_000,
  ledger: 100_000,
  auditEvents: Number(process.env.BENCH_AUDIT_EVENTS ?? 10_000_000),
  deliveries: 100_000,
};
const runs = 20;

/** Each asks for something else each time. */
type Query = (n: number) => Promise<unknown>;

interface Library {
  volume: Volume;
  queries: Record<string, Query>;
  /** Seconds that it took to fill. */
  filled: number;
  close(): Promise<void>;
}

export const queries: Part = {
  about: `queries at ${many.auditEvents.toLocaleString('en')} audit events and a million links, against ten thousand of each`,
  async measure(bench) {
    const small = await openLibrary(bench, few);
    const large = await openLibrary(bench, many);
    const names = Object.keys(large.queries);
    try {
      const turns: Turn[] = [];
      // The first warms up.
      for (let turn = 0; turn <= bench.pairs; turn += 1) {
        const measured = new Map<string, { small: number; large: number }>();
        for (const name of names)
          measured.set(name, {
            small: await timeQuery(small, name, turn),
            large: await timeQuery(large, name, turn),
          });
        if (turn > 0) turns.push(measured);
      }
      return figuresOf(names, turns, large);
    } finally {
      await Promise.all([small.close(), large.close()]);
    }
  },
};

/** Milliseconds, by query. */
type Turn = Map<string, { small: number; large: number }>;

/** The median of some runs in milliseconds, each asking for something else than all before. */
async function timeQuery({ queries: all }: Library, name: string, turn: number): Promise<number> {
  const took: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    await all[name]?.(turn * runs + run);
    took.push(performance.now() - startedAt);
  }
  return summarize(took).median;
}

async function openLibrary(bench: Bench, volume: Volume): Promise<Library> {
  const url = await bench.newDatabase();
  const startedAt = performance.now();
  await fillDatabase(url, volume);
  const filled = (performance.now() - startedAt) / 1000;
  const database = openDatabase(url, 10);
  const clock = systemClock;
  const transfers = createTransfersRepository(database);
  const encryption = createEncryption([{ id: 'bench', key: randomBytes(32) }]);
  const auditLog = createAuditLog({ database, encryption, logger: createLogger('error') });
  const panel = {
    clock,
    auditLog,
    database,
    transfers,
    persons: createPersonsRepository(database, clock),
    connections: createConnectionsRepository(database),
    links: createMeetingLinksRepository(database),
    endedTransfers: createEndedTransfersRepository(database),
    siteSettings: createSiteSettings(database),
    transferLine: createTransferLine({
      clock,
      database,
      transfers,
      transferJournal: { takenOver: () => undefined },
    }),
  };
  const { links, endedTransfers, transferLine, persons, connections } = panel;
  const shares = createSharesRepository(database);
  const requests = createRequestsRepository(database);
  const userSettings = createUserSettings(database);
  const deliveries = createDeliveriesRepository(database);
  const on = (n: number) => someOf(volume, n);
  const attached: AuditEvent = {
    type: 'attached',
    transferId: '',
    attachmentId: '1',
    size: 1,
    sha256: '',
  };
  const siteLog = (siteId: string, filter: Partial<EventFilter>, before: string | null = null) =>
    listEvents(
      database,
      siteId,
      { from: null, to: null, personId: null, types: null, ...filter },
      { before, most: 51, allTypes: auditEventTypes },
    );
  const ledger = createLedgerRepository(database);
  const siteRows = createSiteRows(database);
  const { siteSettings } = panel;
  /** Its newest files, or those up to some day of the last two years. */
  const ledgerPage = async (
    filter: LedgerFilter,
    n: number | null,
    sort: 'attachedAt' | 'size' = 'attachedAt',
  ) =>
    ledger.list(
      largestSite,
      filter,
      { sort, order: 'desc' },
      {
        after: n === null ? null : { key: placeOf(sort, n), id: '00000000-0000-4000-8000-000000000000' },
        most: 51,
        retention: await readRetention({ siteSettings }, largestSite, clock.now()),
      },
    );
  const placeOf = (sort: 'attachedAt' | 'size', n: number) =>
    sort === 'size'
      ? String((n % 500) * 1_000_000)
      : secondsAfter(clock.now(), -(n % 700) * 86_400).toISOString();
  // So that none has to begin when an event is noted.
  const chains = createChainsRepository(database, encryption);
  for (const siteId of new Set(Array.from({ length: (bench.pairs + 1) * runs }, (_, n) => on(n).siteId)))
    await database.transaction((transaction) => chains.begin(siteId, clock.now(), transaction));
  return {
    volume,
    filled,
    close: () => database.close(),
    queries: {
      'the whole panel': (n) => {
        const { personSiteId: siteId, accountId, issueId } = on(n);
        return viewIssuePanel(panel, { siteId, accountId, issueId, projectId: null, via: 'connect' });
      },
      'links of an issue': (n) => links.listOfIssue(on(n).siteId, on(n).issueId),
      'transfers of an issue': (n) => transfers.listOfIssue(on(n).siteId, on(n).issueId),
      "an issue's places in line": (n) => transferLine.listAhead(on(n).siteId, on(n).issueId),
      'how many files are attached': (n) => endedTransfers.countAttached(on(n)),
      "what a person's transfers came to": (n) =>
        endedTransfers.listUntold(on(n).personId, secondsAfter(clock.now(), -7 * 86_400), 20),
      'a person by account id': (n) => persons.personIdOf(on(n).personSiteId, on(n).accountId),
      "a person's Zoom connection": (n) => connections.find(on(n).personId),
      'who else uses the same Zoom account': (n) => connections.listSharersOnSite(on(n).personId),
      "a person's defaults": (n) => userSettings.get(on(n).personId),
      'what a host is asked for': (n) => requests.listOfHost(on(n).siteId, on(n).hostZoomUserId, 20),
      'what is shared of a link': (n) => shares.listOfLink(on(n).linkId),
      'the latest event of a connection': (n) =>
        auditLog.findLatest(on(n).personId, ['zoom_connected', 'zoom_disconnected']),
      'whether taking back comes too late': (n) => {
        const { recentEvent, personId, linkId } = on(n);
        const since = { eventId: String(recentEvent), personId, linkId, ...eventPlace(volume, recentEvent) };
        return database.transaction((transaction) => auditLog.isOvertaken(since, transaction));
      },
      'a page of the audit log of the largest site': () => siteLog(largestSite, {}),
      'the same, by person': (n) => {
        const event = volume.auditEvents - n;
        return siteLog(eventPlace(volume, event).siteId, { personId: eventPerson(volume, event) });
      },
      'the same, by person and outcome': (n) => {
        const event = volume.auditEvents - n;
        const types = auditEventTypes.filter((type) => outcomeOf[type] === 'done');
        return siteLog(eventPlace(volume, event).siteId, { personId: eventPerson(volume, event), types });
      },
      'the same, a deep page': (n) => {
        // Half of the log is younger.
        const micros = (clock.now().getTime() - (volume.auditEvents / 2 + n) * 5_000) * 1_000;
        return siteLog(largestSite, {}, `${micros}-0`);
      },
      'the same, by action': () => siteLog(largestSite, { types: ['zoom_connected'] }),
      'the same, by an action that never was': () => siteLog(largestSite, { types: ['attach_failed'] }),
      'the same, by day': (n) => {
        const to = secondsAfter(clock.now(), -(n % 100) * 3600);
        return siteLog(largestSite, { from: secondsAfter(to, -86_400), to });
      },
      'a page of the ledger of the largest site': (n) => ledgerPage({}, n),
      'the same, by size': (n) => ledgerPage({}, n, 'size'),
      'the same, of one person': (n) => ledgerPage({ accountId: 'account0' }, n % 350),
      'the same, of one kind and project': (n) =>
        ledgerPage({ rendition: 'audio', projectId: String(10_001 + 4 * (n % 10)) }, n % 350),
      'the same, what is due': () => ledgerPage({ state: 'due' }, null),
      'the same, what is due, by size': () => ledgerPage({ state: 'due' }, null, 'size'),
      'the same, what was never there': () => ledgerPage({ state: 'gone', rendition: 'captions' }, null),
      'the people of the ledger': () => ledger.listPeople(largestSite, 100),
      'what is held on the largest site': () => siteRows.count(largestSite),
      'the overview of the largest site': () =>
        viewOverview(
          {
            ...panel,
            deliveries,
            ledger,
            transferCounts: createTransferCounts(database),
            unwritableProjects: createUnwritableProjects(database),
          },
          { siteId: largestSite, timeZone: 'Europe/Berlin' },
        ),
      'noting an audit event': (n) =>
        database.transaction((transaction) =>
          auditLog.record(transaction, { ...on(n), at: clock.now() }, attached),
        ),
      'noting that a meeting changed': (n) =>
        database.transaction((transaction) =>
          links.noteChange({ meetingId: on(n).meetingId, hostZoomUserId: null }, clock.now(), transaction),
        ),
      'the next transfer in line': () => transferLine.claimNext(false),
      "the next of Zoom's events": () => deliveries.claim(clock.now(), secondsAfter(clock.now(), 120)),
    },
  };
}

function figuresOf(names: readonly string[], turns: readonly Turn[], { volume, filled }: Library): Figure[] {
  const of = (name: string, value: (took: { small: number; large: number }) => number): number[] =>
    turns.flatMap((turn) => {
      const took = turn.get(name);
      return took === undefined ? [] : [value(took)];
    });
  const median = (name: string, size: 'small' | 'large') => summarize(of(name, (took) => took[size])).median;
  const ratios = (name: string) => of(name, ({ small, large }) => large / small);
  const slowest = names.toSorted((a, b) => median(b, 'large') - median(a, 'large'))[0] ?? '';
  return [
    spread(`slowest query (${slowest}) / the same at ten thousand`, ratios(slowest), '', 2, {
      sign: '<=',
      limit: 3,
    }),
    ...names.map((name) =>
      spread(
        `${name}: ${median(name, 'small').toFixed(1)} and ${median(name, 'large').toFixed(1)} ms`,
        ratios(name),
        '',
        2,
      ),
    ),
    single(
      `filling the large one: ${volume.auditEvents.toLocaleString('en')} audit events, ` +
        `${volume.links.toLocaleString('en')} links, ${(volume.transfers / 10).toLocaleString('en')} transfers in line`,
      filled,
      's',
      0,
    ),
  ];
}
