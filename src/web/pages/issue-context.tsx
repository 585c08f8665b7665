// What Jira's right column shows of the issue's Zoom meetings: those to join, with the rest counted.

import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/issue-context.css';

import type { IssuePanelView } from '../../issue-panel/api-types.ts';
import type { MeetingDetails, MeetingLinkView } from '../../meetings/api-types.ts';
import type { Api } from '../api-client.ts';
import { LoadFailed } from '../components/load-failed.tsx';
import { Lozenge, Skeleton } from '../components/message.tsx';
import { mountPage } from '../components/page.tsx';
import { useServices } from '../components/services.ts';
import { useLoad } from '../components/use-load.ts';
import { formatWhen } from '../format-time.ts';
import { contextTexts } from '../texts/issue-context.ts';

const shownAtMost = 5;
const order: MeetingDetails['state'][] = ['live', 'upcoming', 'open', 'ended', 'cancelled', 'gone'];

interface LinkedMeeting {
  link: MeetingLinkView;
  /** Null when it cannot be read now. */
  details: MeetingDetails | null;
}

async function readMeetings(api: Api) {
  const { links, transfers } = await api.get<IssuePanelView>('/api/issue-panel');
  const meetings: LinkedMeeting[] = await Promise.all(
    links.map(async (link) => ({ link, details: link.readable ? await detailsOf(api, link.id) : null })),
  );
  return {
    meetings: meetings.sort((one, other) => placeOf(one) - placeOf(other) || startOf(one) - startOf(other)),
    attached: transfers.filter(({ state }) => state === 'succeeded').length,
  };
}

function detailsOf(api: Api, linkId: string): Promise<MeetingDetails | null> {
  return api
    .get<MeetingDetails>(`/api/meeting-links/${encodeURIComponent(linkId)}/details`)
    .catch(() => null);
}

function placeOf({ details }: LinkedMeeting): number {
  return details ? order.indexOf(details.state) : order.length;
}

/** What is to come soonest first, what was newest first. */
function startOf({ details }: LinkedMeeting): number {
  const start = Date.parse(details?.startTime ?? '') || 0;
  return details?.state === 'upcoming' ? start : -start;
}

function IssueContext() {
  const { api } = useServices();
  const { loaded, reload } = useLoad(() => readMeetings(api), []);
  return (
    <main aria-busy={loaded.state === 'loading'}>
      <h1 class="visually-hidden">{contextTexts.title}</h1>
      {loaded.state === 'loading' && <Skeleton widths={['40%', '80%', '60%']} />}
      {loaded.state === 'failed' && (
        <LoadFailed message={`${contextTexts.failed}: ${loaded.message}`} onAgain={reload} />
      )}
      {loaded.state === 'ready' && <Meetings {...loaded.value} />}
    </main>
  );
}

function Meetings({ meetings, attached }: { meetings: LinkedMeeting[]; attached: number }) {
  const more = meetings.length - shownAtMost;
  return (
    <>
      <p class="meta">
        {meetings.length === 0 ? contextTexts.none : contextTexts.counts(meetings.length, attached)}
      </p>
      <ul class="meetings">
        {meetings.slice(0, shownAtMost).map((meeting) => (
          <Meeting key={meeting.link.id} {...meeting} />
        ))}
      </ul>
      {more > 0 && <p class="meta">{contextTexts.more(more)}</p>}
    </>
  );
}

function Meeting({ link, details }: LinkedMeeting) {
  const titleId = `meeting-${link.id}`;
  return (
    <li class="meeting">
      <div class="meeting-text">
        <h2 id={titleId} dir="auto">
          {details?.topic || contextTexts.untitled}
        </h2>
        <p class="meta">{details ? whenOf(details) : contextTexts.unreadable}</p>
      </div>
      {details && details.state !== 'open' && details.state !== 'upcoming' && (
        <Lozenge tone={details.state === 'live' ? 'success' : 'neutral'}>
          {contextTexts.states[details.state]}
        </Lozenge>
      )}
      {details?.joinUrl && (
        <a
          class="button compact"
          href={details.joinUrl}
          target="_blank"
          rel="noopener noreferrer"
          aria-describedby={titleId}
        >
          {contextTexts.join}
        </a>
      )}
    </li>
  );
}

function whenOf({ startTime, durationMinutes }: MeetingDetails): string {
  return startTime === null ? contextTexts.noFixedTime : formatWhen(startTime, durationMinutes);
}

mountPage(IssueContext, () => import('../texts/german-pages.ts'));
