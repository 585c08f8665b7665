// JSON shapes of /api/zoom-connection, as the browser sees them. Times are ISO 8601 in UTC.

export type ZoomConnectionState = 'not_connected' | 'connected' | 'needs_reconnect';

/** GET /api/zoom-connection: what our own records say; nobody is asked. */
export interface ZoomConnectionView {
  state: ZoomConnectionState;
  /** When this state began; null when not connected. */
  since: string | null;
  /** False for Zoom Basic users, whose plan has no cloud recordings; null when not known. */
  hasCloudRecordings: boolean | null;
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
}
