// The person's own meetings, to pick one to link.

import { AppError } from '../../platform/errors.ts';
import type { ShortMemory } from '../../platform/short-memory.ts';
import type { MeetingsPage } from '../../zoom/schemas.ts';
import type { ZoomApi } from '../../zoom/zoom-api.ts';
import { ZoomError } from '../../zoom/zoom-error.ts';
import type { ConnectionsRepository } from '../../zoom-accounts/connections-repository.ts';
import type { ZoomAccess } from '../../zoom-accounts/zoom-access.ts';
import type { PickableMeeting, PickableMeetings } from '../api-types.ts';

export interface ListOwnMeetingsDeps {
  connections: ConnectionsRepository;
  /** Of long pages, by person and grant: with every letter that somebody types they are searched again. */
  searchMemory: ShortMemory<MeetingsPage>;
  zoomAccess: ZoomAccess;
}

export interface ListOwnMeetingsInput {
  personId: string;
  when: 'upcoming' | 'past';
  page?: string | undefined;
  /** Words of the topic, or digits of the number. */
  search?: string | undefined;
}

/** Zoom's number for a page token that is made up, or older than its 15 minutes. */
const badPage = 300;
const longPage = 300;
/** Of one search: what Zoom is asked for before the person is shown what was found. */
const mostPages = 5;
const enoughFound = 30;

/** @throws {AppError} 409 `list_expired` when `page` no longer leads anywhere, or what keeps Zoom from being read. */
export async function listOwnMeetings(
  deps: ListOwnMeetingsDeps,
  input: ListOwnMeetingsInput,
): Promise<PickableMeetings> {
  const { when, page } = input;
  const words = normal(input.search ?? '');
  const { meetings, nextPage } =
    words === ''
      ? await deps.zoomAccess.as(input.personId, (zoom) => pageOf(zoom, { when, page }))
      : await search(deps, input, words);
  return { meetings: meetings.map((meeting) => pickable(meeting, when)), nextPage };
}

/** Zoom's own search knows neither parts of words nor numbers. */
async function search(
  { connections, searchMemory, zoomAccess }: ListOwnMeetingsDeps,
  { personId, when, page: from }: ListOwnMeetingsInput,
  words: string,
): Promise<MeetingsPage> {
  const digits = words.replace(/[\s-]/g, '');
  const isNumber = /^\d{3,12}$/.test(digits);
  const found: MeetingsPage['meetings'] = [];
  // Whose connection has ended finds nothing any more, and what was remembered of another Zoom account neither.
  const grantId = (await connections.find(personId))?.grantId;
  let page = from;
  for (let asked = 0; asked < mostPages; asked += 1) {
    const { meetings, nextPage } = await searchMemory.get(
      `${personId} ${grantId} ${when} ${page ?? ''}`,
      () => zoomAccess.as(personId, (zoom) => pageOf(zoom, { when, page, pageSize: longPage })),
    );
    found.push(
      ...meetings.filter(
        ({ id, topic }) => normal(topic).includes(words) || (isNumber && id.includes(digits)),
      ),
    );
    if (nextPage === null) return { meetings: found, nextPage };
    page = nextPage;
    if (found.length >= enoughFound) break;
  }
  return { meetings: found, nextPage: page ?? null };
}

/** Without differences that people do not type: capitals, accents, widths, several spaces. */
function normal(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

async function pageOf(
  zoom: ZoomApi,
  {
    when,
    page,
    pageSize,
  }: { when: 'upcoming' | 'past'; page: string | undefined; pageSize?: number | undefined },
): Promise<MeetingsPage> {
  try {
    return await zoom.listMeetings(when, {
      ...(page === undefined ? {} : { page }),
      ...(pageSize === undefined ? {} : { pageSize }),
    });
  } catch (error) {
    if (page === undefined || !(error instanceof ZoomError) || error.code !== badPage) throw error;
    throw new AppError(
      'list_expired',
      409,
      'This list was open for too long. Open it again from the start.',
      {
        cause: error,
      },
    );
  }
}

function pickable(meeting: MeetingsPage['meetings'][number], when: 'upcoming' | 'past'): PickableMeeting {
  return {
    meetingId: meeting.id,
    topic: meeting.topic,
    kind: meeting.isPersonalRoom ? 'personal_room' : meeting.isRecurring ? 'recurring' : 'single',
    startTime: meeting.startTime?.toISOString() ?? null,
    durationMinutes: meeting.durationMinutes,
    occurrence: meeting.isRecurring ? occurrenceOf(meeting, when) : null,
  };
}

/** A coming date is known by its planned start, a past one by its UUID. */
function occurrenceOf(meeting: MeetingsPage['meetings'][number], when: 'upcoming' | 'past'): string | null {
  if (when === 'past') return meeting.uuid;
  return meeting.startTime === null ? null : String(meeting.startTime.getTime());
}
