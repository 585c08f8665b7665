// Vitest reporter: ends each run with one plain line, `N passed, N failed`, with `, N skipped` where there are any, after
// the names of tests that needed a second try, and why.
import type { Reporter, TestModule } from 'vitest/node';

export default class TotalsReporter implements Reporter {
  /** A file or a run that failed outside of any test counts as one failure. */
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      let failedHere = 0;
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (test.diagnostic()?.flaky === true)
          console.log(
            `passed on its second try: ${module.relativeModuleId} > ${test.fullName}\n${errors?.[0]?.stack ?? errors?.[0]?.message}`,
          );
        if (state === 'passed') counts.passed += 1;
        else if (state === 'failed') failedHere += 1;
        else counts.skipped += 1;
      }
      counts.failed += failedHere === 0 && module.state() === 'failed' ? 1 : failedHere;
    }
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
  }
}
