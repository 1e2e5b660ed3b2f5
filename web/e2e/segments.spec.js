import { demo, newContact, unique } from './api.js';
import { a11y, atScreen, expect, open, row, test, tick, toasted } from './fixtures.js';

/** A text field that is this test's alone, so that no rule finds anybody else. */
async function newField() {
  const key = unique('site_');
  return (await demo('certadmin')).post('/profile-fields', { key, label: `Site ${key}`, type: 'text' });
}

/** @param {string} key @param {string} value */
async function newPerson(key, value) {
  const contact = await newContact();
  const staff = await demo('staff');
  return staff.patch(`/contacts/${contact.id}`, { profile: { [key]: value } }, contact.version);
}

/** @param {string} [method] */
async function newCourse(method = 'assignment_only') {
  const code = unique('SE-');
  return (await demo('certadmin')).post('/courses', { code, title: `Course ${code}`, enrollment_method: method });
}

/** @param {any} course @param {any} contact */
const enrollmentIn = async (course, contact) => (await (await demo('certadmin')).get(`/courses/${course.id}/enrollments?contact_id=${contact.id}`)).items[0];

test('SEG-06 a profile field is made, filled on the contact, and says who is without it', async ({ page }) => {
  const label = unique('Shift ');
  await open(page, 'certadmin', '/settings/profile-fields/new', 'New profile field');
  await page.getByRole('button', { name: 'Create profile field' }).click();
  await expect(page.getByLabel('Label')).toHaveAccessibleDescription(/Enter a label/);
  await page.getByLabel('Label').fill(label);
  await page.getByLabel('Type').selectOption('Choice');
  await page.getByLabel('Options').fill('Early\nLate');
  await a11y(page);
  await page.getByRole('button', { name: 'Create profile field' }).click();
  await toasted(page, 'Profile field created');
  await atScreen(page, label);
  await expect(page.getByRole('table', { name: `Contacts without ${label}` }).getByRole('row').nth(1)).toBeVisible();
  await a11y(page);

  const contact = await newContact();
  await open(page, 'staff', `/contacts/${contact.id}/edit`, `Edit ${contact.name}`);
  await page.getByLabel(label).selectOption('Late');
  await page.getByRole('button', { name: 'Save contact' }).click();
  await toasted(page, 'Contact saved');
  const { profile } = await (await demo('staff')).get(`/contacts/${contact.id}`);
  expect(Object.values(profile)).toEqual(['Late']);

  await open(page, 'certadmin', '/settings/profile-fields', 'Profile fields');
  await expect(row(page.getByRole('table', { name: 'Profile fields' }), label)).toContainText('1 (');
  await a11y(page);
});

test('SEG-02 SEG-07 SEG-08 SEG-09 SEG-10 SEG-11 SEG-12 SEG-14 SEG-16 SEG-23 the whole way from a segment to its courses and back', async ({ page }) => {
  const field = await newField();
  const [nurse, other] = [await newPerson(field.key, 'Harbour ward'), await newPerson(field.key, 'Hill ward')];
  const [first, second, free] = [await newCourse(), await newCourse(), await newCourse('open')];
  const name = unique('Harbour ');

  await open(page, 'certadmin', '/settings/segments', 'Organisational segments');
  await page.getByRole('link', { name: 'New segment' }).click();
  await atScreen(page, 'New segment');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Field').selectOption(field.label);
  await page.getByLabel('Test').selectOption('contains');
  await page.getByLabel('Value').fill('harbour');
  await expect(page.getByText('1 person fits')).toBeVisible();
  await expect(page.getByText(nurse.name)).toBeVisible();
  await a11y(page);
  await page.getByRole('button', { name: 'Create segment' }).click();
  await toasted(page, 'Segment created');
  await atScreen(page, name);

  await page.getByRole('link', { name: 'Back to the list' }).click();
  await page.getByRole('searchbox', { name: 'Find a segment' }).fill(name);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await a11y(page);
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await atScreen(page, name);
  const enrolments = page.getByRole('region', { name: 'Smart enrolments' });
  await enrolments.getByRole('button', { name: 'Link course' }).click();
  const dialog = page.getByRole('dialog', { name: `Link courses to ${name}` });
  await dialog.getByRole('searchbox', { name: 'Find a course' }).fill(free.code);
  await dialog.getByRole('button', { name: 'Find', exact: true }).click();
  await expect(row(dialog, free.title)).toContainText('Not by assignment only');
  for (const course of [first, second]) {
    // One after the other: what is ticked stays ticked while another search is shown.
    /* eslint-disable no-await-in-loop */
    await dialog.getByRole('searchbox', { name: 'Find a course' }).fill(course.code);
    await dialog.getByRole('button', { name: 'Find', exact: true }).click();
    await tick(dialog, course.title);
    /* eslint-enable no-await-in-loop */
  }
  await expect(dialog.getByText('1 member is enrolled in 2 courses at once')).toBeVisible();
  await a11y(page);
  await dialog.getByRole('button', { name: 'Link resources' }).click();
  await toasted(page, '2 courses linked');
  await expect(row(enrolments, first.title)).toContainText('Linked');
  expect((await enrollmentIn(first, nurse)).active).toBe(true);
  expect(await enrollmentIn(first, other)).toBeUndefined();
  await a11y(page);

  await page.getByRole('button', { name: `Remove ${nurse.name} from the segment` }).click();
  await page.getByRole('alertdialog').getByLabel('Reason').fill('On leave');
  await a11y(page);
  await page.getByRole('button', { name: 'Remove from segment' }).click();
  await toasted(page, 'removed from the segment');
  expect((await enrollmentIn(first, nurse)).active).toBe(false);
  await page.getByRole('button', { name: `Let ${nurse.name} back in` }).click();
  await toasted(page, `The rule decides about ${nurse.name} again`);
  expect((await enrollmentIn(first, nurse)).active).toBe(true);

  await enrolments.getByRole('button', { name: `Actions for ${first.title}` }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  const caution = page.getByRole('alertdialog', { name: `Remove ${first.title}?` });
  await expect(caution).toContainText(`This unenrolls every member of ${name}, not just one.`);
  await expect(caution).toContainText('1 person is unenrolled at once');
  await a11y(page);
  await caution.getByRole('button', { name: 'Cancel' }).click();
  expect((await enrollmentIn(first, nurse)).active).toBe(true);
  await enrolments.getByRole('button', { name: `Actions for ${first.title}` }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await caution.getByRole('button', { name: 'OK' }).click();
  await toasted(page, `${first.title} removed`);
  await expect(row(enrolments, first.title)).toHaveCount(0);
  expect((await enrollmentIn(first, nurse)).active).toBe(false);
  expect((await enrollmentIn(second, nurse)).active).toBe(true);
});

test('SEG-03 SEG-04 saving another rule shows who enters and who leaves, with a brake above what is allowed', async ({ page }) => {
  const field = await newField();
  const [stays, comes] = [await newPerson(field.key, 'Harbour'), await newPerson(field.key, 'Hill')];
  const course = await newCourse();
  const certadmin = await demo('certadmin');
  const name = unique('Wards ');
  const segment = await certadmin.post('/segments', { name, match: 'all', conditions: [{ field: field.key, op: 'is', value: 'harbour' }] });
  await certadmin.post(`/segments/${segment.id}/courses`, { course_ids: [course.id] });
  const sysadmin = await demo('sysadmin');
  const before = await sysadmin.get('/settings');
  const braked = await sysadmin.patch('/settings', { segment_brake_people: 1 }, before.version);

  await open(page, 'certadmin', `/settings/segments/${segment.id}`, name);
  await page.getByLabel('Value').fill('hill');
  await page.getByRole('button', { name: 'Save segment' }).click();
  const ask = page.getByRole('alertdialog', { name: `Save the rule of ${name}?` });
  await expect(ask).toContainText('1 person enters');
  await expect(ask).toContainText(comes.name);
  await expect(ask).toContainText('1 person leaves');
  await expect(ask).toContainText('1 person is enrolled, 1 person is unenrolled');
  await expect(ask).toContainText('More people would move than the organisation’s settings let pass');
  await expect(ask.getByRole('button', { name: 'Save segment' })).toBeDisabled();
  await a11y(page);
  await ask.getByLabel(/^Type/).fill(name);
  await ask.getByRole('button', { name: 'Save segment' }).click();
  await toasted(page, 'Segment saved');
  await expect(row(page.getByRole('table', { name: 'Members' }), comes.name)).toBeVisible();
  expect((await enrollmentIn(course, stays)).active).toBe(false);
  expect((await enrollmentIn(course, comes)).active).toBe(true);
  await sysadmin.patch('/settings', { segment_brake_people: before.segment_brake_people }, braked.version);

  await open(page, 'certadmin', `/settings/segments?q=${name.trim()}`, 'Organisational segments');
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('1 course is linked to it');
  await expect(page.getByRole('button', { name: 'Delete segment' })).toBeDisabled();
  await page.getByRole('button', { name: 'Keep it' }).click();
});
