// What all parts of one simulated Zoom share: its state, clock, switches, origins and what it tells the tests.
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { TakeFault, ZoomFaults } from './faults.ts';
import type { ZoomMeetingInstance, ZoomState, ZoomUser } from './state.ts';

/** What happened, for tests that wait for it. */
export type ZoomEvent =
  | { type: 'request'; host: ZoomHost; method: string; path: string; userId: string | null; status: number }
  | { type: 'token-requested'; grantType: string }
  | { type: 'revoke-requested' }
  | { type: 'tokens-issued'; grantType: string; userId: string }
  | { type: 'grant-ended'; userId: string }
  /** By the person at Zoom, or by revocation. */
  | { type: 'app-removed'; userId: string; userDataRetention?: 'true' | 'false' }
  /** At Zoom or by an app; `event` is Zoom's name of it. */
  | {
      type: 'meeting-changed';
      event: string;
      meetingId: string;
      instance?: ZoomMeetingInstance;
      occurrenceId?: string;
    }
  /** An app answered an event, or (status null) did not in time. `userId`: whom it is about. */
  | { type: 'event-delivered'; event: string; userId: string | null; status: number | null }
  | { type: 'download-first-byte'; fileId: string }
  | { type: 'download-stalled'; fileId: string; bytesSent: number }
  | { type: 'download-closed'; fileId: string; bytesSent: number; complete: boolean };

/** Ports of one simulated Zoom. The regional API answers as the API does. */
export type ZoomHost = 'oauth' | 'api' | 'web' | 'files' | 'regionalApi';

/** One request that was answered; the path carries no query and no secret. */
export interface ZoomRequest {
  host: ZoomHost;
  method: string;
  path: string;
  userId: string | null;
  status: number;
}

export interface ZoomContext {
  state: ZoomState;
  save(): void;
  /** Milliseconds. */
  now(): number;
  faults: ZoomFaults;
  takeFault: TakeFault;
  marker: string;
  redirectUris: string[];
  /** Of the simulated Marketplace app: all that a grant can have. */
  scopes: readonly string[];
  origins: Record<ZoomHost, string>;
  requests: ZoomRequest[];
  emit(event: ZoomEvent): void;
}

/** Fan-out of events to listeners, and promises of the next one. */
export function createEvents(): {
  emit(event: ZoomEvent): void;
  on(listener: (event: ZoomEvent) => void): () => void;
  waitFor<Type extends ZoomEvent['type']>(
    type: Type,
    matches?: (event: Extract<ZoomEvent, { type: Type }>) => boolean,
  ): Promise<Extract<ZoomEvent, { type: Type }>>;
} {
  const emitter = new EventEmitter().setMaxListeners(0);
  const on = (listener: (event: ZoomEvent) => void) => {
    emitter.on('event', listener);
    return () => {
      emitter.off('event', listener);
    };
  };
  return {
    emit: (event) => {
      emitter.emit('event', event);
    },
    on,
    waitFor: (type, matches = () => true) =>
      new Promise((resolve) => {
        const off = on((event) => {
          if (event.type !== type) return;
          const wanted = event as Extract<ZoomEvent, { type: typeof type }>;
          if (!matches(wanted)) return;
          off();
          resolve(wanted);
        });
      }),
  };
}

const requestsKept = 10_000;

/** Writes a request down once it is answered (or its socket is gone), for `requests` and for those who wait. */
export function recordWhenAnswered(
  context: ZoomContext,
  response: ServerResponse,
  describe: () => Omit<ZoomRequest, 'status'>,
): void {
  let recorded = false;
  const record = () => {
    if (recorded) return;
    recorded = true;
    const request = { ...describe(), status: response.statusCode };
    context.requests.push(request);
    if (context.requests.length > requestsKept) context.requests.shift();
    context.emit({ type: 'request', ...request });
  };
  response.once('finish', record);
  response.once('close', record);
}

/** The user of an id that our own state refers to. */
export function getUser(context: ZoomContext, userId: string): ZoomUser {
  const user = context.state.users.find((candidate) => candidate.id === userId);
  if (!user) throw new Error(`no simulated Zoom user ${userId}`);
  return user;
}

/** ISO 8601 in UTC without milliseconds, as Zoom writes times. */
export const zoomTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
