import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { demo, unique } from './api.js';
import { a11y, allow, atScreen, expect, open, row, test } from './fixtures.js';

const HEAD = 'external_course_id,title,external_user_id,first_name,last_name,complete,date_completed,credit_type,credits,grade';

/** Rows of people nobody knows, in courses nobody knows. @param {string} code @param {number} count @param {(n: number) => string} dateOf */
const fileOf = (code, count, dateOf) => [HEAD, ...Array.from({ length: count }, (_, n) => `${code}-${n % 7},Legacy course ${n % 7},${code}P${Math.floor(n / 7)},Pat,${code}${Math.floor(n / 7)},1,${dateOf(n)},,,Pass`), ''].join('\n');

/** @param {import('./fixtures.js').Page} page @param {string} name @param {string} text */
const choose = (page, name, text) => page.getByLabel('CSV file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

/** Until the text is there: what the progress bar said meanwhile. @param {import('./fixtures.js').Page} page @param {import('./fixtures.js').Locator} end */
async function watched(page, end) {
  /** @type {Set<string>} */
  const seen = new Set();
  const bar = page.getByRole('progressbar');
  await expect.poll(async () => {
    const value = await bar.first().getAttribute('value', { timeout: 100 }).catch(() => null);
    if (value) seen.add(value);
    return end.isVisible();
  }, { timeout: 120_000, intervals: [50] }).toBe(true);
  return seen;
}

/** What was rejected comes down as a file. @param {import('./fixtures.js').Page} page */
async function rejectedRows(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Rejected rows' }).click()]);
  return readFile(/** @type {string} */ (await download.path()), 'utf8');
}

test('CRI-17 a file is recognised, checked, mended, applied and undone', async ({ page }) => {
  const code = unique('E');
  await open(page, 'certadmin', '/import', 'Import');
  await a11y(page);
  await page.getByRole('link', { name: 'Course record import' }).click();
  await atScreen(page, 'Course record import');
  await choose(page, 'records.csv', fileOf(code, 30, (n) => (n % 10 === 3 ? '2026-02-31' : '2026-02-03')).replace('title', ' Title '));
  await expect(page.getByRole('table', { name: 'Columns of the file' })).toContainText('blanks at its ends');
  await page.getByLabel('When nobody has the number').selectOption('create');
  await a11y(page);
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await atScreen(page, 'records.csv');
  await expect(page.getByRole('link', { name: 'Rejected 3' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('table', { name: 'Rows' })).toContainText('There is no such day.');
  await page.getByLabel('Problem').selectOption({ label: 'Not a date (3 rows)' });
  await expect(page.getByRole('row')).toHaveCount(4);
  await a11y(page);

  const rejected = await rejectedRows(page);
  expect(rejected).toContain('laurel_reason');
  await page.getByRole('button', { name: 'Apply 27 rows' }).click();
  await expect(page.getByText('27 rows applied')).toBeVisible({ timeout: 30_000 });

  await page.goto('/import/course_records');
  await choose(page, 'mended.csv', rejected.replaceAll('2026-02-31', '2026-02-28'));
  await page.getByLabel('When nobody has the number').selectOption('create');
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.getByRole('button', { name: 'Apply 3 rows' }).click({ timeout: 30_000 });
  await expect(page.getByText('3 rows applied')).toBeVisible({ timeout: 30_000 });

  await page.getByRole('button', { name: 'Undo' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('Enrollments removed');
  await a11y(page);
  await dialog.getByRole('button', { name: 'Undo the import' }).click();
  await expect(page.getByText('The import is undone')).toBeVisible({ timeout: 30_000 });
});

test('who stays when an import is undone is named at once', async ({ page }) => {
  const code = unique('S');
  await open(page, 'certadmin', '/import/course_records', 'Course record import');
  await choose(page, 'records.csv', fileOf(code, 1, () => '2026-02-03'));
  await page.getByLabel('When nobody has the number').selectOption('create');
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.getByRole('button', { name: 'Apply 1 row' }).click({ timeout: 30_000 });
  await expect(page.getByText('1 row applied')).toBeVisible({ timeout: 30_000 });

  const staff = await demo('sysadmin');
  const { items: [person] } = await staff.get(`/contacts?q=${code}P0`);
  await staff.patch(`/contacts/${person.id}`, { given_name: 'Later' }, 1);
  await page.getByRole('button', { name: 'Undo' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('something else needs by now');
  await dialog.getByRole('button', { name: 'Undo the import' }).click();
  await expect(page.getByText('1 record stayed, because something later depends on it')).toBeVisible({ timeout: 30_000 });
  await page.getByLabel('Findings').selectOption({ label: 'Kept when undone (1 row)' });
  await expect(page.getByRole('table', { name: 'Rows' })).toContainText(`Later ${code}0`);
  await a11y(page);
});

test('CRI-16 CRI-18 a lock is shown, and a SysAdmin ends it with two clicks on Unlock', async ({ page }) => {
  const staff = await demo('certadmin');
  const hanging = new AbortController();
  const sent = fetch(`${process.env.LAUREL_URL}/api/imports?kind=contacts`, /** @type {any} */ ({
    method: 'POST',
    headers: { 'X-Requested-With': 'laurel', 'Content-Type': 'text/csv', 'Content-Length': '1000', Cookie: staff.cookies.join('; ') },
    body: new ReadableStream({ start(controller) { controller.enqueue(Buffer.from('given_name,family_name,email\n')); } }),
    duplex: 'half',
    signal: hanging.signal,
  })).catch(() => null);
  allow(page, 409);
  await open(page, 'sysadmin', '/import/contacts', 'Contacts');
  await expect(page.getByText('An import of this kind is running')).toBeVisible({ timeout: 15_000 });
  await a11y(page);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByText('An import of this kind is running')).toBeHidden({ timeout: 15_000 });
  hanging.abort();
  await sent;
});

test('CRI-20 a hundred thousand rows are checked, mended where they are wrong, applied and undone @long', async ({ page }) => {
  test.setTimeout(300_000);
  const code = unique('L');
  const rows = Array.from({ length: 100_000 }, (_, n) => {
    const day = n % 1000 === 500 ? '2026-02-31' : '2026-02-03';
    return `${code}-${n % 50},Large course ${n % 50},${code}P${Math.floor(n / 50)},Pat,Person${Math.floor(n / 50)},${n % 2000 === 7 ? 'maybe' : 1},${day},,,Pass`;
  });
  await open(page, 'certadmin', '/import/course_records', 'Course record import');
  await choose(page, `${code}.csv`, [HEAD, ...rows, ''].join('\n'));
  await page.getByLabel('When nobody has the number').selectOption('create');
  await page.getByRole('button', { name: 'Upload and check' }).click();
  const checked = await watched(page, page.getByRole('link', { name: 'Rejected 150' }));
  expect(checked.size, 'the upload and the check are seen to move').toBeGreaterThan(1);

  await page.getByLabel('Problem').selectOption({ label: 'Not usable (50 rows)' });
  await expect(row(page.getByRole('table', { name: 'Rows' }), 'maybe')).toHaveCount(50);
  await page.getByLabel('Problem').selectOption({ label: 'Not a date (100 rows)' });
  await expect(row(page.getByRole('table', { name: 'Rows' }), '2026-02-31').first()).toBeVisible();
  await expect(row(page.getByRole('table', { name: 'Rows' }), 'maybe')).toHaveCount(0);
  const rejected = await rejectedRows(page);
  expect(rejected.split('\r\n').length).toBe(152);

  await page.getByRole('button', { name: 'Apply 99,850 rows' }).click();
  const applied = await watched(page, page.getByText('99,850 rows applied'));
  expect(applied.size, 'applying is seen to move').toBeGreaterThan(1);
  const first = page.url();

  await page.goto('/import/course_records');
  await choose(page, 'mended.csv', rejected.replaceAll('2026-02-31', '2026-02-28').replaceAll('maybe', '1'));
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.getByRole('button', { name: 'Apply 150 rows' }).click({ timeout: 60_000 });
  await expect(page.getByText('150 rows applied')).toBeVisible({ timeout: 60_000 });

  // The other tests find the house as it was.
  for (const url of [page.url(), first]) {
    await page.goto(url);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Undo the import' }).click();
    await expect(page.getByText('Everything is as it was before.')).toBeVisible({ timeout: 120_000 });
  }
});
