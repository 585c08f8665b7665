// What each event tells of: something that was done, asked for, refused, or that failed.

import type { AuditEventType, AuditOutcome } from './api-types.ts';

export const outcomeOf: Record<AuditEventType, AuditOutcome> = {
  installed: 'done',
  reinstalled: 'done',
  uninstalled: 'done',
  retired: 'done',
  zoom_connected: 'done',
  zoom_authorization_renewed: 'done',
  zoom_disconnected: 'done',
  zoom_needs_reconnect: 'failed',
  zoom_permission_missing: 'failed',
  account_closed: 'done',
  person_erased: 'done',
  site_erased: 'done',
  data_exported: 'done',
  zoom_data_erased: 'done',
  meeting_linked: 'done',
  meeting_unlinked: 'done',
  meeting_scheduled: 'done',
  meeting_started: 'done',
  meeting_time_changed: 'done',
  meeting_cancelled: 'done',
  recording_shared: 'done',
  recording_unshared: 'done',
  recording_asked_for: 'asked',
  recording_request_declined: 'refused',
  attach_requested: 'asked',
  attach_retried: 'asked',
  attach_cancelled: 'refused',
  attached: 'done',
  attach_failed: 'failed',
  attachment_removed: 'done',
  attachment_commented: 'done',
  policy_changed: 'done',
};

export const auditEventTypes = Object.keys(outcomeOf) as [AuditEventType, ...AuditEventType[]];
