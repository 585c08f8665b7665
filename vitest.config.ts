// Three projects: unit (no I/O), integration (real Postgres, loopback simulators), browser (real Chromium).
// Where real processes and a real browser take part, a test may have a second try; the run's last lines name whoever
// needed it, to be mended.
import { defineConfig } from 'vitest/config';

const shared = {
  pool: 'forks' as const,
  // A process keeps the modules it has loaded from one test file to the next: loading them anew costs more than most files.
  isolate: false,
  restoreMocks: true,
  // What is waited for comes, however busy the machine is: the test's own time is the bound.
  expect: { poll: { timeout: 25_000 } },
  setupFiles: ['test/support/no-outbound.ts'],
};

export default defineConfig({
  test: {
    // Twice what a small machine has cores: tests mostly wait for Postgres, sockets and the browser.
    maxWorkers: 4,
    reporters: ['default', './test/support/totals-reporter.ts'],
    projects: [
      {
        test: { ...shared, name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], testTimeout: 30_000 },
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
      },
      {
        test: {
          ...shared,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          retry: 1,
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry: 1,
        },
      },
    ],
  },
});
