// Which recording files can be chosen, and which one is chosen beforehand.

import { expect, test } from 'vitest';
import type { RecordingFileView, RecordingView, TransferView } from '../../../src/recordings/api-types.ts';
import { choosableFiles, chosenAtFirst, mainVideo } from '../../../src/web/file-choice.ts';

const file = (key: string, more: Partial<RecordingFileView> = {}): RecordingFileView => ({
  key,
  kind: 'video',
  recordingType: null,
  extension: 'MP4',
  sizeBytes: 100,
  durationSeconds: 60,
  startTime: null,
  unavailable: null,
  ...more,
});
const recording = (...files: RecordingFileView[]): RecordingView => ({
  meetingUuid: 'u',
  startTime: null,
  durationMinutes: 1,
  shared: false,
  deletedOn: null,
  askedBy: [],
  files,
});
const transfer = (fileKey: string, state: TransferView['state']) =>
  ({ id: fileKey, meetingUuid: 'u', fileKey, state, canRetry: true }) as TransferView;
const tooLarge = { code: 'too_large', message: '' } as const;
const processing = { code: 'recording_processing', message: '' } as const;

test('the main video is the speaker beside the shared screen, whatever Zoom lists first', () => {
  const all = recording(
    file('sound', { kind: 'audio' }),
    file('strange', { recordingType: 'something new' }),
    file('gallery', { recordingType: 'gallery_view' }),
    file('speaker', { recordingType: 'shared_screen_with_speaker_view' }),
  );
  expect(mainVideo(all)?.key).toBe('speaker');
  expect(chosenAtFirst(all, [])?.key).toBe('speaker');
  expect(mainVideo(recording(file('sound', { kind: 'audio' })))).toBeNull();
});

test('where the main video is too large, the largest file that fits is chosen', () => {
  const all = recording(
    file('main', { recordingType: 'shared_screen_with_speaker_view', unavailable: tooLarge }),
    file('small', { kind: 'chat', sizeBytes: 5 }),
    file('sound', { kind: 'audio', sizeBytes: 50 }),
    file('unknown', { kind: 'transcript', sizeBytes: null }),
  );
  expect(chosenAtFirst(all, [])?.key).toBe('sound');
});

test('nothing is chosen while the main video is being processed, or once something is attached', () => {
  const sound = file('sound', { kind: 'audio' });
  expect(chosenAtFirst(recording(file('main', { unavailable: processing }), sound), [])).toBeNull();
  expect(chosenAtFirst(recording(file('main'), sound), [transfer('sound', 'succeeded')])).toBeNull();
  expect(chosenAtFirst(recording(file('main'), sound), [transfer('sound', 'cancelled')])?.key).toBe('main');
});

test('only what is neither attached nor on its way nor waiting for Retry can be chosen', () => {
  const all = recording(file('a'), file('b'), file('c'), file('d'), file('e', { unavailable: tooLarge }));
  const transfers = [transfer('a', 'succeeded'), transfer('b', 'running'), transfer('c', 'failed')];
  expect(choosableFiles(all, transfers).map(({ key }) => key)).toEqual(['d']);
});
