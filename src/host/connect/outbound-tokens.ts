// The tokens that we sign: for a request as the app, and the assertion that is exchanged for acting as a person.

import atlassianJwt from 'atlassian-jwt';
import jwt from 'jsonwebtoken';
import { appKey } from '../descriptor.ts';
import { queryStringHash } from './query-string-hash.ts';

const appRequestSeconds = 180;
/** The authorization server accepts no longer ones. */
const assertionSeconds = 60;

const inSeconds = (moment: Date): number => Math.floor(moment.getTime() / 1000);

/** For `Authorization: JWT ...` on exactly this method and URL. */
export function signAppRequest(request: {
  clientKey: string;
  sharedSecret: string;
  method: string;
  url: string;
  now: Date;
}): string {
  const { pathname, search } = new URL(request.url);
  const iat = inSeconds(request.now);
  return atlassianJwt.encodeSymmetric(
    {
      iss: appKey,
      aud: [request.clientKey],
      iat,
      exp: iat + appRequestSeconds,
      qsh: queryStringHash(request.method, `${pathname}${search}`),
    },
    request.sharedSecret,
  );
}

/** @param baseUrl the site's origin. @param audience the authorization server's base URL. */
export function signImpersonation(assertion: {
  oauthClientId: string;
  accountId: string;
  baseUrl: string;
  audience: string;
  sharedSecret: string;
  now: Date;
}): string {
  const iat = inSeconds(assertion.now);
  return jwt.sign(
    {
      iss: `urn:atlassian:connect:clientid:${assertion.oauthClientId}`,
      sub: `urn:atlassian:connect:useraccountid:${assertion.accountId}`,
      tnt: assertion.baseUrl,
      aud: assertion.audience,
      iat,
      exp: iat + assertionSeconds,
    },
    assertion.sharedSecret,
    { algorithm: 'HS256' },
  );
}
