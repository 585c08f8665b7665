// Speaks to a running app as people do: what it must be told of the simulators, its API, and the way through Zoom's consent.

import { randomBytes } from 'node:crypto';
import type { JiraSimulator } from '../simulators/jira/simulator.ts';
import type { JiraSite } from '../simulators/jira/site.ts';
import type { ZoomUser } from '../simulators/zoom/state.ts';
import type { ZoomSimulator } from '../simulators/zoom/zoom-simulator.ts';

/** An app at an address, and the simulators it stands between. */
export interface Surroundings {
  baseUrl: string;
  jira: JiraSimulator;
  zoom: ZoomSimulator;
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  body: ReturnType<typeof JSON.parse>;
}

export type Viewer = { accountId: string; issueId?: string | undefined; site?: JiraSite };

export interface AppClient {
  /** Calls /api/... as a person who looks at an issue. */
  api(method: string, path: string, viewer: Viewer, body?: unknown): Promise<ApiAnswer>;
  /** Takes a person through the whole connection flow, as their browser would. */
  connectZoom(viewer: Viewer, zoomUser: ZoomUser): Promise<void>;
}

/** The app's environment variables, without database and port; the encryption key is new with each call. */
export function appEnvironment({ baseUrl, jira, zoom }: Surroundings): Record<string, string> {
  return {
    NODE_ENV: 'test',
    APP_BASE_URL: baseUrl,
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    ZOOM_CLIENT_ID: zoom.clientId,
    ZOOM_CLIENT_SECRET: zoom.clientSecret,
    ZOOM_WEBHOOK_SECRET_TOKEN: zoom.webhookSecretToken,
    ZOOM_OAUTH_BASE_URL: zoom.oauthBaseUrl,
    ZOOM_API_BASE_URL: zoom.apiBaseUrl,
    ZOOM_ALLOWED_HOSTS: '127.0.0.1',
    CONNECT_KEYS_CDN_URL: jira.keysUrl,
    ATLASSIAN_AUTHORIZATION_SERVER_URL: jira.authorizationServerUrl,
    CONNECT_HOST_SCRIPT_URL: jira.hostScriptUrl,
    JIRA_ALLOWED_HOSTS: '127.0.0.1',
    ALLOW_INSECURE_LOOPBACK: 'true',
  };
}

export function createAppClient({ baseUrl, jira, zoom }: Surroundings): AppClient {
  const api: AppClient['api'] = async (method, path, viewer, body) => {
    const { site = jira.site, accountId, issueId } = viewer;
    const token = site.contextToken({ accountId, ...(issueId === undefined ? {} : { issueId }) });
    const answer = await fetch(`${baseUrl}/api${path}`, {
      method,
      headers: {
        authorization: `JWT ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
  };
  return {
    api,
    async connectZoom(viewer, zoomUser) {
      const { body: flow } = await api('POST', '/zoom-connection/flows', viewer, {});
      const window = new FlowWindow(baseUrl);
      const toZoom = await window.get(flow.startUrl);
      const back = await zoom.authorize(zoomUser, toZoom.headers.get('location') ?? '');
      const toConfirm = await window.get(back);
      const page = await window.get(toConfirm.headers.get('location') ?? '');
      const done = await window.submit(await page.text(), 'connect');
      if (done.status !== 200) throw new Error(`Zoom was not connected: ${done.status} ${await done.text()}`);
    },
  };
}

/** The window in which Zoom is connected: keeps its cookies, follows nothing by itself. */
export class FlowWindow {
  readonly #baseUrl: string;
  readonly cookies = new Map<string, string>();

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  get(url: string): Promise<Response> {
    return this.#send(url, { method: 'GET' });
  }

  /** Presses a button of the confirmation page. */
  submit(html: string, decision: 'connect' | 'decline'): Promise<Response> {
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
    return this.#send('/zoom/oauth/confirm', {
      method: 'POST',
      body: new URLSearchParams({ flow: field('flow'), token: field('token'), decision }),
    });
  }

  async #send(url: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(new URL(url, this.#baseUrl), {
      ...init,
      headers: cookie === '' ? {} : { cookie },
      redirect: 'manual',
    });
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=', 2);
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}
