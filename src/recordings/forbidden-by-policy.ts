// What a site's admins do not let be attached, by what is known of the file.

import type { SitePolicy } from '../settings/api-types.ts';
import { kindOf } from './recording-files.ts';

/** @param policy of the project. `projectId` and `size` are null when not known. */
export function forbiddenBy(
  { projectIds, renditions, sizeCeilingBytes }: SitePolicy,
  { projectId, fileType, size }: { projectId: string | null; fileType: string; size: number | null },
): 'project_not_allowed' | 'rendition_not_allowed' | 'above_site_ceiling' | null {
  if (projectIds !== null && projectId !== null && !projectIds.includes(projectId))
    return 'project_not_allowed';
  if (renditions !== null && !renditions.includes(kindOf(fileType))) return 'rendition_not_allowed';
  if (sizeCeilingBytes !== null && size !== null && size > sizeCeilingBytes) return 'above_site_ceiling';
  return null;
}
