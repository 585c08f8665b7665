// Zoom's answers as they vary: missing, new and odd values pass as far as they can, and ids stay exact.

import { describe, expect, it } from 'vitest';
import {
  instancesAnswer,
  meetingAnswer,
  meetingsAnswer,
  pastMeetingAnswer,
  recordingAnswer,
  userAnswer,
} from '../../../src/zoom/schemas.ts';

const meeting = { id: 85_746_065_123, host_id: 'h' };

describe('a user', () => {
  it('needs an id only', () => {
    expect(userAnswer.parse({ id: 'u' })).toEqual({
      id: 'u',
      accountId: null,
      email: '',
      displayName: '',
      type: 99,
      personalMeetingId: null,
      personalMeetingUrl: null,
    });
  });
  it('with another type or odd fields passes', () => {
    expect(
      userAnswer.parse({ id: 'u', type: 42, email: null, display_name: 7, new_field: {} }),
    ).toMatchObject({
      type: 42,
      email: '',
      displayName: '',
    });
  });
  it('has a personal room, whose number is exact', () => {
    const room = { pmi: 9_876_543_210, personal_meeting_url: 'https://zoom.us/my/anna' };
    expect(userAnswer.parse({ id: 'u', ...room })).toMatchObject({
      personalMeetingId: '9876543210',
      personalMeetingUrl: 'https://zoom.us/my/anna',
    });
  });
  it('without a display name goes by first and last name', () => {
    expect(userAnswer.parse({ id: 'u', first_name: 'A', last_name: 'B' }).displayName).toBe('A B');
  });
  it.each([{}, { id: '' }, { id: 1 }, null, '<html>'])('that is none is refused: %o', (value) => {
    expect(userAnswer.safeParse(value).success).toBe(false);
  });
});

describe('a meeting', () => {
  it('keeps an id above 2^31 exact, as a number or as text', () => {
    expect(meetingAnswer.parse(meeting).id).toBe('85746065123');
    expect(meetingAnswer.parse({ ...meeting, id: '85746065123' }).id).toBe('85746065123');
  });
  it.each([1.5, '12a', '', -1, null, '1'.repeat(19)])('with %o for an id is refused', (id) => {
    expect(meetingAnswer.safeParse({ ...meeting, id }).success).toBe(false);
  });
  it('of a type or status that nobody knows passes', () => {
    expect(
      meetingAnswer.parse({ ...meeting, type: 77, status: 'paused', duration: 'long', start_time: 'later' }),
    ).toMatchObject({ type: 77, isLive: false, durationMinutes: null, startTime: null });
    expect(meetingAnswer.parse({ ...meeting, type: 'odd' }).type).toBe(0);
  });
  it('in the personal room is known by type or by number', () => {
    expect(meetingAnswer.parse({ ...meeting, type: 4 }).isPersonalRoom).toBe(true);
    expect(meetingAnswer.parse({ ...meeting, type: 2, pmi: 85_746_065_123 }).isPersonalRoom).toBe(true);
    expect(meetingAnswer.parse({ ...meeting, type: 2, pmi: '1' }).isPersonalRoom).toBe(false);
  });
  it('says which of its occurrences are cancelled, and does without a broken list', () => {
    const occurrences = [
      { occurrence_id: 1_700_000_000_000, start_time: '2026-01-01T10:00:00Z', duration: 30 },
      { occurrence_id: '2', status: 'deleted' },
    ];
    expect(meetingAnswer.parse({ ...meeting, occurrences }).occurrences).toEqual([
      {
        id: '1700000000000',
        startTime: new Date('2026-01-01T10:00:00Z'),
        durationMinutes: 30,
        isCancelled: false,
      },
      { id: '2', startTime: null, durationMinutes: null, isCancelled: true },
    ]);
    expect(meetingAnswer.parse({ ...meeting, occurrences: 'none' }).occurrences).toEqual([]);
    const oddIds = [{ ...occurrences[0], occurrence_id: '1\r\nATTENDEE:x' }];
    expect(meetingAnswer.parse({ ...meeting, occurrences: oddIds }).occurrences).toEqual([]);
  });
  it('keeps how it repeats as it was read, and does without what makes no sense', () => {
    const recurrence = { type: 2, repeat_interval: 1, weekly_days: '2,4', end_times: 9 };
    expect(meetingAnswer.parse({ ...meeting, recurrence: { ...recurrence, odd: 1 } }).recurrence).toEqual(
      recurrence,
    );
    expect(meetingAnswer.parse({ ...meeting, recurrence: { type: 9 } }).recurrence).toBeNull();
    expect(meetingAnswer.parse({ ...meeting, timezone: 'Europe/Berlin' })).toMatchObject({
      recurrence: null,
      timeZone: 'Europe/Berlin',
    });
  });
  it('that is past has ended and cannot be joined', () => {
    expect(pastMeetingAnswer.parse({ ...meeting, type: 2 })).toMatchObject({ hasEnded: true, joinUrl: '' });
  });
});

describe('a list', () => {
  it('ends where there is no next page, in any of its shapes', () => {
    for (const last of [{}, { next_page_token: '' }, { next_page_token: null }])
      expect(meetingsAnswer.parse({ meetings: [], ...last }).nextPage).toBeNull();
    expect(meetingsAnswer.parse({ meetings: [], next_page_token: 'n' }).nextPage).toBe('n');
  });
  it('of meetings passes with unknown types', () => {
    expect(meetingsAnswer.parse({ meetings: [{ id: 1, type: 10 }, { id: 2 }] }).meetings).toMatchObject([
      { id: '1', type: 10, uuid: null, topic: '' },
      { id: '2', type: 0 },
    ]);
  });
  it('of instances keeps those without a time', () => {
    expect(instancesAnswer.parse({ meetings: [{ uuid: 'a==' }] })).toEqual({
      meetings: [{ uuid: 'a==', startTime: null }],
    });
  });
});

describe('a recording', () => {
  const recording = { uuid: 'a==', id: 1, host_id: 'h' };
  const fileOf = (file: object) => recordingAnswer.parse({ ...recording, recording_files: [file] }).files[0];
  it('may have no files, or none that can be read', () => {
    expect(recordingAnswer.parse(recording).files).toEqual([]);
    expect(recordingAnswer.parse({ ...recording, recording_files: null }).files).toEqual([]);
  });
  it('keeps the files it can read beside one it cannot', () => {
    const files = [{ file_type: 'MP4', id: '1' }, { nothing: true }, 'text', { file_type: 'HOLOGRAM' }];
    expect(
      recordingAnswer.parse({ ...recording, recording_files: files }).files.map(({ fileType }) => fileType),
    ).toEqual(['MP4', 'HOLOGRAM']);
  });
  it('takes a file without a status as complete, and only processing as being processed', () => {
    expect(fileOf({ file_type: 'TIMELINE' })).toMatchObject({ id: null, size: null, processing: false });
    expect(fileOf({ file_type: 'MP4', status: 'processing' })?.processing).toBe(true);
    expect(fileOf({ file_type: 'MP4', status: 'archived' })?.processing).toBe(false);
  });
  it.each([
    [{ auto_delete: true, auto_delete_date: '2026-12-20' }, '2026-12-20'],
    [{ auto_delete: false, auto_delete_date: '2026-12-20' }, null],
    [{ auto_delete: true, auto_delete_date: 'soon' }, null],
    [{ auto_delete: 'yes' }, null],
    [{}, null],
  ])('with %o is deleted by Zoom on %s', (told, day) => {
    expect(recordingAnswer.parse({ ...recording, ...told }).autoDeleteOn).toBe(day);
  });
  it('has no address for a file kept elsewhere', () => {
    expect(fileOf({ file_type: 'MP4', file_path: '/on/premise' })?.downloadUrl).toBeNull();
  });
});
