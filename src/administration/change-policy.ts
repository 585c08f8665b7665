// An admin changes what the site, or one of its projects, decided: with an audit event of what was and what is, in one
// transaction. Whoever looked at what somebody else has changed since is told so, and changes nothing.

import type { PolicyFields } from '../audit-log/api-types.ts';
import type { AuditLog } from '../audit-log/audit-log.ts';
import type { Actor } from '../host/actor.ts';
import type { PersonsRepository } from '../installations/persons-repository.ts';
import { announceTopicPolicy } from '../issue-panel/refresh-topics.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/database/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { PolicyView, ProjectPolicy, SitePolicy } from '../settings/api-types.ts';
import type { SiteSettings, StoredProjectPolicy, StoredSitePolicy } from '../settings/site-settings.ts';

export interface ChangePolicyDeps {
  clock: Clock;
  auditLog: AuditLog;
  database: Database;
  jobs: Jobs;
  persons: PersonsRepository;
  siteSettings: SiteSettings;
}

const mostProjects = 500;

export async function viewPolicy(
  { siteSettings }: Pick<ChangePolicyDeps, 'siteSettings'>,
  siteId: string,
): Promise<PolicyView> {
  const [{ policy, version }, projects] = await Promise.all([
    siteSettings.read(siteId),
    siteSettings.listProjects(siteId),
  ]);
  return { policy, version, projects };
}

/** @throws {AppError} 409 `policy_changed_meanwhile`. */
export async function changePolicy(
  deps: ChangePolicyDeps,
  { actor, change }: { actor: Actor; change: StoredSitePolicy },
): Promise<void> {
  const { jobs, siteSettings } = deps;
  const { siteId } = actor;
  const policy = inOrder(change.policy);
  await changing(deps, actor, null, async (transaction) => {
    const before = await siteSettings.read(siteId, transaction);
    if (before.version !== change.version) throw changedMeanwhile();
    const changed = differenceOf(before.policy, policy);
    if (changed === null) return null;
    const isSet = await siteSettings.set(siteId, { policy, version: change.version }, transaction);
    if (isSet === null) throw changedMeanwhile();
    if ('topicInProperty' in changed.after || 'projectOverrides' in changed.after)
      await announceTopicPolicy({ jobs }, siteId, transaction);
    return changed;
  });
}

/** @throws {AppError} 409 `policy_changed_meanwhile`, `too_many_projects`. */
export async function changeProjectPolicy(
  deps: ChangePolicyDeps,
  { actor, change }: { actor: Actor; change: StoredProjectPolicy },
): Promise<void> {
  const { siteSettings } = deps;
  const { siteId } = actor;
  const { projectId, version } = change;
  const policy = inOrder(change.policy);
  await changing(deps, actor, projectId, async (transaction) => {
    const projects = await siteSettings.listProjects(siteId, transaction);
    const before = projects.find((project) => project.projectId === projectId);
    if ((before?.version ?? 0) !== version) throw changedMeanwhile();
    if (before === undefined && projects.length >= mostProjects) throw tooManyProjects();
    const changed = differenceOf(before?.policy ?? {}, policy);
    if (changed === null) return null;
    const isSet = await siteSettings.setProject(siteId, { projectId, policy, version }, transaction);
    if (isSet === null) throw changedMeanwhile();
    await refreshTopicsWhereTold(deps, siteId, changed, transaction);
    return changed;
  });
}

/** From now on the project is as the site decided. @throws {AppError} 409 `policy_changed_meanwhile`. */
export async function removeProjectPolicy(
  deps: ChangePolicyDeps,
  { actor, project }: { actor: Actor; project: Pick<StoredProjectPolicy, 'projectId' | 'version'> },
): Promise<void> {
  const { siteSettings } = deps;
  const { siteId } = actor;
  await changing(deps, actor, project.projectId, async (transaction) => {
    const projects = await siteSettings.listProjects(siteId, transaction);
    const before = projects.find(({ projectId }) => projectId === project.projectId);
    if (!(await siteSettings.removeProject(siteId, project, transaction))) throw changedMeanwhile();
    const changed = differenceOf(before?.policy ?? {}, {});
    if (changed !== null) await refreshTopicsWhereTold(deps, siteId, changed, transaction);
    return changed;
  });
}

interface Difference {
  before: PolicyFields;
  after: PolicyFields;
}

/** Runs `change`, which says what it changed; null: nothing. */
async function changing(
  { clock, auditLog, database, persons }: ChangePolicyDeps,
  { siteId, accountId }: Actor,
  projectId: string | null,
  change: (transaction: Transaction) => Promise<Difference | null>,
): Promise<void> {
  const personId = await persons.personIdOf(siteId, accountId);
  await database.transaction(async (transaction) => {
    const changed = await change(transaction);
    if (changed === null) return;
    await auditLog.record(
      transaction,
      { siteId, personId, issueId: null, at: clock.now() },
      { type: 'policy_changed', projectId, ...changed },
    );
  });
}

/** What a project decides counts only where the site lets it. */
async function refreshTopicsWhereTold(
  { jobs, siteSettings }: ChangePolicyDeps,
  siteId: string,
  { before, after }: Difference,
  transaction: Transaction,
): Promise<void> {
  if (!('topicInProperty' in before || 'topicInProperty' in after)) return;
  const { policy } = await siteSettings.read(siteId, transaction);
  if (policy.projectOverrides) await announceTopicPolicy({ jobs }, siteId, transaction);
}

/** Each id once, always in the same order: what only stands in another order is no change. */
function inOrder<Policy extends SitePolicy | ProjectPolicy>(policy: Policy): Policy {
  const entries = Object.entries(policy).map(([field, value]) => [
    field,
    Array.isArray(value) ? [...new Set(value)].sort() : value,
  ]);
  return Object.fromEntries(entries);
}

/** The fields that differ, a list as a whole; null when none does. */
function differenceOf(
  before: SitePolicy | ProjectPolicy,
  after: SitePolicy | ProjectPolicy,
): Difference | null {
  const [was, is] = [before, after].map((policy) => policy as PolicyFields) as [PolicyFields, PolicyFields];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]),
  );
  if (fields.length === 0) return null;
  const pick = (policy: PolicyFields): PolicyFields =>
    Object.fromEntries(fields.flatMap((field) => (field in policy ? [[field, policy[field] ?? null]] : [])));
  return { before: pick(was), after: pick(is) };
}

function changedMeanwhile(): AppError {
  return new AppError(
    'policy_changed_meanwhile',
    409,
    'Somebody else changed the policy meanwhile, so nothing was saved. What they decided is shown now. Look at it, and save again.',
  );
}

function tooManyProjects(): AppError {
  return new AppError(
    'too_many_projects',
    409,
    `At most ${mostProjects} projects can have rules of their own. Remove those of another project first.`,
  );
}
