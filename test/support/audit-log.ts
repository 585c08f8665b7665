// What tests of the audit log share: events in numbers, verification to its end, and a database whose owner does as they like.

import type { AuditEvent } from '../../src/audit-log/audit-log.ts';
import { type VerificationStep, verifyStep } from '../../src/audit-log/verify-audit-log.ts';
import type { TestApp } from './test-app.ts';

export type AuditDeps = Pick<TestApp['deps'], 'auditChains' | 'auditLog' | 'clock' | 'database'>;

/** A site of its own without anything but its row; its id. */
export async function newSite({ deps }: { deps: AuditDeps }): Promise<string> {
  const id = crypto.randomUUID();
  await deps.database.rows(
    `INSERT INTO installations (id, client_key, base_url, state, installed_at, updated_at)
     VALUES ($1::uuid, $1::text, 'https://' || $1::text || '.example', 'uninstalled', $2, $2)`,
    [id, deps.clock.now()],
  );
  return id;
}

/** Notes the events in one transaction, as nobody in particular unless told otherwise. */
export async function note(
  { deps }: { deps: AuditDeps },
  siteId: string,
  events: readonly AuditEvent[],
  context: { personId?: string; issueId?: string; at?: Date } = {},
): Promise<void> {
  await deps.database.transaction(async (transaction) => {
    for (const event of events)
      await deps.auditLog.record(
        transaction,
        { siteId, personId: null, issueId: null, at: deps.clock.now(), ...context },
        event,
      );
  });
}

/** So many events of their own, one transaction each. */
export async function noteSome(app: { deps: AuditDeps }, siteId: string, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) await note(app, siteId, [attached(n)]);
}

export const attached = (n: number): AuditEvent => ({
  type: 'attached',
  transferId: `transfer-${n}`,
  attachmentId: String(n),
  size: n,
  sha256: 'f'.repeat(64),
});

/** Walks to the end, a batch in each step. */
export async function verified({ deps }: { deps: AuditDeps }, siteId: string): Promise<VerificationStep> {
  for (let after: number | null = null; ; ) {
    const step: VerificationStep = await verifyStep(deps, siteId, after, 0);
    if (step.state !== 'going_on') return step;
    after = step.after;
  }
}

/** As somebody whom no trigger stops. */
export async function tamper(
  { deps }: { deps: Pick<AuditDeps, 'database'> },
  ...statements: [sql: string, bind: unknown[]][]
): Promise<void> {
  await deps.database.transaction(async (transaction) => {
    await deps.database.rows('SET LOCAL session_replication_role = replica', [], transaction);
    for (const [sql, bind] of statements) await deps.database.rows(sql, bind, transaction);
  });
}
