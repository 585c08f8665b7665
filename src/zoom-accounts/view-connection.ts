// What a person may know of their own Zoom connection.

import type { AuditLog, DisconnectReason } from '../audit-log/audit-log.ts';
import { DecryptionError } from '../platform/encryption.ts';
import { AppError } from '../platform/errors.ts';
import { zoomScopes } from '../zoom/scopes.ts';
import type {
  OwnZoomConnectionView,
  ZoomAccountView,
  ZoomConnectionState,
  ZoomConnectionView,
  ZoomFeature,
} from './api-types.ts';
import type { Connection, ConnectionHealth, ConnectionsRepository } from './connections-repository.ts';
import type { GrantsRepository } from './grants-repository.ts';
import type { ZoomAccess } from './zoom-access.ts';

interface ViewConnectionDeps {
  auditLog: AuditLog;
  connections: ConnectionsRepository;
  grants: GrantsRepository;
  zoomAccess: ZoomAccess;
}

/** From our own records alone: quick, and right even when Zoom is down. */
export async function viewConnection(
  { auditLog, connections }: Pick<ViewConnectionDeps, 'auditLog' | 'connections'>,
  personId: string,
): Promise<OwnZoomConnectionView> {
  const [connection, sharedWith] = await Promise.all([
    connections.find(personId),
    connections.listSharersOnSite(personId),
  ]);
  return { ...(await viewOwnConnection({ auditLog }, personId, connection)), sharedWith };
}

/** What the person's connection, or the end of the one they had, means for them. */
export async function viewOwnConnection(
  { auditLog }: { auditLog: AuditLog },
  personId: string,
  connection: Connection | null,
): Promise<ZoomConnectionView> {
  if (connection !== null) return connectionView(connection);
  const latest = await auditLog.findLatest(personId, ['zoom_connected', 'zoom_disconnected']);
  const reason = latest?.event.type === 'zoom_disconnected' ? latest.event.reason : null;
  const endedBy = (reason && endedByOthers[reason]) ?? null;
  return { ...notConnected, since: (endedBy && latest?.at.toISOString()) ?? null, endedBy };
}

/** The other reasons are the person's own doing, or leave nobody to tell. */
const endedByOthers: Partial<Record<DisconnectReason, ZoomConnectionView['endedBy']>> = {
  deauthorized: 'removed_at_zoom',
};

/** Somebody who never was connected, or has just disconnected. */
export const notConnected: ZoomConnectionView = {
  state: 'not_connected',
  since: null,
  endedBy: null,
  notWorking: [],
  hasCloudRecordings: null,
};

function connectionView(connection: Connection): ZoomConnectionView {
  const notWorking = featuresWithout(connection);
  const state = stateOf({ ...connection, isUnreachable: connection.unreachableSince !== null });
  return {
    state,
    since: sinceOf(state, connection).toISOString(),
    endedBy: null,
    notWorking: state === 'missing_permission' ? notWorking : [],
    hasCloudRecordings: connection.zoomUserType === null ? null : connection.zoomUserType !== 1,
  };
}

/** How a connection does, by the worst that is known of it. */
export function stateOf(health: ConnectionHealth): Exclude<ZoomConnectionState, 'not_connected'> {
  if (health.grantState === 'dead') return 'needs_reconnect';
  if (featuresWithout(health).length > 0) return 'missing_permission';
  return health.isUnreachable ? 'unreachable' : 'connected';
}

function sinceOf(
  state: ZoomConnectionState,
  { grantStateSince, missingSince, unreachableSince, connectedAt }: Connection,
): Date {
  if (state === 'needs_reconnect') return grantStateSince;
  const since = { missing_permission: missingSince, unreachable: unreachableSince };
  return (state in since ? since[state as keyof typeof since] : null) ?? connectedAt;
}

function featuresWithout({ missingScopes }: Pick<Connection, 'missingScopes'>): ZoomFeature[] {
  return [...new Set(missingScopes.flatMap((scope): readonly ZoomFeature[] => zoomScopes[scope]))];
}

/** Name, e-mail and plan, fetched from Zoom now and kept nowhere; only a change of plan is noted. */
export async function viewZoomAccount(
  { connections, grants, zoomAccess }: ViewConnectionDeps,
  personId: string,
): Promise<ZoomAccountView> {
  const user = await zoomAccess.as(personId, (zoom) => zoom.getMe());
  const connection = await connections.find(personId);
  if (connection !== null) await grants.setUserType(connection.grantId, user);
  const plan = user.type === 1 ? 'basic' : user.type === 2 ? 'licensed' : 'other';
  return { displayName: user.displayName, email: user.email, plan };
}

/**
 * Asks Zoom how the connection is now, and says so: a refusal is part of the answer.
 * @throws {DecryptionError} Zoom could not be asked at all.
 */
export async function checkConnection(
  deps: ViewConnectionDeps,
  personId: string,
): Promise<OwnZoomConnectionView> {
  try {
    await viewZoomAccount(deps, personId);
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof DecryptionError) throw error;
  }
  return viewConnection(deps, personId);
}
