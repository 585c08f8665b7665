// The whole path of two people through the app, with its failures, as the tests of what is kept and sent walk it.

import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import {
  attach,
  attachAndWait,
  audienceOf,
  recordedMeeting,
  settledTransfer,
  transferWhen,
} from './recorded-meeting.ts';
import { type ApiAnswer, FlowWindow, type TestApp, type Viewer } from './test-app.ts';

/**
 * Connects, links, lists, shares, attaches, fails, retries, cancels, unlinks, disconnects and uninstalls.
 * @param stage is awaited after each part, when something may have been written that a later part erases.
 */
export async function walkWholePath(app: TestApp, stage: () => Promise<void>): Promise<void> {
  const { jira, zoom } = app;
  const { engineer, designer, issues } = seedDemoSite(jira);
  const issueId = issues[0]?.id;
  const host = { accountId: engineer.accountId, issueId };
  const colleague = { accountId: designer.accountId, issueId };

  await failToConnect(app, colleague);
  await stage();

  const files = (['MP4', 'M4A', 'TRANSCRIPT', 'CHAT'] as const).map((fileType) => ({ fileType }));
  const recorded = recordedMeeting(app, files);
  await app.connectZoom(host, recorded.host);
  await app.connectZoom(colleague, zoom.createUser());
  await stage();

  await read(app, '/meetings?when=past', host);
  const property = jira.waitFor('property-changed');
  const linked = expectStatus(
    201,
    await app.api('POST', '/meeting-links', host, { pasted: recorded.meeting.joinUrl }),
  );
  await property;
  const linkId: string = linked.body.id;
  const links = {
    linkId,
    recording: recorded.recording,
    meetingId: recorded.meeting.id,
    host: recorded.host,
  };
  for (const viewer of [host, colleague]) {
    for (const part of ['details', 'recordings']) await read(app, `/meeting-links/${linkId}/${part}`, viewer);
    await read(app, '/issue-panel', viewer);
  }
  await refusedRequests(app, colleague, recorded.meeting.joinUrl);
  await stage();

  const { uuid } = recorded.recording;
  expectStatus(204, await app.api('POST', `/meeting-links/${linkId}/shares`, host, { meetingUuid: uuid }));
  await read(app, `/meeting-links/${linkId}/recordings`, colleague);

  // A refusal of Zoom's, tried again; then the others of the recording, one of them by the colleague.
  zoom.faults.arm({ on: 'download', kind: 'html-refusal', page: 'host-only' });
  const refused = await attachAndWait(app, host, links, 0);
  expectState('failed', refused);
  expectStatus(
    200,
    await app.api('POST', `/transfers/${refused.id}/retry`, host, { audience: audienceOf(app, issueId) }),
  );
  expectState('succeeded', await transferWhen(app, host, refused.id, ({ state }) => state === 'succeeded'));
  expectState('succeeded', await attachAndWait(app, host, links, 1));
  expectState('succeeded', await attachAndWait(app, colleague, links, 2));
  await stage();

  // Whatever Jira says when it refuses is not kept either. Comments on what was attached ask it for rights too.
  await commentsPosted(app);
  jira.faults.answers.push({
    path: /mypermissions/,
    times: 1,
    status: 403,
    body: { errorMessages: jira.marks },
  });
  expectState('failed', await attachAndWait(app, host, links, 3));
  await cancelInTheMiddle(app, host, links);
  zoom.faults.arm({ on: 'download', kind: 'status', status: 429 });
  expectState('waiting', await attachAndWait(app, colleague, links, 3));
  await stage();

  await receiveEvents(app, recorded);
  await stage();

  expectStatus(200, await app.api('DELETE', `/meeting-links/${linkId}`, host));
  zoom.endGrant(recorded.host);
  await app.api('GET', '/meetings?when=past', host);
  expectStatus(200, await app.api('DELETE', '/zoom-connection', host));
  await stage();

  const uninstalled = await jira.site.uninstall();
  if (uninstalled.status !== 204) throw new Error(`uninstalling was answered with ${uninstalled.status}`);
  await connectionsErased(app);
  await stage();
}

/** A declined consent, one declined on the confirmation page, a forged return, and an exchange that Zoom refuses. */
async function failToConnect(app: TestApp, viewer: Viewer): Promise<void> {
  const { zoom } = app;
  const user = zoom.createUser();
  for (const ending of ['declined at Zoom', 'declined here', 'forged', 'refused by Zoom'] as const) {
    const { body: flow } = await app.api('POST', '/zoom-connection/flows', viewer, {});
    const window = new FlowWindow(app.baseUrl);
    const toZoom = (await window.get(flow.startUrl)).headers.get('location') ?? '';
    const back = await zoom.authorize(user, toZoom, { decline: ending === 'declined at Zoom' });
    if (ending === 'forged') {
      const forged = new URL(back);
      forged.searchParams.set('state', `${forged.searchParams.get('state')}x`);
      await new FlowWindow(app.baseUrl).get(forged.href);
      continue;
    }
    const toConfirm = (await window.get(back)).headers.get('location');
    if (toConfirm === null) continue;
    const page = await (await window.get(toConfirm)).text();
    if (ending === 'refused by Zoom')
      zoom.faults.arm({
        on: 'token',
        kind: 'answer',
        status: 400,
        body: { reason: `${zoom.marker} ${user.email}`, error: 'invalid_request' },
      });
    await window.submit(page, ending === 'declined here' ? 'decline' : 'connect');
  }
}

/** Requests that are refused, with texts in them that nobody may keep. */
async function refusedRequests(app: TestApp, viewer: Viewer, joinUrl: string): Promise<void> {
  const { marker } = app.zoom;
  await app.api('POST', '/meeting-links', viewer, { pasted: joinUrl });
  await app.api('POST', '/meeting-links', viewer, { pasted: `${marker} https://zoom.us/j/1?pwd=${marker}` });
  await app.api('POST', '/meeting-links', viewer, { [marker]: marker });
  await app.api('GET', `/meetings?when=${marker}`, viewer);
  await fetch(`${app.baseUrl}/${marker}?topic=${marker}`);
  await fetch(`${app.baseUrl}/api/meeting-links`, {
    headers: { authorization: `JWT ${marker}.${marker}.x` },
  });
  await fetch(`${app.baseUrl}/zoom/oauth/callback?state=${marker}&code=${marker}`);
  await fetch(`${app.baseUrl}/installed`, { method: 'POST', body: `{"${marker}` });
}

/** Events that somebody handles, that nobody does, and that are refused, all of them full of what people wrote. */
async function receiveEvents(
  app: TestApp,
  { meeting, recording }: ReturnType<typeof recordedMeeting>,
): Promise<void> {
  const { zoom } = app;
  const url = `${app.baseUrl}/zoom/webhooks`;
  const completed = zoom.recordingEvent('recording.completed', recording);
  const marked = { event: zoom.marker, payload: { [zoom.marker]: zoom.marker } };
  const wordy = { object: { uuid: zoom.marker, id: zoom.marker, host_id: `${zoom.marker}@example.com` } };
  const sent = [
    [204, await zoom.sendEvent(url, completed)],
    [204, await zoom.sendEvent(url, zoom.meetingEvent('meeting.updated', meeting))],
    [401, await zoom.sendEvent(url, completed, { secret: 'of an impostor' })],
    [400, await zoom.sendEvent(url, { ...completed, payload: wordy })],
    [400, await zoom.sendEvent(url, marked)],
  ] as const;
  for (const [wanted, { status, event }] of sent)
    if (status !== wanted) throw new Error(`${event.event} was answered with ${status} instead of ${wanted}`);
}

async function cancelInTheMiddle(
  app: TestApp,
  viewer: Viewer,
  links: Parameters<typeof attach>[2],
): Promise<void> {
  let goOn = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  app.zoom.faults.arm({ on: 'download', kind: 'stall', at: 40, until });
  const stalled = app.zoom.waitFor('download-stalled');
  const asked = expectStatus(201, await attach(app, viewer, links, 3));
  await stalled;
  expectStatus(200, await app.api('POST', `/transfers/${asked.body.id}/cancel`, viewer));
  expectState('cancelled', await settledTransfer(app, viewer, asked.body.id));
  goOn();
}

/** What uninstalling leaves to a job. */
async function connectionsErased(app: TestApp): Promise<void> {
  await noneLeft(app, 'SELECT 1 FROM zoom_connections', 'The connections of the site are still there');
}

async function commentsPosted(app: TestApp): Promise<void> {
  const jobs = `SELECT 1 FROM pgboss.job WHERE name = 'transfer-comments' AND state < 'completed'`;
  await noneLeft(app, jobs, 'There are comments still to be posted');
}

/** Bounded by the test's own time. */
async function noneLeft({ deps }: TestApp, query: string, otherwise: string): Promise<void> {
  for (let asked = 0; asked < 2_000; asked += 1) {
    if ((await deps.database.rows(query)).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(otherwise);
}

async function read(app: TestApp, path: string, viewer: Viewer): Promise<void> {
  expectStatus(200, await app.api('GET', path, viewer));
}

function expectStatus(status: number, answer: ApiAnswer): ApiAnswer {
  if (answer.status !== status)
    throw new Error(`${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
  return answer;
}

function expectState(wanted: string, { state, reason }: { state: string; reason: unknown }): void {
  if (state !== wanted) throw new Error(`${state} instead of ${wanted}: ${JSON.stringify(reason)}`);
}
