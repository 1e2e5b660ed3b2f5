/** Prints one last line that a script can read: `N passed, N failed`. A test that passed only on a retry counts as passed. */
export default class Totals {
  passed = 0;
  failed = 0;

  /** @param {import('@playwright/test/reporter').FullConfig} _config @param {import('@playwright/test/reporter').Suite} suite */
  onBegin(_config, suite) {
    this.suite = suite;
  }

  onEnd() {
    for (const test of this.suite?.allTests() ?? []) {
      const outcome = test.outcome();
      if (outcome === 'unexpected') this.failed += 1;
      else if (outcome !== 'skipped') this.passed += 1;
    }
    process.stdout.write(`${this.passed} passed, ${this.failed} failed\n`);
  }
}
