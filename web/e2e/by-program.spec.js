import { demo, earn, enroll, newContact, newFamily, newProgram, record, setProgram, unique } from './api.js';
import { a11y, allow, atScreen, expect, fact, open, row, test, tick, typeDate } from './fixtures.js';

/** A program with one enrollee in each place that a tracker counts, and one who cancelled. */
async function trackedProgram() {
  const program = await newProgram();
  const { family, contacts } = await newFamily(['Earned', 'Begun', 'Nothing', 'Grace', 'Expired', 'Cancelled']);
  const [earned, begun, nothing, gone] = await enroll(program, [contacts[0], contacts[1], contacts[2], contacts[5]]);
  await enroll(program, [contacts[3]], '2025-11-01');
  await enroll(program, [contacts[4]], '2025-01-01');
  await earn(earned);
  await record(begun, 'First paper');
  await (await demo('manager')).post(`/enrollments/${gone.id}/cancel`, { reason: 'Moved away' });
  return { program, family, contacts, nothing };
}

/** The rows of the list as names. @param {import('@playwright/test').Page} page */
const names = (page) => page.getByRole('table', { name: 'Enrollees' }).getByRole('rowheader');

test('IMIS-01 each program is listed with the number of its registrants, and its page shows who they are', async ({ page }) => {
  const { program, family } = await trackedProgram();
  await open(page, 'staff', '/enrollments/programs', 'Enrollments by program');
  await page.getByRole('searchbox', { name: 'Find a program' }).fill(program.code);
  await page.getByRole('button', { name: 'Find' }).click();
  const line = row(page.getByRole('table', { name: 'Programs' }), program.code);
  await expect(line.getByRole('cell').last()).toHaveText('5');
  await line.getByRole('link', { name: program.name }).click();
  await atScreen(page, program.name);
  await expect(names(page), 'ordered by name').toHaveText(['Begun', 'Earned', 'Expired', 'Grace', 'Nothing'].map((given) => `${given} ${family}`));
  await page.goto('/enrollments/programs?q=no-program-has-this-name');
  await expect(page.getByText('No program fits')).toBeVisible();
  await a11y(page);
});

test('IMIS-08 IMIS-09 IMIS-10 IMIS-11 IMIS-12 four trackers stay across the top, count everybody once, and filter the list', async ({ page }) => {
  const { program, family } = await trackedProgram();
  await open(page, 'staff', `/enrollments/programs/${program.id}`, program.name);
  const trackers = page.getByRole('list', { name: 'Enrollees by progress' }).getByRole('button');
  await expect(trackers).toHaveText([
    /Earned\s*1\s*of 5 enrollees/, /Enrolled, not earned\s*2\s*1 completed nothing yet/, /Grace period\s*1/, /Expired\s*1/,
  ]);
  await a11y(page);
  const shown = [['Earned'], ['Begun', 'Nothing'], ['Grace'], ['Expired']];
  for (const [index, given] of shown.entries()) {
    /* eslint-disable no-await-in-loop */
    await trackers.nth(index).click();
    await expect(trackers.nth(index)).toHaveAttribute('aria-pressed', 'true');
    await expect(names(page)).toHaveText(given.map((name) => `${name} ${family}`));
    await expect(trackers, 'the trackers stay while the list changes').toHaveCount(4);
    /* eslint-enable no-await-in-loop */
  }
  await trackers.nth(3).click();
  await expect(names(page), 'choosing it again shows all').toHaveCount(5);
  await expect(row(page, `Grace ${family}`)).toContainText('Grace period until 1 Aug 2026');
  await expect(row(page, `Expired ${family}`)).toContainText('Expired after 1 Oct 2025');
  await expect(row(page, `Nothing ${family}`)).toContainText('Due by 15 Dec 2026');
  await expect(row(page, `Earned ${family}`)).toContainText('Earned on 15 Jun 2026');
  await page.getByLabel('Status').selectOption('Cancelled');
  await expect(names(page), 'who cancelled is counted by no tracker, but can be looked up').toHaveText([/Cancelled/]);
  await expect(trackers.first()).toContainText('of 5 enrollees');
});

test('IMIS-13 a filter and Find narrow the list of enrollees', async ({ page }) => {
  const { program, contacts } = await trackedProgram();
  await open(page, 'staff', `/enrollments/programs/${program.id}`, program.name);
  await expect(names(page)).toHaveCount(5);
  const search = page.getByRole('searchbox', { name: 'Find an enrollee' });
  await search.fill(contacts[3].contact_no);
  await expect(names(page), 'nothing happens before Find').toHaveCount(5);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await expect(names(page)).toHaveText([contacts[3].name]);
  await search.fill('nobody here has this name');
  await search.press('Enter');
  await expect(page.getByText('No enrollee fits')).toBeVisible();
  await a11y(page);
  await page.getByRole('button', { name: 'Show all enrollees' }).click();
  await expect(names(page)).toHaveCount(5);
});

test('IMIS-14 IMIS-20 the name of an enrollee leads to the status of each requirement', async ({ page }) => {
  const { program, contacts } = await trackedProgram();
  await open(page, 'staff', `/enrollments/programs/${program.id}`, program.name);
  await page.getByRole('link', { name: contacts[1].name }).click();
  await atScreen(page, contacts[1].name);
  const lines = page.getByRole('region', { name: 'All of it' }).getByRole('listitem');
  await expect(lines).toHaveText([/First paper.*Complete/, /Second paper.*No status/]);
  await expect(fact(page, 'Completion deadline')).toHaveText('Due by 15 Dec 2026');
  await page.getByRole('link', { name: program.name }).click();
  await atScreen(page, program.name);
});

test('IMIS-03 IMIS-15 IMIS-16 IMIS-17 IMIS-18 IMIS-19 several contacts are ticked, the date is set once somebody is ticked, and only Register enrolls them', async ({ page }) => {
  const program = await newProgram();
  const { family, contacts } = await newFamily(['Anna', 'Boris', 'Chloe']);
  await enroll(program, [contacts[2]]);
  await open(page, 'staff', `/enrollments/programs/${program.id}`, program.name);
  await page.getByRole('link', { name: 'Enroll a Contact' }).click();
  await atScreen(page, 'Enroll a Contact');
  const day = page.getByRole('spinbutton', { name: 'day, Enrollment date' });
  await expect(day, 'no date before somebody is ticked').toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('button', { name: 'Enroll Selected' })).toBeDisabled();
  await page.getByRole('searchbox', { name: 'Find contacts' }).fill(family);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(3);
  for (const contact of contacts) {
    // eslint-disable-next-line no-await-in-loop
    await tick(page, contact.name);
  }
  await expect(page.getByText('3 contacts selected')).toBeVisible();
  await expect(day).not.toHaveAttribute('aria-disabled', 'true');
  await expect(page.locator('.date-input'), 'today is the default').toHaveText('15/06/2026');
  await expect(page.getByText('Completion deadline 15 Dec 2026')).toBeVisible();
  await typeDate(page, 'Enrollment date', '2026-05-04');
  await expect(page.getByText('Completion deadline 4 Nov 2026')).toBeVisible();
  await expect(page.getByText('then a grace period until 4 Feb 2027')).toBeVisible();
  await a11y(page);
  await page.getByRole('button', { name: 'Enroll Selected' }).click();
  await atScreen(page, 'Check and register');
  await expect(fact(page, 'Enrollment date')).toHaveText('4 May 2026');
  await expect(page.getByRole('heading', { name: '3 contacts will be enrolled' })).toBeVisible();
  await a11y(page);
  const staff = await demo('staff');
  expect((await staff.get(`/programs/${program.id}`)).registrants, 'nothing happens before Register').toBe(1);
  await page.getByRole('button', { name: 'Register' }).click();
  await atScreen(page, 'What was registered');
  await expect(page.getByRole('alert')).toContainText('2 contacts enrolled');
  await expect(page.getByRole('alert')).toContainText('1 contact was not enrolled');
  await expect(row(page, contacts[2].name)).toContainText(/Not enrolled.*open already.*Open the enrol/);
  await a11y(page);
  await page.getByRole('link', { name: contacts[0].name }).click();
  await expect(fact(page, 'Enrollment date')).toHaveText('4 May 2026');
  const { items } = await staff.get(`/programs/${program.id}/enrollments`);
  expect(items.map((/** @type {any} */ item) => [item.contact_name, item.enrolled_on])).toEqual([
    [contacts[0].name, '2026-05-04'], [contacts[1].name, '2026-05-04'], [contacts[2].name, '2026-06-15'],
  ]);
});

test('who is ticked stays ticked through another search, and Back keeps the choice', async ({ page, isMobile }) => {
  const program = await newProgram();
  const [first, second] = [await newContact(), await newContact()];
  await open(page, 'staff', `/enrollments/programs/${program.id}/enroll`, 'Enroll a Contact');
  for (const contact of [first, second]) {
    /* eslint-disable no-await-in-loop */
    await page.getByRole('searchbox', { name: 'Find contacts' }).fill(contact.family_name);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('rowheader')).toHaveText([contact.name]);
    await tick(page, contact.name);
    /* eslint-enable no-await-in-loop */
  }
  await page.getByRole('button', { name: 'Enroll Selected' }).click();
  await expect(page.getByRole('table', { name: 'Contacts to enroll' }).getByRole('rowheader')).toHaveText([first.name, second.name]);
  await page.getByRole('button', { name: 'Back' }).click();
  if (isMobile) {
    await page.getByRole('searchbox', { name: 'Find contacts' }).fill(first.family_name);
    await page.keyboard.press('Enter');
    await row(page, first.name).locator('.choice').click();
  } else {
    await page.getByRole('button', { name: `Remove ${first.name}` }).click();
  }
  await expect(page.getByText('1 contact selected')).toBeVisible();
  await page.getByRole('button', { name: 'Enroll Selected' }).click();
  await page.getByRole('button', { name: 'Register' }).dblclick();
  await expect(page.getByRole('alert')).toContainText('1 contact enrolled');
  expect((await (await demo('staff')).get(`/programs/${program.id}`)).registrants, 'a double click registers once').toBe(1);
});

test('IMIS-05 a person without a contact record gets one first', async ({ page }) => {
  const program = await newProgram();
  const family = unique('Newman');
  await open(page, 'staff', `/enrollments/programs/${program.id}/enroll`, 'Enroll a Contact');
  await page.getByRole('searchbox', { name: 'Find contacts' }).fill(family);
  await page.keyboard.press('Enter');
  await expect(page.getByText('A person needs a contact record before they can be enrolled.')).toBeVisible();
  await a11y(page);
  await page.getByRole('link', { name: 'New contact' }).click();
  await atScreen(page, 'New contact');
});

test('IMIS-06 only an active program takes enrollments', async ({ page }) => {
  const program = await newProgram({ isDraft: true });
  await open(page, 'staff', `/enrollments/programs/${program.id}`, program.name);
  await expect(page.getByText('only programs with the status Active take enrollments')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Enroll a Contact' })).toHaveCount(0);
  await expect(page.getByText('Nobody is enrolled yet')).toBeVisible();
  await a11y(page);
  await setProgram(program.id, { status: 'active' });
  await page.goto(`/enrollments/programs/${program.id}/enroll`);
  const contact = await newContact();
  await page.getByRole('searchbox', { name: 'Find contacts' }).fill(contact.family_name);
  await page.keyboard.press('Enter');
  await tick(page, contact.name);
  await page.getByRole('button', { name: 'Enroll Selected' }).click();
  await setProgram(program.id, { status: 'inactive' });
  allow(page, 409);
  await page.getByRole('button', { name: 'Register' }).click();
  await expect(page.getByRole('alert')).toContainText('The program is not active');
});
