// What must not be found in what the app keeps, tells or sends, and how it is looked for.

import { agendaText, ownPasscode } from './meetings-path.ts';
import type { TestApp } from './test-app.ts';
import type { Exchange } from './traffic.ts';

/** Every row of every table of every schema, as text. */
export async function everyRow({ deps: { database } }: TestApp): Promise<string> {
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

/** What people can read, by what it is. @param exchanges all HTTP traffic so far. */
export function readable({ jira, zoom }: TestApp, exchanges: readonly Exchange[]): Record<string, string[]> {
  const { site } = jira;
  const ofZoom = exchanges.filter(({ origin }) => zoom.apiBaseUrl.startsWith(origin));
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
    'time zones': ['Europe/Berlin'],
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
export function secrets(
  { jira, zoom }: TestApp,
  exchanges: readonly Exchange[],
  encryptionKey: string,
): Record<string, string[]> {
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
export function findings(text: string, needles: Record<string, string[]>): string[] {
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

/** Of fixed words of Jira's own, or of what the app itself wrote there and Jira gives back. */
const fixedTexts = /(^|\.)(permissions\.\w+\.name|expand|scope|mimeType|content\.\[\]\.text)$/;
const isOfWords = (text: string) => /\p{L}{2,}[^\p{L}]*\s[^\p{L}]*\p{L}{2,}/u.test(text);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * What the simulators said, in answers and events, in words of several letters that has no mark, nor anything else in it that is searched for: as
 * the path within the answer, with the text.
 */
export function unmarkedTexts(app: TestApp, exchanges: readonly Exchange[]): string[] {
  const needles = readable(app, exchanges);
  const own = new URL(app.baseUrl).host;
  const found = new Map<string, string>();
  const look = (value: unknown, path: string): void => {
    if (typeof value === 'string') {
      if (!isOfWords(value) || fixedTexts.test(path) || findings(value, needles).length > 0) return;
      found.set(path, value);
    } else if (Array.isArray(value)) for (const one of value) look(one, `${path}.[]`);
    else if (value !== null && typeof value === 'object')
      for (const [name, one] of Object.entries(value)) look(one, `${path}.${name}`);
  };
  for (const { origin, method, url, body, answer } of exchanges) {
    const [path = ''] = url.split('?');
    if (new URL(origin).host !== own) look(jsonOf(answer), `${method} ${path} `);
    else if (/^\/(zoom\/webhooks|installed|uninstalled)$/.test(path))
      look(jsonOf(body), `${method} ${path} `);
  }
  return [...found].map(([path, text]) => `${path}: ${text}`);
}
