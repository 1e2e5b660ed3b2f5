import { demo, enroll, newContact, newFamily, newFile, newProgram, record, setProgram } from './api.js';
import { a11y, atScreen, expect, open, row, test, tick, toasted } from './fixtures.js';

const EXPIRED = '2025-01-01';

/** One contact for each way of becoming inactive, and one who is active. */
async function inactiveFamily() {
  const [running, ended, called] = [await newProgram(), await newProgram(), await newProgram()];
  const { family, contacts } = await newFamily(['Abel', 'Bodil', 'Cleo', 'Dirk', 'Elin']);
  const [expired] = await enroll(running, [contacts[0]], EXPIRED);
  const [cancelled] = await enroll(running, [contacts[1]]);
  const [inactive] = await enroll(ended, [contacts[2]]);
  const [over] = await enroll(called, [contacts[3]]);
  await enroll(running, [contacts[4]]);
  await record(inactive, 'First paper', { file_ids: [await newFile()] });
  await (await demo('manager')).post(`/enrollments/${cancelled.id}/cancel`, { reason: 'Moved away' });
  await setProgram(ended.id, { status: 'inactive' });
  await setProgram(called.id, { status: 'cancelled' });
  return { family, contacts, ended, enrollments: { expired, cancelled, inactive, over } };
}

/** @param {import('@playwright/test').Page} page */
const names = (page) => page.getByRole('table', { name: 'Inactive enrollments' }).or(page.getByRole('grid', { name: 'Inactive enrollments' })).getByRole('rowheader');

/** @param {import('@playwright/test').Page} page @param {string} text */
async function find(page, text) {
  await page.getByRole('searchbox', { name: 'Find an enrollee' }).fill(text);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
}

test('IMIS-34 IMIS-36 IMIS-37 IMIS-38 the list has only inactive enrollments, each with its reason; Find with no input lists all', async ({ page }) => {
  const { family, contacts, enrollments } = await inactiveFamily();
  await open(page, 'sysadmin', '/enrollments/inactive', 'Inactive enrollments');
  await find(page, family);
  await expect(names(page), 'the newest first, without who is active').toHaveText(contacts.slice(0, 4).toReversed().map(({ name }) => name));
  await expect(row(page, contacts[0].name)).toContainText('The enrollment expired');
  await expect(row(page, contacts[1].name)).toContainText('The enrollment was cancelled');
  await expect(row(page, contacts[2].name)).toContainText('The program is no longer offered');
  await expect(row(page, contacts[3].name)).toContainText('The program was cancelled');
  await expect(page.getByText('Only people with the role Certification Manager may purge inactive enrollments.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Purge Selected' })).toHaveCount(0);
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await a11y(page);
  const sysadmin = await demo('sysadmin');
  expect(await sysadmin.ask('POST', '/enrollments/purge', { ids: [enrollments.expired.id] })).toMatchObject({ status: 403, body: { code: 'right_missing' } });

  await find(page, contacts[2].contact_no);
  await expect(names(page)).toHaveText([contacts[2].name]);
  await find(page, contacts[4].contact_no);
  await expect(page.getByText(`No inactive enrollment fits “${contacts[4].contact_no}”`)).toBeVisible();
  await find(page, '');
  const { items } = await sysadmin.get('/enrollments?inactive=true');
  expect(items.length).toBeGreaterThan(4);
  await expect(names(page)).toHaveCount(items.length);
});

test('IMIS-35 IMIS-39 purging removes just the ticked enrollments, after it said what goes, and the contacts stay', async ({ page }) => {
  const { family, contacts, ended, enrollments } = await inactiveFamily();
  await open(page, 'manager', `/enrollments/inactive?q=${family}`, 'Inactive enrollments');
  await expect(page.getByRole('button', { name: 'Purge Selected' })).toBeDisabled();
  await tick(page, contacts[0].name);
  await tick(page, contacts[2].name);
  await tick(page, contacts[3].name);
  await page.getByRole('button', { name: 'Purge Selected' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Purge the ticked enrollments?' });
  await expect(dialog).toContainText('This deletes 3 enrollments of 3 contacts with 1 completion and 1 file. It cannot be undone. The contacts stay.');
  await expect(dialog.getByRole('listitem')).toHaveCount(3);
  await expect(dialog).toContainText(`${contacts[2].name}, ${ended.name}`);
  await expect(dialog.getByRole('button', { name: 'Purge' })).toBeDisabled();
  await a11y(page);
  await dialog.getByRole('button', { name: 'Keep them' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(names(page)).toHaveCount(4);

  await setProgram(ended.id, { status: 'active' });
  await page.getByRole('button', { name: 'Purge Selected' }).click();
  await expect(dialog).toContainText('1 ticked enrollment is no longer inactive and will be left alone.');
  await dialog.getByLabel('Type “purge” to go on').fill('purge');
  await dialog.getByRole('button', { name: 'Purge' }).click();
  await toasted(page, '2 enrollments purged, 1 enrollment left alone');
  await expect(names(page)).toHaveText([contacts[1].name]);
  await a11y(page);
  const manager = await demo('manager');
  const status = async (/** @type {{id: number}} */ { id }) => (await manager.ask('GET', `/enrollments/${id}`)).status;
  expect(await Promise.all([enrollments.expired, enrollments.over, enrollments.inactive, enrollments.cancelled].map(status))).toEqual([404, 404, 200, 200]);
  await page.goto(`/enrollments/people/${contacts[0].id}`);
  await atScreen(page, contacts[0].name);
  await expect(page.getByText(`${contacts[0].name} is not enrolled in any program`)).toBeVisible();
});

test('what is ticked stays ticked through another search', async ({ page }) => {
  const program = await newProgram();
  const [first, second] = [await newContact(), await newContact()];
  await enroll(program, [first, second], EXPIRED);
  await open(page, 'manager', '/enrollments/inactive', 'Inactive enrollments');
  for (const { family_name, name } of [first, second]) {
    /* eslint-disable no-await-in-loop */
    await find(page, family_name);
    await expect(names(page)).toHaveText([name]);
    await tick(page, name);
    /* eslint-enable no-await-in-loop */
  }
  await expect(page.getByText('2 enrollments ticked')).toBeVisible();
  await page.getByRole('button', { name: 'Purge Selected' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByRole('listitem')).toHaveText([`${first.name}, ${program.name}`, `${second.name}, ${program.name}`]);
  await dialog.getByLabel('Type “purge” to go on').fill('PURGE');
  await dialog.getByRole('button', { name: 'Purge' }).click();
  await toasted(page, '2 enrollments purged');
  await expect(page.getByText('Tick the enrollments to purge.')).toBeVisible();
});
