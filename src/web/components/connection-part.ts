// The part of the panel for whom something of Zoom does not work: their own connection, or that of a linked meeting.

export { ConnectionNotice } from './connection-notice.tsx';
export { LinkerGone } from './linker-gone.tsx';
