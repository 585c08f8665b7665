// Everything that people do with meetings that they make, and with what others may read of them, for the test of what is kept.

import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import { attach, recordedMeeting, settledTransfer } from './recorded-meeting.ts';
import type { ApiAnswer, TestApp, Viewer } from './test-app.ts';

/** What stands in requests and nowhere else: the agenda, and a passcode of the person's own. */
export const agendaText = 'Agenda of the simulated meeting';
export const ownPasscode = 'Zq7-p_9*xw';

/**
 * Schedules, is refused, changes, cancels, starts, passes on, unlinks and undoes; asks, answers, reads, attaches, and has
 * comments posted by site policy. @param stage is awaited after each part.
 */
export async function walkMeetings(app: TestApp, stage: () => Promise<void>): Promise<void> {
  const { jira, zoom } = app;
  const { admin, visitor, issues } = seedDemoSite(jira);
  const issueId = issues[0]?.id;
  const host = { accountId: admin.accountId, issueId };
  const onlooker = { accountId: visitor.accountId, issueId };
  await app.deps.database.rows(
    `INSERT INTO site_settings SELECT id, 'public', 'internal', true FROM installations`,
  );

  const recorded = recordedMeeting(app, [{ fileType: 'TRANSCRIPT' }]);
  zoom.addSummary(recorded.recording);
  await app.connectZoom(host, recorded.host);
  const [first, second] = [zoom.createUser(), zoom.createUser()];
  await makeMeetings(app, host, [first.email, second.email], stage);

  const link = await expectStatus(
    201,
    app.api('POST', '/meeting-links', host, { meetingId: recorded.meeting.id }),
  );
  const linkId: string = link.body.id;
  const path = `/meeting-links/${linkId}`;
  const meetingUuid = recorded.recording.uuid;
  await expectStatus(200, app.api('GET', `${path}/recordings`, onlooker));
  await expectStatus(204, app.api('POST', `${path}/requests`, onlooker, { meetingUuid }));
  await stage();
  await expectStatus(200, app.api('GET', '/recording-requests', host));
  const answer = { linkId, meetingUuid, answer: 'share' };
  await expectStatus(204, app.api('POST', '/recording-requests/answer', host, answer));
  const fileKey = recorded.recording.files[0]?.id ?? '';
  for (const viewer of [host, onlooker]) {
    await expectStatus(
      200,
      app.api('GET', `${path}/transcript?${new URLSearchParams({ meetingUuid, fileKey })}`, viewer),
    );
    await expectStatus(
      200,
      app.api('GET', `${path}/summary?${new URLSearchParams({ meetingUuid })}`, viewer),
    );
  }
  await expectStatus(200, app.api('GET', '/audience', onlooker));
  await stage();

  const commented = jira.waitFor('comment-created');
  const linked = {
    host: recorded.host,
    linkId,
    meetingId: recorded.meeting.id,
    recording: recorded.recording,
  };
  const asked = await expectStatus(201, attach(app, host, linked, 0));
  await settledTransfer(app, host, asked.body.id);
  await commented;
  await expectStatus(200, app.api('GET', '/issue-panel', host));
  await expectStatus(204, app.api('POST', '/transfers/told', host, { ids: [asked.body.id] }));
  await stage();

  const unlinked = await expectStatus(200, app.api('DELETE', path, host));
  await stage();
  await expectStatus(201, app.api('POST', '/meeting-links/undo', host, { undo: unlinked.body.undo }));
  await expectStatus(409, app.api('POST', '/meeting-links/undo', host, { undo: unlinked.body.undo }));
  await stage();
}

async function makeMeetings(
  app: TestApp,
  host: Viewer,
  alternativeHosts: string[],
  stage: () => Promise<void>,
): Promise<void> {
  const { zoom } = app;
  const at = (hours: number) =>
    new Date(app.clock.now().getTime() + hours * 3_600_000).toISOString().slice(0, 16);
  const times = { startTime: at(30), timeZone: 'UTC', durationMinutes: 45 };
  const form = {
    ...times,
    topic: `Planning ${zoom.marker}`,
    agenda: agendaText,
    passcode: ownPasscode,
    waitingRoom: true,
    cloudRecording: true,
    alternativeHosts,
    recurrence: null,
  };
  const defaults = {
    durationMinutes: 30,
    waitingRoom: true,
    cloudRecording: false,
    joinBeforeHost: false,
    muteUponEntry: true,
  };
  await expectStatus(204, app.api('PUT', '/meeting-defaults', host, defaults));
  const create = { on: 'api', method: 'POST', path: '/users/me/meetings' } as const;

  // Refused by us, by Zoom in its own words, and left open by Zoom.
  await expectStatus(400, app.api('POST', '/meetings', host, { ...form, [ownPasscode]: agendaText }));
  await expectStatus(
    409,
    app.api('POST', '/meetings', host, { ...form, alternativeHosts: ['nobody@example.com'] }),
  );
  const words = `${agendaText} ${ownPasscode} ${alternativeHosts.join()}`;
  zoom.faults.arm({
    ...create,
    kind: 'answer',
    status: 400,
    body: { code: 300, message: words, errors: [{ field: words, message: words }] },
  });
  await expectStatus(409, app.api('POST', '/meetings', host, form));
  zoom.faults.arm({ ...create, kind: 'disconnect' });
  await expectStatus(502, app.api('POST', '/meetings', host, form));
  zoom.faults.arm({ ...create, kind: 'lost-answer' });
  await expectStatus(201, app.api('POST', '/meetings', host, { ...form, topic: `Found ${zoom.marker}` }));
  await stage();

  const scheduled = await expectStatus(201, app.api('POST', '/meetings', host, form));
  const path = `/meeting-links/${scheduled.body.id}`;
  await expectStatus(200, app.api('POST', `${path}/time`, host, { ...times, startTime: at(50) }));
  await expectStatus(200, app.api('GET', `${path}/details`, host));
  await expectStatus(200, app.api('GET', `${path}/invitation`, host));
  await expectStatus(200, download(app, host, `${path}/calendar`));
  await expectStatus(200, app.api('POST', `${path}/cancel`, host));
  await expectStatus(201, app.api('POST', '/meetings/start', host, { topic: `Now ${zoom.marker}` }));
  await expectStatus(200, app.api('GET', `/meetings?when=upcoming&search=${zoom.marker}`, host));
  await stage();
}

/** What is no JSON. */
async function download(app: TestApp, { accountId, issueId = '' }: Viewer, path: string) {
  const token = app.jira.site.contextToken({ accountId, issueId });
  const answer = await fetch(`${app.baseUrl}/api${path}`, { headers: { authorization: `JWT ${token}` } });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

async function expectStatus(status: number, asked: Promise<ApiAnswer>): Promise<ApiAnswer> {
  const answer = await asked;
  if (answer.status !== status)
    throw new Error(`${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
  return answer;
}
