// The log's last filter: whatever is handed to it, no secret, address or name comes out.

import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { AppError, describeError, invalidRequest } from '../../../src/platform/errors.ts';
import { createLogger, redactFields, redactText, withLogFields } from '../../../src/platform/logger.ts';
import { recordingLogger } from '../../support/recording-logger.ts';

it.each([
  ['a token', 'sent eyJhbGciOiJI.eyJzdWIiOiIx.c2ln today', 'sent [token] today'],
  ['an unsigned token', 'eyJhbGciOiJI.eyJzdWIiOiIx', '[token]'],
  ['a header', 'Authorization: Bearer abc.def-1', 'Authorization: Bearer [token]'],
  ['a Jira header', 'JWT abc.def.ghi', 'JWT [token]'],
  ['basic credentials', 'Basic Y2xpZW50OnNlY3JldA==', 'Basic [token]'],
  ['a query', 'GET https://zoom.us/rec?pwd=1&x=2 failed', 'GET https://zoom.us/rec?[query] failed'],
  ['a fragment', 'https://zoom.us/#secret', 'https://zoom.us/?[query]'],
  ['an e-mail address', 'asked by priya.r+x@example.co.uk.', 'asked by [e-mail]'],
  ['credentials of a URL', 'postgres://app:pass@localhost/db', 'postgres://[credentials]@localhost/db'],
  ['nothing secret', 'transfer 12 failed after 3 s', 'transfer 12 failed after 3 s'],
])('a text with %s is kept without it', (_, text, kept) => expect(redactText(text)).toBe(kept));

it.each([
  'authorization',
  'Authorization',
  'password',
  'passcode',
  'sharedSecret',
  'client_secret',
  'accessToken',
  'refresh_token',
  'jwt',
  'set-cookie',
  'assertion',
  'codeVerifier',
  'code',
  'state',
  'email',
  'emailAddress',
  'topic',
  'filename',
  'name',
  'url',
  'query',
  'body',
])('a field called %s is not kept', (key) =>
  expect(redactFields({ [key]: 'MARK' })).toEqual({ [key]: '[redacted]' }),
);

it('fields are searched at every depth, in lists too', () => {
  const fields = {
    outer: { token: 'MARK', list: [{ secret: 'MARK', ok: 1 }, 'Bearer MARK', ['JWT MARK']] },
    failure: [new Error('MARK')],
    at: new Date(0),
    none: null,
    count: 3,
  };
  const kept = redactFields(fields);
  expect(JSON.stringify(kept)).not.toContain('MARK');
  expect(kept).toMatchObject({
    outer: { list: [{ ok: 1 }, 'Bearer [token]', ['JWT [token]']] },
    failure: [{ name: 'Error' }],
    at: '1970-01-01T00:00:00.000Z',
    none: null,
    count: 3,
  });
});

it('a line is one JSON object, and levels below the chosen one are left out', () => {
  let written = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  const logger = createLogger('info', stream);
  logger.debug('not this');
  logger.info('this, with Bearer MARK', { requestId: 'r-1', token: 'MARK' });
  logger.error('and this', { error: new Error('MARK') });
  const lines = written.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'info', message: 'this, with Bearer [token]', requestId: 'r-1', token: '[redacted]' },
    { level: 'error', message: 'and this', error: { name: 'Error' } },
  ]);
  expect(written).not.toContain('MARK');
});

it('lines carry the ids of the work that writes them, however late, and of no other', async () => {
  const { logger, lines } = recordingLogger();
  const work = async (name: string): Promise<void> => {
    logger.info(`${name} begins`);
    await Promise.resolve();
    withLogFields({ transferId: name }, () => logger.info(`${name} goes on`));
    await Promise.resolve();
    logger.info(`${name} ends`, { requestId: 'its own' });
  };
  await Promise.all([
    withLogFields({ requestId: 'r-1' }, () => work('one')),
    withLogFields({ requestId: 'r-2' }, () => work('two')),
  ]);
  logger.info('nobody');
  const written = lines()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const idsOf = (message: string) => {
    const { requestId, transferId } = written.find((line) => line.message === message);
    return [requestId, transferId];
  };
  expect(idsOf('one begins')).toEqual(['r-1', undefined]);
  expect(idsOf('one goes on')).toEqual(['r-1', 'one']);
  expect(idsOf('two goes on')).toEqual(['r-2', 'two']);
  expect(idsOf('two ends')).toEqual(['its own', undefined]);
  expect(idsOf('nobody')).toEqual([undefined, undefined]);
});

it('an error is described by kind, codes and place, without any message of its own or of its causes', () => {
  const inner = Object.assign(new TypeError('MARK-1\n    at MARK-2 (https://x/?token=MARK-3)'), {
    code: 'ECONNRESET',
    status: 502,
    config: { headers: { authorization: 'MARK-4' } },
  });
  const sequelize = Object.assign(new Error('MARK-5'), {
    parent: Object.assign(new Error('MARK-6'), {
      code: '23505',
      constraint: 'transfers_once',
      detail: 'MARK-7',
    }),
  });
  for (const error of [inner, new Error('MARK-8', { cause: inner }), sequelize])
    expect(JSON.stringify(describeError(error))).not.toContain('MARK');
  expect(describeError(inner)).toMatchObject({ name: 'TypeError', code: 'ECONNRESET', status: 502 });
  expect(describeError(inner).at).toContainEqual(expect.stringContaining('logger.test.ts'));
  expect(describeError(sequelize)).toMatchObject({
    cause: { code: '23505', constraint: 'transfers_once' },
  });
  for (const thrown of ['MARK', { message: 'MARK' }, undefined, null])
    expect(JSON.stringify(describeError(thrown))).not.toContain('MARK');
});

it('an error that causes itself is described all the same', () => {
  const error = new Error('MARK');
  error.cause = error;
  expect(describeError(error)).toMatchObject({ name: 'Error', cause: { cause: { name: 'Error' } } });
});

it('a refusal of ours keeps its sentence, and its answer tells code and sentence only', () => {
  const refusal = new AppError('zoom_unavailable', 503, 'Please try again.', {
    cause: new Error('MARK'),
    retryAfterSeconds: 3,
  });
  expect(describeError(refusal)).toMatchObject({ message: 'Please try again.', code: 'zoom_unavailable' });
  expect(refusal.toBody()).toEqual({
    error: { code: 'zoom_unavailable', message: 'Please try again.' },
  });
  expect(invalidRequest('x is missing.')).toMatchObject({ status: 400, code: 'invalid_request' });
});
