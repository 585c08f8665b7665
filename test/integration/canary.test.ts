// Nothing readable and nothing secret is kept: after the whole path, every table, the log and the metrics are searched.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { agendaText, ownPasscode, walkMeetings } from '../support/meetings-path.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { type Exchange, recordTraffic } from '../support/traffic.ts';
import { walkWholePath } from '../support/whole-path.ts';

let app: TestApp;
let encryptionKey: string;
let traffic: ReturnType<typeof recordTraffic>;
/** Every row of every table, at each stage of the path, as text. */
let kept = '';
let metrics = '';
beforeAll(async () => {
  traffic = recordTraffic();
  encryptionKey = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
  app = await startTestApp({ env: { ENCRYPTION_KEYS: `test:${encryptionKey}` } });
  const look = async () => {
    kept += await everyRow(app);
  };
  await walkMeetings(app, look);
  await walkWholePath(app, look);
  metrics = await app.deps.metrics.scrape();
});
afterAll(async () => {
  traffic.stop();
  await app.stop();
});

async function everyRow({ deps: { database } }: TestApp): Promise<string> {
  const tables = await database.rows<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  let text = '';
  for (const { name } of tables) {
    const rows = await database.rows<{ row: string }>(`SELECT one::text AS row FROM ${name} AS one`);
    text += rows.map(({ row }) => `${name}: ${row}\n`).join('');
  }
  return text;
}

/** What people can read, by what it is. */
function readable({ jira, zoom }: TestApp): Record<string, string[]> {
  const { site } = jira;
  const ofZoom = traffic.exchanges.filter(({ origin }) => zoom.apiBaseUrl.startsWith(origin));
  const startUrls = urlsIn(ofZoom).filter((url) => url.includes('zak='));
  return {
    agendas: [agendaText],
    passcodes: [
      ownPasscode,
      ...zoom.users.flatMap((user) => zoom.meetingsOf(user).map(({ passcode }) => passcode)),
    ],
    'ways in as the host': startUrls.flatMap((url) => [url, new URL(url).searchParams.get('zak') ?? '']),
    comments: site.issues.flatMap(({ id }) => site.comments(id).map(({ body }) => textIn(body))),

    marks: [zoom.marker, ...jira.marks],
    'names and e-mail addresses': [
      ...site.users.flatMap((user) => [user.displayName, user.emailAddress]),
      ...zoom.users.flatMap((user) => [user.displayName, user.firstName, user.email]),
      '@example.com',
    ],
    'issue texts': site.issues.flatMap(({ key, summary, description }) => [key, summary, ...description]),
    'file names': site.issues.flatMap(({ id }) => site.attachments(id).map(({ filename }) => filename)),
    'addresses of meetings and recordings': urlsIn(ofZoom),
  };
}

/** The first text of a comment's body. */
function textIn(body: unknown): string {
  return /"text":"([^"]*)"/.exec(JSON.stringify(body))?.[1] ?? '';
}

/** All http addresses in JSON answers. */
function urlsIn(exchanges: readonly Exchange[]): string[] {
  return exchanges.flatMap(({ answer }) => answer.match(/(?<=")https?:\/\/[^"]+(?=")/g) ?? []);
}

const secretFields =
  /^(access_token|refresh_token|download_access_token|download_token|client_secret|code_verifier|assertion|sharedSecret|jwt|token)$/;
/** In addresses and forms of OAuth; the app's own JSON has harmless fields of these names. */
const oauthFields = /^(code|state)$/;

/** What opens something, by what it is: found in the traffic and in what the simulators know. */
function secrets({ jira, zoom }: TestApp): Record<string, string[]> {
  const { exchanges } = traffic;
  const credentials = exchanges.map(({ headers }) => headers.authorization?.split(' ')[1] ?? '');
  const cookies = exchanges.flatMap(({ headers }) =>
    (headers.cookie ?? '').split('; ').map((cookie) => cookie.split('=')[1] ?? ''),
  );
  const fields = exchanges.flatMap(({ url, body, answer }) => [
    ...formFields(url.split('?')[1] ?? ''),
    ...formFields(body),
    ...jsonFields(body),
    ...jsonFields(answer),
    ...[...answer.matchAll(/name="token" value="([^"]+)"/g)].map(([, token = '']) => token),
  ]);
  return {
    'keys and secrets of the app': [
      encryptionKey,
      zoom.clientSecret,
      zoom.webhookSecretToken,
      jira.site.sharedSecret,
    ],
    'credentials in requests': credentials.flatMap((value) => [value, value.split('.')[2] ?? '']),
    cookies,
    'tokens, codes and states': fields,
  };
}

function formFields(text: string): string[] {
  return [...new URLSearchParams(text)]
    .filter(([name]) => secretFields.test(name) || oauthFields.test(name))
    .map(([, value]) => value);
}

function jsonFields(text: string): string[] {
  return [...text.matchAll(/"(\w+)":"([^"]+)"/g)]
    .filter(([, name = '']) => secretFields.test(name))
    .map(([, , value = '']) => value);
}

/** Which of `needles` are in `text`, in whatever case, plain or as hex. Shorter ones than five letters mean nothing. */
function findings(text: string, needles: Record<string, string[]>): string[] {
  const haystack = text.toLowerCase();
  return Object.entries(needles).flatMap(([what, values]) =>
    [...new Set(values)]
      .filter((value) => value.length >= 5)
      .filter((value) =>
        [value, Buffer.from(value).toString('hex'), JSON.stringify(value).slice(1, -1)].some((form) =>
          haystack.includes(form.toLowerCase()),
        ),
      )
      .map((value) => `${what}: ${value.slice(0, 80)}`),
  );
}

test('the path left rows and log lines to search, and there are things of every kind to search for', () => {
  for (const table of [
    'public.installations',
    'public.persons',
    'public.zoom_grants',
    'public.zoom_connections',
    'public.oauth_flows',
    'public.meeting_links',
    'public.recording_shares',
    'public.recording_requests',
    'public.site_settings',
    'public.user_settings',
    'public.transfers',
    'public.audit_events',
    'public.webhook_deliveries',
    'pgboss.job',
  ])
    expect(kept).toContain(`${table}: `);
  expect(app.log().split('\n').length).toBeGreaterThan(50);
  expect(metrics.split('\n').length).toBeGreaterThan(200);
  for (const [what, values] of Object.entries({ ...readable(app), ...secrets(app) }))
    expect(
      values.filter((value) => value.length >= 5),
      what,
    ).not.toEqual([]);
});

test('nothing that a person could read is in any table, in the log or in the metrics', () => {
  expect(findings(metrics, readable(app))).toEqual([]);
  expect(findings(kept, readable(app))).toEqual([]);
  expect(findings(app.log(), readable(app))).toEqual([]);
});

test('no secret, token, code or cookie is in any table, in the log or in the metrics', () => {
  expect(findings(metrics, secrets(app))).toEqual([]);
  expect(findings(kept, secrets(app))).toEqual([]);
  expect(findings(app.log(), secrets(app))).toEqual([]);
});

test('the search finds each single thing that is planted, in a table and in the log', async () => {
  const { database, logger } = app.deps;
  await database.rows('CREATE TABLE planted (line text)');
  const needles = { ...readable(app), ...secrets(app) };
  const values = [...new Set(Object.values(needles).flat())].filter((value) => value.length >= 5);
  await database.rows('INSERT INTO planted SELECT unnest($1::text[])', [values]);

  const found = new Set(findings(await everyRow(app), needles).map((finding) => finding.split(': ')[0]));
  expect([...found].sort()).toEqual(Object.keys(needles).sort());

  logger.info(`planted ${app.zoom.marker}`);
  expect(findings(app.log(), readable(app))).toEqual([`marks: ${app.zoom.marker}`]);
});
