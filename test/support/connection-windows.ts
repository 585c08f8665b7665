// Steps of connecting Zoom, one by one, for tests that stop, repeat or mislead in between.

import type { ConnectionFlowView, StartedConnectionFlow } from '../../src/zoom-accounts/api-types.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import { FlowWindow, type TestApp, type Viewer } from './test-app.ts';

export type Person = Viewer & { displayName: string };

/** Somebody new on a site, the first one by default. */
export function newPerson(app: TestApp, name: string, site?: JiraSite): Person {
  const { accountId, displayName } = (site ?? app.jira.site).addUser({ name });
  return { accountId, displayName, ...(site === undefined ? {} : { site }) };
}

/** What pressing **Connect Zoom** asks for. */
export async function startFlow(app: TestApp, viewer: Viewer): Promise<StartedConnectionFlow> {
  const { status, body } = await app.api('POST', '/zoom-connection/flows', viewer, {});
  if (status !== 201) throw new Error(`No flow was started: ${status}`);
  return body;
}

/** What the panel hears when it asks for the flow. */
export async function viewFlow(app: TestApp, viewer: Viewer, flowId: string): Promise<ConnectionFlowView> {
  return (await app.api('GET', `/zoom-connection/flows/${flowId}`, viewer)).body;
}

/** Opens the start link in a new window and answers at Zoom; the address that Zoom sends the window back to. */
export async function answerAtZoom(
  app: TestApp,
  startUrl: string,
  zoomUser: ZoomUser,
  answer: { decline?: boolean } = {},
): Promise<{ window: FlowWindow; callbackUrl: string }> {
  const window = new FlowWindow(app.baseUrl);
  const toZoom = await window.get(startUrl);
  if (toZoom.status !== 302) throw new Error(`The start link answered ${toZoom.status}`);
  return { window, callbackUrl: await app.zoom.authorize(zoomUser, locationOf(toZoom), answer) };
}

/** The same up to the confirmation page, which is shown and not answered. */
export async function reachConfirmation(
  app: TestApp,
  startUrl: string,
  zoomUser: ZoomUser,
): Promise<{ window: FlowWindow; callbackUrl: string; confirmUrl: string; page: Response; html: string }> {
  const { window, callbackUrl } = await answerAtZoom(app, startUrl, zoomUser);
  const confirmUrl = locationOf(await window.get(callbackUrl));
  const page = await window.get(confirmUrl);
  return { window, callbackUrl, confirmUrl, page, html: await page.text() };
}

export function locationOf(answer: Response): string {
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`No redirect but ${answer.status}`);
  return location;
}

/** How many token requests Zoom has seen from now on. */
export function countTokenRequests(app: TestApp): () => number {
  let seen = 0;
  app.zoom.on((event) => {
    if (event.type === 'token-requested') seen += 1;
  });
  return () => seen;
}

/** The types of the audit events about this person, oldest first. @throws when one is in another site's log. */
export async function auditTypesOf(app: TestApp, viewer: Viewer): Promise<string[]> {
  const rows = await app.deps.database.rows<{ type: string; here: boolean }>(
    `SELECT a.type, a.installation_id = p.installation_id AS here
     FROM audit_events a JOIN persons p ON p.id = a.person_id WHERE p.id = $1 ORDER BY a.id`,
    [await personIdOf(app, viewer)],
  );
  if (!rows.every(({ here }) => here)) throw new Error('Another site was told of this person');
  return rows.map(({ type }) => type);
}

export async function personIdOf(app: TestApp, { accountId, site = app.jira.site }: Viewer): Promise<string> {
  const [row] = await app.deps.database.rows<{ id: string }>(
    `SELECT p.id FROM persons p JOIN installations i ON i.id = p.installation_id
     WHERE p.account_id = $1 AND i.base_url = $2 ORDER BY p.created_at DESC LIMIT 1`,
    [accountId, site.baseUrl],
  );
  if (row === undefined) throw new Error('The app does not know this person');
  return row.id;
}
