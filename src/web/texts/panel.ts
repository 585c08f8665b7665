// Words of the issue panel and of the meetings linked to the issue.

export const panelTexts = {
  title: 'Zoom meetings',
  failed: 'Zoom meetings could not be loaded',
  linkMeeting: 'Link meeting',
  connectTitle: 'Connect your Zoom account',
  connectWhy: 'Link your Zoom meetings to this issue and put their cloud recordings into its attachments.',
  reconnectTitle: 'Connect Zoom again',
  none: 'No Zoom meetings are linked to this issue yet.',
  list: 'Linked meetings',
  untitled: 'Zoom meeting',
  series: 'Whole series',
  personalRoom: 'Personal room',
  noFixedTime: 'No fixed time',
  upcoming: 'Upcoming',
  live: 'Live',
  ended: 'Ended',
  join: 'Join',
  unlink: 'Unlink',
  unlinked: 'Meeting unlinked.',
  unreadableMine: 'Its details can be shown again once your Zoom account is connected.',
  unreadable: 'Whoever linked it is no longer connected to Zoom, so its details cannot be shown.',
};
