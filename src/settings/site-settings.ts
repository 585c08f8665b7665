// What a site's admins decide; where they have not, what gives nothing away.

import type { Database } from '../platform/database/database.ts';
import type { SitePolicy } from './api-types.ts';

const careful: SitePolicy = { attachmentComment: 'off', summaryComment: 'internal', topicInProperty: false };

export type SiteSettings = ReturnType<typeof createSiteSettings>;

export function createSiteSettings(database: Database) {
  return {
    async get(siteId: string): Promise<SitePolicy> {
      const [policy] = await database.rows<SitePolicy>(
        `SELECT attachment_comment AS "attachmentComment", summary_comment AS "summaryComment",
           topic_in_property AS "topicInProperty"
         FROM site_settings WHERE installation_id = $1`,
        [siteId],
      );
      return policy ?? careful;
    },
  };
}
