// What the app does about each of Zoom's events. All others are only noted.

import { type MeetingChangedDeps, meetingChanged } from '../meetings/meeting-changed.ts';
import { type DeauthorizeZoomUserDeps, deauthorizeZoomUser } from '../privacy/deauthorize-zoom-user.ts';
import type { LedgerRepository } from '../recordings/ledger/ledger-repository.ts';
import { type WakeTransfersDeps, wakeTransfers } from '../recordings/transfers/line/wake-transfers.ts';
import type { ZoomEvent } from './event-schema.ts';

export type EventHandlingDeps = DeauthorizeZoomUserDeps &
  WakeTransfersDeps &
  MeetingChangedDeps & { ledger: Pick<LedgerRepository, 'noteOriginal'> };

/** May come twice or late. Throws when it must be tried again. */
type Work = (deps: EventHandlingDeps) => Promise<void>;

/** The work that an event asks for; null when it lacks an id that the work needs. */
type EventHandler = (event: ZoomEvent) => Work | null;

/** Nothing is taken from the event but that there was one, so its order does not matter. */
const showItAnew: EventHandler = ({ meetingId, zoomUserId }) =>
  meetingId === null ? null : (deps) => meetingChanged(deps, { meetingId, hostZoomUserId: zoomUserId });

const wakeItsTransfers: EventHandler = (event) => {
  const { meetingUuid, zoomUserId } = event;
  if (meetingUuid === null || zoomUserId === null) return null;
  const show = showItAnew(event);
  return async (deps) => {
    await wakeTransfers(deps, { meetingUuid, hostZoomUserId: zoomUserId });
    await show?.(deps);
  };
};

/** Files that were attached from it are marked, or no more. Here the times of events count, not their order. */
const markItsFiles =
  (isTrashed: boolean): EventHandler =>
  (event) => {
    const { meetingUuid, zoomUserId, fileIds, at } = event;
    const show = showItAnew(event);
    if (show === null || meetingUuid === null || zoomUserId === null) return show;
    return async (deps) => {
      await deps.ledger.noteOriginal({ meetingUuid, hostZoomUserId: zoomUserId, fileIds, at, isTrashed });
      await show(deps);
    };
  };

/** By Zoom's names of the events. docs/zoom-app-manifest.json subscribes to them. */
export const handlers: Record<string, EventHandler> = {
  app_deauthorized: ({ zoomUserId, at, retainData }) =>
    zoomUserId === null ? null : (deps) => deauthorizeZoomUser(deps, { zoomUserId, at, retainData }),
  'meeting.started': showItAnew,
  'meeting.ended': showItAnew,
  'meeting.updated': showItAnew,
  'meeting.deleted': showItAnew,
  'meeting.recovered': showItAnew,
  'meeting.permanently_deleted': showItAnew,
  'recording.completed': wakeItsTransfers,
  'recording.transcript_completed': wakeItsTransfers,
  'recording.trashed': markItsFiles(true),
  'recording.deleted': markItsFiles(true),
  'recording.recovered': markItsFiles(false),
};

export function findEventHandler(type: string): EventHandler | null {
  return Object.hasOwn(handlers, type) ? (handlers[type] ?? null) : null;
}
