import { Caller, demo, newAccount, newContact, signIn, unique } from './api.js';
import { a11y, allow, expect, open, row, test, toasted, typeDate } from './fixtures.js';

test('the name of the organisation stands at the top of every page, and its time zone is chosen by name', async ({ page }) => {
  const sysadmin = await demo('sysadmin');
  const before = await sysadmin.get('/settings');
  await open(page, 'sysadmin', '/settings/organisation', 'Organisation');
  await page.getByLabel('Name').fill('');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByLabel('Name')).toHaveAccessibleDescription(/Enter the name of the organisation/);
  await a11y(page);
  const name = unique('Harbour Institute ');
  await page.getByLabel('Name').fill(name);
  await page.getByRole('combobox', { name: 'Time zone' }).fill('new york');
  await expect(page.getByRole('option', { name: 'America/New_York' })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('Français');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await toasted(page, 'Settings saved');
  await expect(page.getByRole('banner')).toContainText(name);
  const after = await sysadmin.get('/settings');
  expect(after).toMatchObject({ organisation_name: name, time_zone: 'America/New_York', language: 'fr' });
  await sysadmin.patch('/settings', { organisation_name: before.organisation_name, time_zone: before.time_zone, language: before.language }, after.version);
});

test('what certificates say of their issuer is set in one place, and everything that is wrong is said at once', async ({ page }) => {
  const sysadmin = await demo('sysadmin');
  const before = await sysadmin.get('/certificate-settings');
  await open(page, 'sysadmin', '/settings/certificates', 'Certificate settings');
  await expect(page.getByText(before.did)).toBeVisible();
  await page.getByLabel('Numbers begin with').fill('a-b');
  await page.getByLabel('Website').fill('example.org');
  await page.getByLabel('E-mail address').fill('nobody');
  allow(page, 422);
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByRole('alert').getByRole('link')).toHaveCount(3);
  await expect(page.getByLabel('Website')).toHaveAccessibleDescription(/Must be an address like https:/);
  await a11y(page);
  await page.getByLabel('Numbers begin with').fill('HBR');
  await page.getByLabel('Website').fill('https://harbour.example');
  await page.getByLabel('E-mail address').fill('certificates@harbour.example');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await toasted(page, 'Certificate settings saved');
  const after = await sysadmin.get('/certificate-settings');
  expect(after).toMatchObject({ serial_prefix: 'HBR', website: 'https://harbour.example', email: 'certificates@harbour.example' });
  await sysadmin.patch('/certificate-settings', { serial_prefix: before.serial_prefix, website: before.website, email: before.email }, after.version);
});

test('a contact becomes staff, gets an invitation link that works once, and loses the roles again', async ({ page, context, isMobile }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const contact = await newContact({ given_name: 'Aaa' });
  const staff = page.getByRole('table', { name: 'Staff' });
  await open(page, 'sysadmin', '/settings/staff', 'Staff and roles');
  await a11y(page);
  await page.getByRole('button', { name: 'Add staff' }).click();
  const search = page.getByRole('dialog', { name: 'Add staff' });
  await search.getByRole('combobox', { name: 'Contact' }).fill(contact.family_name);
  await page.getByRole('option', { name: contact.name }).click();
  const roles = page.getByRole('dialog', { name: `Roles of ${contact.name}` });
  await expect(roles.getByRole('button', { name: 'Save roles' })).toBeDisabled();
  await roles.locator('.choice').filter({ hasText: 'Certification Manager' }).first().click();
  await roles.locator('.choice').filter({ hasText: 'Enrolls contacts' }).click();
  await a11y(page);
  await roles.getByRole('button', { name: 'Save roles' }).click();
  await toasted(page, `Roles of ${contact.name} saved`);
  await expect(row(staff, contact.name)).toContainText('Certification Manager and Staff');
  await expect(row(staff, contact.name)).toContainText('Never');

  await page.getByRole('button', { name: `Make an invitation link for ${contact.name}` }).click();
  const invitation = page.getByRole('dialog', { name: `Invitation link for ${contact.name}` });
  await invitation.getByRole('button', { name: 'Make the link' }).click();
  await expect(invitation.getByText('This link is shown only now')).toBeVisible();
  await a11y(page);
  const link = await invitation.getByLabel('Invitation link').inputValue();
  await invitation.getByRole('button', { name: 'Copy link' }).click();
  await expect(invitation.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await invitation.getByRole('button', { name: 'Done' }).click();
  const password = unique('lantern-by-the-quay-');
  const token = new URL(link).hash.slice(1);
  await new Caller([]).post('/invitations/accept', { token, password });
  expect((await new Caller([]).ask('POST', '/invitations/accept', { token, password })).status).toBe(410);
  const { items } = await (await signIn(contact.email, password)).get('/programs?limit=1');
  expect(items).toHaveLength(1);

  await page.reload();
  await expect(row(staff, contact.name)).not.toContainText('Never');
  const given = staff.getByRole('rowheader');
  const sorted = (await given.allTextContents()).toSorted((a, b) => b.localeCompare(a));
  if (isMobile) await page.getByRole('combobox', { name: 'Sort by, Staff' }).selectOption('Name, descending');
  else await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending');
  await expect(given).toHaveText(sorted);

  await page.getByRole('button', { name: `Set the roles of ${contact.name}` }).click();
  await roles.locator('.choice').filter({ hasText: 'Certification Manager' }).first().click();
  await roles.locator('.choice').filter({ hasText: 'Enrolls contacts' }).click();
  await roles.getByRole('button', { name: 'Save roles' }).click();
  await toasted(page, `Roles of ${contact.name} saved`);
  expect(await (await demo('sysadmin')).get(`/contacts/${contact.id}`)).toMatchObject({ roles: [] });
});

test('the audit log is narrowed to an action, a person and days, and is verified from its page', async ({ page }) => {
  const person = await newAccount(['staff']);
  const caller = await person.enter();
  const contact = await newContact();
  await caller.patch(`/contacts/${contact.id}`, { given_name: 'Beatrice' }, contact.version);
  await open(page, 'sysadmin', '/settings/audit', 'Audit log');
  await expect(page.getByRole('main').locator('time').first()).toBeVisible();
  await a11y(page);
  await page.getByLabel('Who').selectOption({ label: person.name });
  await page.getByRole('searchbox', { name: 'Action' }).fill('contact.update');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  const entries = page.getByRole('main').getByRole('listitem').filter({ has: page.locator('time') });
  await expect(entries).toHaveText([new RegExp(`Contact changed.*${person.name}.*Given name.*Ada.*became.*Beatrice`)]);
  await expect(page).toHaveURL(/action=contact\.update/);
  await typeDate(page, 'To', '2026-06-14');
  await expect(page.getByText('Nothing fits')).toBeVisible();
  await a11y(page);
  await typeDate(page, 'To', '2026-06-15');
  await expect(entries).toHaveCount(1);
  await typeDate(page, 'From', '2026-06-15');
  await expect(entries).toHaveCount(1);
  await page.reload();
  await expect(entries, 'the address keeps the filter').toHaveCount(1);

  await page.getByRole('button', { name: 'Verify the audit' }).click();
  const verdict = page.getByRole('alert').filter({ hasText: 'the audit stands as it was written' });
  await expect(verdict).toContainText(/\d+ entries checked/, { timeout: 30_000 });
  await a11y(page);
  await page.reload();
  await expect(verdict, 'the address keeps the verdict').toBeVisible();
});

test('a right that was taken away shows at the next step', async ({ page }) => {
  allow(page, 403);
  const person = await newAccount(['sysadmin']);
  await open(page, await person.enter(), '/settings/organisation', 'Organisation');
  await (await demo('sysadmin')).put(`/contacts/${person.id}/roles`, { roles: ['staff'] });
  await page.getByLabel('Name').fill('Not allowed');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByRole('alert')).toContainText('You may not do that');
  await expect(page.getByRole('alert')).toContainText('Ask a SysAdmin for a role that has it');
});
