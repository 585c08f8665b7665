// The host bridge over Atlassian Connect's all.js: the only place that knows its global AP.

import type { HostBridge } from './host-bridge.ts';

// As in atlassian-connect.json.
const addonKey = 'zoom-meetings-for-jira';
const settingsModuleKey = 'zoom-settings';

interface ConnectContext {
  jira?: { issue?: { id: string; key: string } };
}

/** The bridge. When all.js did not load, what asks rejects and what only tells does nothing. */
export function createConnectHostBridge(): HostBridge {
  const ap = (globalThis as { AP?: typeof AP }).AP;

  async function connected(): Promise<typeof AP> {
    if (!ap) throw new Error('The host script did not load.');
    return ap;
  }

  return {
    getToken: async () => (await connected()).context.getToken(),

    async getIssue() {
      const context = (await (await connected()).context.getContext()) as ConnectContext;
      return context.jira?.issue ?? null;
    },

    async request(path) {
      const answer = (await (await connected()).request(path)) as unknown as { body: string };
      return JSON.parse(answer.body);
    },

    keepSizedTo(element) {
      new ResizeObserver(() => {
        ap?.resize('100%', `${Math.ceil(element.getBoundingClientRect().height)}px`);
      }).observe(element);
    },

    flag(flag) {
      ap?.flag.create({ ...flag, close: 'auto' });
    },

    openSettings() {
      ap?.navigator.go('addonModule', { addonKey, moduleKey: settingsModuleKey });
    },

    refreshIssue() {
      ap?.jira.refreshIssuePage();
    },

    startTheming() {
      ap?.theming.initializeTheming();
    },
  };
}
