// JSON shape of the overview for Jira admins. Times are ISO 8601 in UTC, sizes in bytes.

import type { TransferView } from '../recordings/api-types.ts';
import type { ZoomConnectionState } from '../zoom-accounts/api-types.ts';

/** Something that somebody should look at; the page says it in words. */
export type Attention =
  | { kind: 'needs_reconnect' | 'missing_permission' | 'unreachable'; people: number }
  /** Failed in the last seven days; the reason of most of them, as it is told to others than who asked. */
  | ({ kind: 'failing'; files: number } & Pick<TransferView, 'state' | 'requestedByMe' | 'reason'>)
  /** `more`: than could be counted. */
  | { kind: 'due'; files: number; more: boolean }
  /** None of Zoom's came in for a week, although people are connected. */
  | { kind: 'no_events' }
  /** Zoom's events wait to be handled for longer than ten minutes. */
  | { kind: 'events_late'; since: string }
  | { kind: 'unwritable'; projects: number };

/** GET /api/admin/overview?timeZone=Europe/Berlin, in whose days it counts. */
export interface OverviewView {
  attention: Attention[];
  /** People of the site by the state of their connection. */
  connections: Record<Exclude<ZoomConnectionState, 'not_connected'>, number>;
  /** `more`: than could be counted. */
  links: { count: number; more: boolean };
  transfers: {
    /** When today began there: what is attached, failed and cancelled has ended since. */
    since: string;
    attached: number;
    failed: number;
    cancelled: number;
    /** Now. */
    running: number;
    waiting: number;
    queued: number;
  };
  /** Of Zoom's events, which come for all sites of the app together. */
  events: {
    /** Null: none within seven days. */
    lastReceivedAt: string | null;
    /** Since when the one waits that has waited longest; null when none does. */
    waitingSince: string | null;
  };
  /** What was attached on each of thirty days up to today, `2026-11-23`. */
  volume: { day: string; files: number; bytes: number }[];
  due: { files: number; more: boolean };
}
