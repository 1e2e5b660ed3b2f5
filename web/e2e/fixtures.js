import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base } from '@playwright/test';

/** Every test fails on a console error, an uncaught error or a violation of the content security policy. */
export const test = base.extend({
  page: async ({ page }, run) => {
    /** @type {string[]} */
    const faults = [];
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
    await page.exposeFunction('reportViolation', (/** @type {string} */ text) => faults.push(`policy: ${text}`));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        // @ts-expect-error the function is exposed by the fixture
        window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
      });
    });
    await run(page);
    expect(faults, 'errors in the browser').toEqual([]);
  },
});

/** Runs axe on the page as it stands and fails with each rule and the elements that break it.
 * @param {import('@playwright/test').Page} page */
export async function a11y(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  const lines = violations.map((rule) => `${rule.id}: ${rule.help}: ${rule.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect(lines, 'accessibility').toEqual([]);
}

export { expect };
