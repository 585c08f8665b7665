// Bad input to the JSON API: each gets a status for the machine, a sentence for the person, and changes nothing.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connected, linkNewMeeting, newTeam, recorded, rowsOfIssue, type Team } from '../support/team.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
let team: Team;
let linkId: string;
let rowsBefore: number[];
beforeAll(async () => {
  app = await startTestApp({ background: false });
  team = newTeam(app);
  const { meeting, linkId: id } = await linkNewMeeting(app, team.host, await connected(app, team.host));
  recorded(app, meeting, 3);
  linkId = id;
  rowsBefore = await rows();
});
afterAll(() => app.stop());

const rows = () =>
  Promise.all(
    (['meeting_links', 'transfers', 'audit_events'] as const).map((table) =>
      rowsOfIssue(app, table, team.issueId),
    ),
  );

/** A request with exactly this body and these headers, as the host. */
async function send(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${app.baseUrl}/api${path}`, {
    method,
    headers: { authorization: `JWT ${app.jira.site.contextToken(team.host)}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: text === '' ? null : JSON.parse(text),
  };
}

const json = { 'content-type': 'application/json' };
/** Something that can be found again where it was echoed. */
const mark = 'CANARY-7141';
const uuid = '7d9a1a52-3c0e-4b8e-9f55-0c6f1d2e3a4b';
const audience = { projectId: '10000', securityLevelId: null };

/** Every address that takes a body, with one that is right. `LINK` stands for a link that exists. */
const writes: [method: string, path: string, right: Record<string, unknown>][] = [
  ['POST', '/meetings/start', { topic: 'Now' }],
  ['POST', '/meeting-links', { meetingId: '97763643886' }],
  ['POST', '/meeting-links/undo', { undo: 'sealed' }],
  ['POST', '/meeting-links/LINK/shares', { meetingUuid: 'q1w2e3r4t5y6u7i8o9p0aQ==' }],
  ['DELETE', '/meeting-links/LINK/shares', { meetingUuid: 'q1w2e3r4t5y6u7i8o9p0aQ==' }],
  ['POST', '/transfers', { linkId: uuid, meetingUuid: 'q1w2e3r4t5y6u7i8o9p0aQ==', fileKey: 'key', audience }],
  ['POST', `/transfers/${uuid}/retry`, { audience }],
];
const at = (path: string) => path.replace('LINK', linkId);

/** Such an answer says what is wrong in a sentence, echoes nothing, is kept by no cache, and nothing was done. */
async function expectRefusal(answer: Awaited<ReturnType<typeof send>>, status: number, code: string) {
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  expect(answer.body.error.message).toMatch(/^[A-Z].{15,}\.$/);
  expect(Object.keys(answer.body)).toEqual(['error']);
  expect(answer.text).not.toContain(mark);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(await rows()).toEqual(rowsBefore);
  expect(app.log()).not.toContain(mark);
}

describe.each(writes)('%s %s', (method, path, right) => {
  test.each([
    ['broken off', `{"${mark}":`],
    ['no JSON', mark],
    ['a bare text', `"${mark}"`],
    ['a bare number', '7'],
    ['an XML document', `<a>${mark}</a>`],
  ])('refuses a body that is %s', async (_what, body) => {
    const answer = await send(method, at(path), body, json);
    await expectRefusal(answer, 400, 'invalid_request');
  });

  test.each([
    ['empty', ''],
    ['null', 'null'],
    ['a list', `["${mark}"]`],
    ['an empty object', '{}'],
  ])('refuses a body that is %s', async (_what, body) => {
    await expectRefusal(await send(method, at(path), body, json), 400, 'invalid_request');
  });

  test('refuses an unknown field, so that a wrong request is never half understood', async () => {
    const answer = await send(method, at(path), JSON.stringify({ ...right, surprise: mark }), json);
    await expectRefusal(answer, 400, 'invalid_request');
    expect(answer.body.error.message).toContain('surprise');
  });

  test.each(Object.keys(right))('names the field %s when its type is wrong', async (field) => {
    for (const wrong of [7, null, true, [mark], { surprise: mark }, '']) {
      const answer = await send(method, at(path), JSON.stringify({ ...right, [field]: wrong }), json);
      await expectRefusal(answer, 400, 'invalid_request');
      expect(answer.body.error.message).toContain(field);
    }
  });

  test('refuses a body that is too large before reading it as anything', async () => {
    const body = JSON.stringify({ ...right, padding: mark.repeat(50_000) });
    await expectRefusal(await send(method, at(path), body, json), 413, 'body_too_large');
  });

  test.each([
    ['none', {}],
    ['of a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['of a text', { 'content-type': 'text/plain' }],
    ['of an unknown character set', { 'content-type': 'application/json; charset=klingon' }],
    ['of an unknown encoding', { ...json, 'content-encoding': 'pigeon' }],
  ])('refuses a right body with a content type that is %s', async (_what, headers) => {
    await expectRefusal(await send(method, at(path), JSON.stringify(right), headers), 400, 'invalid_request');
  });
});

describe('single values', () => {
  const link = (body: object) => send('POST', '/meeting-links', JSON.stringify(body), json);
  test.each([
    ['a meeting number with letters', { meetingId: `9776${mark}` }, 'meetingId'],
    ['a meeting number that is too long', { meetingId: '1'.repeat(13) }, 'meetingId'],
    ['a meeting number as a number', { meetingId: 97763643886 }, 'meetingId'],
    ['a pasted text without end', { pasted: 'x'.repeat(20_001) }, 'pasted'],
    ['both ways to name a meeting', { meetingId: '97763643886', pasted: '97763643886' }, 'either'],
    ['an unknown scope', { meetingId: '97763643886', scope: mark }, 'scope'],
    ['a date without end', { meetingId: '97763643886', occurrence: 'x'.repeat(101) }, 'occurrence'],
  ])('%s is refused by name', async (_what, body, named) => {
    const answer = await link(body);
    await expectRefusal(answer, 400, 'invalid_request');
    expect(answer.body.error.message).toContain(named);
  });

  test.each([
    ['without `when`', '/meetings'],
    ['with an unknown `when`', `/meetings?when=${mark}`],
    ['with two of it', '/meetings?when=past&when=upcoming'],
    ['with an empty page', '/meetings?when=past&page='],
    ['with a page without end', `/meetings?when=past&page=${'x'.repeat(201)}`],
    ['with an unknown field', `/meetings?when=past&${mark.toLowerCase()}=1`],
  ])('a list of meetings %s is refused', async (_what, path) => {
    await expectRefusal(await send('GET', path), 400, 'invalid_request');
  });

  test.each([
    ['GET', '/meeting-links/NOT/details'],
    ['GET', '/meeting-links/NOT/recordings'],
    ['GET', '/meeting-links/NOT/invitation'],
    ['GET', '/meeting-links/NOT/calendar'],
    ['POST', '/meeting-links/NOT/cancel'],
    ['DELETE', '/meeting-links/NOT'],
    ['POST', '/transfers/NOT/cancel'],
  ])('%s %s with something that is no id is refused', async (method, path) => {
    for (const id of [mark, '1%27%20OR%20%271', '%00', '0'])
      await expectRefusal(await send(method, path.replace('NOT', id)), 400, 'invalid_request');
  });

  test('an address that cannot be decoded is refused', async () => {
    await expectRefusal(await send('GET', '/meeting-links/%E0%A4%A/details'), 400, 'invalid_request');
  });
});

describe('addresses', () => {
  test.each([
    ['/issue-panel', 'GET'],
    ['/meetings', 'GET, POST'],
    ['/meetings/start', 'POST'],
    ['/meeting-defaults', 'GET, PUT'],
    ['/meeting-links', 'POST'],
    ['/meeting-links/undo', 'POST'],
    ['/meeting-links/LINK', 'DELETE'],
    ['/meeting-links/LINK/details', 'GET'],
    ['/meeting-links/LINK/invitation', 'GET'],
    ['/meeting-links/LINK/calendar', 'GET'],
    ['/meeting-links/LINK/time', 'POST'],
    ['/meeting-links/LINK/cancel', 'POST'],
    ['/meeting-links/LINK/recordings', 'GET'],
    ['/meeting-links/LINK/shares', 'POST, DELETE'],
    ['/transfers', 'GET, POST'],
    [`/transfers/${uuid}/cancel`, 'POST'],
    [`/transfers/${uuid}/retry`, 'POST'],
  ])('%s answers other methods than %s with 405 and says which it has', async (path, allowed) => {
    const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !allowed.includes(method));
    for (const method of others) {
      const answer = await send(method, at(path), method === 'GET' ? undefined : '{}', json);
      await expectRefusal(answer, 405, 'method_not_allowed');
      expect(answer.headers.get('allow')).toBe(allowed);
    }
  });

  test.each(['', '/', '/nothing', '/issue-panel/more', '/meeting-links/LINK/nothing', '/../api/nothing'])(
    'an unknown one, /api%s, is a 404',
    async (path) => {
      await expectRefusal(await send('GET', at(path)), 404, 'not_found');
    },
  );

  test('are closed to requests without a token, whatever is wrong with these besides', async () => {
    for (const [method, path] of writes) {
      const answer = await fetch(`${app.baseUrl}/api${at(path)}`, {
        method,
        headers: json,
        body: `{"${mark}`,
      });
      expect(answer.status).toBe(401);
      expect(await answer.text()).not.toContain(mark);
    }
    expect(await rows()).toEqual(rowsBefore);
  });
});
