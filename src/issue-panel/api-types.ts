// JSON shape of GET /api/issue-panel: everything the panel needs to open, from our own records alone. Asked again every
// few seconds while the panel is visible.

import type { MeetingLinkView } from '../meetings/api-types.ts';
import type { TransferNewsView, TransferView } from '../recordings/api-types.ts';
import type { CommentPolicy, SitePolicy } from '../settings/api-types.ts';
import type { ZoomConnectionView } from '../zoom-accounts/api-types.ts';

export interface IssuePanelView {
  connection: ZoomConnectionView;
  links: MeetingLinkView[];
  transfers: TransferView[];
  /** What ended in the last days while the person was elsewhere, on whatever issue; newest first. */
  news: TransferNewsView[];
  /** Whether a comment tells of an attached recording. */
  attachmentComment: CommentPolicy;
  /** The choice made beforehand where a quote or a summary is posted in a service project. */
  summaryComment: SitePolicy['summaryComment'];
}
