// What a person may know of their own Zoom connection.

import type { ZoomAccountView, ZoomConnectionView } from './api-types.ts';
import type { Connection, GrantsRepository } from './grants-repository.ts';
import type { ZoomAccess } from './zoom-access.ts';

/** From our own records alone: quick, and right even when Zoom is down. */
export async function viewConnection(
  { grants }: { grants: GrantsRepository },
  personId: string,
): Promise<ZoomConnectionView> {
  return connectionView(await grants.findConnection(personId));
}

export function connectionView(connection: Connection | null): ZoomConnectionView {
  if (connection === null)
    return { state: 'not_connected', since: null, notWorking: [], hasCloudRecordings: null };
  const alive = connection.grantState === 'alive';
  return {
    state: alive ? 'connected' : 'needs_reconnect',
    since: (alive ? connection.connectedAt : connection.grantStateSince).toISOString(),
    notWorking: [],
    hasCloudRecordings: connection.zoomUserType === null ? null : connection.zoomUserType !== 1,
  };
}

/** Name, e-mail and plan, fetched from Zoom now and kept nowhere. */
export async function viewZoomAccount(
  { zoomAccess }: { zoomAccess: ZoomAccess },
  personId: string,
): Promise<ZoomAccountView> {
  const user = await zoomAccess.as(personId, (zoom) => zoom.getMe());
  const plan = user.type === 1 ? 'basic' : user.type === 2 ? 'licensed' : 'other';
  return { displayName: user.displayName, email: user.email, plan };
}
