// Both simulators in a process of their own, with the people who press the buttons: whatever is timed is timed here.

import { badgePropertyKey } from '../../src/host/descriptor.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { seedDemoSite } from '../simulators/jira/demo-site.ts';
import { startJiraSimulator } from '../simulators/jira/simulator.ts';
import { signToken } from '../simulators/jira/tokens.ts';
import { startZoomSimulator } from '../simulators/zoom/zoom-simulator.ts';
import { type AppClient, appEnvironment, createAppClient } from '../support/app-client.ts';
import {
  attach,
  type LinkedRecording,
  linkedRecording,
  settledTransfer,
} from '../support/recorded-meeting.ts';
import type { PipeTask } from './bare-pipe.ts';
import { serve } from './child.ts';

const jira = await startJiraSimulator();
const zoom = await startZoomSimulator();
const { engineer, issues } = seedDemoSite(jira);
const viewer = { accountId: engineer.accountId, issueId: issues[0]?.id };
let client: AppClient;
let baseUrl = '';
let recorded: LinkedRecording;
let watched: Promise<Timing>;
const longestTransferMs = 300_000;

export interface Timing {
  /** Milliseconds from pressing **Attach to issue** to Jira's first byte. */
  toFirstByte: number;
  /** Milliseconds from Jira's first byte until it has stored the file. */
  copying: number;
}

/** Watches the next upload, which is to bring `content`. */
async function watchUpload(content: { sha256(): Promise<string> }): Promise<{ timing: Promise<Timing> }> {
  const expected = await content.sha256();
  const at = { pressed: performance.now(), first: 0 };
  const off = jira.on('upload-first-byte', () => {
    at.first = performance.now();
  });
  const stored = jira.waitFor('attachment-created', () => true, longestTransferMs);
  const timing = stored.then(({ attachmentId }) => {
    const storedAt = performance.now();
    off();
    const attachment = jira.site.attachments(viewer.issueId ?? '').find(({ id }) => id === attachmentId);
    if (attachment?.sha256 !== expected) throw new Error('what arrived is not what was sent');
    // How many attachments an issue may have is not what is measured.
    jira.site.deleteAttachment(attachmentId);
    return { toFirstByte: at.first - at.pressed, copying: storedAt - at.first };
  });
  return { timing };
}

function fileAt(index: number) {
  const file = recorded.recording.files[index];
  if (file === undefined) throw new Error(`there is no file ${index}`);
  return file;
}

export interface Calls {
  /** Methods and paths of the requests to the site, oldest first. */
  jira: string[];
  /** How many went to its authorization server. */
  authorization: number;
}

/** The app's requests while `work` runs. */
async function callsDuring(work: () => Promise<unknown>): Promise<Calls> {
  const before = jira.requests.length;
  await work();
  const made = jira.requests.slice(before);
  const toSite = made.filter(({ site }) => site === jira.site.baseUrl);
  return {
    jira: toSite.map(({ method, path }) => `${method} ${path.split('?')[0]}`),
    authorization: made.filter(({ site }) => site === jira.authorizationServerUrl).length,
  };
}

/** The last that follows a change: the badge is written after the issue property. */
function shownInJira(): Promise<unknown> {
  return jira.waitFor('property-changed', ({ key }) => key === badgePropertyKey);
}

/** A signed address of the file, as the first redirect of its download tells it. */
async function signedAddress(index: number): Promise<string> {
  const { id } = fileAt(index);
  const event = zoom.recordingEvent('recording.completed', recorded.recording, [id]);
  const { object } = event.payload as { object: { recording_files: { download_url: string }[] } };
  const answer = await fetch(object.recording_files[0]?.download_url ?? '', {
    headers: { authorization: `Bearer ${event.download_token}` },
    redirect: 'manual',
  });
  return answer.headers.get('location') ?? '';
}

/** A token to act as the person who presses the buttons. */
async function userToken(): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const assertion = signToken(
    { secret: jira.site.sharedSecret },
    {
      iss: `urn:atlassian:connect:clientid:${jira.site.oauthClientId}`,
      sub: `urn:atlassian:connect:useraccountid:${viewer.accountId}`,
      tnt: jira.site.baseUrl,
      aud: jira.authorizationServerUrl,
      iat: now,
      exp: now + 60,
    },
  );
  const answer = await fetch(`${jira.authorizationServerUrl}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      scope: 'READ WRITE',
      assertion,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

const answers = {
  /** What the app at this address must be told to stand between these simulators. */
  async environment(input: { baseUrl: string }) {
    baseUrl = input.baseUrl;
    zoom.allowRedirectUri(`${baseUrl}/zoom/oauth/callback`);
    client = createAppClient({ baseUrl, jira, zoom });
    return appEnvironment({ baseUrl, jira, zoom });
  },

  /** Installs the app, connects a host, links their meeting with a recording of files of these sizes in bytes. */
  async prepare({ sizes }: { sizes: number[] }) {
    const installed = await jira.site.install(baseUrl);
    if (installed.status !== 204) throw new Error(`the app was not installed: ${installed.status}`);
    const files = sizes.map((size) => ({ fileType: 'MP4' as const, size }));
    const shown = shownInJira();
    recorded = await linkedRecording({ ...client, clock: systemClock, jira, zoom }, viewer, files);
    await shown;
  },

  /** Attaches the file at `index` through the app; answers when the app has settled it as well. */
  async transfer({ index }: { index: number }): Promise<Timing> {
    const app = { ...client, clock: systemClock, jira, zoom };
    const { timing } = await watchUpload(fileAt(index));
    const asked = await attach(app, viewer, recorded, index);
    if (asked.status !== 201) throw new Error(`not accepted: ${JSON.stringify(asked.body)}`);
    const measured = await timing;
    const { state } = await settledTransfer(app, viewer, asked.body.id);
    if (state !== 'succeeded') throw new Error(`the transfer ended as ${state}`);
    return measured;
  },

  /** The task of copying the file at `index` past the app; {@link answers.uploadTime} then tells how long it took. */
  async pipeTask({ index, hashed }: { index: number; hashed: boolean }): Promise<PipeTask> {
    const [downloadUrl, token] = await Promise.all([signedAddress(index), userToken()]);
    watched = (await watchUpload(fileAt(index))).timing;
    return {
      downloadUrl,
      uploadUrl: `${jira.site.baseUrl}/rest/api/3/issue/${viewer.issueId}/attachments`,
      authorization: `Bearer ${token}`,
      size: fileAt(index).size,
      hashed,
    };
  },

  uploadTime: (_: null): Promise<Timing> => watched,

  /** Requests of the app to Jira while the panel opens, and while it then shows its meeting and recordings live. */
  async callsToOpen(_: null) {
    const get = async (path: string): Promise<void> => {
      const { status } = await client.api('GET', path, viewer);
      if (status !== 200) throw new Error(`${path} answered ${status}`);
    };
    const opening = await callsDuring(async () => {
      await fetch(jira.site.iframeUrl('zoom-issue-panel', viewer));
      await get('/issue-panel');
    });
    const following = await callsDuring(async () => {
      await get(`/meeting-links/${recorded.linkId}/details`);
      await get(`/meeting-links/${recorded.linkId}/recordings`);
      await get('/transfers');
    });
    return { opening, following };
  },

  async callsToAttach({ index }: { index: number }) {
    return callsDuring(async () => {
      const shown = shownInJira();
      await answers.transfer({ index });
      await shown;
    });
  },
};
export type Simulators = typeof answers;
serve(answers);
