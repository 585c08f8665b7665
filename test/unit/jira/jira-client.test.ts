// The Jira client against made-up answers: what it sends, what it accepts, and which failure it makes of the rest.

import { describe, expect, it } from 'vitest';
import { createJiraClient, type JiraClient } from '../../../src/jira/jira-client.ts';
import { JiraError } from '../../../src/jira/jira-error.ts';
import { type HttpAnswer, type HttpRequest, NoAnswerError } from '../../../src/platform/http/http-client.ts';
import { withRetries } from '../../../src/platform/http/retries.ts';

type Answer = { status: number; json?: unknown; headers?: Record<string, string> } | Error;

/** A client whose calls get these answers in turn, and what it sent and how long it waited. */
function clientAnswering(...answers: Answer[]) {
  const sent: HttpRequest[] = [];
  const signed: { method: string; url: string }[] = [];
  const waits: number[] = [];
  const http = async (request: HttpRequest): Promise<HttpAnswer> => {
    sent.push(request);
    const answer = answers.shift();
    if (answer === undefined) throw new Error('one call too many');
    if (answer instanceof Error) throw answer;
    return { headers: {}, json: undefined, text: '', ...answer };
  };
  const client: JiraClient = createJiraClient({
    http: withRetries(http, {
      repeats: 2,
      withinMs: 10_000,
      now: () => 0,
      sleep: async (ms) => {
        waits.push(ms);
      },
    }),
    baseUrl: 'https://site.atlassian.net',
    authorize: async (request) => {
      signed.push(request);
      return { authorization: 'JWT signed' };
    },
  });
  return { client, sent, signed, waits };
}

const failure = async (call: Promise<unknown>): Promise<JiraError> => {
  const error: unknown = await call.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(JiraError);
  return error as JiraError;
};

describe('reading from Jira', () => {
  it('asks for the two fields that decide the audience and signs exactly the address it sends', async () => {
    const json = {
      fields: { project: { id: '10001', name: 'x', projectTypeKey: 'software' }, security: { id: '7' } },
    };
    const { client, sent, signed } = clientAnswering({ status: 200, json });
    expect(await client.getIssueAudience('10000')).toEqual({
      projectId: '10001',
      securityLevelId: '7',
      isServiceProject: false,
    });
    const url = 'https://site.atlassian.net/rest/api/3/issue/10000?fields=project%2Csecurity';
    expect(sent[0]).toMatchObject({ method: 'GET', url, headers: { authorization: 'JWT signed' } });
    expect(signed).toEqual([{ method: 'GET', url }]);
  });

  it('takes an issue without a security level as one without', async () => {
    const json = { fields: { project: { id: '10001' }, security: null } };
    const { client } = clientAnswering(
      { status: 200, json },
      { status: 200, json: { fields: { project: { id: 3 } } } },
    );
    expect(await client.getIssueAudience('1')).toMatchObject({ projectId: '10001', securityLevelId: null });
    expect(await client.getIssueAudience('1')).toMatchObject({ projectId: '3', securityLevelId: null });
  });

  it('knows a service project by its type, and nothing else for one', async () => {
    const of = (projectTypeKey: string) => ({
      status: 200,
      json: { fields: { project: { id: '1', projectTypeKey } } },
    });
    const { client } = clientAnswering(of('service_desk'), of('business'));
    expect((await client.getIssueAudience('1')).isServiceProject).toBe(true);
    expect((await client.getIssueAudience('1')).isServiceProject).toBe(false);
  });

  it('grants of several permissions only those that Jira grants on this very issue', async () => {
    const json = {
      globalPermissions: [],
      projectPermissions: [
        { permission: 'BROWSE_PROJECTS', issues: [10000], projects: [] },
        { permission: 'EDIT_ISSUES', issues: [10009], projects: [10001] },
        { permission: 'DELETE_ISSUES', issues: [10000], projects: [] },
      ],
    };
    const { client, sent } = clientAnswering({ status: 200, json });
    const granted = await client.checkPermissions({
      accountId: 'somebody',
      issueId: '10000',
      permissions: ['BROWSE_PROJECTS', 'EDIT_ISSUES', 'ADD_COMMENTS'],
    });
    expect([...granted]).toEqual(['BROWSE_PROJECTS']);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      accountId: 'somebody',
      globalPermissions: [],
      projectPermissions: [
        { permissions: ['BROWSE_PROJECTS', 'EDIT_ISSUES', 'ADD_COMMENTS'], issues: [10000], projects: [] },
      ],
    });
  });

  it('lists attachments without what it does not need, and an author who is gone as null', async () => {
    const attachment = { id: '5', filename: 'a.mp4', size: 3 };
    const json = {
      fields: {
        attachment: [
          {
            ...attachment,
            created: '2026-11-22T10:00:00.000+0000',
            author: { accountId: 'a', displayName: 'A' },
          },
          attachment,
        ],
      },
    };
    const { client } = clientAnswering({ status: 200, json });
    expect(await client.listAttachments('1')).toEqual([
      { ...attachment, authorAccountId: 'a' },
      { ...attachment, authorAccountId: null },
    ]);
  });

  it('takes an upload limit that Jira does not name for none', async () => {
    const { client } = clientAnswering({ status: 200, json: { enabled: true } });
    expect((await client.getAttachmentSettings()).uploadLimitBytes).toBe(Number.POSITIVE_INFINITY);
  });

  it('asks for the attachments of many issues at once, and tells what it finds, does not find, and is not told', async () => {
    const json = {
      issues: [
        { id: '10', key: 'A-1', fields: { attachment: [{ id: '7', filename: 'x' }, { id: 8 }] } },
        { id: '11', key: 'A-2', fields: { attachment: [] } },
        { id: '12', key: 'A-3', fields: {} },
      ],
      issueErrors: [{ id: '13', errorMessage: 'too much' }],
    };
    const { client, sent } = clientAnswering({ status: 200, json }, { status: 200, json: { errors: [] } });
    expect(await client.findAttachmentIds(['10', '11', '12', '13', '14'])).toEqual(
      new Map([
        ['10', new Set(['7', '8'])],
        ['11', new Set()],
        ['14', null],
      ]),
    );
    expect(sent[0]).toMatchObject({
      method: 'POST',
      url: 'https://site.atlassian.net/rest/api/3/issue/bulkfetch',
    });
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      issueIdsOrKeys: ['10', '11', '12', '13', '14'],
      fields: ['attachment'],
    });
    expect((await failure(client.findAttachmentIds(['10']))).kind).toBe('unexpected');
  });

  it('names an attachment, tells that nobody here sees it, or that Jira did not tell', async () => {
    const { client } = clientAnswering(
      { status: 200, json: { id: 5, filename: 'a.mp4' } },
      { status: 404 },
      { status: 401 },
    );
    expect(await client.findAttachment('5')).toEqual({ filename: 'a.mp4' });
    expect(await client.findAttachment('5')).toBeNull();
    expect((await failure(client.findAttachment('5'))).kind).toBe('unauthorized');
  });

  it('lets nothing but digits into a path', async () => {
    const { client, sent } = clientAnswering();
    for (const id of ['', '1/../2', 'ABC-1', '1?x', '1234567890123456'])
      await expect(client.getIssueAudience(id)).rejects.toThrow('digits');
    expect(sent).toEqual([]);
  });
});

describe('a call to Jira that fails', () => {
  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [413, 'too_large'],
    [500, 'unavailable'],
    [400, 'unexpected'],
    [302, 'unexpected'],
  ])('with status %i is %s', async (status, kind) => {
    const { client } = clientAnswering({ status, json: { errorMessages: ['text of Jira'] } });
    const error = await failure(client.getAttachmentSettings());
    expect(error).toMatchObject({ kind, status });
    expect(JSON.stringify(error) + error.message).not.toContain('text of Jira');
  });

  it('with an answer of another shape is unexpected', async () => {
    const { client } = clientAnswering({ status: 200, json: { enabled: 'yes' } }, { status: 200 });
    expect((await failure(client.getAttachmentSettings())).kind).toBe('unexpected');
    expect((await failure(client.getAttachmentSettings())).kind).toBe('unexpected');
  });

  it('is repeated after a passing fault, waiting as long as Jira asks', async () => {
    const { client, sent, waits } = clientAnswering(
      { status: 429, headers: { 'retry-after': '3' } },
      new NoAnswerError('network'),
      { status: 200, json: { enabled: true, uploadLimit: 10 } },
    );
    expect(await client.getAttachmentSettings()).toEqual({ enabled: true, uploadLimitBytes: 10 });
    expect(sent).toHaveLength(3);
    expect(waits[0]).toBe(3000);
  });

  it('is not repeated when Jira asks for more time than a person waits, and tells how much', async () => {
    const { client, sent } = clientAnswering({ status: 429, headers: { 'retry-after': '40' } });
    const error = await failure(client.getAttachmentSettings());
    expect(error).toMatchObject({ kind: 'rate_limited', retryAfterSeconds: 40 });
    expect(sent).toHaveLength(1);
  });

  it('without any answer is unavailable, after three tries', async () => {
    const lost = new NoAnswerError('timeout');
    const { client, sent } = clientAnswering(lost, lost, lost);
    expect(await failure(client.getAttachmentSettings())).toMatchObject({
      kind: 'unavailable',
      status: null,
    });
    expect(sent).toHaveLength(3);
  });
});

describe('a comment', () => {
  const document = { type: 'doc', version: 1, content: [] };

  it('is sent as it is given, and marked as internal only where it is to be', async () => {
    const { client, sent } = clientAnswering({ status: 201 }, { status: 201 });
    await client.addComment('10000', document, { internal: false });
    await client.addComment('10000', document, { internal: true });
    expect(sent.map(({ method, url }) => `${method} ${url}`)[0]).toBe(
      'POST https://site.atlassian.net/rest/api/3/issue/10000/comment',
    );
    expect(sent.map(({ body }) => JSON.parse(body ?? ''))).toEqual([
      { body: document },
      { body: document, properties: [{ key: 'sd.public.comment', value: { internal: true } }] },
    ]);
  });

  it.each([
    ['no answer', new NoAnswerError('timeout'), true],
    ['a server that gave up', { status: 503 }, true],
    ['an answer nobody expects', { status: 200 }, true],
    ['a refusal', { status: 403 }, false],
    ['a request to wait', { status: 429, headers: { 'retry-after': '1' } }, false],
  ])(
    'is never sent twice after %s, and whether it may stand there is told',
    async (_what, answer, perhaps) => {
      const { client, sent } = clientAnswering(answer);
      const error = await failure(client.addComment('1', document, { internal: true }));
      expect(error.perhapsDone).toBe(perhaps);
      expect(sent).toHaveLength(1);
    },
  );
});
