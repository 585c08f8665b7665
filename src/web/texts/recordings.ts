// Words about recordings, who can open them, and their transfers.

import type { RecordingFileKind } from '../../recordings/api-types.ts';
import { catalogue } from './catalogue.ts';

export const recordingTexts = catalogue('recording', {
  title: 'Recordings',
  none: 'No recordings yet.',
  noneOnBasic: 'No recordings. Cloud recordings need a paid Zoom plan.',
  onlyHost: 'Only the host can open it until they share it.',
  ask: 'Ask the host',
  asked: 'Asked',
  hostAsked: 'The host will see here that you asked.',
  takeBack: 'Take back',
  askedFor: (names: string) => `Asked for by ${names}.`,
  decline: 'Decline',
  share: 'Share on this issue',
  stopSharing: 'Stop sharing',
  shared: 'Shared',
  attach: 'Attach to issue',
  showOlder: (count: number) => (count === 1 ? 'Show 1 older recording' : `Show ${count} older recordings`),
  recordedOn: (when: string) => `Recorded ${when}`,
  undated: 'Recording',
  deletedOn: (day: string) => `Zoom deletes it on ${day}.`,
  readTranscript: 'Read transcript',
  summary: 'Summary',
  unavailable: 'Cannot be attached',
  processing: 'Processing',
  processingWhy: 'Zoom is still processing this file. It can be attached once that is done.',
  kinds: {
    video: 'Video',
    audio: 'Audio only',
    transcript: 'Transcript',
    chat: 'Chat',
    captions: 'Captions',
    other: 'File',
  } satisfies Record<RecordingFileKind, string>,
  types: {
    shared_screen_with_speaker_view: 'Speaker view with shared screen',
    'shared_screen_with_speaker_view(CC)': 'Speaker view with shared screen and captions',
    shared_screen_with_gallery_view: 'Gallery view with shared screen',
    gallery_view: 'Gallery view',
    active_speaker: 'Active speaker',
    speaker_view: 'Speaker view',
    shared_screen: 'Shared screen',
  } as Record<string, string>,
});

/** What stands above **Attach to issue**. */
export const audienceTexts = catalogue('audience', {
  choose: 'Choose what to attach.',
  chosen: (count: number, size: string | null) => {
    const files = count === 1 ? '1 file' : `${count} files`;
    return size === null ? files : `${files} · ${size}`;
  },
  limit: (size: string) => `this site takes files up to ${size}`,
  offer: (title: string) => `The video is too large for this site. ${title} fits.`,
  line: (project: string, securityLevel: string | null) =>
    securityLevel === null
      ? `Everyone who can see this issue in project ${project} will be able to open what you attach.`
      : `Everyone who can see this issue in project ${project} (security level: ${securityLevel}) will be able to open what you attach.`,
  anonymous: 'That includes people who are not logged in.',
  customers: 'Customers of this request may be able to see it.',
  consent: (button: string) => `By pressing ${button} you confirm that they may see it.`,
  comment: { internal: 'An internal comment will tell of it.', public: 'A comment will tell of it.' },
  unreadable: 'Jira did not say who can see this issue, so nothing can be attached now.',
  noRight: 'You need the permission to add attachments to this issue to attach recordings.',
});

export const transferTexts = catalogue('transfer', {
  together: (count: number) => `${count} files`,
  togetherStarted: (count: number) => `Attaching ${count} files.`,
  togetherReached: (count: number, percent: number) => `${count} files: ${percent} percent attached.`,
  open: 'Open',
  others: 'Files on their way to this issue',
  queued: (ahead: number | null) => (ahead ? `Number ${ahead + 1} in line` : 'Waiting to start'),
  waiting: 'Waiting',
  finishing: 'Finishing in Jira',
  attached: 'Attached',
  failedUnknown: 'The file could not be attached.',
  cancel: 'Cancel',
  retry: 'Retry',
  progressLabel: (title: string) => `Attaching ${title}`,
  moved: (moved: string, total: string | null) => (total === null ? moved : `${moved} of ${total}`),
  speed: (size: string) => `${size}/s`,
  left: (time: string) => `${time} left`,
  started: (title: string) => `${title}: attaching started.`,
  reached: (title: string, percent: number) => `${title}: ${percent} percent attached.`,
  done: (title: string) => `${title} is attached to the issue.`,
  stopped: (title: string, reason: string) => `${title}: ${reason}`,
  cancelled: (title: string) => `${title}: attaching cancelled.`,
  newsTitle: 'While you were away',
  /** What stands before and after the issue. */
  newsDone: (title: string) => [`${title} is attached to `, '.'],
  newsFailed: (title: string) => [`${title} could not be attached to `, '.'],
  thisIssue: 'this issue',
  anotherIssue: 'another issue',
  flagTitle: 'Recording attached',
  flagBody: (title: string) => `${title} is now among this issue’s attachments.`,
});
