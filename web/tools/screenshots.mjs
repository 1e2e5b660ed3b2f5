// Takes the screenshots of the README from a running demo, of objects that show what there is to see.
//   LAUREL_URL=http://127.0.0.1:8080 LAUREL_DEMO_PASSWORD=... npm run screenshots
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const URL_OF_LAUREL = process.env.LAUREL_URL ?? 'http://127.0.0.1:8080';
const PASSWORD = process.env.LAUREL_DEMO_PASSWORD;
const FOLDER = fileURLToPath(new URL('../screenshots/', import.meta.url));
const MOST_BYTES = 200 * 1024;
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
const DESKTOP = { viewport: { width: 1440, height: 900 }, colorScheme: /** @type {const} */ ('light') };
const PHONE = { viewport: { width: 390, height: 844 }, colorScheme: /** @type {const} */ ('dark'), isMobile: true, hasTouch: true };

/** @typedef {import('../src/lib/types.js').Program} Program */
/** @typedef {import('../src/lib/types.js').EnrollmentRow} EnrollmentRow */
/** @typedef {import('../src/lib/types.js').Enrollment} Enrollment */
/** @typedef {(path: string) => Promise<any>} Get */

/** @template T @param {T[]} items @param {(item: T) => number} scoreOf @returns {T|undefined} */
const best = (items, scoreOf) => items.toSorted((a, b) => scoreOf(b) - scoreOf(a))[0];

/** @param {import('@playwright/test').APIRequestContext} request */
async function signIn(request) {
  if (!PASSWORD) throw new Error('LAUREL_DEMO_PASSWORD is not set: the password of manager@demo.test');
  const reply = await request.post(`${URL_OF_LAUREL}/api/session`, {
    data: { email: 'manager@demo.test', password: PASSWORD }, headers: { 'X-Requested-With': 'laurel' },
  });
  if (!reply.ok()) throw new Error(`signing in: ${reply.status()} ${await reply.text()}`);
}

/** How much there is to see of a program: every tracker counts somebody, and its first enrollees differ. @param {Get} get @param {Program} program */
async function rated(get, program) {
  const tracker = await get(`/programs/${program.id}/tracker`);
  const { items } = await get(`/programs/${program.id}/enrollments?limit=10`);
  const shares = [tracker.earned, tracker.enrolled_not_earned, tracker.grace_period, tracker.expired].map((count) => count / Math.max(tracker.total, 1));
  const statuses = new Set(items.map((/** @type {EnrollmentRow} */ row) => row.status)).size;
  return { program, score: Math.min(...shares) > 0 ? statuses + 20 * Math.min(...shares) : -1 };
}

/** @param {Get} get @returns {Promise<Program>} */
async function findProgram(get) {
  const { items } = await get('/programs?status=active&limit=100');
  const large = items.toSorted((/** @type {Program} */ a, /** @type {Program} */ b) => b.registrants - a.registrants).slice(0, 16);
  const found = best(await Promise.all(large.map((/** @type {Program} */ program) => rated(get, program))), (one) => one.score);
  if (!found) throw new Error('there is no active program: is this a demo?');
  return found.program;
}

/** How much there is to see of an enrollment. @param {Enrollment} one */
const variety = (one) => new Set(one.requirements.map((requirement) => requirement.status)).size + one.met / one.required;

/** An enrollment on its way, and one of its requirements that is worth opening. @param {Get} get @param {Program} program */
async function findEnrollment(get, program) {
  const { items } = await get(`/programs/${program.id}/enrollments?tracker=enrolled_not_earned&limit=50`);
  const onTheWay = items.filter((/** @type {EnrollmentRow} */ row) => row.met > 0 && row.met < row.required && /^\p{Script=Latin}/u.test(row.contact_name));
  /** @type {Enrollment[]} */
  const enrollments = await Promise.all(onTheWay.slice(0, 12).map((/** @type {EnrollmentRow} */ row) => get(`/enrollments/${row.id}`)));
  const found = best(enrollments, variety);
  if (!found) throw new Error(`nobody is on the way in ${program.name}`);
  const open = best(found.requirements.filter((one) => one.available || one.status !== 'none'), (one) => (one.status === 'awaiting_approval' ? 2 : 0) + (one.can.record ? 1 : 0));
  return open ? `/enrollments/${found.id}/requirements/${open.id}` : `/enrollments/${found.id}`;
}

/** @typedef {{name: string, path: string, as: object, prepare?: (page: import('@playwright/test').Page) => Promise<unknown>}} Shot */

/** @param {import('@playwright/test').Page} page */
async function tickTwo(page) {
  await page.getByRole('row').nth(1).locator('.choice').click();
  await page.getByRole('row').nth(3).locator('.choice').click();
  await page.getByRole('status').getByText('2 completions ticked').waitFor();
}

/** @param {import('@playwright/test').Page} page */
const toStages = (page) => page.getByRole('heading', { name: 'Stages and requirements' }).evaluate((heading) => window.scrollTo(0, heading.getBoundingClientRect().top - 72));

/** @param {Get} get @returns {Promise<Shot[]>} */
async function shots(get) {
  const program = await findProgram(get);
  return [
    { name: 'program', path: `/enrollments/programs/${program.id}`, as: DESKTOP },
    { name: 'enrollment', path: await findEnrollment(get, program), as: DESKTOP },
    { name: 'definition', path: `/programs/${program.id}/definition`, as: DESKTOP, prepare: toStages },
    { name: 'completions', path: '/completions', as: DESKTOP, prepare: tickTwo },
    { name: 'phone-dark', path: `/enrollments/programs/${program.id}`, as: PHONE },
  ];
}

/** @param {import('@playwright/test').Browser} browser @param {any} storageState @param {Shot} shot */
async function take(browser, storageState, { name, path, as, prepare }) {
  const context = await browser.newContext({ ...as, storageState, locale: 'en-US', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(URL_OF_LAUREL + path, { waitUntil: 'networkidle' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  await prepare?.(page);
  await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); });
  await page.evaluate(() => document.fonts.ready);
  const bytes = await page.screenshot({ animations: 'disabled' });
  if (bytes.length > MOST_BYTES) throw new Error(`${name}.png has ${bytes.length} bytes, more than ${MOST_BYTES}`);
  writeFileSync(`${FOLDER}${name}.png`, bytes);
  process.stdout.write(`${name}.png ${Math.round(bytes.length / 1024)} KB ${path}\n`);
  await context.close();
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
try {
  const context = await browser.newContext();
  await signIn(context.request);
  /** @type {Get} */
  const get = (path) => context.request.get(`${URL_OF_LAUREL}/api${path}`).then((reply) => reply.json());
  mkdirSync(FOLDER, { recursive: true });
  for (const shot of await shots(get)) {
    // One after the other: the demo's server is small.
    // eslint-disable-next-line no-await-in-loop
    await take(browser, await context.storageState(), shot);
  }
} finally {
  await browser.close();
}
