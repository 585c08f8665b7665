// The host bridge over Atlassian Connect's all.js: the only place that knows its global AP.

import type { HostBridge } from './host-bridge.ts';

// As in atlassian-connect.json.
const addonKey = 'zoom-meetings-for-jira';
const settingsModuleKey = 'zoom-settings';

interface ConnectContext {
  jira?: { issue?: { id: string; key: string } };
}

interface UserOfHost {
  getLocale(answer: (locale: string) => void): void;
  getTimeZone(answer: (timeZone: string) => void): void;
}

/** The bridge. When all.js did not load, what asks rejects and what only tells does nothing. */
export function createConnectHostBridge(): HostBridge {
  const ap = (globalThis as { AP?: typeof AP }).AP;

  async function connected(): Promise<typeof AP> {
    if (!ap) throw new Error('The host script did not load.');
    return ap;
  }

  /** What the host answers by a callback, if it does: an older host does not know every question. */
  async function told(
    ask: (user: UserOfHost, answer: (value: string) => void) => void,
  ): Promise<string | null> {
    try {
      const user = (await connected()).user as unknown as UserOfHost;
      return await new Promise<string>((resolve) => ask(user, resolve));
    } catch {
      return null;
    }
  }

  async function post(url: string, body: unknown): Promise<unknown> {
    return (await connected()).request({
      url,
      type: 'POST',
      contentType: 'application/json',
      data: JSON.stringify(body),
    });
  }

  const parsed = (answer: unknown) => JSON.parse((answer as { body: string }).body);

  return {
    getToken: async () => (await connected()).context.getToken(),

    async getIssue() {
      const context = (await (await connected()).context.getContext()) as ConnectContext;
      return context.jira?.issue ?? null;
    },

    async request(path) {
      return parsed(await (await connected()).request(path));
    },

    query: async (path, body) => parsed(await post(path, body)),

    async comment(issueId, document, { internal }) {
      await post(`/rest/api/3/issue/${encodeURIComponent(issueId)}/comment`, {
        body: document,
        properties: internal ? [{ key: 'sd.public.comment', value: { internal: true } }] : [],
      });
    },

    getLocale: () => told((user, answer) => user.getLocale(answer)),

    getTimeZone: () => told((user, answer) => user.getTimeZone(answer)),

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

    openIssue(issueKey) {
      ap?.navigator.go('issue', { issueKey });
    },

    refreshIssue() {
      ap?.jira.refreshIssuePage();
    },

    startTheming() {
      ap?.theming.initializeTheming();
    },
  };
}
