import { demo, earn, enroll, newContact, newProgram, readEnrollment, setProgram, unique } from './api.js';
import { a11y, allow, atScreen, expect, fact, open, row, test, toasted, typeDate } from './fixtures.js';

/** The table of one of the two lists of a person. @param {import('@playwright/test').Page} page @param {'Current'|'Available'} which */
const programs = (page, which) => page.getByRole('table', { name: `${which} programs` });

test('IMIS-21 IMIS-22 IMIS-23 a person is found and shown with their programs and those that are open to them, and no others', async ({ page }) => {
  const [current, open1, draft, before] = [await newProgram(), await newProgram(), await newProgram({ isDraft: true }), await newProgram()];
  const gated = await newProgram({ settings: { prerequisites: [before.id] } });
  const contact = await newContact();
  await enroll(current, [contact]);
  await open(page, 'staff', '/enrollments/people', 'Enrollments by enrollee');
  await page.getByRole('searchbox', { name: 'Find a person' }).fill(contact.contact_no);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await expect(page.getByRole('rowheader')).toHaveText([contact.name]);
  await a11y(page);
  await page.getByRole('link', { name: contact.name }).click();
  await atScreen(page, contact.name);
  await expect(programs(page, 'Current').getByRole('rowheader')).toHaveText([current.name]);
  await expect(row(programs(page, 'Current'), current.name)).toContainText('Due by 15 Dec 2026');
  const available = programs(page, 'Available');
  await expect(row(available, open1.name)).toBeVisible();
  await expect(row(available, before.name)).toBeVisible();
  await expect(row(available, current.name), 'already enrolled').toHaveCount(0);
  await expect(row(available, draft.name), 'not active').toHaveCount(0);
  await expect(row(available, gated.name), 'a prerequisite is missing').toHaveCount(0);
  await a11y(page);
  await row(available, open1.name).getByRole('link', { name: open1.name }).click();
  await atScreen(page, open1.name);
  await page.goto('/enrollments/people?q=nobody-is-called-this');
  await expect(page.getByText('Nobody fits “nobody-is-called-this”')).toBeVisible();
  await a11y(page);
});

test('IMIS-24 Enroll registers the person for the program of that line', async ({ page }) => {
  const [program, contact] = [await newProgram(), await newContact()];
  await open(page, 'staff', `/enrollments/people/${contact.id}`, contact.name);
  await expect(page.getByText(`${contact.name} is not enrolled in any program`)).toBeVisible();
  await page.getByRole('button', { name: `Enroll in ${program.name}` }).click();
  const dialog = page.getByRole('dialog', { name: `Enroll in ${program.name}` });
  await expect(dialog.getByText('Completion deadline 15 Dec 2026')).toBeVisible();
  await typeDate(dialog, 'Enrollment date', '2026-06-01');
  await expect(dialog.getByText('Completion deadline 1 Dec 2026')).toBeVisible();
  await a11y(page);
  await dialog.getByRole('button', { name: 'Enroll', exact: true }).dblclick();
  await toasted(page, `${contact.name} is enrolled in ${program.name}`);
  await expect(programs(page, 'Current').getByRole('rowheader')).toHaveText([program.name]);
  await expect(page.getByRole('button', { name: `Enroll in ${program.name}` })).toHaveCount(0);
  await expect(page.getByText('1 Jun 2026').first()).toBeVisible();
});

test('an enrollment that is no longer possible is refused in its dialog, with the reason and the remedy', async ({ page }) => {
  const [program, contact] = [await newProgram(), await newContact()];
  await open(page, 'staff', `/enrollments/people/${contact.id}`, contact.name);
  await page.getByRole('button', { name: `Enroll in ${program.name}` }).click();
  await enroll(program, [contact]);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Enroll', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('open already');
  await expect(dialog.getByRole('alert')).toContainText('Open the enrolment that is there.');
  await setProgram(program.id, { status: 'inactive' });
  allow(page, 409);
  await dialog.getByRole('button', { name: 'Enroll', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('The program is not active');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
});

test('IMIS-66 IMIS-67 who has earned a program can enroll again only while Maintenance is on', async ({ page }) => {
  const [program, contact] = [await newProgram(), await newContact()];
  const [enrollment] = await enroll(program, [contact]);
  await earn(enrollment);
  await open(page, 'staff', `/enrollments/people/${contact.id}`, contact.name);
  await expect(row(programs(page, 'Current'), program.name)).toContainText('Earned');
  await expect(row(programs(page, 'Available'), program.name)).toHaveCount(0);
  await setProgram(program.id, { maintenance: true });
  await page.reload();
  await expect(row(programs(page, 'Available'), program.name)).toContainText('Would be enrollment no. 2');
  await setProgram(program.id, { maintenance: false });
  await page.reload();
  await expect(row(programs(page, 'Current'), program.name)).toBeVisible();
  await expect(row(programs(page, 'Available'), program.name)).toHaveCount(0);
  await setProgram(program.id, { maintenance: true });
  await page.goto(`/enrollments/${enrollment.id}`);
  await page.getByRole('button', { name: 'Enroll again' }).click();
  await expect(page.getByRole('dialog').getByText('Completion deadline 15 Dec 2026')).toBeVisible();
  await expect(page.getByText('Carry over completions'), 'what earned it once cannot earn it twice').toHaveCount(0);
  await page.getByRole('dialog').getByRole('button', { name: 'Enroll', exact: true }).click();
  await expect(fact(page, 'Enrollment no.')).toHaveText('2');
  await expect(fact(page, 'Requirements met')).toContainText('0 of 2');
});

test('an expired enrollment is followed by a new one and kept as history', async ({ page }) => {
  const [program, contact] = [await newProgram(), await newContact()];
  const [expired] = await enroll(program, [contact], '2025-01-01');
  await open(page, 'staff', `/enrollments/${expired.id}`, contact.name);
  await expect(fact(page, 'Completion deadline')).toHaveText('Expired after 1 Oct 2025');
  await page.getByRole('button', { name: 'Enroll again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Enroll', exact: true }).click();
  await expect(fact(page, 'Enrollment no.')).toHaveText('2');
  await expect(fact(page, 'Completion deadline')).toHaveText('Due by 15 Dec 2026');
  await page.goto(`/enrollments/${expired.id}`);
  await expect(page.getByText('There is a newer enrollment')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Enroll again' })).toHaveCount(0);
  expect((await readEnrollment(expired)).superseded).toBe(true);
});

test('a contact is created and edited, with what is wrong said beside each field', async ({ page }) => {
  const [taken, family] = [await newContact(), unique('Fern')];
  await open(page, 'staff', '/contacts/new', 'New contact');
  await page.getByRole('button', { name: 'Create contact' }).click();
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByRole('alert').getByRole('link')).toHaveText(['Enter a given name', 'Enter a family name']);
  await a11y(page);
  await page.getByLabel('Given name').fill('Eve');
  await page.getByLabel('Family name').fill(family);
  await page.getByLabel('E-mail address').fill(taken.email);
  allow(page, 409);
  await page.getByRole('button', { name: 'Create contact' }).click();
  await expect(page.getByRole('alert')).toContainText('That e-mail address belongs to another contact');
  await page.getByLabel('E-mail address').fill(`${family.toLowerCase()}@example.test`);
  await page.getByRole('button', { name: 'Create contact' }).dblclick();
  await atScreen(page, `Eve ${family}`);
  const { items } = await (await demo('staff')).get(`/contacts?q=${family}`);
  expect(items, 'a double click makes one contact').toHaveLength(1);
  await page.getByRole('link', { name: 'Edit contact' }).click();
  await atScreen(page, `Edit Eve ${family}`);
  await a11y(page);
  await page.getByLabel('Given name').fill('Evelyn');
  await page.getByLabel('E-mail address').fill('');
  await page.getByRole('button', { name: 'Save contact' }).click();
  await atScreen(page, `Evelyn ${family}`);
  const history = page.getByRole('region', { name: 'History' });
  await expect(history).toContainText(/Given name\s*Eve.*Evelyn/);
  await expect(history).toContainText('Samuel Okafor');
  expect((await (await demo('staff')).get(`/contacts/${items[0].id}`)).email).toBeNull();
});
