// The descriptor as the app serves it: what Jira requires of it, and no more rights than the app needs.

import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSpecification } from '../support/api-specification.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

type Json = Record<string, unknown>;
interface Module extends Json {
  key: string;
  url?: string;
  target?: { type: string; url: string };
  icon?: { width: number; height: number; url: string };
}
interface Descriptor extends Json {
  key: string;
  baseUrl: string;
  links: { self: string; homepage: string };
  lifecycle: Record<string, string>;
  modules: Record<string, Module[]>;
}

const schema = readSpecification('connect-jira-global-schema.2019-06.json');
let app: TestApp;
let descriptor: Descriptor;
beforeAll(async () => {
  app = await startTestApp({ background: false });
  const answer = await fetch(`${app.baseUrl}/atlassian-connect.json`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('application/json'),
  ]);
  descriptor = (await answer.json()) as Descriptor;
});
afterAll(() => app.stop());

const loggedIn = { condition: 'user_is_logged_in' };
const somethingLinked = {
  condition: 'entity_property_equal_to',
  params: {
    entity: 'issue',
    propertyKey: 'zoom-meetings-for-jira.meetings',
    objectName: 'linked',
    value: 'true',
  },
};

const modules = () => Object.values(descriptor.modules).flat();

test('it asks for exactly what the app needs: to read, to write, and to act as the person who asked', () => {
  expect(descriptor.scopes).toEqual(['READ', 'WRITE', 'ACT_AS_USER']);
});

test('it takes part in signed installs, account ids only, and context tokens', () => {
  expect(descriptor.apiMigrations).toEqual({ 'signed-install': true, gdpr: true, 'context-qsh': true });
  expect(descriptor.authentication).toEqual({ type: 'jwt' });
});

test('it names the address that it was fetched from, and nothing of it is left to fill in', () => {
  expect(descriptor.baseUrl).toBe(app.baseUrl);
  expect(descriptor.links.self).toBe(`${app.baseUrl}/atlassian-connect.json`);
  expect(JSON.stringify(descriptor)).not.toContain('{{');
});

test('its key and those of its modules are short and safe enough for every door of Jira, and used once', () => {
  for (const key of [descriptor.key, ...modules().map((module) => module.key)])
    expect(key).toMatch(/^[a-zA-Z0-9._-]{1,64}$/);
  expect(new Set(modules().map(({ key }) => key)).size).toBe(modules().length);
});

test('the issue panel has all that Jira requires, and shows once something is linked', () => {
  expect(descriptor.modules.jiraIssueContents).toEqual([
    {
      key: 'zoom-issue-panel',
      name: { value: expect.any(String) },
      icon: { width: 24, height: 24, url: expect.stringMatching(/^\//) },
      tooltip: { value: expect.any(String) },
      target: { type: 'web_panel', url: expect.stringMatching(/^\//) },
      conditions: [loggedIn],
      contentPresentConditions: [somethingLinked],
    },
  ]);
});

test('the right column has all that Jira requires, and shows to those who are logged in once something is linked', () => {
  expect(descriptor.modules.jiraIssueContexts).toEqual([
    {
      key: 'zoom-issue-context',
      name: { value: expect.any(String) },
      icon: { width: 24, height: 24, url: expect.stringMatching(/^\//) },
      content: { type: 'label', label: { value: expect.any(String) } },
      target: { type: 'web_panel', url: expect.stringMatching(/^\//) },
      conditions: [loggedIn, somethingLinked],
    },
  ]);
});

test('pages are for those who are logged in, and that of admins for admins', () => {
  expect(descriptor.modules.generalPages?.map(({ conditions }) => conditions)).toEqual([[loggedIn]]);
  expect(descriptor.modules.adminPages?.map(({ conditions }) => conditions)).toEqual([
    [{ condition: 'user_is_admin' }],
  ]);
});

test('nothing of the app is in the portal of service projects, where customers are', () => {
  const kinds = [
    'jiraIssueContents',
    'jiraIssueContexts',
    'jiraEntityProperties',
    'generalPages',
    'adminPages',
  ];
  expect(Object.keys(descriptor.modules)).toEqual(kinds);
});

test('JQL finds issues by names of the app’s own, with types that Jira knows', () => {
  const [indexed] = descriptor.modules.jiraEntityProperties ?? [];
  expect([indexed?.entityType, indexed?.keyConfigurations]).toEqual([
    'issue',
    [
      {
        propertyKey: 'zoom-meetings-for-jira.meetings',
        extractions: [
          { objectName: 'next', type: 'date', alias: 'zoomNextMeeting' },
          { objectName: 'last', type: 'date', alias: 'zoomLastMeeting' },
          { objectName: 'meetings', type: 'number', alias: 'zoomMeetings' },
          { objectName: 'recordings', type: 'number', alias: 'zoomRecordings' },
          { objectName: 'state', type: 'string', alias: 'zoomMeetingState' },
        ],
      },
    ],
  ]);
});

test('every address in it is one that the app answers', async () => {
  const icons = modules().flatMap(({ icon }) => (icon ? [icon.url] : []));
  for (const icon of icons) expect((await fetch(`${app.baseUrl}${icon}`)).status).toBe(200);
  expect((await fetch(descriptor.links.homepage)).status).toBe(200);
  // Without a token they refuse, but they are there.
  const pages = modules().flatMap(({ url, target }) => target?.url ?? url ?? []);
  expect(pages).toHaveLength(4);
  for (const page of pages) expect((await fetch(`${app.baseUrl}${page}`)).status).toBe(401);
  for (const path of Object.values(descriptor.lifecycle)) {
    const answer = await fetch(`${app.baseUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        key: descriptor.key,
        clientKey: 'nobody',
        sharedSecret: 's',
        baseUrl: app.baseUrl,
      }),
    });
    expect(answer.status).toBe(401);
  }
});

test.skipIf(schema === null)(
  `it keeps to the schema of descriptors${schema ? '' : ' (SKIPPED: the API specifications are not present)'}`,
  () => {
    // The schema is older than two of the migrations and one kind of module; its dialect differs from today's only in its name here.
    const { $schema: _, ...dialectless } = schema ?? {};
    const validate = new Ajv({ strict: false, logger: false, validateSchema: false }).compile(dialectless);
    const {
      'signed-install': _signed,
      'context-qsh': _qsh,
      ...apiMigrations
    } = descriptor.apiMigrations as Json;
    const { jiraIssueContexts: _contexts, ...modulesOfThen } = descriptor.modules;

    validate({ ...descriptor, apiMigrations, modules: modulesOfThen });

    expect(validate.errors ?? []).toEqual([]);
    const scopes = ['EVERYTHING'];
    expect(validate({ ...descriptor, apiMigrations, modules: modulesOfThen, scopes })).toBe(false);
    expect(validate({ ...descriptor, apiMigrations, modules: { jiraIssueContents: [{ key: 'x' }] } })).toBe(
      false,
    );
  },
);
