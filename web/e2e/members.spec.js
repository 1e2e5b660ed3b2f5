import { demo, mailTo, newAccount, newProgram, readRequirement, signIn, TODAY, unique } from './api.js';
import { a11y, allow, atScreen, chooseInAccountMenu, enter, expect, open, test, tick, toasted, toPlace } from './fixtures.js';

/** @typedef {import('@playwright/test').Page} Page */

const OPEN = { self_enrollment: true, in_catalogue: true, allow_enrollee_cancel: true };

/** @param {Page} page @param {Record<string, string>} values */
async function fill(page, values) {
  for (const [label, value] of Object.entries(values)) {
    // One field after the other, as people do.
    // eslint-disable-next-line no-await-in-loop
    await page.getByLabel(label, { exact: true }).fill(value);
  }
}

/** Nothing stands out to the side, however long a name is. @param {Page} page */
const fits = async (page) => expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'the page scrolls sideways').toBe(true);

/** @param {Page} page @param {{code: string, name: string}} program */
async function openInCatalogue(page, program) {
  await toPlace(page, 'Catalogue');
  await atScreen(page, 'Catalogue');
  await page.getByRole('searchbox', { name: 'Find a program' }).fill(program.code);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.getByRole('link', { name: program.name }).click();
  await atScreen(page, program.name);
}

/** @param {Page} page @param {{name: string}} program */
async function enrollHere(page, program) {
  await page.getByRole('button', { name: 'Enroll', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Enroll in ${program.name}?` });
  await expect(dialog.getByText('15 Dec 2026'), 'until when there is time').toBeVisible();
  await a11y(page);
  await dialog.getByRole('button', { name: 'Enroll' }).click();
  await toasted(page, `You are enrolled in ${program.name}`);
  await atScreen(page, program.name);
}

/** Registers for a class through the cart, and gives the requirement that it is for. @param {Page} page @param {{id: number}} enrollment @param {string} title */
async function takeClass(page, enrollment, title) {
  const place = await readRequirement(enrollment, 'Class');
  await page.goto(`/my-programs/${enrollment.id}/requirements/${place.id}`);
  await page.getByRole('link', { name: `Register for ${title}` }).click();
  await atScreen(page, title);
  await a11y(page);
  await page.getByRole('button', { name: 'Register Now' }).click();
  await atScreen(page, 'Cart');
  await a11y(page);
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await expect(page.getByText('You are registered')).toBeVisible();
  await a11y(page);
  return place;
}

/** Staff approve what a person has submitted, who then has the browser again. @param {Page} page @param {string} family */
async function approve(page, family) {
  const own = await page.context().cookies();
  await open(page, 'certadmin', `/completions?q=${encodeURIComponent(family)}`, 'Program completions');
  await tick(page, family);
  await a11y(page);
  await page.getByRole('button', { name: 'Approve selected' }).click();
  await expect(page.getByText('1 completion approved')).toBeVisible();
  await page.context().clearCookies();
  await page.context().addCookies(own);
}

/** The mail with the certificate leads to the page that anybody may look at. @param {Page} page @param {string} email @param {{name: string}} program */
async function openCertificate(page, email, program) {
  const arrived = await mailTo(email, `Your certificate: ${program.name}`);
  const verify = arrived.links.find((/** @type {string} */ one) => one.includes('/verify/'));
  await page.goto(String(verify));
  await atScreen(page, 'This certificate is valid');
  await a11y(page);
  await page.goto('/');
}

test('IMIS-02 IMIS-33 IMIS-45 IMIS-50 IMIS-54 a stranger registers, confirms by mail, enrolls, takes a class and submits what staff approve, gets the certificate, and cancels another program', async ({ page }) => {
  const session = { title: unique('Session '), starts_at: '2026-07-15T09:00:00Z', ends_at: '2026-07-15T17:00:00Z', capacity: 5 };
  const [program, other] = [
    await newProgram({ requirements: [{ title: 'Essay', needs_approval: true }, { title: 'Class', kind: 'class', offerings: [session] }], settings: OPEN }), await newProgram({ requirements: ['Talk'], settings: OPEN }),
  ];
  const [email, password, family] = [`${unique('stranger')}@example.test`, unique('lantern-by-the-'), `${'ß'.repeat(60)}-${unique('')}`];

  await page.goto('/');
  await atScreen(page, 'Sign in');
  await page.getByRole('link', { name: 'Register' }).click();
  await atScreen(page, 'Register');
  await page.getByRole('button', { name: 'Register' }).click();
  await expect(page.getByRole('alert').getByRole('link', { name: 'Enter your given name' })).toBeVisible();
  await a11y(page);
  await fill(page, { 'Given name': 'عبد الرحمن', 'Family name': family, 'E-mail address': email, Password: 'too short' });
  await page.getByRole('button', { name: 'Register' }).click();
  await expect(page.getByText('The password must have at least 12 characters')).toBeVisible();
  await fill(page, { Password: password });
  await page.getByRole('button', { name: 'Register' }).click();
  await atScreen(page, 'Confirm your address');
  await expect(page.getByText(email)).toBeVisible();
  await a11y(page);

  const [link] = (await mailTo(email)).links;
  await page.goto(link);
  await atScreen(page, 'Confirm your address');
  await a11y(page);
  allow(page, 422, 410);
  await fill(page, { Password: 'not the password' });
  await page.getByRole('button', { name: 'Confirm and sign in' }).click();
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/not the one that was chosen/);
  await fill(page, { Password: password });
  await page.getByRole('button', { name: 'Confirm and sign in' }).click();
  await atScreen(page, 'My programs');
  await expect(page.getByText('You are not enrolled in any program')).toBeVisible();
  await fits(page);
  await a11y(page);

  await page.getByRole('link', { name: 'Open the catalogue' }).click();
  await atScreen(page, 'Catalogue');
  await a11y(page);
  await openInCatalogue(page, program);
  await expect(page.getByText('Open to you')).toBeVisible();
  await expect(page.getByText('Staff approval')).toBeVisible();
  await a11y(page);
  await enrollHere(page, program);
  await expect(page.getByText('Due by 15 Dec 2026')).toBeVisible();
  await a11y(page);

  await page.getByRole('region', { name: 'What to do next' }).getByRole('link', { name: 'Essay' }).click();
  await atScreen(page, 'Essay');
  await expect(page.getByText('Submit your completion', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Submit a completion' }).click();
  await expect(page.getByLabel('Grade'), 'nobody grades themselves').toHaveCount(0);
  await fill(page, { 'Notes (optional)': 'What I wrote' });
  await a11y(page);
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await toasted(page, 'Your completion is submitted');
  await expect(page.getByText('Awaiting approval')).toBeVisible();
  await expect(page.getByRole('button', { name: /Submit/ })).toHaveCount(0);

  const enrollment = { id: Number(/my-programs\/(\d+)/.exec(page.url())?.[1]) };
  const { status, completed_on: completedOn } = await readRequirement(enrollment, 'Essay');
  expect({ status, completedOn }).toEqual({ status: 'awaiting_approval', completedOn: TODAY });

  const place = await takeClass(page, enrollment, session.title);
  const staff = await demo('certadmin');
  await staff.post(`/enrollments/${enrollment.id}/requirements/${place.id}/completion`, { completed_on: TODAY, offering_id: place.offerings[0].id });
  await approve(page, family);
  await openCertificate(page, email, program);
  await toPlace(page, 'My programs');
  await expect(page.getByRole('region', { name: 'Earned' })).toContainText(program.name);
  await a11y(page);

  await openInCatalogue(page, other);
  await enrollHere(page, other);
  await page.getByRole('button', { name: 'Cancel program enrollment' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Cancel program enrollment?' });
  await expect(dialog).toContainText(`will no longer be enrolled in ${other.name}`);
  await a11y(page);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await toasted(page, 'Your enrollment was cancelled');
  await atScreen(page, 'My programs');
  await page.getByText('Earlier enrollments (1)').click();
  await expect(page.getByRole('listitem').filter({ hasText: other.name })).toContainText('Cancelled');

  await page.goto(`/sign-in`);
  await page.goto(link);
  await fill(page, { Password: password });
  await page.getByRole('button', { name: 'Confirm and sign in' }).click();
  await expect(page.getByRole('alert'), 'a link works once').toContainText('This link no longer works');
  await expect(page.getByRole('link', { name: 'Register again' })).toBeVisible();
  await a11y(page);
});

test('a forgotten password is set by a mailed link, and names, language and address are changed by oneself', async ({ page }) => {
  const person = await newAccount();
  const [password, moved] = [unique('meadow-by-the-'), `${unique('moved')}@example.test`];
  await page.goto('/');
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  await atScreen(page, 'Forgotten password');
  await a11y(page);
  await fill(page, { 'E-mail address': person.email });
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await atScreen(page, 'Look into your mailbox');
  await page.goto((await mailTo(person.email)).links[0]);
  await atScreen(page, 'Set a new password');
  await a11y(page);
  await fill(page, { 'New password': password, 'New password again': password });
  await page.getByRole('button', { name: 'Set password' }).click();
  await atScreen(page, 'Your password is set');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await fill(page, { 'E-mail address': person.email, Password: password });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await atScreen(page, 'My programs');

  await toPlace(page, 'My account');
  await atScreen(page, 'My account');
  await fill(page, { 'Given name': 'Augusta' });
  await page.getByLabel('Language of our mails').selectOption('Français');
  await page.getByLabel('Time zone in our mails').selectOption('Europe/Paris');
  await page.getByRole('button', { name: 'Save profile' }).click();
  await toasted(page, 'Profile saved');
  await expect(page.getByRole('button', { name: `Account of Augusta ${person.family_name}` }), 'the header follows').toBeVisible();

  allow(page, 422);
  await page.getByRole('button', { name: 'Change e-mail address' }).click();
  await fill(page, { 'New e-mail address': moved, 'Your password': 'not the password' });
  await a11y(page);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await expect(page.getByText('The current password is wrong')).toBeVisible();
  await fill(page, { 'Your password': password });
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await expect(page.getByText(`Waiting for ${moved}`)).toBeVisible();
  await page.goto((await mailTo(moved)).links[0]);
  await atScreen(page, 'Confirm your new address');
  await a11y(page);
  await page.getByRole('button', { name: 'Confirm the address' }).click();
  await atScreen(page, 'Your address is changed');
  expect((await (await signIn(moved, password)).get('/me'))).toMatchObject({ email: moved, pending_email: null, given_name: 'Augusta', language: 'fr', time_zone: 'Europe/Paris' });
});

test('the catalogue is open before signing in, and leads back to the program afterwards; staff go to their own programs and back', async ({ page }) => {
  const [program, person] = [await newProgram({ settings: OPEN }), await newAccount()];
  await page.goto('/catalogue');
  await atScreen(page, 'Catalogue');
  await a11y(page);
  await page.goto(`/catalogue/${program.id}`);
  await atScreen(page, program.name);
  await expect(page.getByText('Open to you')).toHaveCount(0);
  await a11y(page);
  await page.getByRole('link', { name: 'Sign in to enroll' }).click();
  await fill(page, { 'E-mail address': person.email, Password: person.password });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await atScreen(page, program.name);
  await expect(page.getByRole('button', { name: 'Enroll', exact: true })).toBeVisible();

  await enter(page, await (await newAccount(['staff'])).enter());
  await open(page, 'staff', '/enrollments/programs', 'Enrollments by program');
  await chooseInAccountMenu(page, 'My programs');
  await atScreen(page, 'My programs');
  await a11y(page);
  await page.getByRole('link', { name: 'Staff site' }).click();
  await atScreen(page, 'Enrollments by program');
});

test('on a phone the menu is a bar of five, whose rest opens and closes by keyboard', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, 'learner', '/my-programs', 'My programs');
  const bar = page.getByRole('navigation', { name: 'Main' });
  await expect(bar.getByRole('listitem').filter({ visible: true })).toHaveText(['My programs', 'My courses', 'Classes', 'Cart', 'More']);
  expect(await bar.evaluate((element) => element.scrollWidth <= element.clientWidth), 'the bar does not scroll').toBe(true);
  await bar.getByRole('button', { name: 'More' }).press('Enter');
  const sheet = page.getByRole('dialog', { name: 'More' });
  await expect(sheet.getByRole('link', { name: 'Catalogue' })).toBeVisible();
  await a11y(page);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(bar.getByRole('button', { name: 'More' })).toBeFocused();
  await toPlace(page, 'Certificates');
  await atScreen(page, 'My certificates');
  await expect(sheet).toBeHidden();
});
