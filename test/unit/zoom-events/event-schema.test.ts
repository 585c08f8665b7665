// What is read of an event: ids and times in all the shapes that Zoom sends them, and nothing that could be a text.

import { describe, expect, it } from 'vitest';
import { eventSchema } from '../../../src/zoom-events/event-schema.ts';

const uuid = '4444AAAiAAAAAiAiAiiAii==';
const envelope = (payload: unknown, more: object = {}) => ({
  event: 'recording.completed',
  event_ts: 1_626_230_691_572,
  payload,
  ...more,
});
const read = (payload: unknown, more?: object) => eventSchema.parse(envelope(payload, more)).event;

describe('ids', () => {
  it('of a recording are read as text, whatever else is there', () => {
    const object = { id: 97_763_643_886, uuid, host_id: 'x1yCzABCDEfg23HiJKl4mN', topic: 'A topic' };
    expect(read({ account_id: 'AAAAAABBBB', object }, { download_token: 'abc' })).toEqual({
      type: 'recording.completed',
      at: new Date(1_626_230_691_572),
      zoomAccountId: 'AAAAAABBBB',
      zoomUserId: 'x1yCzABCDEfg23HiJKl4mN',
      meetingId: '97763643886',
      meetingUuid: uuid,
      fileIds: null,
      retainData: null,
    });
  });
  it('of files are read where they were trashed, deleted or recovered, and nowhere else', () => {
    const recording_files = [{ id: 'file-1', file_name: 'Jane' }, { id: 'not an id of Zoom’s' }, {}];
    const object = { id: 1, uuid, host_id: 'host', recording_files };
    const fileIdsOf = (event: string, changes = {}) =>
      eventSchema.parse({ event, event_ts: 1, payload: { object: { ...object, ...changes } } }).event.fileIds;
    expect(fileIdsOf('recording.trashed')).toEqual(['file-1']);
    expect(fileIdsOf('recording.recovered')).toEqual(['file-1']);
    expect(fileIdsOf('recording.completed')).toBeNull();
    expect(fileIdsOf('recording.deleted', { recording_files: [] })).toBeNull();
    expect(fileIdsOf('recording.deleted', { recording_files: 'all' })).toBeNull();
  });

  it('of a meeting may be text on the wire', () => {
    expect(read({ object: { id: '97763643886' } }).meetingId).toBe('97763643886');
  });
  it('of a summary have other names', () => {
    const object = { meeting_id: 97_763_643_886, meeting_uuid: uuid, meeting_host_id: 'host' };
    expect(read({ object })).toMatchObject({
      zoomUserId: 'host',
      meetingId: '97763643886',
      meetingUuid: uuid,
    });
  });
  it('of who removed the app come before those of a host', () => {
    expect(read({ user_id: 'leaver', object: { host_id: 'host' } }).zoomUserId).toBe('leaver');
  });
  it.each([
    ['an e-mail address', 'someone@example.com'],
    ['a name', 'Jill Chill'],
    ['a topic', 'Layoffs, part 2'],
    ['an address', 'https://zoom.us/j/1'],
    ['a long text', 'x'.repeat(101)],
    ['a number', 5],
    ['a list', ['AAAA']],
    ['nothing', null],
    ['text beyond ASCII', 'Übergabe'],
  ])('that are %s are as good as absent', (_what, value) => {
    const object = { id: value === 5 ? 5.5 : value, uuid: value, host_id: value };
    expect(read({ account_id: value, user_id: value, object })).toMatchObject({
      zoomAccountId: null,
      zoomUserId: null,
      meetingId: null,
      meetingUuid: null,
    });
  });
  it('beyond what the database holds, or below one, are as good as absent', () => {
    for (const id of ['9'.repeat(19), 1e19, 0, -1, '-1', ''])
      expect(read({ object: { id } }).meetingId).toBeNull();
  });
});

describe('times', () => {
  it('of a removal come before that of its sending', () => {
    expect(read({ deauthorization_time: '2019-06-17T13:52:28.632Z' }).at).toEqual(
      new Date('2019-06-17T13:52:28.632Z'),
    );
  });
  it('of a removal are enough', () => {
    expect(read({ deauthorization_time: '2019-06-17T13:52:28Z' }, { event_ts: undefined }).at).toEqual(
      new Date('2019-06-17T13:52:28Z'),
    );
  });
  it('that are none are passed over for that of sending', () => {
    for (const time of ['soon', '', null, 5, '+275760-09-13T00:00:00Z'])
      expect(read({ deauthorization_time: time }).at).toEqual(new Date(1_626_230_691_572));
  });
});

describe('what the person wants kept', () => {
  it.each([
    ['true', true],
    ['false', false],
    [true, true],
    [false, false],
    [undefined, null],
    ['yes', null],
    [0, null],
  ])('said as %j is %j', (said, retainData) => {
    expect(read({ user_data_retention: said }).retainData).toBe(retainData);
  });
});

it('what is no envelope is refused', () => {
  for (const value of [
    null,
    5,
    'text',
    [],
    {},
    { event: 'a', event_ts: 1 },
    envelope(null),
    envelope([]),
    envelope({}, { event: '' }),
    envelope({}, { event: 'Some text' }),
    envelope({}, { event: 'x'.repeat(81) }),
    envelope({}, { event_ts: 'now' }),
    envelope({}, { event_ts: 1e18 }),
    envelope({}, { event_ts: -1 }),
    envelope({}, { event_ts: undefined }),
  ])
    expect(eventSchema.safeParse(value).success, JSON.stringify(value)).toBe(false);
});
