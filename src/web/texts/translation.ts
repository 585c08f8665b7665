// What a second language has to translate: every catalogue, by its name.

import type { connectTexts } from './connect-zoom.ts';
import type { connectionTexts, linkerTexts } from './connection.ts';
import type { linkTexts } from './link-meeting.ts';
import type { panelTexts } from './panel.ts';
import type { audienceTexts, recordingTexts, transferTexts } from './recordings.ts';
import type { settingsTexts } from './settings.ts';
import type { sharedTexts } from './shared.ts';

export interface Translation {
  connect: typeof connectTexts;
  connection: typeof connectionTexts;
  linker: typeof linkerTexts;
  link: typeof linkTexts;
  panel: typeof panelTexts;
  audience: typeof audienceTexts;
  recording: typeof recordingTexts;
  transfer: typeof transferTexts;
  settings: typeof settingsTexts;
  shared: typeof sharedTexts;
}
