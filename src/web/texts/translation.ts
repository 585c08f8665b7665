// What a second language has to translate: every catalogue, by its name.

import type { certificateTexts } from './certificate.ts';
import type { connectTexts } from './connect-zoom.ts';
import type { connectionTexts, linkerTexts } from './connection.ts';
import type { contextTexts } from './issue-context.ts';
import type { linkTexts } from './link-meeting.ts';
import type { meetingTexts } from './meeting.ts';
import type { panelTexts } from './panel.ts';
import type { peopleTexts } from './people.ts';
import type { audienceTexts, recordingTexts, transferTexts } from './recordings.ts';
import type { scheduleTexts, startTexts } from './schedule.ts';
import type { analyticsTexts, defaultsTexts, ownDataTexts, requestTexts, settingsTexts } from './settings.ts';
import type { sharedTexts } from './shared.ts';
import type { commentTexts, transcriptTexts } from './transcript.ts';

/** Of the issue panel, and what it shares with other pages. */
export interface Translation {
  connect: typeof connectTexts;
  connection: typeof connectionTexts;
  linker: typeof linkerTexts;
  link: typeof linkTexts;
  schedule: typeof scheduleTexts;
  start: typeof startTexts;
  panel: typeof panelTexts;
  people: typeof peopleTexts;
  meeting: typeof meetingTexts;
  audience: typeof audienceTexts;
  recording: typeof recordingTexts;
  transfer: typeof transferTexts;
  transcript: typeof transcriptTexts;
  comment: typeof commentTexts;
  shared: typeof sharedTexts;
}

/** Of the other pages alone. */
export interface PagesTranslation {
  settings: typeof settingsTexts;
  requests: typeof requestTexts;
  defaults: typeof defaultsTexts;
  analytics: typeof analyticsTexts;
  certificate: typeof certificateTexts;
  ownData: typeof ownDataTexts;
  context: typeof contextTexts;
}
