// The world of a soak: two sites, people with Zoom connected, the web server in this process, and workers beside it.

import { randomBytes } from 'node:crypto';
import type { JiraSite } from '../simulators/jira/site.ts';
import type { JiraUser } from '../simulators/jira/site-state.ts';
import type { ZoomUser } from '../simulators/zoom/zoom-simulator.ts';
import { appEnvironment, type Viewer } from '../support/app-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { FastClock } from './fast-clock.ts';
import { peopleCount } from './storm.ts';
import { startWorkers, type Workers } from './workers.ts';

export interface Person {
  site: JiraSite;
  user: JiraUser;
  projectId: string;
  /** Their Zoom account. */
  host: ZoomUser;
}

export interface World {
  app: TestApp;
  clock: FastClock;
  people: Person[];
  workers: Workers;
  stop(): Promise<void>;
}

/** Everything on `database`, which is migrated and empty. */
export async function startWorld(database: { url: string; drop(): Promise<void> }): Promise<World> {
  const clock = new FastClock();
  const key = { ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}` };
  const app = await startTestApp({ background: false, env: key, clock, database });
  const { jira, zoom, baseUrl } = app;
  const second = await jira.addSite();
  await second.install(baseUrl);
  const people: Person[] = [];
  for (let index = 0; index < peopleCount; index += 1)
    people.push(await addPerson(app, index % 2 === 0 ? jira.site : second, index));
  const env = {
    ...appEnvironment({ baseUrl, jira, zoom }),
    ...key,
    DATABASE_URL: database.url,
    NODE_ENV: 'test',
  };
  const workers = await startWorkers(env, clock);
  return {
    app,
    clock,
    people,
    workers,
    async stop() {
      await workers.stop();
      await app.stop();
    },
  };
}

async function addPerson(app: TestApp, site: JiraSite, index: number): Promise<Person> {
  const user = site.addUser({ name: `Person ${index}` });
  const project = site.addProject({ key: `SOAK${index}` });
  site.grant(user.accountId, project.id);
  const host = app.zoom.createUser({});
  const person = { site, user, projectId: project.id, host };
  await app.connectZoom(viewerOf(person, site.addIssue({ projectId: project.id }).id), host);
  return person;
}

/** The person, looking at the issue. */
export function viewerOf({ site, user }: Person, issueId: string): Viewer {
  return { site, accountId: user.accountId, issueId };
}
