// JSON shape of GET /api/issue-panel: everything the panel needs to open, from our own records alone.

import type { MeetingLinkView } from '../meetings/api-types.ts';
import type { TransferView } from '../recordings/api-types.ts';
import type { ZoomConnectionView } from '../zoom-accounts/api-types.ts';

export interface IssuePanelView {
  connection: ZoomConnectionView;
  links: MeetingLinkView[];
  transfers: TransferView[];
}
