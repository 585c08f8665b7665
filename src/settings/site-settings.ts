// What a site's admins decide, for all of it and for single projects; where they have not, what gives nothing away and
// restricts nothing. Read from the database whenever it counts, so that a change takes effect at once.

import type { Database, Transaction } from '../platform/database/database.ts';
import type { ProjectPolicy, SitePolicy } from './api-types.ts';

const careful: SitePolicy = {
  connectGroupIds: null,
  projectIds: null,
  renditions: null,
  sizeCeilingBytes: null,
  attachmentComment: 'off',
  summaryComment: 'internal',
  topicInProperty: false,
  retentionDays: null,
  markTrashed: false,
  projectOverrides: false,
  auditRetentionDays: null,
  analytics: true,
};

/** `version` counts the changes; 0 as long as nobody has decided anything. */
export interface StoredSitePolicy {
  policy: SitePolicy;
  version: number;
}

export interface StoredProjectPolicy {
  projectId: string;
  policy: ProjectPolicy;
  version: number;
}

export type SiteSettings = ReturnType<typeof createSiteSettings>;

export function createSiteSettings(database: Database) {
  const read = async (siteId: string, transaction?: Transaction): Promise<StoredSitePolicy> => {
    const [row] = await database.rows<SiteRow>(
      `SELECT ${siteColumns} FROM site_settings WHERE installation_id = $1`,
      [siteId],
      transaction,
    );
    return row === undefined ? { policy: careful, version: 0 } : storedSite(row);
  };
  return {
    read,

    async get(siteId: string): Promise<SitePolicy> {
      return (await read(siteId)).policy;
    },

    /** With what the project has of its own, where the site lets projects. */
    async getFor(siteId: string, projectId: string): Promise<SitePolicy> {
      const { policy } = await read(siteId);
      if (!policy.projectOverrides) return policy;
      const [row] = await database.rows<ProjectRow>(
        `SELECT ${projectColumns} FROM project_settings WHERE installation_id = $1 AND project_id = $2`,
        [siteId, projectId],
      );
      return row === undefined ? policy : policyIn(policy, storedProject(row).policy);
    },

    /** As they are kept: they count only where the site's `projectOverrides` is on, see {@link policyIn}. */
    async listProjects(siteId: string, transaction?: Transaction): Promise<StoredProjectPolicy[]> {
      const rows = await database.rows<ProjectRow>(
        `SELECT ${projectColumns} FROM project_settings WHERE installation_id = $1 ORDER BY project_id`,
        [siteId],
        transaction,
      );
      return rows.map(storedProject);
    },

    /** @returns the new version; null when what is kept is not of `version` any more. */
    async set(
      siteId: string,
      { policy, version }: StoredSitePolicy,
      transaction: Transaction,
    ): Promise<number | null> {
      const values = [
        siteId,
        policy.connectGroupIds,
        policy.projectIds,
        policy.renditions,
        policy.sizeCeilingBytes,
        policy.attachmentComment,
        policy.summaryComment,
        policy.topicInProperty,
        policy.retentionDays,
        policy.markTrashed,
        policy.projectOverrides,
        policy.auditRetentionDays,
        policy.analytics,
        version,
      ];
      const [row] = await database.rows<{ version: number }>(
        version === 0
          ? `INSERT INTO site_settings (installation_id, connect_group_ids, project_ids, renditions,
               size_ceiling_bytes, attachment_comment, summary_comment, topic_in_property, retention_days, mark_trashed,
               project_overrides, audit_retention_days, analytics, version)
             VALUES ($1, $2::text[], $3::bigint[], $4::text[], $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 + 1)
             ON CONFLICT DO NOTHING RETURNING version`
          : `UPDATE site_settings SET connect_group_ids = $2::text[], project_ids = $3::bigint[],
               renditions = $4::text[], size_ceiling_bytes = $5, attachment_comment = $6, summary_comment = $7,
               topic_in_property = $8, retention_days = $9, mark_trashed = $10, project_overrides = $11,
               audit_retention_days = $12, analytics = $13, version = version + 1
             WHERE installation_id = $1 AND version = $14 RETURNING version`,
        values,
        transaction,
      );
      return row?.version ?? null;
    },

    /** @returns the new version; null when what is kept is not of `version` (0: nothing) any more. */
    async setProject(
      siteId: string,
      { projectId, policy, version }: StoredProjectPolicy,
      transaction: Transaction,
    ): Promise<number | null> {
      const values = [
        siteId,
        projectId,
        policy.attachmentComment ?? null,
        policy.summaryComment ?? null,
        policy.topicInProperty ?? null,
        policy.renditions !== undefined,
        policy.renditions ?? null,
        policy.sizeCeilingBytes !== undefined,
        policy.sizeCeilingBytes ?? null,
        policy.retentionDays !== undefined,
        policy.retentionDays ?? null,
        policy.markTrashed ?? null,
        version,
      ];
      const [row] = await database.rows<{ version: number }>(
        version === 0
          ? `INSERT INTO project_settings (installation_id, project_id, attachment_comment, summary_comment,
               topic_in_property, own_renditions, renditions, own_size_ceiling, size_ceiling_bytes, own_retention,
               retention_days, mark_trashed, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9, $10, $11, $12, $13 + 1)
             ON CONFLICT DO NOTHING RETURNING version`
          : `UPDATE project_settings SET attachment_comment = $3, summary_comment = $4, topic_in_property = $5,
               own_renditions = $6, renditions = $7::text[], own_size_ceiling = $8, size_ceiling_bytes = $9,
               own_retention = $10, retention_days = $11, mark_trashed = $12, version = version + 1
             WHERE installation_id = $1 AND project_id = $2 AND version = $13 RETURNING version`,
        values,
        transaction,
      );
      return row?.version ?? null;
    },

    /** @returns false when what is kept is not of `version` any more. */
    async removeProject(
      siteId: string,
      { projectId, version }: Pick<StoredProjectPolicy, 'projectId' | 'version'>,
      transaction: Transaction,
    ): Promise<boolean> {
      const removed = await database.rows(
        `DELETE FROM project_settings WHERE installation_id = $1 AND project_id = $2 AND version = $3
         RETURNING project_id`,
        [siteId, projectId, version],
        transaction,
      );
      return removed.length > 0;
    },
  };
}

/** The site's policy in a project that has this of its own. */
export function policyIn(site: SitePolicy, project: ProjectPolicy): SitePolicy {
  return site.projectOverrides ? { ...site, ...project } : site;
}

/** BIGINT comes as text. */
type SiteRow = Omit<SitePolicy, 'sizeCeilingBytes'> & { sizeCeilingBytes: string | null; version: number };

const siteColumns = `connect_group_ids AS "connectGroupIds", project_ids::text[] AS "projectIds", renditions,
  size_ceiling_bytes AS "sizeCeilingBytes", attachment_comment AS "attachmentComment",
  summary_comment AS "summaryComment", topic_in_property AS "topicInProperty", retention_days AS "retentionDays",
  mark_trashed AS "markTrashed", project_overrides AS "projectOverrides",
  audit_retention_days AS "auditRetentionDays", analytics, version`;

function storedSite({ version, ...row }: SiteRow): StoredSitePolicy {
  return { policy: { ...row, sizeCeilingBytes: bytesOf(row.sizeCeilingBytes) }, version };
}

interface ProjectRow {
  projectId: string;
  attachmentComment: SitePolicy['attachmentComment'] | null;
  summaryComment: SitePolicy['summaryComment'] | null;
  topicInProperty: boolean | null;
  ownRenditions: boolean;
  renditions: SitePolicy['renditions'];
  ownSizeCeiling: boolean;
  sizeCeilingBytes: string | null;
  ownRetention: boolean;
  retentionDays: number | null;
  markTrashed: boolean | null;
  version: number;
}

const projectColumns = `project_id::text AS "projectId", attachment_comment AS "attachmentComment",
  summary_comment AS "summaryComment", topic_in_property AS "topicInProperty", own_renditions AS "ownRenditions",
  renditions, own_size_ceiling AS "ownSizeCeiling", size_ceiling_bytes AS "sizeCeilingBytes",
  own_retention AS "ownRetention", retention_days AS "retentionDays", mark_trashed AS "markTrashed", version`;

function storedProject(row: ProjectRow): StoredProjectPolicy {
  const { attachmentComment, summaryComment, topicInProperty, markTrashed } = row;
  return {
    projectId: row.projectId,
    policy: {
      ...(row.ownRenditions ? { renditions: row.renditions } : {}),
      ...(row.ownSizeCeiling ? { sizeCeilingBytes: bytesOf(row.sizeCeilingBytes) } : {}),
      ...(attachmentComment === null ? {} : { attachmentComment }),
      ...(summaryComment === null ? {} : { summaryComment }),
      ...(topicInProperty === null ? {} : { topicInProperty }),
      ...(row.ownRetention ? { retentionDays: row.retentionDays } : {}),
      ...(markTrashed === null ? {} : { markTrashed }),
    },
    version: row.version,
  };
}

function bytesOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
