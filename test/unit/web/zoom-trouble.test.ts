// Failures that tell something about a Zoom connection, and who hears of them.

import { expect, test, vi } from 'vitest';
import { type Api, ApiError } from '../../../src/web/api-client.ts';
import { codeExplainedBy, watchZoom } from '../../../src/web/zoom-trouble.ts';

function api(answer: () => Promise<unknown>): Api {
  return { get: vi.fn(answer), post: vi.fn(answer), remove: vi.fn(answer) } as unknown as Api;
}

const calls: [string, (api: Api) => Promise<unknown>][] = [
  ['get', (watched) => watched.get('/api/x')],
  ['post', (watched) => watched.post('/api/x', {})],
  ['remove', (watched) => watched.remove('/api/x')],
];

test.each(calls)(
  'a %s that fails for Zoom is told first, and then fails for whoever asked',
  async (_name, call) => {
    const failure = new ApiError('zoom_unavailable', 'Zoom cannot be reached.', 503);
    const told = Promise.withResolvers<void>();
    const seen: string[] = [];
    const onTrouble = () => {
      seen.push('told');
      return told.promise.then(() => seen.push('explained'));
    };
    const answer = call(
      watchZoom(
        api(() => Promise.reject(failure)),
        onTrouble,
      ),
    );
    const ended = answer.catch((error) => seen.push(error === failure ? 'failed' : 'something else'));
    told.resolve();
    await ended;
    expect(seen).toEqual(['told', 'explained', 'failed']);
  },
);

test.each([
  ['zoom_needs_reconnect', 1],
  ['zoom_not_connected', 1],
  ['zoom_permission_missing', 1],
  ['linker_not_connected', 1],
  ['zoom_rate_limited', 0],
  ['zoom_not_found', 0],
  ['rights_missing', 0],
])('%s is told %i times', async (code, times) => {
  const onTrouble = vi.fn(async () => undefined);
  const watched = watchZoom(
    api(() => Promise.reject(new ApiError(code, 'No.', 409))),
    onTrouble,
  );
  await watched.get('/api/x').catch(() => null);
  expect(onTrouble).toHaveBeenCalledTimes(times);
});

test('what succeeds, or fails without any answer, is not told', async () => {
  const onTrouble = vi.fn(async () => undefined);
  expect(
    await watchZoom(
      api(() => Promise.resolve(7)),
      onTrouble,
    ).get('/api/x'),
  ).toBe(7);
  const lost = watchZoom(
    api(() => Promise.reject(new Error('lost'))),
    onTrouble,
  );
  await expect(lost.get('/api/x')).rejects.toThrow('lost');
  expect(onTrouble).not.toHaveBeenCalled();
});

test('a notice explains only the failures that its state causes', () => {
  expect(codeExplainedBy('unreachable')).toBe('zoom_unavailable');
  expect(codeExplainedBy('missing_permission')).toBe('zoom_permission_missing');
  expect(codeExplainedBy('connected')).toBeNull();
  expect(codeExplainedBy('not_connected')).toBeNull();
});
