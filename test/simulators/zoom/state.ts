// Everything the simulated Zoom remembers, and how it is kept over restarts (one JSON file, replaced atomically).
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ZoomUser {
  /** 22 characters, as Zoom's. */
  id: string;
  accountId: string;
  email: string;
  firstName: string;
  lastName: string;
  displayName: string;
  /** 1 Basic, 2 Licensed. */
  type: 1 | 2;
  /** Number of the personal room. */
  pmi: string;
  timezone: string;
  language: ZoomLanguage;
  createdAt: string;
  /** False: Zoom refuses everything about meetings with 3161. */
  mayHost: boolean;
  /** The name that the person chose for their personal room; null for none. */
  personalName: string | null;
  /** Joins at the account's own host name. */
  vanity: boolean;
}

export type ZoomLanguage = 'en-US' | 'de-DE' | 'es-ES';

/** 1 instant, 2 scheduled, 3 recurring without fixed time, 4 personal room, 8 recurring with fixed times. */
export type ZoomMeetingType = 1 | 2 | 3 | 4 | 8;

export interface ZoomOccurrence {
  occurrenceId: string;
  startTime: string;
  durationMinutes: number;
  status: 'available' | 'deleted';
}

/** How a series repeats, in Zoom's own words. */
export interface ZoomRecurrence {
  /** 1 daily, 2 weekly, 3 monthly. */
  type: 1 | 2 | 3;
  repeat_interval?: number;
  weekly_days?: string;
  monthly_day?: number;
  monthly_week?: number;
  monthly_week_day?: number;
  end_times?: number;
  end_date_time?: string;
}

export interface ZoomMeetingSettings {
  waitingRoom: boolean;
  joinBeforeHost: boolean;
  muteUponEntry: boolean;
  autoRecording: 'local' | 'cloud' | 'none';
  /** Separated by semicolons. */
  alternativeHosts: string;
}

export interface ZoomMeetingRecord {
  id: string;
  /** Of the instance that runs, or of the next one. Each start makes a new one. */
  uuid: string;
  hostId: string;
  topic: string;
  agenda: string;
  type: ZoomMeetingType;
  /** ISO 8601 in UTC, without milliseconds; null for types 3 and 4. */
  startTime: string | null;
  durationMinutes: number;
  timezone: string;
  passcode: string;
  joinKey: string;
  occurrences: ZoomOccurrence[];
  recurrence: ZoomRecurrence | null;
  settings: ZoomMeetingSettings;
  /** Scheduled to happen in the host's personal room. */
  usesPersonalRoom: boolean;
  creationSource: 'web_portal' | 'open_api';
  createdAt: string;
  deleted: boolean;
}

/** One time that a meeting was really held. */
export interface ZoomMeetingInstance {
  uuid: string;
  meetingId: string;
  startTime: string;
  /** Null while it runs. */
  endTime: string | null;
}

export type ZoomFileType = 'MP4' | 'M4A' | 'TRANSCRIPT' | 'CHAT' | 'CC' | 'TIMELINE';

export interface ZoomRecordingFile {
  id: string;
  uuid: string;
  fileType: ZoomFileType;
  recordingType: string;
  extension: string;
  size: number;
  /** Of transcripts: how many spoken lines. */
  cues: number;
  status: 'completed' | 'processing';
  recordingStart: string;
  recordingEnd: string;
  onPremises: boolean;
  /** Opaque part of the download address. */
  downloadKey: string;
}

/** What the AI Companion wrote of one instance. */
export interface ZoomSummary {
  uuid: string;
  title: string;
  /** Markdown. */
  content: string;
  /** Only the deprecated fields are filled. */
  olderFieldsOnly: boolean;
  /** In the trash, or not to be had through the API. */
  restricted: boolean;
}

export interface ZoomRecording {
  uuid: string;
  /** `2026-12-20`: when Zoom deletes it by itself. */
  autoDeleteOn: string | null;
  passcode: string;
  shareKey: string;
  files: ZoomRecordingFile[];
}

export interface AuthorizationCode {
  code: string;
  userId: string;
  redirectUri: string;
  challenge: string | null;
  challengeMethod: 'S256' | 'plain';
  scopes: string[];
  expiresAt: number;
  used: boolean;
}

export interface ZoomToken {
  token: string;
  kind: 'access' | 'refresh' | 'download' | 'webhook';
  userId: string;
  /** Null for tokens that belong to a recording rather than to a grant. */
  grantId: string | null;
  /** The recording that a download or webhook token opens. */
  uuid: string | null;
  scopes: string[];
  expiresAt: number;
}

export interface ZoomState {
  clientId: string;
  clientSecret: string;
  webhookSecretToken: string;
  signingKey: string;
  accountId: string;
  users: ZoomUser[];
  meetings: ZoomMeetingRecord[];
  instances: ZoomMeetingInstance[];
  recordings: ZoomRecording[];
  summaries: ZoomSummary[];
  /** How many meetings each host created and changed on a day (in UTC). */
  changes: Record<string, { day: string; count: number }>;
  codes: AuthorizationCode[];
  /** By their value. A token that died is no longer here. */
  tokens: Map<string, ZoomToken>;
}

const newState = (): ZoomState => ({
  clientId: randomBytes(16).toString('base64url'),
  clientSecret: randomBytes(24).toString('base64url'),
  webhookSecretToken: randomBytes(16).toString('base64url'),
  signingKey: randomBytes(32).toString('base64url'),
  accountId: randomBytes(16).toString('base64url'),
  users: [],
  meetings: [],
  instances: [],
  recordings: [],
  summaries: [],
  changes: {},
  codes: [],
  tokens: new Map(),
});

const fileName = 'zoom-state.json';

/** Reads the kept state of `folder`, or makes an empty one with fresh credentials. */
export function loadState(folder: string | undefined): ZoomState {
  if (!folder) return newState();
  const file = join(folder, fileName);
  if (!existsSync(file)) return newState();
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Omit<ZoomState, 'tokens'> & { tokens: ZoomToken[] };
  // Of an earlier version of this simulator, which knew less of everything.
  if (!('summaries' in kept)) return newState();
  return { ...newState(), ...kept, tokens: new Map(kept.tokens.map((token) => [token.token, token])) };
}

/** Writes the state so that a killed process leaves either the old or the new file, never half of one. */
export function saveState(folder: string | undefined, state: ZoomState, now: number): void {
  state.codes = state.codes.filter((code) => code.expiresAt > now);
  for (const [value, { expiresAt }] of state.tokens)
    if (expiresAt <= now - keepExpiredMs) state.tokens.delete(value);
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, fileName);
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, JSON.stringify({ ...state, tokens: [...state.tokens.values()] }), { mode: 0o600 });
  renameSync(draft, file);
}

/** Expired tokens stay known for a day, to be answered as expired rather than as unknown. */
const keepExpiredMs = 24 * 60 * 60 * 1000;
