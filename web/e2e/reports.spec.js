import { readFile } from 'node:fs/promises';
import { demo, newFamily, unique } from './api.js';
import { a11y, allow, atScreen, expect, open, row, test, toasted } from './fixtures.js';

/** A course that awards 3 credits of a type of its own, which PARS alone takes; the settings name fields for all that it asks for. */
async function situation() {
  const [sysadmin, admin] = await Promise.all([demo('sysadmin'), demo('certadmin')]);
  const type = unique('RT');
  await admin.post('/credit-types', { code: type, title: `Type ${type}`, increment: 1 });
  const course = await admin.post('/courses', { code: unique('RK-'), title: unique('Reported course '), enrollment_method: 'assignment_only' });
  await admin.put(`/courses/${course.id}/credits`, [{ credit_type: type, maximum: 3 }]);
  const keys = { birth_field: unique('born'), license_state_field: unique('state'), license_field: unique('license') };
  for (const [name, key] of Object.entries(keys)) await admin.post('/profile-fields', { key, label: key, type: name === 'birth_field' ? 'date' : 'text' });
  const { version } = await sysadmin.get('/reports/settings');
  await sysadmin.patch('/reports/settings', { ...keys, pars_types: [type] }, version);
  const { family, contacts } = await newFamily(['Ann', 'Ben']);
  for (const contact of contacts) {
    const { version: seen } = await admin.get(`/contacts/${contact.id}`);
    await admin.patch(`/contacts/${contact.id}`, { profile: { [keys.birth_field]: '1980-04-03', [keys.license_state_field]: 'Maine', [keys.license_field]: `L-${contact.id}` } }, seen);
  }
  await admin.post(`/courses/${course.id}/enrollments`, { contact_ids: contacts.map(({ id }) => id) });
  return { course, family };
}

/** The page of a report as a large one shows it: it is being made, then stopped, then made. @param {import('@playwright/test').Page} page */
async function largeFile(page) {
  const work = { state: 'making', work: 'running', done: 40_000, total: 160_000, error: /** @type {string|null} */ (null), hash: '' };
  await page.route(/\/api\/reports\/exports\/\d+$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), ...work } });
  });
  await page.reload();
  await expect(page.getByRole('progressbar', { name: 'Credits and lines' })).toBeVisible();
  await expect(page.getByText('40,000 of 160,000')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Download PARS/ })).toBeHidden();
  await a11y(page);
  Object.assign(work, { work: 'failed', error: 'The disk was full.' });
  await expect(page.getByRole('alert').getByText('The disk was full.')).toBeVisible();
  allow(page, 409);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('The report is not one that stopped while it was made.')).toBeVisible();
  await a11y(page);
  await page.unrouteAll({ behavior: 'wait' });
  await page.reload();
}

test('a report says what is missing, is made, downloaded and answered line by line', async ({ page }) => {
  const { course, family } = await situation();
  await open(page, 'certadmin', '/reports', 'Reports');
  await page.getByRole('link', { name: 'New report' }).click();
  await atScreen(page, 'New report');
  const missing = row(page.getByRole('table', { name: 'What is missing' }), course.title);
  await expect(missing).toContainText('The course has no ACCME activity ID.');
  await a11y(page);
  await missing.getByRole('button', { name: `Enter the numbers of ${course.title}` }).click();
  const dialog = page.getByRole('dialog');
  allow(page, 422);
  await dialog.getByLabel('ACCME activity ID').fill('A-17');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('Must be the digits of an ACCME activity ID');
  await a11y(page);
  await dialog.getByLabel('ACCME activity ID').fill('202612345');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await toasted(page, 'Numbers saved');
  await expect(page.getByText('Nothing is missing')).toBeVisible();
  await page.getByRole('button', { name: 'Make the file with 2 lines' }).click();
  await atScreen(page, /^PARS \d+/);
  await largeFile(page);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^Download PARS/ }).click()]);
  const lines = (await readFile(/** @type {string} */ (await download.path()), 'utf8')).split('\r\n');
  expect(lines[1]).toMatch(new RegExp(`^Add,202612345,06/15/2026,Ann,${family},04/03,Maine,L-\\d+,3,,,,,$`));
  await row(page.getByRole('table', { name: 'Lines' }), `Ben ${family}`).getByRole('button', { name: /^Refused/ }).click();
  await dialog.getByLabel('What the agency said').fill('Licence not found');
  await dialog.getByRole('button', { name: 'Note it' }).click();
  await a11y(page);
  await page.getByRole('button', { name: 'Accepted, but for 1 line' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Note 1 accepted line' }).click();
  await toasted(page, 'The answer is noted');
  await expect(row(page.getByRole('table', { name: 'Lines' }), `Ben ${family}`)).toContainText('Licence not found');
  await expect(row(page.getByRole('table', { name: 'Lines' }), `Ann ${family}`)).toContainText('Accepted');
  await page.getByRole('link', { name: 'Reports' }).last().click();
  await atScreen(page, 'Reports');
  await a11y(page);
  await page.getByRole('link', { name: 'New report' }).click();
  await expect(page.getByRole('button', { name: 'Make the file with 1 line' })).toBeVisible();
});

test('what agencies call a course stands on its page, for those who may say it and those who may read it', async ({ page }) => {
  const admin = await demo('certadmin');
  const course = await admin.post('/courses', { code: unique('RN-'), title: unique('Numbered course ') });
  await open(page, 'certadmin', `/courses/${course.id}`, course.title);
  const numbers = page.getByRole('form', { name: 'Numbers at agencies' });
  allow(page, 422);
  await numbers.getByLabel('Universal Activity Number').fill('0123-26');
  await numbers.getByRole('button', { name: 'Save numbers' }).click();
  await expect(numbers).toContainText('Must be a Universal Activity Number');
  await a11y(page);
  await numbers.getByLabel('Universal Activity Number').fill('0123-0000-26-001-L04-P');
  await numbers.getByRole('button', { name: 'Save numbers' }).click();
  await toasted(page, 'Numbers saved');
  await open(page, 'staff', `/courses/${course.id}`, course.title);
  await expect(page.getByText('0123-0000-26-001-L04-P')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save numbers' })).toBeHidden();
});

test('a SysAdmin says which fields carry what, and where messages go', async ({ page }) => {
  const key = unique('epid');
  await (await demo('certadmin')).post('/profile-fields', { key, label: key, type: 'text' });
  await open(page, 'sysadmin', '/settings/reports', 'Report settings');
  await page.getByLabel('NABP e-Profile ID').selectOption(key);
  await page.getByRole('button', { name: 'Save settings' }).click();
  await toasted(page, 'Settings saved');
  await a11y(page);
  await open(page, 'sysadmin', '/settings/webhook', 'Webhook');
  await expect(page.getByText('There is no secret to sign with')).toBeVisible();
  await page.getByLabel('Address').fill('http://ams.example.org/hook');
  allow(page, 422);
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText(/Must begin with https:/)).toBeVisible();
  await a11y(page);
  await page.getByLabel('Address').fill(`https://ams.example.org/${key}`);
  await page.getByRole('button', { name: 'Save settings' }).click();
  await toasted(page, 'Settings saved');
});
