// What the errors of a run mean for its transfer, where only the place of a cause or a status tells.

import { expect, test } from 'vitest';
import { JiraError } from '../../../../../src/jira/jira-error.ts';
import { AppError } from '../../../../../src/platform/errors.ts';
import { NoAnswerError } from '../../../../../src/platform/http/http-client.ts';
import { stopOf, uploadStopOf } from '../../../../../src/recordings/transfers/running/transfer-faults.ts';
import { DownloadError } from '../../../../../src/zoom/recording-download.ts';

const emfile = Object.assign(new Error('socket'), { code: 'EMFILE' });
const noAnswer = new NoAnswerError('network', { cause: emfile });

test.each([
  ['the token', new AppError('jira_unavailable', 503, 'Down.', { cause: noAnswer })],
  ['the issue', new JiraError('unavailable', null, { cause: noAnswer })],
  ['the upload', new JiraError('unavailable', null, { cause: emfile })],
  ['the download', new DownloadError('unavailable', { cause: emfile })],
  ['the database', Object.assign(new Error('connection'), { parent: emfile })],
])('no descriptor is left to ask for %s, so that the app is to blame and nobody else', (_what, error) => {
  expect(stopOf(error).code).toBe('app_overloaded');
});

test('what nobody foresaw is ours, so that the transfer tries again', () => {
  expect(stopOf(new TypeError('x is not a function')).code).toBe('internal');
});

test('a pause that Jira asks for outlives the translation', async () => {
  const error = new JiraError('rate_limited', 429, { retryAfterSeconds: 77 });
  const limits = () => Promise.reject(new Error('not asked'));
  expect(stopOf(await uploadStopOf(error, 1, limits))).toMatchObject({
    code: 'jira_rate_limited',
    retryAfterSeconds: 77,
  });
});
