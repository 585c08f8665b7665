// The part of the panel that a press of a button opens: all its forms, and what is read at length.

export { ChangeTime } from './change-time.tsx';
export { LinkMeeting } from './link-meeting.tsx';
export { ScheduleMeeting } from './schedule-meeting.tsx';
export { StartMeeting } from './start-meeting.tsx';
export { Summary } from './summary.tsx';
export { Transcript } from './transcript.tsx';
