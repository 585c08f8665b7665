// The part of the panel that comes after its first view: the linked meetings with all that can be done with them, their
// recordings and transfers, and looking again and again how things stand.

import './meetings.css';
import './recordings.css';

export { WatchAttaching } from './attaching.tsx';
export { MeetingList } from './meeting-list.tsx';
export { NoEdit } from './no-edit.tsx';
export { Recordings } from './recordings.tsx';
export { StrayTransfers } from './stray-transfers.tsx';
export { WatchPanel } from './watch-panel.tsx';
export { ZoomWatch } from './zoom-watch.tsx';
