// The simulated Zoom's cloud recordings, as tests and the demo make them.
import { randomBytes, randomUUID } from 'node:crypto';
import { type ZoomContext, zoomTime } from './context.ts';
import { toTime } from './population.ts';
import { checkSize, contentSha256, naturalSize } from './recording-content.ts';
import type { ZoomFileType, ZoomMeetingInstance, ZoomRecordingFile } from './state.ts';

export interface NewRecordingFile {
  fileType: ZoomFileType;
  recordingType?: string;
  /** Bytes. Of media: the sample's own size, or at least 8 more. */
  size?: number;
  /** Of transcripts: how many spoken lines; a dozen by default. */
  cues?: number;
  status?: 'completed' | 'processing';
  /** Kept at the customer's, so without a download address. */
  onPremises?: boolean;
}

/** A recording file as tests see it. */
export interface MadeRecordingFile {
  id: string;
  fileType: ZoomFileType;
  recordingType: string;
  size: number;
  recordingStart: string;
  /** Hex, of all bytes. Computed when first asked for. */
  sha256(): Promise<string>;
}

export interface MadeRecording {
  uuid: string;
  meetingId: string;
  files: MadeRecordingFile[];
}

/** What makes and changes recordings. */
export function createRecordings(context: ZoomContext) {
  const { state, marker } = context;

  function getInstance(uuid: string): ZoomMeetingInstance {
    const instance = state.instances.find((candidate) => candidate.uuid === uuid);
    if (!instance) throw new Error(`no simulated instance ${uuid}`);
    return instance;
  }

  /** Adds files to an instance's recording, which is made when there is none. A second call is a second segment. */
  function addRecording(
    instance: Pick<ZoomMeetingInstance, 'uuid'>,
    options: {
      files: NewRecordingFile[];
      startTime?: string | number;
      /** `2026-12-20`: when Zoom deletes it by itself; never by default. */
      autoDeleteOn?: string;
    },
  ): MadeRecording {
    const { uuid, startTime, endTime, meetingId } = getInstance(instance.uuid);
    const recordingStart = toTime(options.startTime ?? Date.parse(startTime) + 5000);
    const recordingEnd = endTime ?? zoomTime(context.now());
    const files = options.files.map((file): ZoomRecordingFile => {
      const cues = file.cues ?? 12;
      const content = { fileType: file.fileType, marker, cues };
      const size = file.size ?? naturalSize(content);
      checkSize({ ...content, size });
      return {
        id: randomUUID(),
        uuid,
        fileType: file.fileType,
        recordingType: file.recordingType ?? defaultTypes[file.fileType],
        extension: extensions[file.fileType],
        size,
        cues,
        status: file.status ?? 'completed',
        recordingStart,
        recordingEnd,
        onPremises: file.onPremises ?? false,
        downloadKey: randomBytes(48).toString('base64url'),
      };
    });
    let recording = state.recordings.find((candidate) => candidate.uuid === uuid);
    if (!recording) {
      recording = {
        uuid,
        autoDeleteOn: options.autoDeleteOn ?? null,
        passcode: `${marker}7`,
        shareKey: randomBytes(32).toString('base64url'),
        files: [],
      };
      state.recordings.push(recording);
    }
    recording.files.push(...files);
    context.save();
    return { uuid, meetingId, files: files.map(made) };
  }

  const made = ({
    id,
    fileType,
    recordingType,
    size,
    cues,
    recordingStart,
  }: ZoomRecordingFile): MadeRecordingFile => ({
    id,
    fileType,
    recordingType,
    size,
    recordingStart,
    sha256: () => contentSha256({ fileType, size, marker, cues }),
  });

  /** Zoom finished with the files of a recording that were still being processed. */
  function finishProcessing(recording: Pick<MadeRecording, 'uuid'>): void {
    for (const { uuid, files } of state.recordings) {
      if (uuid === recording.uuid) for (const file of files) file.status = 'completed';
    }
    context.save();
  }

  /** The host deleted a recording at Zoom, or one file of it. */
  function deleteRecording(recording: Pick<MadeRecording, 'uuid'>, fileId?: string): void {
    const found = state.recordings.find((candidate) => candidate.uuid === recording.uuid);
    if (!found) return;
    found.files = fileId ? found.files.filter((file) => file.id !== fileId) : [];
    if (found.files.length === 0) state.recordings = state.recordings.filter((other) => other !== found);
    context.save();
  }

  return { addRecording, finishProcessing, deleteRecording };
}

const extensions: Record<ZoomFileType, string> = {
  MP4: 'MP4',
  M4A: 'M4A',
  TRANSCRIPT: 'VTT',
  CHAT: 'TXT',
  CC: 'VTT',
  TIMELINE: 'JSON',
};

const defaultTypes: Record<ZoomFileType, string> = {
  MP4: 'shared_screen_with_speaker_view',
  M4A: 'audio_only',
  TRANSCRIPT: 'audio_transcript',
  CHAT: 'chat_file',
  CC: 'closed_caption',
  TIMELINE: 'timeline',
};
