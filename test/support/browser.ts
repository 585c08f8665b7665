// A real headless Chromium whose pages may only talk to loopback, and whose errors fail the test.
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { findChromium } from './chromium.ts';
import { isLoopbackHost } from './loopback.ts';

const STAY_HOME = [
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

// What the real host bridge says in every Jira page: its feature flags and analytics exist only at Atlassian.
const KNOWN_NOISE = ['Feature flag service is not initialised', 'window.require is not a function'];

/**
 * One for all test files of this process, with which it ends. It is as an ordinary page meets it: web security, site
 * isolation and sandboxed iframes are on, unlike in the package's own list of arguments.
 */
let browser: Promise<Browser> | undefined;

/**
 * Opens a page in a context of its own, closed when the test ends. The test then fails if the page logged an error,
 * threw one, or asked for anything that is not on loopback (such a request never leaves; routes added later by the
 * test come first and may answer it). `allowedErrors`: parts of console messages that the test provokes.
 */
export async function newPage(
  options: BrowserContextOptions & { allowedErrors?: readonly string[] } = {},
): Promise<Page> {
  const { allowedErrors = [], ...contextOptions } = options;
  browser ??= chromium.launch({ ...findChromium(), args: STAY_HOME });
  const context = await (await browser).newContext({
    // A press right after scrolling to a button in a frame of another site may be taken for one beside it.
    viewport: { width: 1280, height: 1600 },
    // What shimmers while a page loads would keep a core busy.
    reducedMotion: 'reduce',
    ...contextOptions,
  });
  const faults: string[] = [];
  const report = (kind: string, text: string) => {
    if (![...KNOWN_NOISE, ...allowedErrors].some((part) => text.includes(part)))
      faults.push(`${kind}: ${text}`);
  };
  await context.route(
    (url) => !isLoopbackHost(url.hostname),
    async (route) => {
      faults.push(`request beyond loopback: ${route.request().method()} ${route.request().url()}`);
      await route.abort();
    },
  );
  context.on('console', (message) => {
    if (message.type() === 'error') report('console error', `${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => report('page error', String(error.error().stack ?? error.error())));
  onTestFinished(async () => {
    await context.close();
    if (faults.length > 0) throw new Error(`The browser reported:\n${faults.join('\n')}`);
  });
  return context.newPage();
}
