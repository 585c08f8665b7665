// The simulated api.zoom.us/v2: tokens, scopes and limits first, then the endpoint.
import { type ApiAnswer, type ApiCall, apiError } from './api-answers.ts';
import { getMeeting, getPastMeeting, listMeetings, listPastInstances } from './api-meetings.ts';
import { getRecordings, listRecordings } from './api-recordings.ts';
import { createMeeting, deleteMeeting, getInvitation, updateMeeting } from './api-scheduling.ts';
import { recordWhenAnswered, type ZoomContext, type ZoomHost } from './context.ts';
import type { ApiFault } from './faults.ts';
import { type Exchange, readBody, sendHtml, sendJson } from './http-server.ts';
import { hostLimitAnswer, type RateCategory, sendRateLimit } from './rate-limits.ts';
import type { ZoomToken } from './state.ts';
import { getSummary } from './summaries.ts';
import { checkBearer, hasScope } from './tokens.ts';

interface Endpoint {
  /** GET where left out. */
  method?: 'POST' | 'PATCH' | 'DELETE';
  path: RegExp;
  scope: string;
  rate: RateCategory;
  answer(call: ApiCall): ApiAnswer;
}

const endpoints: Endpoint[] = [
  { path: /^\/users\/([^/]+)$/, scope: 'user:read:user', rate: 'Light', answer: getUserProfile },
  {
    path: /^\/users\/([^/]+)\/meetings$/,
    scope: 'meeting:read:list_meetings',
    rate: 'Medium',
    answer: listMeetings,
  },
  {
    path: /^\/users\/([^/]+)\/recordings$/,
    scope: 'cloud_recording:read:list_user_recordings',
    rate: 'Medium',
    answer: listRecordings,
  },
  {
    path: /^\/meetings\/(.+)\/recordings$/,
    scope: 'cloud_recording:read:list_recording_files',
    rate: 'Light',
    answer: getRecordings,
  },
  {
    path: /^\/meetings\/(.+)\/meeting_summary$/,
    scope: 'meeting:read:summary',
    rate: 'Light',
    answer: getSummary,
  },
  {
    path: /^\/meetings\/([^/]+)\/invitation$/,
    scope: 'meeting:read:invitation',
    rate: 'Light',
    answer: getInvitation,
  },
  { path: /^\/meetings\/([^/]+)$/, scope: 'meeting:read:meeting', rate: 'Light', answer: getMeeting },
  {
    method: 'POST',
    path: /^\/users\/([^/]+)\/meetings$/,
    scope: 'meeting:write:meeting',
    rate: 'Light',
    answer: createMeeting,
  },
  {
    method: 'PATCH',
    path: /^\/meetings\/([^/]+)$/,
    scope: 'meeting:update:meeting',
    rate: 'Light',
    answer: updateMeeting,
  },
  {
    method: 'DELETE',
    path: /^\/meetings\/([^/]+)$/,
    scope: 'meeting:delete:meeting',
    rate: 'Light',
    answer: deleteMeeting,
  },
  {
    path: /^\/past_meetings\/([^/]+)\/instances$/,
    scope: 'meeting:read:list_past_instances',
    rate: 'Medium',
    answer: listPastInstances,
  },
  {
    path: /^\/past_meetings\/(.+)$/,
    scope: 'meeting:read:past_meeting',
    rate: 'Light',
    answer: getPastMeeting,
  },
];

/** Handles one request to the API or to its regional twin. */
export async function handleApi(context: ZoomContext, exchange: Exchange, host: ZoomHost): Promise<void> {
  const { method, rawPath, response } = exchange;
  const path = rawPath.replace(/^\/v2/, '');
  let userId: string | null = null;
  recordWhenAnswered(context, response, () => ({ host, method, path, userId }));
  const endpoint =
    rawPath.startsWith('/v2/') &&
    endpoints.find((candidate) => candidate.path.test(path) && (candidate.method ?? 'GET') === method);
  const fault = context.takeFault(
    'api',
    (candidate) => path.startsWith(candidate.path ?? '') && (candidate.method ?? method) === method,
  );
  if (fault && (await playFault(context, fault, exchange, endpoint ? endpoint.rate : 'Light'))) return;

  const send = (answer: ApiAnswer, headers?: Record<string, string>) => {
    if (fault?.kind === 'lost-answer') exchange.request.socket.destroy();
    else sendAnswer(exchange, answer, headers);
  };
  if (!endpoint) return send(apiError(404, 2300, 'This API endpoint is not recognized.'));
  if (exchange.query.has('access_token')) return send(apiError(401, 124, queryTokenMessage));
  const check = checkBearer(context, exchange.request.headers.authorization);
  if ('refused' in check) return send(apiError(401, 124, tokenMessages[check.refused]));
  if (check.token.kind !== 'access') return send(apiError(401, 124, tokenMessages.invalid));
  const user = context.state.users.find((candidate) => candidate.id === check.token.userId);
  if (!user) return send(apiError(401, 124, tokenMessages.invalid));
  userId = user.id;
  const parameter = endpoint.path.exec(path)?.[1] ?? '';
  const missing = missingScope(context, check.token, endpoint, path, parameter);
  const rate = { 'x-ratelimit-category': endpoint.rate };
  if (missing) {
    const message = `Invalid access token, does not contain scopes:[${missing}].`;
    const { status, code } = context.faults.missingScope;
    return send(apiError(status, code, message), rate);
  }
  const body = method === 'GET' ? undefined : await readJson(exchange);
  send(endpoint.answer({ context, user, query: exchange.query, parameter, body }), rate);
}

function sendAnswer({ response }: Exchange, answer: ApiAnswer, headers?: Record<string, string>): void {
  if (answer.status === 204) response.writeHead(204, headers).end();
  else sendJson(response, answer.status, answer.body, { ...headers, ...answer.headers });
}

/** Undefined for what is no JSON, or is not said to be. */
async function readJson({ request }: Exchange): Promise<unknown> {
  const text = await readBody(request);
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const queryTokenMessage =
  'Invalid access token, this access token is not supported as query parameter string.';

const tokenMessages = {
  missing: 'Requires an access token.',
  invalid: 'Invalid access token.',
  expired: 'Access token is expired.',
};

/** The scope that this call needs and the token has not. Naming people other than `me` needs an administrator's. */
function missingScope(
  context: ZoomContext,
  token: ZoomToken,
  endpoint: Endpoint,
  path: string,
  parameter: string,
): string | null {
  if (!hasScope(context, token, endpoint.scope)) return endpoint.scope;
  if (path.startsWith('/users/') && parameter !== 'me') return `${endpoint.scope}:admin`;
  return null;
}

/** Plays an armed fault. Returns true when it was the whole answer. */
async function playFault(
  context: ZoomContext,
  fault: ApiFault,
  exchange: Exchange,
  rate: RateCategory,
): Promise<boolean> {
  const { request, response } = exchange;
  if (fault.kind === 'lost-answer') return false;
  if (fault.kind === 'hold') {
    await fault.until;
    return false;
  }
  if (fault.kind === 'disconnect') {
    request.socket.destroy();
  } else if (fault.kind === 'answer') {
    if (typeof fault.body === 'string') sendHtml(response, fault.status, fault.body, fault.headers);
    else sendJson(response, fault.status, fault.body, fault.headers);
  } else if (fault.kind === 'host-limit') {
    sendAnswer(exchange, hostLimitAnswer(context.now()));
  } else {
    sendRateLimit(response, fault, rate);
  }
  return true;
}

function getUserProfile({ context, user }: ApiCall): ApiAnswer {
  return {
    status: 200,
    body: {
      id: user.id,
      first_name: user.firstName,
      last_name: user.lastName,
      display_name: user.displayName,
      email: user.email,
      type: user.type,
      role_name: 'Member',
      pmi: Number(user.pmi),
      use_pmi: false,
      personal_meeting_url: `${context.origins.web}/${user.personalName ? `my/${user.personalName}` : `j/${user.pmi}`}?pwd=${context.marker}room`,
      timezone: user.timezone,
      verified: 1,
      created_at: user.createdAt,
      user_created_at: user.createdAt,
      language: user.language,
      status: 'active',
      account_id: user.accountId,
      account_number: 10009239,
      cluster: 'us02',
    },
  };
}
