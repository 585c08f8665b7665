// Which files of an occurrence can be chosen to be attached, and which are chosen beforehand.

import type { RecordingFileView, RecordingView, TransferView } from '../recordings/api-types.ts';
import { mayAttachAnew, transferOfFile } from './transfer-progress.ts';

const mainFirst = [
  'shared_screen_with_speaker_view',
  'shared_screen_with_speaker_view(CC)',
  'shared_screen_with_gallery_view',
  'speaker_view',
  'active_speaker',
  'gallery_view',
];

/** The files that can be attached now and are not yet. */
export function choosableFiles(recording: RecordingView, transfers: TransferView[]): RecordingFileView[] {
  return recording.files.filter((file) => {
    const transfer = transferOfFile(transfers, recording.meetingUuid, file.key);
    return file.unavailable === null && (transfer === null || mayAttachAnew(transfer));
  });
}

/** The video that shows most of the meeting; null when there is none. */
export function mainVideo(recording: RecordingView): RecordingFileView | null {
  const rank = ({ recordingType }: RecordingFileView) =>
    (mainFirst.indexOf(recordingType ?? '') + mainFirst.length + 1) % (mainFirst.length + 1);
  const videos = recording.files.filter(({ kind }) => kind === 'video');
  return videos.sort((one, other) => rank(one) - rank(other))[0] ?? null;
}

/**
 * What is chosen until the person chooses: the main video, or where the site does not take it the largest file that it
 * takes. Nothing where something of the recording is attached already, or while the main video is being processed.
 */
export function chosenAtFirst(recording: RecordingView, transfers: TransferView[]): RecordingFileView | null {
  const choosable = choosableFiles(recording, transfers);
  const untouched = recording.files.every(({ key, unavailable }) => {
    return unavailable !== null || choosable.some((file) => file.key === key);
  });
  if (!untouched) return null;
  const main = mainVideo(recording);
  if (main && choosable.includes(main)) return main;
  if (main?.unavailable?.code === 'recording_processing') return null;
  return choosable.sort((one, other) => (other.sizeBytes ?? 0) - (one.sizeBytes ?? 0))[0] ?? null;
}
