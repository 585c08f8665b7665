// Calls to our own server's /api/ with the host's token: JSON in, JSON out, every failure an ApiError.

import type { IssuePanelView } from '../issue-panel/api-types.ts';
import type {
  LinkMeetingRequest,
  MeetingDetails,
  MeetingLinkView,
  PickableMeetings,
  ScopeNeededBody,
} from '../meetings/api-types.ts';
import type { ApiErrorBody } from '../platform/api-types.ts';
import type {
  AttachRequest,
  RecordingsView,
  ShareRequest,
  TransfersView,
  TransferView,
} from '../recordings/api-types.ts';
import type {
  ConnectionFlowView,
  StartedConnectionFlow,
  ZoomAccountView,
  ZoomConnectionView,
} from '../zoom-accounts/api-types.ts';
import { texts } from './texts.ts';

const deadlineMs = 20_000;

/** A refusal or failure; `message` is a plain sentence for the person. Status 0: no answer at all. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly body: unknown;

  constructor(code: string, message: string, status: number, body: unknown = null) {
    super(message);
    this.code = code;
    this.status = status;
    this.body = body;
  }
}

export interface ApiDeps {
  /** A fresh token of the host; rejects when the host is not there. */
  getToken(): Promise<string>;
  fetch: typeof fetch;
}

export type Api = ReturnType<typeof createApi>;

/** The app's API, one method per endpoint. Each rejects with `ApiError`. */
export function createApi(deps: ApiDeps) {
  const get = <T>(path: string) => call<T>(deps, 'GET', path);
  const post = <T>(path: string, body: unknown = {}) => call<T>(deps, 'POST', path, body);
  const id = encodeURIComponent;

  return {
    readPanel: () => get<IssuePanelView>('/api/issue-panel'),

    readConnection: () => get<ZoomConnectionView>('/api/zoom-connection'),
    readAccount: () => get<ZoomAccountView>('/api/zoom-connection/account'),
    disconnect: () => call<ZoomConnectionView>(deps, 'DELETE', '/api/zoom-connection'),
    startConnectionFlow: () => post<StartedConnectionFlow>('/api/zoom-connection/flows'),
    readConnectionFlow: (flowId: string) =>
      get<ConnectionFlowView>(`/api/zoom-connection/flows/${id(flowId)}`),

    listMeetings: (when: 'upcoming' | 'past', page: string | null) =>
      get<PickableMeetings>(`/api/meetings?when=${when}${page === null ? '' : `&page=${id(page)}`}`),
    linkMeeting,
    unlinkMeeting: (linkId: string) => call<null>(deps, 'DELETE', `/api/meeting-links/${id(linkId)}`),
    readDetails: (linkId: string) => get<MeetingDetails>(`/api/meeting-links/${id(linkId)}/details`),

    listRecordings: (linkId: string) => get<RecordingsView>(`/api/meeting-links/${id(linkId)}/recordings`),
    share: (linkId: string, body: ShareRequest) =>
      post<null>(`/api/meeting-links/${id(linkId)}/shares`, body),
    stopSharing: (linkId: string, body: ShareRequest) =>
      call<null>(deps, 'DELETE', `/api/meeting-links/${id(linkId)}/shares`, body),

    attach: (body: AttachRequest) => post<TransferView>('/api/transfers', body),
    listTransfers: () => get<TransfersView>('/api/transfers'),
    cancelTransfer: (transferId: string) => post<TransferView>(`/api/transfers/${id(transferId)}/cancel`),
    retryTransfer: (transferId: string) => post<TransferView>(`/api/transfers/${id(transferId)}/retry`),
  };

  /** Links a meeting, or says between which dates of a recurring one the person has to choose. */
  async function linkMeeting(
    body: LinkMeetingRequest,
  ): Promise<{ link: MeetingLinkView } | { choices: ScopeNeededBody['choices'] }> {
    try {
      return { link: await post<MeetingLinkView>('/api/meeting-links', body) };
    } catch (error) {
      if (error instanceof ApiError && error.code === 'scope_needed') {
        return { choices: (error.body as ScopeNeededBody).choices };
      }
      throw error;
    }
  }
}

/** The sentence to show for anything caught around an API call. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : texts.errors.unexpected;
}

async function call<T>(deps: ApiDeps, method: string, path: string, body?: unknown): Promise<T> {
  let response = await send(deps, method, path, body);
  if (response.status === 401) response = await send(deps, method, path, body);
  if (response.status === 204) return null as T;
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer as T;
  const refusal = (answer as Partial<ApiErrorBody> | null)?.error;
  throw new ApiError(
    refusal?.code ?? 'unexpected_answer',
    refusal?.message ?? texts.errors.unexpected,
    response.status,
    answer,
  );
}

async function send(deps: ApiDeps, method: string, path: string, body: unknown): Promise<Response> {
  const signal = AbortSignal.timeout(deadlineMs);
  const token = await Promise.race([deps.getToken(), aborted(signal)]).catch(() => {
    throw new ApiError('host_missing', texts.errors.hostMissing, 0);
  });
  const headers: Record<string, string> = { accept: 'application/json', authorization: `JWT ${token}` };
  const init: RequestInit = { method, headers, signal };
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  return deps.fetch(path, init).catch(() => {
    throw signal.aborted
      ? new ApiError('too_slow', texts.errors.tooSlow, 0)
      : new ApiError('unreachable', texts.errors.unreachable, 0);
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
