// What an app sends to the simulated Zoom's OAuth and API hosts, for tests of the simulator itself.

import { createHash } from 'node:crypto';
import type { ZoomSimulator, ZoomUser } from '../simulators/zoom/zoom-simulator.ts';

const verifier = 'a-verifier-of-at-least-forty-three-characters-0';

/** A token answer, or Zoom's refusal. */
export type OauthBody = Record<string, string>;

/** Speaks to `zoom` as the app whose only redirect address is `redirectUri`. */
export function createOauthRequests(zoom: ZoomSimulator, redirectUri: string) {
  const post = (path: string, form: Record<string, string>, secret = zoom.clientSecret) =>
    fetch(`${zoom.oauthBaseUrl}/oauth/${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${zoom.clientId}:${secret}`).toString('base64')}` },
      body: new URLSearchParams(form),
    });
  const postJson = async (path: string, form: Record<string, string>, secret?: string) => {
    const response = await post(path, form, secret);
    return { status: response.status, body: (await response.json()) as OauthBody };
  };

  const authorizeUrl = (overrides: Record<string, string> = {}): string => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: zoom.clientId,
      redirect_uri: redirectUri,
      state: 'some-state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...overrides,
    });
    return `${zoom.oauthBaseUrl}/oauth/authorize?${query}`;
  };
  /** The code that comes back when `user` allows the app. */
  const codeOf = async (user: ZoomUser): Promise<string> =>
    new URL(await zoom.authorize(user, authorizeUrl())).searchParams.get('code') ?? '';
  const exchange = (code: string, overrides: Record<string, string> = {}) =>
    postJson('token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...overrides,
    });
  const refreshForm = (token: string) => ({ grant_type: 'refresh_token', refresh_token: token });

  return {
    authorizeUrl,
    codeOf,
    exchange,
    refresh: (token = '', secret?: string) => postJson('token', refreshForm(token), secret),
    /** The same request, with the answer as it came. */
    refreshRaw: (token = '') => post('token', refreshForm(token)),
    revoke: (token = '') => postJson('revoke', { token }),
    /** The tokens of a new grant of `user`. */
    async connect(user: ZoomUser): Promise<OauthBody> {
      const { status, body } = await exchange(await codeOf(user));
      if (status !== 200) throw new Error(`the simulated Zoom refused a code: ${status}`);
      return body;
    },
    /** GET /users/me; at another origin than the API's own when given. */
    async me(token = '', origin = new URL(zoom.apiBaseUrl).origin) {
      const response = await fetch(`${origin}/v2/users/me`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}
