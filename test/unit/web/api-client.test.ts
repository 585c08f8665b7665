// Calls to our API: the token, the one repeat after 401, and failures as plain sentences.

import { expect, test } from 'vitest';
import { ApiError, createApi } from '../../../src/web/api-client.ts';
import { sharedTexts } from '../../../src/web/texts/shared.ts';

/** An API whose server gives these answers in turn; `seen` collects the requests. */
function apiAnswering(...answers: (Response | Error)[]) {
  const seen: { path: string; init: RequestInit }[] = [];
  let tokens = 0;
  const api = createApi({
    getToken: async () => `token${++tokens}`,
    language: Promise.resolve('de'),
    fetch: async (path, init = {}) => {
      seen.push({ path: String(path), init });
      const answer = answers[seen.length - 1];
      if (answer === undefined || answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { api, seen };
}

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

test('sends the token and the JSON body', async () => {
  const { api, seen } = apiAnswering(json({ id: 't' }, 201));
  expect(await api.post('/api/transfers', { linkId: '1' })).toEqual({ id: 't' });
  expect(seen[0]).toMatchObject({
    path: '/api/transfers',
    init: {
      method: 'POST',
      body: '{"linkId":"1"}',
      headers: { authorization: 'JWT token1', 'accept-language': 'de' },
    },
  });
});

test('a 401 is repeated once with a fresh token', async () => {
  const { api, seen } = apiAnswering(json({}, 401), json({ ok: true }));
  expect(await api.get('/api/issue-panel')).toEqual({ ok: true });
  expect(seen[1]?.init.headers).toMatchObject({ authorization: 'JWT token2' });

  const refused = apiAnswering(json({}, 401), json({ error: { code: 'token', message: 'Sign in.' } }, 401));
  await expect(refused.api.get('/api/issue-panel')).rejects.toMatchObject({
    status: 401,
    message: 'Sign in.',
  });
  expect(refused.seen).toHaveLength(2);
});

test('no content is null', async () => {
  const { api } = apiAnswering(new Response(null, { status: 204 }));
  expect(await api.remove('/api/meeting-links/1')).toBeNull();
});

test('PUT sends its body', async () => {
  const { api, seen } = apiAnswering(new Response(null, { status: 204 }));
  await api.put('/api/meeting-defaults', { durationMinutes: 30 });
  expect(seen[0]?.init).toMatchObject({ method: 'PUT', body: '{"durationMinutes":30}' });
});

test('a refusal keeps its code, sentence and body', async () => {
  const body = {
    error: { code: 'scope_needed', message: 'Choose.' },
    choices: { meetingId: '1', occurrences: [] },
  };
  const { api } = apiAnswering(json(body, 409));
  const error = await api.post('/api/meeting-links').catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 'scope_needed', message: 'Choose.', status: 409, body });
});

test('failures without a proper answer get a plain sentence', async () => {
  await expect(apiAnswering(new TypeError('fetch failed')).api.get('/x')).rejects.toMatchObject({
    code: 'unreachable',
    message: sharedTexts.unreachable,
  });
  await expect(apiAnswering(new Response('<html>', { status: 502 })).api.get('/x')).rejects.toMatchObject({
    status: 502,
    message: sharedTexts.unexpected,
  });
  const hostless = createApi({
    getToken: () => Promise.reject(new Error('none')),
    language: Promise.resolve('en'),
    fetch,
  });
  await expect(hostless.get('/x')).rejects.toMatchObject({ message: sharedTexts.hostMissing });
});
