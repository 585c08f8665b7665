// The HTTP client for Jira sites, the install-key server and the authorization server: their hosts only.

import type { Config } from '../platform/config.ts';
import { createHttpClient, type HttpClient } from '../platform/http/http-client.ts';
import type { HostPolicy } from '../platform/outbound-hosts.ts';

export function atlassianHostPolicy({ atlassian, insecureLoopback }: Config): HostPolicy {
  const serverHosts = [atlassian.installKeysUrl, atlassian.authorizationServerUrl].map((url) =>
    new URL(url).hostname.replace(/^\[|\]$/g, ''),
  );
  return { hosts: [...atlassian.allowedHosts, ...serverHosts], insecureLoopback };
}

export function createAtlassianHttp(config: Config): HttpClient {
  return createHttpClient(atlassianHostPolicy(config));
}
