import { Caller, demo, demoPassword, newAccount, newContact, unique, url } from './api.js';
import { a11y, allow, atScreen, chooseInAccountMenu, enter, expect, open, test, toasted } from './fixtures.js';

/** @param {import('@playwright/test').Page} page @param {string} email @param {string} password */
async function fillIn(page, email, password) {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('sign-in says what is missing, in a summary that takes the focus and links to the fields', async ({ page }) => {
  await page.goto('/');
  await atScreen(page, 'Sign in');
  await a11y(page);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const summary = page.getByRole('alert');
  await expect(summary).toContainText('There is a problem');
  await expect(summary).toBeFocused();
  await a11y(page);
  await summary.getByRole('link', { name: 'Enter your password' }).click();
  await expect(page.getByLabel('Password')).toBeFocused();
  await page.getByLabel('E-mail address').fill('staff@demo.test');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(summary, 'one wrong field takes the focus itself').toHaveCount(0);
  await expect(page.getByLabel('Password')).toBeFocused();
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/Enter your password/);
});

test('a wrong password is refused without saying which part was wrong, and the right one signs in', async ({ page }) => {
  allow(page, 401);
  const person = await newAccount(['staff']);
  await page.goto('/enrollments/inactive?q=abc');
  await fillIn(page, person.email, 'not the password');
  await expect(page.getByRole('alert')).toContainText('The e-mail address or the password is wrong');
  await expect(page.getByLabel('E-mail address')).toHaveValue(person.email);
  await fillIn(page, person.email, person.password);
  await atScreen(page, 'Inactive enrollments');
  await expect(page, 'the address that was asked for').toHaveURL(/\/enrollments\/inactive\?q=abc$/);
});

test('after several wrong passwords the page says how long to wait', async ({ page }) => {
  allow(page, 401);
  allow(page, 429);
  const email = `${unique('nobody')}@example.test`;
  await page.goto('/');
  const wrong = page.getByRole('alert').filter({ hasText: 'is wrong' });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const answer = page.waitForResponse('**/api/session');
    // Each attempt waits for the answer to the one before.
    // eslint-disable-next-line no-await-in-loop
    await fillIn(page, email, 'not the password');
    // eslint-disable-next-line no-await-in-loop
    expect((await answer).status()).toBe(401);
    // eslint-disable-next-line no-await-in-loop
    await expect(page.getByRole('img', { name: 'Working' }), 'the page has taken the answer in').toHaveCount(0);
    // eslint-disable-next-line no-await-in-loop
    await expect(wrong).toBeVisible();
  }
  await fillIn(page, email, 'not the password');
  await expect(page.getByText('Too many attempts')).toBeVisible();
  await expect(page.getByText(/wait \d+ seconds? before you try again/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeDisabled();
});

test('signing out ends the session, and another page that is still open says so', async ({ page, context }) => {
  allow(page, 401);
  const person = await newAccount(['staff']);
  await open(page, await person.enter(), '/components', 'Components');
  const other = await context.newPage();
  await other.goto('/components');
  await chooseInAccountMenu(other, 'Sign out');
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await other.close();
  await page.getByRole('link', { name: 'New component' }).click();
  await page.getByLabel('Title').fill('Not saved');
  await page.getByLabel('Code').fill(unique('C-'));
  await page.getByRole('button', { name: 'Create component' }).click();
  await atScreen(page, 'Sign in');
  await expect(page.getByText('Your session ended. Sign in to go on where you were.')).toBeVisible();
  await fillIn(page, person.email, person.password);
  await atScreen(page, 'New component');
});

test('signing out everywhere asks first, then ends every session of the person', async ({ page }) => {
  const person = await newAccount(['staff']);
  const elsewhere = await person.enter();
  await open(page, await person.enter(), '/account', 'My account');
  await chooseInAccountMenu(page, 'Sign out everywhere');
  const dialog = page.getByRole('alertdialog', { name: 'Sign out everywhere?' });
  await a11y(page);
  await dialog.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(dialog).toHaveCount(0);
  expect((await elsewhere.ask('GET', '/session')).status).toBe(200);
  await chooseInAccountMenu(page, 'Sign out everywhere');
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
  await atScreen(page, 'Sign in');
  expect((await elsewhere.ask('GET', '/session')).status).toBe(401);
});

test('an invitation link sets a password once', async ({ page }) => {
  allow(page, 410);
  const contact = await newContact();
  const { token } = await (await demo('sysadmin')).post(`/contacts/${contact.id}/invitation`);
  await page.goto(`/set-password#${token}`);
  await atScreen(page, 'Set your password');
  await a11y(page);
  const password = unique('river-behind-the-');
  await page.getByLabel('New password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('The new password must have at least 12 characters')).toBeVisible();
  await page.getByLabel('New password', { exact: true }).fill(contact.email);
  await page.getByLabel('New password again').fill(contact.email);
  allow(page, 422);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByLabel('New password', { exact: true }), 'the server’s word stands beside the field').toHaveAccessibleDescription(/e-mail/);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('The two new passwords are not the same')).toBeVisible();
  await page.getByLabel('New password again').fill(password);
  await page.getByRole('button', { name: 'Set password' }).click();
  await atScreen(page, 'Your password is set');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await fillIn(page, contact.email, password);
  await expect(page.getByRole('button', { name: `Account of ${contact.name}` })).toBeVisible();
  await page.goto('/account');
  await page.goto(`/set-password#${token}`);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password again').fill(password);
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByRole('alert')).toContainText('This link no longer works');
  await page.goto('/set-password');
  await expect(page.getByText('This link is not complete')).toBeVisible();
});

test('the password is changed with the current one, and other sessions end', async ({ page }) => {
  allow(page, 422);
  const person = await newAccount();
  const elsewhere = await person.enter();
  await open(page, await person.enter(), '/account', 'My account');
  const password = unique('candle-in-the-hall-');
  await page.getByLabel('Current password').fill('not the password');
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password again').fill(password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('The current password is wrong')).toBeVisible();
  await page.getByLabel('Current password').fill(person.password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await toasted(page, 'Password changed. Your other sessions have ended.');
  await expect(page.getByLabel('Current password')).toHaveValue('');
  expect((await elsewhere.ask('GET', '/session')).status).toBe(401);
  await page.reload();
  await atScreen(page, 'My account');
});

test('dark mode is chosen, kept, and as readable as light', async ({ page }) => {
  await open(page, 'staff', '/account', 'My account');
  await a11y(page);
  await page.getByLabel('Colours').selectOption('Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await a11y(page);
  await page.goto('/enrollments/programs');
  await atScreen(page, 'Enrollments by program');
  await expect(page.locator('html'), 'kept for the next page').toHaveAttribute('data-theme', 'dark');
  await a11y(page);
  await chooseInAccountMenu(page, 'Use light mode');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('the demo password signs in the people of the demo', async ({ page }) => {
  await page.goto('/');
  await fillIn(page, 'certadmin@demo.test', demoPassword);
  await atScreen(page, 'Enrollments by program');
  expect((await new Caller((await page.context().cookies(url)).map(({ name, value }) => `${name}=${value}`)).get('/session')).email).toBe('certadmin@demo.test');
  await enter(page, 'staff');
});
