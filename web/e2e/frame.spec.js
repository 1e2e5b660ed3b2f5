import { demo, newContact, newEnrollment } from './api.js';
import { a11y, allow, atScreen, expect, open, test } from './fixtures.js';

/** The menu: beside the content, or in a drawer on a phone. @param {import('@playwright/test').Page} page @param {boolean} isPhone */
async function openMenu(page, isPhone) {
  if (isPhone) await page.getByRole('button', { name: 'Open the menu' }).click();
  const menu = page.getByRole('navigation', { name: 'Main' });
  await expect(menu).toBeVisible();
  return menu;
}

/** The menu as an outline; the look may put headings into capitals. @param {import('@playwright/test').Locator} menu */
const outline = async (menu) => (await menu.locator('h2, h3, a').allInnerTexts()).map((text) => text.toLowerCase());

const CERTIFICATION = [
  'certification', 'enrollments', 'by program', 'by enrollee', 'inactive enrollments', 'program completions', 'orders', 'certificates',
  'define programs', 'certification programs', 'components',
];
const COURSES = ['courses', 'courses', 'events'];

test('the menu leads to every place of the certification area by its own name', async ({ page, isMobile }) => {
  await open(page, 'sysadmin', '/', 'Enrollments by program');
  await a11y(page);
  const menu = await openMenu(page, isMobile);
  if (isMobile) await a11y(page);
  expect(await outline(menu)).toEqual([
    ...CERTIFICATION, 'certificate templates', ...COURSES, 'import', 'import files', 'reports', 'credit reports',
    'settings', 'organisation', 'certificate settings', 'credit types', 'profile fields', 'organisational segments', 'staff and roles', 'audit log',
    'report settings', 'webhook', 'mail',
  ]);
  if (isMobile) await page.getByRole('button', { name: 'Close the menu' }).click();
  const places = {
    'By enrollee': 'Enrollments by enrollee', 'Inactive enrollments': 'Inactive enrollments', 'Program completions': 'Program completions', Certificates: 'Certificates', 'Certificate templates': 'Certificate templates',
    'Certification programs': 'Certification programs', Components: 'Components', Courses: 'Courses', Events: 'Events', 'Import files': 'Import', 'Credit reports': 'Reports', 'Credit types': 'Credit types', 'Report settings': 'Report settings', Webhook: 'Webhook', Mail: 'Mail', Organisation: 'Organisation', 'Staff and roles': 'Staff and roles',
    'Audit log': 'Audit log', 'By program': 'Enrollments by program',
  };
  for (const [label, heading] of Object.entries(places)) {
    // One screen after the other, as a person goes.
    /* eslint-disable no-await-in-loop */
    const link = (await openMenu(page, isMobile)).getByRole('link', { name: label, exact: true });
    await link.click();
    await atScreen(page, heading);
    await expect(page.getByRole('heading', { level: 1 }), 'the heading takes the focus').toBeFocused();
    if (!isMobile) await expect(link).toHaveAttribute('aria-current', 'page');
    if (isMobile) await expect(page.getByRole('dialog'), 'the drawer closes by itself').toHaveCount(0);
    /* eslint-enable no-await-in-loop */
  }
});

test('the menu shows only what the role may open, and an address beyond it says why', async ({ page, isMobile }) => {
  await open(page, 'staff', '/settings/audit', 'Audit log');
  await expect(page.getByText('Your role does not include this page')).toBeVisible();
  await a11y(page);
  const menu = await openMenu(page, isMobile);
  expect(await outline(menu)).toEqual([...CERTIFICATION, ...COURSES, 'reports', 'credit reports']);
  if (isMobile) await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Go to the first page' }).click();
  await atScreen(page, 'Enrollments by program');
});

test('an address that leads nowhere says so, and so does a thing that is not there', async ({ page }) => {
  await open(page, 'staff', '/no/such/page', 'Page not found');
  await expect(page.getByText('There is no page at this address')).toBeVisible();
  await a11y(page);
  allow(page, 404);
  const lost = ['/programs/999999999', '/enrollments/999999999', '/components/999999999', '/enrollments/people/999999999', '/enrollments/programs/999999999', '/contacts/999999999/edit'];
  for (const path of lost) {
    // eslint-disable-next-line no-await-in-loop
    await page.goto(path);
    // eslint-disable-next-line no-await-in-loop
    await expect(page.getByRole('alert')).toContainText('There is no such thing');
  }
  await a11y(page);
});

test('from the first key to a contact without a pointer', async ({ page }) => {
  const contact = await newContact();
  await open(page, 'staff', '/components', 'Components');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await expect(skip, 'the first stop skips the menu').toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'New component' }), 'the next stop is in the content').toBeFocused();
  await page.keyboard.press('/');
  const search = page.getByRole('combobox', { name: 'Find a contact' });
  await expect(search).toBeFocused();
  await page.keyboard.type('q');
  await expect(page.getByText('Type at least two letters')).toBeVisible();
  await search.fill(contact.family_name);
  await expect(page.getByRole('option', { name: contact.name })).toBeVisible();
  await a11y(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await atScreen(page, contact.name);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('/');
  await page.keyboard.type('nobody is called this');
  await expect(page.getByText('No contact with that name, number or e-mail')).toBeVisible();
  await page.keyboard.press('Escape');
});

test('the way back leads to the list as it was', async ({ page }) => {
  const { program } = await newEnrollment();
  await open(page, 'staff', '/enrollments/programs', 'Enrollments by program');
  await page.getByLabel('Find a program').last().fill(program.code);
  await page.keyboard.press('Enter');
  await page.getByLabel('Status').selectOption('Active');
  await page.getByRole('link', { name: program.name }).click();
  await atScreen(page, program.name);
  await page.goBack();
  await atScreen(page, 'Enrollments by program');
  await expect(page).toHaveURL(new RegExp(`q=${program.code}&status=active$`));
  await expect(page.getByLabel('Find a program').last()).toHaveValue(program.code);
  await expect(page.getByRole('link', { name: program.name })).toBeVisible();
});

test('when the server fails or cannot be reached, the screen says so and tries again', async ({ page }) => {
  allow(page, 503, /ERR_FAILED/, /ERR_INTERNET_DISCONNECTED/);
  await open(page, 'staff', '/account', 'My account');
  const broken = { title: 'Try again in a moment', status: 503, code: 'busy', detail: 'The database does not answer.', remedy: 'Nothing was changed. Send the same request again.' };
  await page.route('**/api/components*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', json: broken }));
  await page.goto('/components');
  await expect(page.getByRole('alert')).toContainText('The database does not answer.');
  await a11y(page);
  await page.unroute('**/api/components*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('table', { name: 'Components' })).toBeVisible();
  await page.route('**/api/**', (route) => route.abort());
  await page.getByLabel('Kind').selectOption('Exam');
  await expect(page.getByRole('alert')).toContainText('Laurel could not be reached');
  await expect(page.getByRole('alert')).toContainText('Check your connection');
  await page.unroute('**/api/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('table', { name: 'Components' })).toBeVisible();
});

test('a submit whose answer was lost is sent again without doing anything twice', async ({ page }) => {
  allow(page, /ERR_FAILED/);
  const { family_name } = await newContact();
  await open(page, 'staff', '/contacts/new', 'New contact');
  await page.getByLabel('Given name').fill('Twice');
  await page.getByLabel('Family name').fill(family_name);
  await page.route('**/api/contacts', async (route) => { await route.fetch(); await route.abort(); }, { times: 1 });
  await page.getByRole('button', { name: 'Create contact' }).click();
  await expect(page.getByRole('alert')).toContainText('Sending again is safe');
  await page.getByRole('button', { name: 'Create contact' }).click();
  await atScreen(page, `Twice ${family_name}`);
  const { items } = await (await demo('staff')).get(`/contacts?q=${family_name}`);
  expect(items.filter((/** @type {any} */ one) => one.given_name === 'Twice')).toHaveLength(1);
});
