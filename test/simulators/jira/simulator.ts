// Starts a simulated Jira Cloud: sites, install keys, the authorization server and the host script, all on loopback.

import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAuthorizationServer } from './authorization-server.ts';
import type { SimulatorContext } from './context.ts';
import { JiraEventEmitter, type LoggedRequest } from './events.ts';
import { type JiraFaults, noFaults } from './faults.ts';
import { startHostScriptServer } from './host-script-server.ts';
import { startInstallKeyServer } from './install-key-server.ts';
import { JiraSite } from './site.ts';
import { newSiteState, readSiteStates, type SiteState } from './site-state.ts';

/** In every text a person could read, so that a test can search databases and logs for it. */
export const jiraMark = 'MARK-JIRA';

const maxLoggedRequests = 10_000;

export interface JiraSimulatorOptions {
  /** Of the first site; a free one without. */
  port?: number;
  /** Keeps everything there over restarts, the bytes of attachments too. */
  stateFolder?: string;
  /** Keeps the bytes of attachments until `stop()`; without, only their size and hash. */
  keepAttachmentBytes?: boolean;
  /** '' for a demonstration, where the marker would look odd. */
  marker?: string;
  /** Milliseconds. */
  clock?: () => number;
}

export interface JiraSimulator {
  /** The first site. */
  site: JiraSite;
  sites: readonly JiraSite[];
  addSite(): Promise<JiraSite>;
  /** For CONNECT_KEYS_CDN_URL. */
  keysUrl: string;
  /** For ATLASSIAN_AUTHORIZATION_SERVER_URL. */
  authorizationServerUrl: string;
  /** For CONNECT_HOST_SCRIPT_URL. */
  hostScriptUrl: string;
  faults: JiraFaults;
  /** Answered requests, oldest first; only the newest 10,000. Not those of the host page to itself. */
  requests: LoggedRequest[];
  marks: string[];
  on: JiraEventEmitter['on'];
  waitFor: JiraEventEmitter['waitFor'];
  stop(): Promise<void>;
}

/** Starts all servers. With a state folder it goes on where it stopped, on the same port when that is free. */
export async function startJiraSimulator(options: JiraSimulatorOptions = {}): Promise<JiraSimulator> {
  const marker = options.marker ?? jiraMark;
  const now = options.clock ?? Date.now;
  const stateFolder = options.stateFolder ?? null;
  const temporaryFolder =
    stateFolder === null && options.keepAttachmentBytes
      ? mkdtempSync(join(tmpdir(), 'jira-simulator-'))
      : null;
  const faults = noFaults();
  const events = new JiraEventEmitter();
  const requests: LoggedRequest[] = [];
  const log = (request: LoggedRequest) => {
    requests.push(request);
    if (requests.length > maxLoggedRequests) requests.shift();
    events.emit('request', request);
  };
  const installKeyServer = await startInstallKeyServer(faults, log);
  const authorizationServer = await startAuthorizationServer(faults, now, log);
  const hostScriptServer = await startHostScriptServer();
  const context: SimulatorContext = {
    faults,
    events,
    marked: (text) => (marker === '' ? text : `${text} ${marker}`),
    now,
    log,
    installKey: installKeyServer,
    findToken: authorizationServer.findToken,
    hostScriptUrl: hostScriptServer.hostScriptUrl,
    stateFolder,
    attachmentFolder: stateFolder === null ? temporaryFolder : join(stateFolder, 'attachments'),
  };

  const sites: JiraSite[] = [];
  const startSite = async (state: SiteState, port?: number): Promise<JiraSite> => {
    const site = new JiraSite(state, context);
    await site.start(port);
    sites.push(site);
    authorizationServer.sites.push(site);
    return site;
  };
  const saved = stateFolder === null ? [] : readSiteStates(stateFolder);
  const site = await startSite(saved[0] ?? newSiteState('site-1'), options.port);
  for (const state of saved.slice(1)) await startSite(state);

  return {
    site,
    sites,
    addSite: () => startSite(newSiteState(`site-${sites.length + 1}`)),
    keysUrl: installKeyServer.origin,
    authorizationServerUrl: authorizationServer.origin,
    hostScriptUrl: hostScriptServer.hostScriptUrl,
    faults,
    requests,
    marks: marker === '' ? [] : [marker],
    on: events.on.bind(events),
    waitFor: events.waitFor.bind(events),
    async stop() {
      const servers = [installKeyServer, authorizationServer, hostScriptServer];
      await Promise.all([...sites.map((one) => one.stop()), ...servers.map((server) => server.close())]);
      if (temporaryFolder !== null) await rm(temporaryFolder, { recursive: true, force: true });
    },
  };
}
