// What the person or machine with a refused token is told: never which of the rules it broke. The log has the rule.

import { AppError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import { TokenRefused } from './jwt.ts';

export function notAuthenticated(): AppError {
  return new AppError(
    'not_authenticated',
    401,
    'Jira did not confirm who you are, or too much time has passed. Reload the page.',
  );
}

/** Runs `work`; a refused token in it is logged by its reason and thrown as 401 `not_authenticated`. */
export async function withTokenRefusals<Result>(
  logger: Logger,
  door: 'page' | 'api' | 'lifecycle',
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    logger.info('token refused', { door, reason: error.code });
    throw notAuthenticated();
  }
}

/** The token of `Authorization: JWT <token>`. @throws {TokenRefused} when there is none. */
export function tokenOfHeader(authorization: string | undefined): string {
  const token = /^JWT ([\w-]+\.[\w-]+\.[\w-]*)$/.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new TokenRefused('missing');
  return token;
}
