// The people and issues of the demonstration, which the browser tests use too.

import type { JiraSimulator } from './simulator.ts';
import type { JiraIssue, JiraUser } from './site-state.ts';

export interface DemoSite {
  /** Administers the site, and may do everything in the project. */
  admin: JiraUser;
  /** Two who may do everything in the project. */
  engineer: JiraUser;
  designer: JiraUser;
  /** May only browse. */
  visitor: JiraUser;
  /** DEMO-1 to DEMO-3, DEMO-4 that only the admin and the engineer may see, and HELP-1 of a service project. */
  issues: JiraIssue[];
}

/** Fills the first site; a site that has people already is left as it is. */
export function seedDemoSite({ site }: JiraSimulator): DemoSite {
  if (site.users.length === 0) seed(site);
  const [engineer, designer, admin, visitor] = site.users;
  if (!engineer || !designer || !admin || !visitor) throw new Error('the saved site is not the demo site');
  return { admin, engineer, designer, visitor, issues: [...site.issues] };
}

function seed(site: JiraSimulator['site']): void {
  const engineer = site.addUser({ name: 'Priya Raman', accountId: '5b10a2844c20165700ede21a' });
  const designer = site.addUser({ name: 'Jonas Weber', accountId: '5b10a2844c20165700ede21b' });
  const admin = site.addUser({ name: 'Alice Novak', accountId: '5b10a2844c20165700ede21c', admin: true });
  const visitor = site.addUser({ name: 'Tom Okafor', accountId: '5b10a2844c20165700ede21d' });
  const project = site.addProject({ key: 'DEMO', name: 'Mobile checkout' });
  const german = site.addUser({ name: 'Lena Fischer', locale: 'de_DE', timeZone: 'Europe/Berlin' });
  const service = site.addProject({ key: 'HELP', name: 'Customer help', projectTypeKey: 'service_desk' });
  for (const { accountId } of [engineer, designer, admin, german]) {
    site.grant(accountId, project.id);
    site.grant(accountId, service.id);
  }
  site.grant(visitor.accountId, project.id, ['BROWSE_PROJECTS']);

  const projectId = project.id;
  site.addIssue({
    projectId,
    summary: 'Checkout stalls when a saved card has expired',
    description: [
      'When the saved card has expired, the payment step shows a spinner and never comes back. Reloading helps, but the basket is lost.',
      'We walked through it with the payments team in the weekly call; the recording shows the steps from the fourth minute on.',
    ],
    reporterAccountId: engineer.accountId,
  });
  site.addIssue({
    projectId,
    summary: 'Usability round for the new address form',
    description: [
      'Five sessions with customers, half an hour each. Put the recordings here so that everybody can see them.',
    ],
    reporterAccountId: designer.accountId,
  });
  site.addIssue({
    projectId,
    summary: 'Plan the autumn release',
    description: ['Weekly planning until the release is out.'],
    reporterAccountId: admin.accountId,
  });
  site.addIssue({
    projectId,
    summary: 'Card numbers seen in a crash report',
    description: ['Being looked into. Visible to the people working on it only.'],
    reporterAccountId: admin.accountId,
    securityLevel: { name: 'Security team', members: [admin.accountId, engineer.accountId] },
  });
  site.addIssue({
    projectId: service.id,
    summary: 'Refund did not arrive',
    description: ['The customer would like to show in a call what the app says.'],
    reporterAccountId: engineer.accountId,
  });
}
