// The claim `qsh`, which ties a token to one method, path and query.

import jwt from 'atlassian-jwt';

/**
 * Hex SHA-256 of the canonical request, computed from the address exactly as it is sent or was received.
 * @param pathAndQuery starts with a slash; the parameter `jwt` does not count.
 */
export function queryStringHash(method: string, pathAndQuery: string): string {
  const mark = pathAndQuery.indexOf('?');
  const pathname = mark < 0 ? pathAndQuery : pathAndQuery.slice(0, mark);
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(mark < 0 ? '' : pathAndQuery.slice(mark)))
    values.set(name, [...(values.get(name) ?? []), value]);
  return jwt.createQueryStringHash({ method, pathname, query: Object.fromEntries(values) });
}
