// A strict simulated Zoom on loopback: OAuth, REST API (and a regional one), and the two hosts of a recording's download.
import { handleApi } from './api-server.ts';
import { createEvents, type ZoomContext, type ZoomHost, type ZoomRequest } from './context.ts';
import { handleFiles, handleWeb } from './download-hosts.ts';
import { createFaults, type ZoomFaults } from './faults.ts';
import { type LoopbackServer, listenOnLoopback } from './http-server.ts';
import { createMeetingLife } from './meeting-life.ts';
import { handleOauth } from './oauth-server.ts';
import { createPopulation } from './population.ts';
import { createRecordings } from './recorded.ts';
import { loadState, saveState, type ZoomUser } from './state.ts';
import { createSummaries } from './summaries.ts';
import { defaultScopes, endGrants } from './tokens.ts';
import { createWebhooks } from './webhooks.ts';

/** In every text, address, e-mail, passcode and file name that a person could read. */
export const zoomMark = 'MARK-ZOOM';

export interface ZoomSimulatorOptions {
  /** The OAuth host's port; API, web, file host and regional API take the four after it. The system chooses when left out. */
  port?: number;
  /** The app's allow list; may grow later through `allowRedirectUri`. */
  redirectUris?: string[];
  /** What the app may ask people for; by default all that an app like this one could need. */
  scopes?: readonly string[];
  /** Milliseconds; the real time by default. */
  clock?: () => number;
  /** Keeps everything over restarts. */
  stateFolder?: string;
  /** `zoomMark` by default, '' for a demo. */
  marker?: string;
  /** Whether what is said of refusals in words carries the marker too; default false. */
  marksRefusals?: boolean;
}

export type ZoomSimulator = Awaited<ReturnType<typeof startZoomSimulator>>;

/** Starts the five hosts. Rejects when a given port is taken. */
export async function startZoomSimulator(options: ZoomSimulatorOptions = {}) {
  const { stateFolder, clock = Date.now, port } = options;
  const state = loadState(stateFolder);
  const { faults, takeFault } = createFaults();
  const events = createEvents();
  const context: ZoomContext = {
    state,
    save: () => saveState(stateFolder, state, clock()),
    now: clock,
    faults,
    takeFault,
    marker: options.marker ?? zoomMark,
    redirectUris: [...(options.redirectUris ?? [])],
    scopes: options.scopes ?? defaultScopes,
    origins: { oauth: '', api: '', web: '', files: '', regionalApi: '' },
    requests: [],
    emit: events.emit,
  };
  const handlers: Record<ZoomHost, typeof handleApi> = {
    oauth: handleOauth,
    api: handleApi,
    web: handleWeb,
    files: handleFiles,
    regionalApi: handleApi,
  };
  const hosts = ['oauth', 'api', 'web', 'files', 'regionalApi'] as const;
  const servers: LoopbackServer[] = [];
  const refusalMarker = options.marksRefusals === true ? context.marker : '';
  for (const [index, host] of hosts.entries()) {
    const server = await listenOnLoopback(port ? port + index : 0, refusalMarker, (exchange) =>
      handlers[host](context, exchange, host),
    );
    context.origins[host] = server.origin;
    servers.push(server);
  }
  context.save();
  const webhooks = createWebhooks(context);
  events.on((event) => {
    if (event.type === 'app-removed') webhooks.announceRemoval(event.userId, event);
    if (event.type === 'meeting-changed') webhooks.announceMeeting(event);
  });

  return {
    oauthBaseUrl: context.origins.oauth,
    apiBaseUrl: `${context.origins.api}/v2`,
    /** Another origin of the same API, to be set as `faults.apiUrl`; `requests` tells which one was asked. */
    regionalApiOrigin: context.origins.regionalApi,
    /** The web host: join addresses and `download_url`s. */
    downloadOrigin: context.origins.web,
    /** Where downloads are redirected to. */
    fileOrigin: context.origins.files,
    clientId: state.clientId,
    clientSecret: state.clientSecret,
    webhookSecretToken: state.webhookSecretToken,
    marker: context.marker,
    /** Everybody there is, also from before a restart. */
    users: state.users as readonly ZoomUser[],
    ...createPopulation(context),
    ...createMeetingLife(context),
    ...createRecordings(context),
    ...createSummaries(context),
    ...webhooks.forTests,
    faults: faults as ZoomFaults,
    /** The latest 10,000 answered requests. */
    requests: context.requests as readonly ZoomRequest[],
    on: events.on,
    waitFor: events.waitFor,
    /** Adds to the app's redirect allow list. */
    allowRedirectUri: (uri: string) => {
      context.redirectUris.push(uri);
    },
    /** Where the Marketplace's **Add** sends a person: the answer comes back without `state`. */
    marketplaceAddUrl: (redirectUri: string): string => {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: state.clientId,
        redirect_uri: redirectUri,
      });
      return `${context.origins.oauth}/oauth/authorize?${query}`;
    },
    authorize: (user: Pick<ZoomUser, 'id'>, authorizeUrl: string, answer?: { decline?: boolean }) =>
      answerConsentPage(user, authorizeUrl, answer?.decline === true),
    /** The person's tokens die, and the app is not told. */
    endGrant: (user: Pick<ZoomUser, 'id'>) => endGrants(context, user.id),
    /** Closes all connections; state in `stateFolder` stays. */
    stop: async (): Promise<void> => {
      await webhooks.stopSending();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/**
 * Stands in for a person's browser on the consent page: opens it and presses Allow or Decline.
 * Returns the address of the redirect; throws with the page's text when Zoom refuses the request.
 */
async function answerConsentPage(
  user: Pick<ZoomUser, 'id'>,
  authorizeUrl: string,
  decline: boolean,
): Promise<string> {
  const page = await fetch(authorizeUrl, { redirect: 'manual' });
  const text = await page.text();
  if (page.status !== 200) throw new Error(`Zoom refused the authorization request: ${page.status} ${text}`);
  const url = new URL(authorizeUrl);
  const form = new URLSearchParams(url.search);
  form.set('user_id', user.id);
  form.set('answer', decline ? 'decline' : 'allow');
  const answer = await fetch(new URL('/oauth/authorize', url), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  await answer.arrayBuffer();
  const location = answer.headers.get('location');
  if (!location) throw new Error(`Zoom answered ${answer.status} without a redirect`);
  return location;
}

export type { ZoomEvent, ZoomRequest } from './context.ts';
export type { EventToSend } from './event-bodies.ts';
export type { ZoomFault, ZoomFaults } from './faults.ts';
export type { OwnChange } from './meeting-life.ts';
export type { NewInstance, NewMeeting, NewUser, ZoomMeeting } from './population.ts';
export type { MadeRecording, MadeRecordingFile, NewRecordingFile } from './recorded.ts';
export type { ZoomFileType, ZoomMeetingInstance, ZoomRecurrence, ZoomUser } from './state.ts';
export type { NewSummary } from './summaries.ts';
export type { Delivery, Removal } from './webhooks.ts';
