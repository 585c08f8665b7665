// The pages behind addresses of meetings: whoever joins sees the topic, the host starts the meeting and can end it.
import { runningInstance, startKeyOf } from './api-meetings.ts';
import { zoomPage } from './consent-page.ts';
import type { ZoomContext } from './context.ts';
import { type Exchange, escapeHtml, sendHtml } from './http-server.ts';
import { createMeetingLife } from './meeting-life.ts';
import type { ZoomMeetingRecord } from './state.ts';

const roomPath = /^\/(j|s|my|end)\/([\w.-]+)$/;

export const isRoom = (path: string): boolean => roomPath.test(path);

/** Answers for one address of a meeting; `/s/` with the host's key starts it, which Zoom tells the app. */
export function handleRoom(context: ZoomContext, { method, rawPath, query, response }: Exchange): void {
  const [, way = '', name = ''] = roomPath.exec(rawPath) ?? [];
  const meeting = findMeeting(context, name);
  sendHtml(response, 200, meeting ? pageOf(context, meeting, { method, way, query }) : invalid);
}

function pageOf(
  context: ZoomContext,
  meeting: ZoomMeetingRecord,
  { method, way, query }: Pick<Exchange, 'method' | 'query'> & { way: string },
): string {
  const life = createMeetingLife(context);
  const running = runningInstance(context, meeting);
  const isHost = query.get('zak') === startKeyOf(context, meeting);
  if (way === 'end' && method === 'POST' && isHost) {
    if (running) life.endMeeting(meeting);
    return notice(meeting.topic, 'The meeting has ended.');
  }
  if (way !== 's' || !isHost) return notice(meeting.topic, 'The real Zoom would open the meeting here.');
  if (!running) life.startMeeting(meeting);
  const address = escapeHtml(`/end/${meeting.id}?${query}`);
  const end = `<form method="post" action="${address}"><button>End meeting</button></form>`;
  return notice(meeting.topic, 'The meeting has started, and you are its host.', end);
}

function findMeeting({ state }: ZoomContext, name: string): ZoomMeetingRecord | undefined {
  const owner = state.users.find(({ personalName }) => personalName === name);
  return state.meetings.find((meeting) => meeting.id === (owner?.pmi ?? name) && !meeting.deleted);
}

const notice = (title: string, text: string, html = ''): string =>
  zoomPage(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>${html}`);

const invalid = notice('This meeting link is invalid (3,001)', '');
