// What the app does about each of Zoom's events. All others are only noted.

import { type DeauthorizeZoomUserDeps, deauthorizeZoomUser } from '../privacy/deauthorize-zoom-user.ts';
import { type WakeTransfersDeps, wakeTransfers } from '../recordings/transfers/wake-transfers.ts';
import type { ZoomEvent } from './event-schema.ts';

export type EventHandlingDeps = DeauthorizeZoomUserDeps & WakeTransfersDeps;

/** May come twice or late. Throws when it must be tried again. */
type Work = (deps: EventHandlingDeps) => Promise<void>;

/** The work that an event asks for; null when it lacks an id that the work needs. */
type EventHandler = (event: ZoomEvent) => Work | null;

const wakeItsTransfers: EventHandler = ({ meetingUuid, zoomUserId }) =>
  meetingUuid === null || zoomUserId === null
    ? null
    : (deps) => wakeTransfers(deps, { meetingUuid, hostZoomUserId: zoomUserId });

/** By Zoom's names of the events. docs/zoom-app-manifest.json subscribes to them. */
export const handlers: Record<string, EventHandler> = {
  app_deauthorized: ({ zoomUserId, at, retainData }) =>
    zoomUserId === null ? null : (deps) => deauthorizeZoomUser(deps, { zoomUserId, at, retainData }),
  'recording.completed': wakeItsTransfers,
  'recording.transcript_completed': wakeItsTransfers,
};

export function findEventHandler(type: string): EventHandler | null {
  return Object.hasOwn(handlers, type) ? (handlers[type] ?? null) : null;
}
