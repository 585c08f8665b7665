// Which attached files are due to be removed: decided when it is asked, by the site's policy of that moment.

import { secondsAfter } from '../../platform/clock.ts';
import type { ProjectPolicy, SitePolicy } from '../../settings/api-types.ts';
import { policyIn, type SiteSettings } from '../../settings/site-settings.ts';

/** What was attached up to `attachedUntil` is due, and with `markTrashed` what was trashed at Zoom. */
export interface RetentionRule {
  attachedUntil: Date | null;
  markTrashed: boolean;
}

export interface Retention {
  site: RetentionRule;
  /** Of projects that have something of their own. */
  projects: (RetentionRule & { projectId: string })[];
}

/** @param now from which ages count. */
export async function readRetention(
  { siteSettings }: { siteSettings: Pick<SiteSettings, 'get' | 'listProjects'> },
  siteId: string,
  now: Date,
): Promise<Retention> {
  const [site, projects] = await Promise.all([siteSettings.get(siteId), siteSettings.listProjects(siteId)]);
  return retentionOf(site, projects, now);
}

function retentionOf(
  site: SitePolicy,
  projects: readonly { projectId: string; policy: ProjectPolicy }[],
  now: Date,
): Retention {
  return {
    site: ruleOf(site, now),
    projects: projects.map(({ projectId, policy }) => ({
      projectId,
      ...ruleOf(policyIn(site, policy), now),
    })),
  };
}

function ruleOf({ retentionDays, markTrashed }: SitePolicy, now: Date): RetentionRule {
  return {
    attachedUntil: retentionDays === null ? null : secondsAfter(now, -retentionDays * 24 * 3600),
    markTrashed,
  };
}
