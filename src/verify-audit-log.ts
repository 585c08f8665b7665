// `npm run audit:verify`: whether the audit logs are whole, all or that of one site, while the app serves.
// docs/operations/audit-log.md says what to make of it. Exits 0 when all are whole, 1 when something is wrong, 2 when that
// cannot be said, 130 or 143 when it was told to stop.

import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import type { AuditFault } from './audit-log/api-types.ts';
import type { Place } from './audit-log/chain.ts';
import { createChainsRepository } from './audit-log/chains-repository.ts';
import { compareWithNote, type VerificationStep, verifyStep } from './audit-log/verify-audit-log.ts';
import { systemClock } from './platform/clock.ts';
import { ConfigError, loadOrCreateEncryptionKeys } from './platform/config.ts';
import { openDatabase } from './platform/database/database.ts';
import { createEncryption } from './platform/encryption.ts';
import { describeError } from './platform/errors.ts';
import { loadConfig, readyDatabase } from './process.ts';

const usage = `Usage: npm run audit:verify -- [--site <id> [--expect <count>:<head>]]
  --site    the site's id, as in the app's log; all sites without
  --expect  count and head as the app's log noted them ("audit log head")`;
const stepMs = 1_000;
/** A line on how far it is, for walks that take longer. */
const tellEveryMs = 10_000;

const inWords: Record<AuditFault['kind'], (position: string) => string> = {
  changed_row: (position) => `event ${position} is not as it was written`,
  removed_row: (position) => `event ${position} was removed`,
  cut_tail: (position) => `the end was cut off, from event ${position} on`,
  changed_head: (position) => `the note of where the log ends (event ${position}) was changed`,
  changed_checkpoint: (position) => `the note of where the log begins (after event ${position}) was changed`,
  unchained_row: () => 'an event was put in without being chained',
  stray_row: (position) =>
    `event ${position} stands outside of the chain: it was put in, or the row of audit_chains was removed`,
  nothing_left: () => 'nothing is left of it: all its events were removed, and their chain',
};

type Verdict = 0 | 1 | 2;

const say = (line: string): void => console.log(line);
const stopping = new AbortController();
let exitCode: number = 2;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    exitCode = 128 + constants.signals[signal];
    // A second signal does not wait.
    if (stopping.signal.aborted) process.exit(exitCode);
    stopping.abort();
  });

const ending: (() => Promise<void>)[] = [];
try {
  const asked = readArguments();
  if (asked === null) console.error(usage);
  else {
    const config = loadConfig();
    const keys = config.encryptionKeys ?? loadOrCreateEncryptionKeys(config.dataFolder);
    const databaseUrl = await readyDatabase(config, say, ending);
    const database = openDatabase(databaseUrl, 1);
    ending.push(() => database.close());
    const auditChains = createChainsRepository(database, createEncryption(keys));
    const deps = { clock: systemClock, database, auditChains };
    const all = await auditChains.listSites();
    const sites = asked.site === null ? all : all.filter((id) => id === asked.site);
    let worst: Verdict = 0;
    if (sites.length === 0 && asked.site === null) say('There is no audit log yet.');
    else if (sites.length === 0) {
      console.error(`No site has the id ${asked.site}.`);
      worst = 2;
    }
    for (const siteId of sites) {
      const verdict = await verifySite(deps, siteId, asked.expected);
      // What is wrong counts more than what cannot be said.
      if (verdict === 1 || worst === 0) worst = verdict;
      if (stopping.signal.aborted) break;
    }
    if (stopping.signal.aborted) say('Stopped.');
    else exitCode = worst;
  }
} catch (error) {
  exitCode = 2;
  if (error instanceof ConfigError) console.error(error.message);
  else console.error('A fault ended it: run it again.', describeError(error));
}
for (const end of ending.reverse()) await end().catch(() => undefined);
process.exit(exitCode);

/** Null when they make no sense. */
function readArguments(): { site: string | null; expected: Place | null } | null {
  try {
    const { values } = parseArgs({ options: { site: { type: 'string' }, expect: { type: 'string' } } });
    const { site: given, expect } = values;
    const site = given?.toLowerCase() ?? null;
    if (site !== null && !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(site)) return null;
    if (expect === undefined) return { site, expected: null };
    const [, count, head] = /^(\d{1,15}):([\da-f]{64})$/i.exec(expect) ?? [];
    if (site === null || count === undefined || head === undefined) return null;
    return { site, expected: { position: Number(count), mac: Buffer.from(head, 'hex') } };
  } catch {
    return null;
  }
}

async function verifySite(
  deps: Parameters<typeof verifyStep>[0],
  siteId: string,
  expected: Place | null,
): Promise<Verdict> {
  let told = performance.now();
  let step: VerificationStep | null = null;
  while (step === null || (step.state === 'going_on' && !stopping.signal.aborted)) {
    step = await verifyStep(deps, siteId, step?.after ?? null, stepMs);
    if (step.state === 'going_on' && performance.now() - told > tellEveryMs) {
      told = performance.now();
      say(`${siteId}: ${counted(step.checked)} of ${counted(step.total)} events`);
    }
  }
  if (step.state === 'going_on') return 2;
  if (step.fault !== null) {
    say(`${siteId}: NOT WHOLE: ${inWords[step.fault.kind](counted(step.fault.position ?? 0))}`);
    return 1;
  }
  const note = expected === null ? 'same' : await compareWithNote(deps, siteId, expected);
  if (note === 'missing' || note === 'differs') {
    say(
      `${siteId}: NOT WHOLE: event ${counted(expected?.position ?? 0)} ${note === 'missing' ? 'is missing' : 'is another one'}: an older copy was put back`,
    );
    return 1;
  }
  if (step.state === 'unverifiable') {
    say(`${siteId}: cannot be verified as a whole: a key of its chain does not open with ENCRYPTION_KEYS`);
    return 2;
  }
  if (note === 'removed_by_retention') {
    say(`${siteId}: whole, but retention has removed event ${counted(expected?.position ?? 0)}`);
    return 2;
  }
  const head = step.head === null ? '' : `, head ${step.head.position}:${step.head.mac.toString('hex')}`;
  say(`${siteId}: whole, ${counted(step.total)} events${head}`);
  return 0;
}

function counted(count: number): string {
  return count.toLocaleString('en');
}
