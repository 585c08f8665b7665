// JSON shapes of /api/zoom-connection, as the browser sees them. Times are ISO 8601 in UTC.

/** When several hold, the first of: needs_reconnect, missing_permission, unreachable. */
export type ZoomConnectionState =
  /** Never was, or the person ended it themselves; `endedBy` says when it was not they. */
  | 'not_connected'
  | 'connected'
  /** Zoom ended the authorization: nothing works until the person connects again. */
  | 'needs_reconnect'
  /** Zoom did not give a permission that the app needs: `notWorking` says what that stops. Connecting again mends it. */
  | 'missing_permission'
  /** Zoom did not answer when it was last asked: asking again (POST /api/zoom-connection/check) may mend it. */
  | 'unreachable';

/** What of the app a missing permission stops. */
export type ZoomFeature =
  | 'account'
  | 'choosing_meetings'
  | 'meeting_details'
  | 'recurring_meetings'
  | 'recordings'
  | 'scheduling'
  | 'changing_meetings'
  | 'invitations'
  | 'summaries';

/**
 * What our own records say of the person's connection; nobody is asked. Part of GET /api/issue-panel,
 * and the answer of POST /api/zoom-connection/check, which asks Zoom first.
 */
export interface ZoomConnectionView {
  state: ZoomConnectionState;
  /** When this state began; null when the person is not connected and `endedBy` is null. */
  since: string | null;
  /** In state `not_connected`: what ended their connection other than themselves. */
  endedBy: 'removed_at_zoom' | null;
  /** Never empty in state `missing_permission`, otherwise always. */
  notWorking: ZoomFeature[];
  /** False for Zoom Basic users, whose plan has no cloud recordings; null when not known. */
  hasCloudRecordings: boolean | null;
}

/** GET /api/zoom-connection */
export interface OwnZoomConnectionView extends ZoomConnectionView {
  /** Account ids of others on this Jira site who are connected to the same Zoom user. */
  sharedWith: string[];
}

/** GET /api/zoom-connection/account: read live from Zoom, never stored. */
export interface ZoomAccountView {
  displayName: string;
  email: string;
  plan: 'basic' | 'licensed' | 'other';
}

/** POST /api/zoom-connection/flows: open `startUrl` in a new window, then ask for the flow's state. */
export interface StartedConnectionFlow {
  flowId: string;
  startUrl: string;
}

/** GET /api/zoom-connection/flows/{flowId}: only the person who started the flow may ask. */
export interface ConnectionFlowView {
  state: 'pending' | 'awaiting_confirmation' | 'connected' | 'declined' | 'failed' | 'expired';
  /** Set when failed: what happened and what to do. */
  message: string | null;
  /** Set when failed: the same for machines. */
  code?: string;
}
