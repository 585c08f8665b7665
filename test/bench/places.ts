// Where files are copied to: issues on several sites, each with a person of its own who hosts a recorded meeting linked to it.

import { badgePropertyKey } from '../../src/host/descriptor.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { JiraSimulator } from '../simulators/jira/simulator.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import type { ZoomSimulator } from '../simulators/zoom/zoom-simulator.ts';
import { createAppClient } from '../support/app-client.ts';
import { type LinkedRecording, linkedRecording, type RunningApp } from '../support/recorded-meeting.ts';

export interface Place {
  site: JiraSite;
  viewer: { accountId: string; issueId: string; site: JiraSite };
  /** As seen from this place's site. */
  app: RunningApp;
  recorded: LinkedRecording;
}

/** Place after place, in turn. */
export const mostSites = 4;
/** Jira's maximum. */
const uploadLimit = 2 * 1024 ** 3;

/** Installs the app on the sites. Of each place: the sizes of its recording's files in bytes. */
export async function makePlaces(
  surroundings: { baseUrl: string; jira: JiraSimulator; zoom: ZoomSimulator },
  sizes: readonly (readonly number[])[],
): Promise<Place[]> {
  const { baseUrl, jira, zoom } = surroundings;
  while (jira.sites.length < Math.min(mostSites, sizes.length)) await jira.addSite();
  for (const site of jira.sites) {
    site.setLimits({ uploadLimit });
    site.addProject({ key: 'BENCH' });
    const installed = await site.install(baseUrl);
    if (installed.status !== 204) throw new Error(`the app was not installed: ${installed.status}`);
  }
  const places: Place[] = [];
  for (const [index, files] of sizes.entries()) {
    const site = jira.sites[index % jira.sites.length] ?? jira.site;
    const projectId = site.projects[0]?.id ?? '';
    const { accountId } = site.addUser({ name: `Person ${index}` });
    site.grant(accountId, projectId);
    const viewer = { accountId, issueId: site.addIssue({ projectId }).id, site };
    const app = { ...createAppClient(surroundings), clock: systemClock, zoom, jira: { ...jira, site } };
    const shown = shownInJira(app, viewer);
    const recorded = await linkedRecording(
      app,
      viewer,
      files.map((size) => ({ fileType: 'MP4', size })),
    );
    await shown;
    places.push({ site, viewer, app, recorded });
  }
  return places;
}

/** The last that follows a change of the issue: the badge is written after the issue property. */
export function shownInJira(
  { jira }: Pick<RunningApp, 'jira'>,
  { site, issueId }: Place['viewer'],
): Promise<unknown> {
  return jira.waitFor(
    'property-changed',
    (event) => event.site === site.baseUrl && event.issueId === issueId && event.key === badgePropertyKey,
  );
}
