// Atlassian's public keys for lifecycle events, by key id, kept in memory for a while.

import { createPublicKey } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config.ts';
import { AppError } from '../../platform/errors.ts';
import { type HttpAnswer, type HttpClient, NoAnswerError } from '../../platform/http/http-client.ts';

export interface InstallKeys {
  /**
   * The public key as PEM. One that was fetched within the last day is still served while the server cannot tell.
   * @throws {AppError} 400 `unknown_install_key`, or 503 `install_keys_unavailable` when the server cannot tell.
   */
  getPublicKey(keyId: unknown): Promise<string>;
}

const freshForMs = 60 * 60 * 1000;
const servedForMs = 24 * 60 * 60 * 1000;
const mostKeys = 20;
/** Whoever sends made-up key ids makes us ask for each; legitimate ones are few and kept. */
const mostQuestions = 30;
const questionsPerMs = 60_000;

export function createInstallKeys(deps: {
  config: Pick<Config, 'atlassian'>;
  /** Should repeat what fails. */
  http: HttpClient;
  clock: Clock;
}): InstallKeys {
  const kept = new Map<string, { pem: string; fetchedAt: number }>();
  let asked = { since: 0, times: 0 };
  return {
    async getPublicKey(keyId) {
      // It becomes a part of a URL, and nothing has vouched for it yet.
      if (typeof keyId !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(keyId)) throw unknownKey();
      const now = deps.clock.now().getTime();
      const known = kept.get(keyId);
      const age = known === undefined ? Number.POSITIVE_INFINITY : now - known.fetchedAt;
      if (known !== undefined && age < freshForMs) return known.pem;
      try {
        if (now - asked.since >= questionsPerMs) asked = { since: now, times: 0 };
        asked.times += 1;
        if (asked.times > mostQuestions) throw keysUnavailable();
        const pem = pemOf(await ask(deps.http, `${deps.config.atlassian.installKeysUrl}/${keyId}`));
        kept.delete(keyId);
        const [oldest] = kept.keys();
        if (kept.size >= mostKeys && oldest !== undefined) kept.delete(oldest);
        kept.set(keyId, { pem, fetchedAt: now });
        return pem;
      } catch (error) {
        const withdrawn = error instanceof AppError && error.code === 'unknown_install_key';
        if (withdrawn) kept.delete(keyId);
        else if (known !== undefined && age < servedForMs) return known.pem;
        throw error;
      }
    },
  };
}

async function ask(http: HttpClient, url: string): Promise<HttpAnswer> {
  try {
    return await http({ method: 'GET', url, headers: { accept: '*/*' } });
  } catch (error) {
    throw error instanceof NoAnswerError ? keysUnavailable(error) : error;
  }
}

function pemOf(answer: HttpAnswer): string {
  if (answer.status === 404 || answer.status === 403 || answer.status === 410) throw unknownKey();
  if (answer.status !== 200) throw keysUnavailable();
  try {
    if (createPublicKey(answer.text).asymmetricKeyType === 'rsa') return answer.text;
  } catch {
    // Not a key at all, as when a proxy answers with a page: the same as one of the wrong type.
  }
  throw keysUnavailable();
}

function unknownKey(): AppError {
  return new AppError(
    'unknown_install_key',
    400,
    'The key id of the token is not known to the install-key server, so the event cannot be trusted.',
  );
}

function keysUnavailable(cause?: unknown): AppError {
  return new AppError(
    'install_keys_unavailable',
    503,
    'The install-key server does not answer as it should. Send the event again in a while.',
    { cause, retryAfterSeconds: 30 },
  );
}
