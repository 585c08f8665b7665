// Words of the overview for Jira admins.

import { catalogue } from './catalogue.ts';

export const overviewTexts = catalogue('overview', {
  failed: 'This could not be loaded',
  unwritable: 'Projects in which the app may not write',
  allWritable: 'None: the app may write everywhere it had to.',
  effect:
    'On issues of these projects the panel does not open by itself, there is no badge, and JQL does not find their meetings. Linking, joining and attaching work, because they are done as the person.',
  mend: 'To mend it, give the app’s user the permissions Browse projects and Edit issues in the project’s permission scheme, mostly by the project role atlassian-addons-project-access. The next change of a meeting there tries again.',
  since: (day: string) => `Since ${day}`,
  unknownProject: (projectId: string) => `Project with the id ${projectId}, which you cannot see`,
});
