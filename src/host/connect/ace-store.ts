// What atlassian-connect-express may know: the installations, read-only. It keeps nothing of its own with us.

import type { Store } from 'atlassian-connect-express';
import type { InstallationsCache } from '../../installations/installations-cache.ts';
import { appKey } from '../descriptor.ts';

export function createAceStore(installations: InstallationsCache): Store {
  return {
    async get(key, clientKey) {
      if (key !== 'clientInfo') return null;
      const installation = await installations.findByClientKey(clientKey);
      if (installation === null) return null;
      return {
        key: appKey,
        clientKey,
        baseUrl: installation.baseUrl,
        sharedSecret: installation.sharedSecret(),
        productType: 'jira',
      };
    },
    // Installing has its own use case, and a user's tokens are never stored.
    async set(_key, value) {
      return value;
    },
    async del() {},
  };
}
