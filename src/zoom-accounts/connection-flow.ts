// Connecting a Zoom account, step by step. Nobody can make another person's approval land in their own account:
// the flow is bound to the browser that opened the start link, the callback exchanges nothing, and only the person
// who approved at Zoom, shown which site and which Jira person will use it, can press Connect.

import type { AuditLog } from '../audit-log/audit-log.ts';
import { siteNotInstalled } from '../host/jira-errors.ts';
import type { PersonsRepository } from '../installations/persons-repository.ts';
import { secondsAfter } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { DecryptionError, randomSecret } from '../platform/encryption.ts';
import { AppError } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Logger } from '../platform/logger.ts';
import type { ApiAccess, ZoomApi } from '../zoom/zoom-api.ts';
import type { ZoomOAuth, ZoomTokens } from '../zoom/zoom-oauth.ts';
import type { ConnectionFlowView, StartedConnectionFlow } from './api-types.ts';
import { exchangeRefusal, flowEnded, flowFailureMessage } from './connection-failures.ts';
import { recordMissingScopes } from './connection-health.ts';
import type { ConnectionsRepository } from './connections-repository.ts';
import { endConnection, revokeAtZoom } from './end-connection.ts';
import type { GrantsRepository } from './grants-repository.ts';
import { type MayConnectDeps, requireMayConnect } from './may-connect.ts';
import type { Flow, FlowsRepository } from './oauth-flows-repository.ts';
import { type TokenPauseDeps, unlessPaused } from './token-pause.ts';

export interface ConnectionFlowDeps extends TokenPauseDeps, MayConnectDeps {
  appBaseUrl: string;
  zoomClientId: string;
  auditLog: AuditLog;
  database: Database;
  logger: Logger;
  jobs: Jobs;
  flows: FlowsRepository;
  connections: ConnectionsRepository;
  grants: GrantsRepository;
  persons: PersonsRepository;
  zoomOAuth: ZoomOAuth;
  zoomApi: (access: ApiAccess) => ZoomApi;
}

const flowSeconds = 600;
/** Zoom's codes live five minutes; ours is forgotten a little earlier. */
const codeSeconds = 290;

/**
 * Step 1, from the panel: makes the one-time link to open in a new window.
 * @throws {AppError} 403 `connecting_not_allowed`, 429 `too_many_flows`.
 */
export async function startConnectionFlow(
  deps: ConnectionFlowDeps,
  person: { siteId: string; accountId: string },
): Promise<StartedConnectionFlow> {
  const { appBaseUrl, clock, flows, persons } = deps;
  await requireMayConnect(deps, person);
  const now = clock.now();
  const startToken = randomSecret();
  const flowId = await flows.create({
    personId: await persons.personIdOf(person.siteId, person.accountId),
    startToken,
    now,
    expiresAt: secondsAfter(now, flowSeconds),
  });
  if (flowId === null)
    throw new AppError(
      'too_many_flows',
      429,
      'You began to connect Zoom many times. Please wait ten minutes.',
      {
        retryAfterSeconds: flowSeconds,
      },
    );
  return { flowId, startUrl: `${appBaseUrl}/zoom/oauth/start?token=${startToken}` };
}

/**
 * Step 2, in the new window: binds the flow to this browser and sends it to Zoom.
 * @throws {AppError} `flow_ended` when the link was used before or is too old.
 */
export async function beginAuthorization(
  { clock, flows, zoomOAuth }: ConnectionFlowDeps,
  startToken: string,
): Promise<{ flowId: string; browserSecret: string; authorizationUrl: string }> {
  const [browserSecret, state, codeVerifier] = [randomSecret(), randomSecret(), randomSecret(48)];
  const flowId = await flows.start({ startToken, browserSecret, state, codeVerifier, now: clock.now() });
  if (flowId === null) throw flowEnded();
  return { flowId, browserSecret, authorizationUrl: zoomOAuth.authorizationUrl({ state, codeVerifier }) };
}

/**
 * Step 3, Zoom sends the browser back: keeps the code for the confirmation, exchanges nothing.
 * A callback in another browser than the one that started ends the flow.
 */
export async function receiveAuthorization(
  { clock, flows }: ConnectionFlowDeps,
  input: { state: string; code: string; browserSecretOf: (flowId: string) => string | null },
): Promise<{ flowId: string }> {
  const now = clock.now();
  const flow = await openFlow(flows, input.state, now);
  const browserSecret = input.browserSecretOf(flow.id);
  const bound =
    browserSecret !== null &&
    (await flows.authorize({
      flowId: flow.id,
      browserSecret,
      code: input.code,
      now,
      codeExpiresAt: secondsAfter(now, codeSeconds),
    }));
  if (!bound) {
    await flows.end(flow.id, { state: 'failed', failureCode: 'other_browser' });
    throw new AppError(
      'other_browser',
      403,
      'This connection was started in another browser window, so it was stopped and nothing was connected. Start again from the Zoom panel of a Jira issue.',
    );
  }
  return { flowId: flow.id };
}

/**
 * Step 3, when Zoom sends no code: returns when the person declined.
 * @param input.state undefined when Zoom sent none: then there is no flow to end.
 * @throws {AppError} `zoom_refused` for any other reason of Zoom's, such as an admin who does not permit the app.
 */
export async function receiveRefusal(
  { clock, flows }: ConnectionFlowDeps,
  input: {
    state: string | undefined;
    error: string | undefined;
    browserSecretOf: (flowId: string) => string | null;
  },
): Promise<void> {
  const declined = input.error === 'access_denied';
  if (input.state !== undefined) {
    const flow = await openFlow(flows, input.state, clock.now());
    if (input.browserSecretOf(flow.id) === null) throw flowEnded();
    await flows.end(
      flow.id,
      declined ? { state: 'declined' } : { state: 'failed', failureCode: 'zoom_refused' },
    );
  }
  if (!declined) throw new AppError('zoom_refused', 403, flowFailureMessage('zoom_refused'));
}

/**
 * Step 4, the confirmation page: who will be able to use this Zoom account, and the one-time token of its buttons.
 * @throws {AppError} `flow_ended` outside the browser that started, or too late.
 */
export async function prepareConfirmation(
  { clock, flows, persons }: ConnectionFlowDeps,
  input: { flowId: string; browserSecret: string },
): Promise<{ confirmToken: string; siteId: string; accountId: string }> {
  const confirmToken = randomSecret();
  const flow = await flows.find(input.flowId);
  const ready = await flows.setConfirmToken({ ...input, confirmToken, now: clock.now() });
  const person = flow === null ? null : await persons.findPerson(flow.personId);
  if (!ready || person === null) throw flowEnded();
  return { confirmToken, ...person };
}

/** Step 5, **Connect** was pressed: exchanges the code and stores grant and connection. */
export async function confirmConnection(
  deps: ConnectionFlowDeps,
  input: { flowId: string; browserSecret: string; confirmToken: string },
): Promise<void> {
  const { flows, persons, zoomOAuth } = deps;
  const taken = await takeCode(deps, input);
  try {
    const person = await persons.findPerson(taken.personId);
    if (person === null) throw flowEnded();
    // The site's admins may have decided otherwise since it began.
    await requireMayConnect(deps, person);
    const tokens = await unlessPaused(deps, () => zoomOAuth.exchangeCode(taken));
    const stored = { flowId: input.flowId, siteId: person.siteId, personId: taken.personId, tokens };
    await storeConnection(deps, stored).catch(async (error: unknown) => {
      await revokeAtZoom(deps, tokens);
      throw error;
    });
  } catch (error) {
    const refusal = exchangeRefusal(error);
    await flows.end(input.flowId, { state: 'failed', failureCode: refusal.code });
    throw refusal;
  }
}

/** Stores grant and connection together. The grant that the person used before, when it is another one, loses them. */
async function storeConnection(
  deps: ConnectionFlowDeps,
  input: { flowId: string; siteId: string; personId: string; tokens: ZoomTokens },
): Promise<void> {
  const { clock, connections, auditLog, database, flows, grants, zoomApi, zoomClientId } = deps;
  const { flowId, siteId, personId, tokens } = input;
  const user = await zoomApi(tokens).getMe();
  const now = clock.now();
  const context = { siteId, personId, issueId: null, at: now };
  await database.transaction(async (transaction) => {
    const before = await connections.find(personId, transaction);
    const { grantId, version, mended } = await grants.storeAuthorization(
      { clientId: zoomClientId, user, tokens, now },
      transaction,
    );
    if (before !== null && before.grantId !== grantId)
      await endConnection(
        deps,
        { ...context, grantId: before.grantId, reason: 'other_zoom_user' },
        transaction,
      );
    if (!(await connections.connect(personId, grantId, now, transaction))) throw siteNotInstalled();
    await auditLog.record(transaction, context, {
      type: 'zoom_connected',
      replaced: before !== null,
    });
    // People of another site learn of it only where they see a difference: else it would tell that there is another.
    for (const other of await connections.listOfGrant(grantId, transaction))
      if (other.personId !== personId && (mended || other.siteId === siteId))
        await auditLog.record(
          transaction,
          { ...other, issueId: null, at: now },
          { type: 'zoom_authorization_renewed' },
        );
    const missing = { grantId, version, scopes: tokens.missingScopes ?? [] };
    if (missing.scopes.length > 0) await recordMissingScopes(deps, missing, now, transaction);
    await flows.end(flowId, { state: 'connected' }, transaction);
  });
}

/** Step 5, **Decline** was pressed: the code is forgotten unused, so an existing grant stays as it is. */
export async function declineConnection(
  deps: ConnectionFlowDeps,
  input: { flowId: string; browserSecret: string; confirmToken: string },
): Promise<void> {
  await takeCode(deps, input);
  await deps.flows.end(input.flowId, { state: 'declined' });
}

async function takeCode(
  { clock, flows }: ConnectionFlowDeps,
  input: { flowId: string; browserSecret: string; confirmToken: string },
): Promise<{ personId: string; code: string; codeVerifier: string }> {
  try {
    const taken = await flows.takeCode({ ...input, now: clock.now() });
    if (taken === null) throw flowEnded();
    return taken;
  } catch (error) {
    // It is forgotten all the same, so the flow cannot go on.
    if (error instanceof DecryptionError)
      await flows.end(input.flowId, { state: 'failed', failureCode: error.code });
    throw error;
  }
}

/** What the panel learns by asking. Only the person who started the flow may ask. */
export async function viewConnectionFlow(
  { clock, flows, persons }: ConnectionFlowDeps,
  input: { flowId: string; siteId: string; accountId: string },
): Promise<ConnectionFlowView> {
  const flow = await flows.find(input.flowId);
  if (flow === null || flow.personId !== (await persons.personIdOf(input.siteId, input.accountId)))
    throw new AppError(
      'flow_not_found',
      404,
      'This attempt to connect Zoom is not known. Please start again.',
    );
  if (flow.state === 'failed')
    return flow.failureCode === 'expired'
      ? { state: 'expired', message: null }
      : {
          state: 'failed',
          message: flowFailureMessage(flow.failureCode),
          code: flow.failureCode ?? 'internal',
        };
  if (flow.state === 'connected' || flow.state === 'declined') return { state: flow.state, message: null };
  if (flow.expiresAt <= clock.now()) return { state: 'expired', message: null };
  return { state: flow.state === 'authorized' ? 'awaiting_confirmation' : 'pending', message: null };
}

async function openFlow(flows: FlowsRepository, state: string, now: Date): Promise<Flow> {
  const flow = await flows.findByState(state);
  if (flow === null || flow.state !== 'started' || flow.expiresAt <= now) throw flowEnded();
  return flow;
}
