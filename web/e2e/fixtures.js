import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base } from '@playwright/test';
import { demo, url } from './api.js';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('@playwright/test').Locator} Locator */

/** What tests expect the browser to report. @type {WeakMap<Page, RegExp[]>} */
const expected = new WeakMap();

/**
 * Every test fails on a console error, an uncaught error or a violation of the content security policy. The browser reports each answer
 * of 400 and more as an error, too: a test that provokes one says so with `allow`.
 */
export const test = base.extend({
  page: async ({ page }, run) => {
    /** @type {string[]} */
    const faults = [];
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`console: ${message.text()} ${message.location().url}`);
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
    const patterns = expected.get(page) ?? [];
    expect(faults.filter((fault) => !patterns.some((pattern) => pattern.test(fault))), 'errors in the browser').toEqual([]);
  },
});

/** This page will be refused something: the status of an answer, or what the browser says of a request that got none.
 * @param {Page} page @param {...(number|RegExp)} faults */
export function allow(page, ...faults) {
  const patterns = faults.map((fault) => (typeof fault === 'number' ? new RegExp(`the server responded with a status of ${fault} `) : fault));
  expected.set(page, [...(expected.get(page) ?? []), ...patterns]);
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Pictures taken so far, for their names. */
let pictures = 0;

/** Keeps a picture of the page, light and dark, where LAUREL_SHOTS names a folder: for people to look at. @param {Page} page */
async function picture(page) {
  const folder = process.env.LAUREL_SHOTS;
  if (!folder) return;
  const { project, titlePath } = base.info();
  const name = `${titlePath[0].replace('.spec.js', '')}-${String(pictures++).padStart(3, '0')}-${project.name}`;
  for (const colorScheme of /** @type {const} */ (['dark', 'light'])) {
    // Of the same page, so one after the other.
    // eslint-disable-next-line no-await-in-loop
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The colours of some elements arrive a frame later.
    // eslint-disable-next-line no-await-in-loop
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
    // eslint-disable-next-line no-await-in-loop
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true });
  }
}

/** Runs axe on the page as it stands and fails with each rule and the elements that break it. While a list or a calendar is open, the
 * page behind it is hidden from assistive technology and only what is open is looked at.
 * @param {Page} page */
export async function a11y(page) {
  await picture(page);
  const axe = new AxeBuilder({ page }).setLegacyMode().withTags(RULES);
  if (await page.locator('.popover').count() > 0) axe.include('.popover').disableRules('region');
  const { violations } = await axe.analyze();
  const lines = violations.map((rule) => `${rule.id}: ${rule.help}: ${rule.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect(lines, 'accessibility').toEqual([]);
}

/** Goes to a place of the members' menu; on a phone it may wait under More. @param {Page} page @param {string} label */
export async function toPlace(page, label) {
  const more = page.getByRole('button', { name: 'More', exact: true });
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: label, exact: true });
  if (await more.isVisible() && !await link.isVisible()) {
    await more.click();
    await page.getByRole('dialog', { name: 'More' }).getByRole('link', { name: label, exact: true }).click();
  } else await link.click();
}

/** Gives the browser the session of a caller, or of one of the demo people.
 * @param {Page} page @param {import('./api.js').Caller|import('./api.js').Role} who */
export async function enter(page, who) {
  const caller = typeof who === 'string' ? await demo(who) : who;
  await page.context().clearCookies();
  await page.context().addCookies(caller.cookies.map((cookie) => {
    const at = cookie.indexOf('=');
    return { name: cookie.slice(0, at), value: cookie.slice(at + 1), url, httpOnly: !cookie.startsWith('laurel_hint') };
  }));
}

/** Opens a screen as somebody and waits for its heading.
 * @param {Page} page @param {import('./api.js').Caller|import('./api.js').Role} who @param {string} path @param {string|RegExp} heading */
export async function open(page, who, path, heading) {
  await enter(page, who);
  await page.goto(path);
  await atScreen(page, heading);
}

/** The screen with this heading is there, and the window is named after it. @param {Page} page @param {string|RegExp} heading */
export async function atScreen(page, heading) {
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  await expect(page).toHaveTitle(typeof heading === 'string' ? `${heading} – Laurel` : heading);
}

/** The row of a table that holds a text. @param {Page|Locator} scope @param {string|RegExp} text */
export const row = (scope, text) => scope.getByRole('row').filter({ hasText: text });

/** Ticks the row that holds a text. @param {Page|Locator} scope @param {string|RegExp} text */
export async function tick(scope, text) {
  const box = row(scope, text).getByRole('checkbox');
  await row(scope, text).locator('.choice').click();
  await expect(box).toBeChecked();
}

/** Types a date, `YYYY-MM-DD`, into the segments of a date field. @param {Page|Locator} scope @param {string} label @param {string} day */
export async function typeDate(scope, label, day) {
  const [year, month, date] = day.split('-');
  const segment = (/** @type {string} */ name) => scope.getByRole('spinbutton', { name: `${name}, ${label}` });
  await segment('day').click();
  await segment('day').press('ControlOrMeta+a');
  await segment('day').pressSequentially(date);
  await segment('month').pressSequentially(month);
  await segment('year').pressSequentially(year);
  await expect(segment('year')).toHaveText(year);
}

/** @param {Page} page @param {string} item */
export async function chooseInAccountMenu(page, item) {
  await page.getByRole('button', { name: /^Account of / }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** A toast that says that something worked. @param {Page} page @param {string|RegExp} text */
export const toasted = (page, text) => expect(page.locator('.toasts')).toContainText(text);

/** A fact by its name, in a list of facts. @param {Page|Locator} scope @param {string} name */
export const fact = (scope, name) => scope.locator(`xpath=.//dl/div[dt[normalize-space()="${name}"]]/dd`);

export { expect };
