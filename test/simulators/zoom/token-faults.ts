// What the token endpoint and the revocation answer when a fault is armed.
import type { ZoomContext } from './context.ts';
import type { DeadGrantShape, TokenFault } from './faults.ts';
import { type Exchange, sendHtml, sendJson } from './http-server.ts';
import { sendRateLimit } from './rate-limits.ts';
import { endGrants } from './tokens.ts';

/** Zoom's shape of a refusal. */
export const refusal = (error: string, reason: string) => ({ reason, error });

const numbered = (errorCode: number, errorMessage: string) => ({
  status: 400,
  body: { status: false, errorCode, errorMessage, result: null },
});

const deadGrants: Record<DeadGrantShape, { status: number; body: unknown }> = {
  invalid_grant: { status: 400, body: refusal('invalid_grant', 'Invalid Token!') },
  invalid_request: { status: 400, body: refusal('invalid_request', 'Invalid Token!') },
  status_401: { status: 401, body: refusal('invalid_grant', 'Invalid Token!') },
  4735: numbered(4735, 'The owner of the token does not exist.'),
  4738: numbered(4738, 'The app has been disabled by the admin.'),
  4741: numbered(4741, 'The token has been revoked.'),
};

const documents = {
  xml: '<?xml version="1.0" encoding="UTF-8"?><Error><Message>The service is being maintained.</Message></Error>',
  html: '<!doctype html><title>Maintenance</title><h1>The service is being maintained.</h1>',
};

/** Plays an armed fault on a request about `token`. Returns true when it was the whole answer. */
export async function playTokenFault(
  context: ZoomContext,
  fault: TokenFault,
  { request, response }: Exchange,
  token: string | null,
): Promise<boolean> {
  switch (fault.kind) {
    case 'lost-after-rotation':
      return false;
    case 'hold':
      await fault.until;
      return false;
    case 'disconnect':
      request.socket.destroy();
      return true;
    case 'answer':
      if (typeof fault.body === 'string') sendHtml(response, fault.status, fault.body, fault.headers);
      else sendJson(response, fault.status, fault.body, fault.headers);
      return true;
    case 'not-json':
      sendHtml(response, fault.status, documents[fault.format], { 'content-type': `text/${fault.format}` });
      return true;
    case 'dead-grant': {
      const owner = context.state.tokens.get(token ?? '')?.userId;
      if (owner !== undefined) endGrants(context, owner);
      const { status, body } = deadGrants[fault.shape];
      sendJson(response, status, body);
      return true;
    }
    default:
      sendRateLimit(response, fault);
      return true;
  }
}
