// What the parts of one simulator share, and what the REST resources know of their site.

import type { KeyObject } from 'node:crypto';
import type { Scope } from './descriptor.ts';
import type { JiraEventEmitter, LoggedRequest } from './events.ts';
import type { JiraFaults } from './faults.ts';
import type { ReportedAccount, SiteState } from './site-state.ts';

/** A bearer token with which the app acts as a user. */
export interface UserToken {
  clientKey: string;
  accountId: string;
  scopes: Set<Scope>;
  /** Milliseconds. */
  expiresAt: number;
}

export interface SimulatorContext {
  faults: JiraFaults;
  events: JiraEventEmitter;
  /** Adds the marker to a text that a person could read. */
  marked(text: string): string;
  /** Milliseconds. */
  now(): number;
  log(request: LoggedRequest): void;
  /** Signs installs and uninstalls. */
  installKey: { kid: string; privateKey: KeyObject };
  /** What a user's bearer token stands for; undefined when unknown or expired. */
  findToken(bearer: string): UserToken | undefined;
  hostScriptUrl: string;
  stateFolder: string | null;
  /** Null: of an attachment only its size and hash are kept. */
  attachmentFolder: string | null;
}

export interface Site {
  state: SiteState;
  /** Without a trailing slash. */
  baseUrl: string;
  context: SimulatorContext;
  /** What the app reported since the start, one entry per call that was taken. */
  readonly accountReports: ReportedAccount[][];
  /** Call after every change of the state. */
  save(): void;
}
