// Zoom's answers, as far as they are used. Only what Zoom always sends is required; unknown values must pass.

import { z } from 'zod';

const time = z
  .string()
  .optional()
  .transform((value) => {
    const parsed = value === undefined ? Number.NaN : Date.parse(value);
    return Number.isNaN(parsed) ? null : new Date(parsed);
  });
/** Meeting ids are int64 on the wire, at times strings; here always strings of digits. */
const meetingId = z
  .union([z.number().int(), z.string()])
  .transform(String)
  .refine((id) => /^\d{1,18}$/.test(id));
const meetingType = z.coerce.number().catch(0);
/** Numbers of personal rooms, which some answers write as texts. */
const roomNumber = z.union([z.number().int(), z.string()]).transform(String).optional().catch(undefined);
/** Without fixed times, or with them. */
const isRecurring = (type: number): boolean => type === 3 || type === 8;

export const userAnswer = z
  .object({
    id: z.string().min(1),
    account_id: z.string().optional(),
    email: z.string().catch(''),
    display_name: z.string().catch(''),
    first_name: z.string().catch(''),
    last_name: z.string().catch(''),
    type: z.number().catch(99),
    pmi: roomNumber,
    personal_meeting_url: z.string().optional().catch(undefined),
  })
  .transform((user) => ({
    id: user.id,
    accountId: user.account_id ?? null,
    email: user.email,
    displayName: user.display_name || `${user.first_name} ${user.last_name}`.trim(),
    /** 1 Basic, 2 Licensed, 4 unassigned, 99 none. */
    type: user.type,
    personalMeetingId: user.pmi ?? null,
    /** With the name that the person chose for it, where they chose one. */
    personalMeetingUrl: user.personal_meeting_url ?? null,
  }));
export type ZoomUser = z.infer<typeof userAnswer>;

const listedMeeting = z
  .object({
    id: meetingId,
    uuid: z.string().optional(),
    topic: z.string().catch(''),
    type: meetingType,
    start_time: time,
    duration: z.number().nullable().catch(null),
    created_at: time,
    pmi: z.coerce.string().optional(),
  })
  .transform((meeting) => ({
    id: meeting.id,
    uuid: meeting.uuid ?? null,
    topic: meeting.topic,
    /** 2 scheduled, 3 recurring without fixed times, 4 personal room, 8 recurring with fixed times. */
    type: meeting.type,
    startTime: meeting.start_time,
    durationMinutes: meeting.duration,
    createdAt: meeting.created_at,
    isRecurring: isRecurring(meeting.type),
    isPersonalRoom: meeting.type === 4 || meeting.pmi === meeting.id,
  }));

export const meetingsAnswer = z
  .object({ meetings: z.array(listedMeeting), next_page_token: z.string().catch('') })
  .transform(({ meetings, next_page_token }) => ({
    meetings,
    nextPage: next_page_token === '' ? null : next_page_token,
  }));
export type MeetingsPage = z.infer<typeof meetingsAnswer>;

/** How a series repeats, in Zoom's own words, so that it can be sent back as it was read. */
const recurrence = z.object({
  /** 1 daily, 2 weekly, 3 monthly. */
  type: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  repeat_interval: z.number().int().exactOptional(),
  /** `1,3`: Sunday and Tuesday. */
  weekly_days: z.string().exactOptional(),
  monthly_day: z.number().int().exactOptional(),
  /** 1 to 4, or -1 for the last. */
  monthly_week: z.number().int().exactOptional(),
  /** 1 is Sunday. */
  monthly_week_day: z.number().int().exactOptional(),
  /** How many dates; Zoom makes at most 50. Never beside `end_date_time`. */
  end_times: z.number().int().exactOptional(),
  /** ISO 8601 in UTC, without milliseconds. */
  end_date_time: z.string().exactOptional(),
});
export type ZoomRecurrence = z.infer<typeof recurrence>;

export const meetingAnswer = z
  .object({
    id: meetingId,
    host_id: z.string(),
    topic: z.string().catch(''),
    type: meetingType,
    status: z.string().catch(''),
    start_time: time,
    duration: z.number().nullable().catch(null),
    timezone: z.string().nullable().catch(null),
    join_url: z.string().catch(''),
    pmi: z.coerce.string().optional(),
    recurrence: recurrence.nullable().catch(null),
    occurrences: z
      .array(
        z.object({
          // Becomes part of other texts, so it must be none itself.
          occurrence_id: z.coerce.string().regex(/^[\w-]{1,60}$/),
          start_time: time,
          duration: z.number().nullable().catch(null),
          status: z.string().catch('available'),
        }),
      )
      .catch([]),
  })
  .transform((meeting) => ({
    id: meeting.id,
    hostId: meeting.host_id,
    topic: meeting.topic,
    type: meeting.type,
    isLive: meeting.status === 'started',
    hasEnded: false,
    startTime: meeting.start_time,
    durationMinutes: meeting.duration,
    timeZone: meeting.timezone,
    joinUrl: meeting.join_url,
    isRecurring: isRecurring(meeting.type),
    isPersonalRoom: meeting.type === 4 || meeting.pmi === meeting.id,
    /** Null unless it is a series with fixed times. */
    recurrence: meeting.recurrence,
    /** The coming dates of such a series, cancelled ones too. */
    occurrences: meeting.occurrences.map((occurrence) => ({
      id: occurrence.occurrence_id,
      startTime: occurrence.start_time,
      durationMinutes: occurrence.duration,
      isCancelled: occurrence.status === 'deleted',
    })),
  }));
export type Meeting = z.infer<typeof meetingAnswer>;

/** Of the answer to making a meeting. */
export const startUrlAnswer = z
  .object({ start_url: z.string().catch('') })
  .transform(({ start_url }) => start_url);

export const invitationAnswer = z
  .object({ invitation: z.string() })
  .transform(({ invitation }) => invitation);

export const pastMeetingAnswer = z
  .object({
    id: meetingId,
    host_id: z.string(),
    topic: z.string().catch(''),
    type: meetingType,
    start_time: time,
    duration: z.number().nullable().catch(null),
  })
  .transform(
    (meeting): Meeting => ({
      id: meeting.id,
      hostId: meeting.host_id,
      topic: meeting.topic,
      type: meeting.type,
      isLive: false,
      hasEnded: true,
      startTime: meeting.start_time,
      durationMinutes: meeting.duration,
      timeZone: null,
      joinUrl: '',
      isRecurring: isRecurring(meeting.type),
      isPersonalRoom: meeting.type === 4,
      recurrence: null,
      occurrences: [],
    }),
  );

export const instancesAnswer = z
  .object({ meetings: z.array(z.object({ uuid: z.string().min(1), start_time: time })) })
  .transform(({ meetings }) => ({
    meetings: meetings.map(({ uuid, start_time }) => ({ uuid, startTime: start_time })),
  }));

/** Zoom's enums, whose list grows: one word, so that what is stored of it can be no text of a person's. */
const word = z.string().regex(/^[\w ()-]{1,60}$/);

/** Captions and timelines come without most fields; files kept on a customer's own server without a download URL. */
const recordingFile = z
  .object({
    id: word.optional().catch(undefined),
    file_type: word,
    file_extension: z.string().optional(),
    file_size: z.number().nonnegative().optional(),
    status: z.string().optional(),
    recording_type: word.optional().catch(undefined),
    recording_start: z
      .string()
      .regex(/^[\d:TZ.+-]{1,40}$/)
      .optional()
      .catch(undefined),
    recording_end: z.string().optional(),
    download_url: z.string().optional(),
  })
  .transform((file) => ({
    id: file.id ?? null,
    fileType: file.file_type,
    extension: file.file_extension ?? null,
    size: file.file_size ?? null,
    /** `processing` must be waited for; files without a status are complete. */
    processing: file.status === 'processing',
    recordingType: file.recording_type ?? null,
    recordingStart: file.recording_start ?? null,
    recordingEnd: file.recording_end ?? null,
    downloadUrl: file.download_url ?? null,
  }));
export type RecordingFile = z.infer<typeof recordingFile>;

export const recordingAnswer = z
  .object({
    uuid: z.string().min(1),
    id: meetingId,
    host_id: z.string(),
    topic: z.string().catch(''),
    start_time: time,
    duration: z.number().nullable().catch(null),
    auto_delete: z.boolean().catch(false),
    auto_delete_date: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/)
      .nullable()
      .catch(null),
    // One file of an unknown shape must not hide the others.
    recording_files: z
      .array(z.unknown())
      .catch([])
      .transform((files) =>
        files.flatMap((file) => {
          const parsed = recordingFile.safeParse(file);
          return parsed.success ? [parsed.data] : [];
        }),
      ),
  })
  .transform((recording) => ({
    uuid: recording.uuid,
    meetingId: recording.id,
    hostId: recording.host_id,
    topic: recording.topic,
    startTime: recording.start_time,
    durationMinutes: recording.duration,
    /** `2026-12-20`: when Zoom deletes it by itself; null when it does not, or does not say. */
    autoDeleteOn: recording.auto_delete ? recording.auto_delete_date : null,
    files: recording.recording_files,
  }));
export type Recording = z.infer<typeof recordingAnswer>;
