// The overview for admins: what the app does on the site, and what needs somebody's attention.

import { UnwritableProjectsCard } from './unwritable-projects.tsx';

export function Overview() {
  return <UnwritableProjectsCard />;
}
