// Both simulators in a process of their own, with the people who press the buttons: whatever is timed is timed here.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startJiraSimulator } from '../simulators/jira/simulator.ts';
import { signToken } from '../simulators/jira/tokens.ts';
import { createLoopbackServer, handshakes, scheme } from '../simulators/loopback-listener.ts';
import { startZoomSimulator } from '../simulators/zoom/zoom-simulator.ts';
import { appEnvironment } from '../support/app-client.ts';
import { attach, settledTransfer } from '../support/recorded-meeting.ts';
import type { PipeTask } from './bare-pipe.ts';
import { serve } from './child.ts';
import { makePlaces, type Place, shownInJira } from './places.ts';
import { type Stopwatch, startStopwatch, type Timing } from './stopwatch.ts';

const jira = await startJiraSimulator();
const zoom = await startZoomSimulator();
let baseUrl = '';
let places: Place[] = [];
let watched: Promise<Timing>;

/** A file that is copied to its place. Of those copied at once each has a place of its own. */
export interface Copy {
  place: number;
  file: number;
}

function placeOf({ place }: Copy): Place {
  const found = places[place];
  if (found === undefined) throw new Error(`there is no place ${place}`);
  return found;
}

function fileOf(copy: Copy) {
  const file = placeOf(copy).recorded.recording.files[copy.file];
  if (file === undefined) throw new Error(`place ${copy.place} has no file ${copy.file}`);
  return file;
}

const keyOf = (copy: Copy): string => {
  const { site, viewer } = placeOf(copy);
  return `${site.baseUrl} ${viewer.issueId}`;
};

/** Watches the next upload to each of these places. What arrives must be what was sent. */
async function watchUploads(copies: readonly Copy[]): Promise<Stopwatch> {
  const expected = new Map<string, string>();
  for (const copy of copies) expected.set(keyOf(copy), await fileOf(copy).sha256());
  const stopwatch = startStopwatch([...expected.keys()]);
  const stored: { place: Place; attachmentId: string }[] = [];
  const stops = [
    jira.on('upload-first-byte', ({ site, issueId }) => stopwatch.began(`${site} ${issueId}`)),
    jira.on('attachment-created', ({ site, issueId, attachmentId }) => {
      const key = `${site} ${issueId}`;
      const place = places.find(({ viewer }) => viewer.issueId === issueId && viewer.site.baseUrl === site);
      if (place === undefined || !expected.has(key)) return;
      const attachment = place.site.attachments(issueId).find(({ id }) => id === attachmentId);
      if (attachment?.sha256 !== expected.get(key))
        stopwatch.failed(new Error('what arrived is not what was sent'));
      stored.push({ place, attachmentId });
      stopwatch.stored(key);
    }),
  ];
  const timing = stopwatch.timing.finally(() => {
    for (const stop of stops) stop();
    // How many attachments an issue may have is not what is measured.
    for (const { place, attachmentId } of stored) place.site.deleteAttachment(attachmentId);
  });
  return { ...stopwatch, timing };
}

/** Resolves when `work` has; rejects when one of the transfers comes to rest before it without an attachment. */
async function whileNoneFails<Result>(
  work: Promise<Result>,
  transfers: readonly { copy: Copy; id: string }[],
): Promise<Result> {
  for (;;) {
    const pause = Promise.withResolvers<null>();
    const timer = setTimeout(() => pause.resolve(null), 5_000);
    const done = await Promise.race([work.then((result) => ({ result })), pause.promise]).finally(() =>
      clearTimeout(timer),
    );
    if (done !== null) return done.result;
    for (const { copy, id } of transfers) {
      const { app, viewer } = placeOf(copy);
      const { body } = await app.api('GET', '/transfers', viewer);
      const { state, reason } = body.transfers.find((transfer: { id: string }) => transfer.id === id);
      if (state === 'failed' || state === 'waiting') throw new Error(`a transfer is ${state}: ${reason}`);
    }
  }
}

export interface Calls {
  /** Methods and paths of the requests to the site, oldest first. */
  jira: string[];
  /** How many went to its authorization server. */
  authorization: number;
}

/** The app's requests to the place's site while `work` runs. */
async function callsDuring({ site }: Place, work: () => Promise<unknown>): Promise<Calls> {
  const before = jira.requests.length;
  await work();
  const made = jira.requests.slice(before);
  const toSite = made.filter((request) => request.site === site.baseUrl);
  return {
    jira: toSite.map(({ method, path }) => `${method} ${path.split('?')[0]}`),
    authorization: made.filter((request) => request.site === jira.authorizationServerUrl).length,
  };
}

/** A signed address of the file, as the first redirect of its download tells it. */
async function signedAddress(copy: Copy): Promise<string> {
  const { recording } = placeOf(copy).recorded;
  const event = zoom.recordingEvent('recording.completed', recording, [fileOf(copy).id]);
  const { object } = event.payload as { object: { recording_files: { download_url: string }[] } };
  const answer = await fetch(object.recording_files[0]?.download_url ?? '', {
    headers: { authorization: `Bearer ${event.download_token}` },
    redirect: 'manual',
  });
  return answer.headers.get('location') ?? '';
}

/** A token to act as the person of the place. */
async function userToken({ site, viewer }: Place): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const assertion = signToken(
    { secret: site.sharedSecret },
    {
      iss: `urn:atlassian:connect:clientid:${site.oauthClientId}`,
      sub: `urn:atlassian:connect:useraccountid:${viewer.accountId}`,
      tnt: site.baseUrl,
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

/** What takes a PUT of the bare bytes, as the simulated Jira takes an upload: counted and hashed. */
const raw = { origin: '', hashes: new Map<string, string>(), stopwatch: null as Stopwatch | null };

function takeRaw(request: IncomingMessage, response: ServerResponse): void {
  const key = decodeURIComponent((request.url ?? '').slice(1));
  const hash = createHash('sha256');
  request.once('data', () => raw.stopwatch?.began(key));
  request.on('data', (chunk: Buffer) => hash.update(chunk));
  request.on('end', () => {
    if (hash.digest('hex') !== raw.hashes.get(key))
      raw.stopwatch?.failed(new Error('what arrived is not what was sent'));
    response.writeHead(200, { 'content-length': 0 }).end();
    raw.stopwatch?.stored(key);
  });
}

const answers = {
  /** What the app at this address must be told to stand between these simulators. */
  async environment(input: { baseUrl: string }) {
    baseUrl = input.baseUrl;
    zoom.allowRedirectUri(`${baseUrl}/zoom/oauth/callback`);
    return appEnvironment({ baseUrl, jira, zoom });
  },

  /** Of each place: the sizes of its files in bytes. */
  async prepare({ sizes }: { sizes: number[][] }) {
    places = await makePlaces({ baseUrl, jira, zoom }, sizes);
    const sink = createLoopbackServer(takeRaw).listen(0, '127.0.0.1');
    await once(sink, 'listening');
    raw.origin = `${scheme}://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  },

  /** Attaches these files through the app, all at once; answers when the app has settled them as well. */
  async transfer({ copies }: { copies: Copy[] }): Promise<Timing> {
    const { timing } = await watchUploads(copies);
    const asked = await Promise.all(
      copies.map(async (copy) => {
        const { app, viewer, recorded } = placeOf(copy);
        const { status, body } = await attach(app, viewer, recorded, copy.file);
        if (status !== 201) throw new Error(`not accepted: ${JSON.stringify(body)}`);
        return { copy, id: body.id as string };
      }),
    );
    const measured = await whileNoneFails(timing, asked);
    for (const { copy, id } of asked) {
      const { app, viewer } = placeOf(copy);
      const { state } = await settledTransfer(app, viewer, id);
      if (state !== 'succeeded') throw new Error(`a transfer ended as ${state}`);
    }
    return measured;
  },

  /** The tasks of copying these files past the app; {@link answers.uploadTime} then tells how long it took. */
  async pipeTasks({ copies }: { copies: Copy[] }): Promise<PipeTask[]> {
    const tasks = await Promise.all(
      copies.map(async (copy) => {
        const { site, viewer } = placeOf(copy);
        return {
          downloadUrl: await signedAddress(copy),
          uploadUrl: `${site.baseUrl}/rest/api/3/issue/${viewer.issueId}/attachments`,
          authorization: `Bearer ${await userToken(placeOf(copy))}`,
          size: fileOf(copy).size,
        };
      }),
    );
    watched = (await watchUploads(copies)).timing;
    return tasks;
  },

  /** The same for who can only send the bare bytes: where to they are put. */
  async rawTasks({ copies }: { copies: Copy[] }): Promise<{ downloadUrl: string; uploadUrl: string }[]> {
    for (const copy of copies) raw.hashes.set(keyOf(copy), await fileOf(copy).sha256());
    const tasks = await Promise.all(
      copies.map(async (copy) => ({
        downloadUrl: await signedAddress(copy),
        uploadUrl: `${raw.origin}/${encodeURIComponent(keyOf(copy))}`,
      })),
    );
    const stopwatch = startStopwatch(copies.map(keyOf));
    raw.stopwatch = stopwatch;
    watched = stopwatch.timing;
    return tasks;
  },

  uploadTime: (_: null): Promise<Timing> => watched,

  /** TLS handshakes with the simulators so far. */
  handshakes: async (_: null) => ({ ...handshakes }),

  /** Requests of the app to Jira while the panel opens, and while it then shows its meeting and recordings live. */
  async callsToOpen(_: null) {
    const place = placeOf({ place: 0, file: 0 });
    const { app, site, viewer, recorded } = place;
    const get = async (path: string): Promise<void> => {
      const { status } = await app.api('GET', path, viewer);
      if (status !== 200) throw new Error(`${path} answered ${status}`);
    };
    const opening = await callsDuring(place, async () => {
      await fetch(site.iframeUrl('zoom-issue-panel', viewer));
      await get('/issue-panel');
    });
    const following = await callsDuring(place, async () => {
      await get(`/meeting-links/${recorded.linkId}/details`);
      await get(`/meeting-links/${recorded.linkId}/recordings`);
      await get('/transfers');
    });
    return { opening, following };
  },

  async callsToAttach(copy: Copy) {
    const place = placeOf(copy);
    return callsDuring(place, async () => {
      const shown = shownInJira({ jira }, place.viewer);
      await answers.transfer({ copies: [copy] });
      await shown;
    });
  },

  /** A token of each place for calling the app's API, and what its site told the app when it installed it. */
  async callers(_: null) {
    return places.map(({ site, viewer }) => ({
      authorization: `JWT ${site.contextToken(viewer)}`,
      installed: site.lifecycleBody('installed'),
    }));
  },
};
export type Simulators = typeof answers;
serve(answers);
