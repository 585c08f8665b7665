// What happens inside the simulated Jira, for tests and for the host page to wait on instead of sleeping.

import { EventEmitter } from 'node:events';

export interface LoggedRequest {
  /** The site's base URL, or the key or authorization server's. */
  site: string;
  method: string;
  /** With its query; the value of `jwt` is left out. */
  path: string;
  identity: 'app' | `user:${string}` | 'none';
  status: number;
}

export interface IssueEvent {
  site: string;
  issueId: string;
}

export interface JiraEvents {
  /** A request was answered. */
  request: LoggedRequest;
  /** The first body byte of an upload arrived. */
  'upload-first-byte': IssueEvent & { accountId: string | null };
  /** A `hold` fault stopped reading an upload. */
  'upload-held': IssueEvent & { bytes: number };
  /** An upload's connection broke before its end. */
  'upload-broken': IssueEvent & { bytes: number };
  'attachment-created': IssueEvent & { attachmentId: string };
  'attachment-deleted': IssueEvent & { attachmentId: string };
  'comment-created': IssueEvent & { commentId: string };
  'property-changed': IssueEvent & { key: string };
}

export class JiraEventEmitter {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  emit<Name extends keyof JiraEvents>(name: Name, event: JiraEvents[Name]): void {
    this.#emitter.emit(name, event);
  }

  /** Returns how to stop listening. */
  on<Name extends keyof JiraEvents>(name: Name, listener: (event: JiraEvents[Name]) => void): () => void {
    this.#emitter.on(name, listener);
    return () => this.#emitter.off(name, listener);
  }

  /** The next event of this name that matches. Rejects after `timeoutMs`. Call it before what causes the event. */
  waitFor<Name extends keyof JiraEvents>(
    name: Name,
    matches: (event: JiraEvents[Name]) => boolean = () => true,
    timeoutMs = 30_000,
  ): Promise<JiraEvents[Name]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`no ${name} happened within ${timeoutMs} ms`));
      }, timeoutMs);
      const stop = this.on(name, (event) => {
        if (!matches(event)) return;
        clearTimeout(timer);
        stop();
        resolve(event);
      });
    });
  }
}
