import { demo, enroll, newAccount, newComponent, newProgram, unique } from './api.js';
import { a11y, allow, atScreen, enter, expect, open, row, test, toasted, typeDate } from './fixtures.js';

/** A credit type of its own. @param {Record<string, any>} [values] */
async function newType(values = {}) {
  const admin = await demo('certadmin');
  return admin.post('/credit-types', { code: unique('CR'), title: unique('Credit '), increment: 0.25, decimals: 2, ...values });
}

/** A course with one step that awards these credits. @param {any[]} credits */
async function newCourse(credits) {
  const admin = await demo('certadmin');
  const course = await admin.post('/courses', { code: unique('K-'), title: unique('Course '), enrollment_method: 'assignment_only' });
  await admin.put(`/courses/${course.id}/steps`, [{ title: 'Read', kind: 'lesson', required: true }]);
  await admin.put(`/courses/${course.id}/credits`, { credits });
  return course;
}

/** Enrols a contact and completes the course, the way a learner does: step by step. @param {any} course @param {any} contact */
async function complete(course, contact) {
  const admin = await demo('certadmin');
  const { items } = await admin.post(`/courses/${course.id}/enrollments`, { contact_ids: [contact.id] });
  const id = items[0].enrollment_id;
  const { steps } = await admin.get(`/course-enrollments/${id}`);
  await admin.post(`/course-enrollments/${id}/progress`, { step_id: steps[0].id, done: true });
  return id;
}

test('a credit type is created, put on a course, and keeps its increment while amounts depend on it', async ({ page }) => {
  const title = unique('Hours ');
  const course = await newCourse([]);
  await open(page, 'certadmin', '/settings/credit-types', 'Credit types');
  await page.getByRole('button', { name: 'New credit type' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill(title);
  await dialog.getByLabel('Code').fill(unique('H'));
  await dialog.getByLabel('Increment').fill('0.5');
  await dialog.getByLabel('Decimals shown').selectOption('1');
  await a11y(page);
  await dialog.getByRole('button', { name: 'Create credit type' }).click();
  await toasted(page, 'Credit type created');
  await expect(row(page, title)).toContainText('No course yet');
  await page.goto(`/courses/${course.id}/credits`);
  await page.getByRole('button', { name: 'Add a credit' }).click();
  await page.getByLabel('Credit type').selectOption({ label: title });
  await page.getByLabel('Maximum').fill('2.5');
  await page.getByLabel('Maximum').press('Tab');
  await expect(page.getByText(`Whoever completes the course is awarded 2.5 ${title} at once.`)).toBeVisible();
  await a11y(page);
  await page.getByRole('button', { name: 'Save credits' }).click();
  await toasted(page, 'Credits saved');
  await page.goto('/settings/credit-types');
  await expect(row(page, title)).toContainText('1 course');
  await a11y(page);
  await page.getByRole('button', { name: `Edit ${title}` }).click();
  allow(page, 409);
  await dialog.getByLabel('Increment').fill('1');
  await dialog.getByRole('button', { name: 'Save credit type' }).click();
  await expect(dialog.getByRole('alert')).toContainText(`no multiples of 1, such as ${course.title}`);
  await expect(dialog.getByRole('alert')).toContainText('Change what these courses award first.');
});

test('CRI-08 CRI-09 CRI-23 variable credit is claimed once by the learner, and corrected by staff with a reason', async ({ page }) => {
  const type = await newType();
  const course = await newCourse([{ credit_type: type.code, maximum: 3, variable: true, valid_months: 24 }]);
  const learner = await newAccount();
  const id = await complete(course, learner);
  await open(page, await learner.enter(), `/my-courses/${id}`, course.title);
  await page.getByRole('link', { name: `Claim ${type.title}` }).click();
  const claim = page.getByRole('dialog', { name: `Claim ${type.title}` });
  await claim.getByLabel('Amount').fill('1.1');
  allow(page, 422);
  await claim.getByRole('button', { name: 'Claim credit' }).click();
  await expect(claim).toContainText('Must be a multiple of 0.25');
  await claim.getByLabel('Amount').fill('4');
  await claim.getByRole('button', { name: 'Claim credit' }).click();
  await expect(claim).toContainText('Must not be more than 3');
  await a11y(page);
  await claim.getByLabel('Amount').fill('1.25');
  await claim.getByRole('button', { name: 'Claim credit' }).click();
  await toasted(page, `1.25 ${type.title} awarded`);
  await atScreen(page, 'My credits');
  await expect(page.getByRole('region', { name: 'To claim' })).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Totals' })).toContainText(`${type.title}1.25`);
  await expect(row(page, course.title)).toContainText('Claimed after completing the course');
  await a11y(page);

  await enter(page, 'certadmin');
  await page.goto(`/enrollments/people/${learner.id}`);
  await expect(row(page, course.title)).toContainText('Completed');
  await page.getByRole('link', { name: 'Open credits' }).click();
  await page.getByRole('button', { name: `Correct ${type.title} in ${course.title}` }).click();
  const correct = page.getByRole('dialog', { name: `Correct ${type.title}` });
  await correct.getByLabel('Amount').fill('3');
  await correct.getByLabel('Reason').fill('Stayed to the end.');
  await typeDate(correct, 'Valid until (optional)', '2030-06-30');
  await a11y(page);
  await correct.getByRole('button', { name: 'Correct credit' }).click();
  await toasted(page, 'Credit corrected');
  await expect(row(page, course.title)).toContainText('3.00');
  await page.getByRole('button', { name: `Corrections of ${type.title} in ${course.title}` }).click();
  const history = page.getByRole('dialog', { name: `Corrections of ${type.title}` });
  await expect(history).toContainText('“Stayed to the end.”');
  await a11y(page);
  await history.getByRole('button', { name: 'Close' }).click();
  await a11y(page);
});

test('a requirement that asks for credits is met by the ledger, and a correction takes it back', async ({ page }) => {
  const type = await newType({ increment: 1, decimals: 0 });
  const component = await newComponent({ title: unique('Learning '), kind: 'experience' });
  const program = await newProgram({ requirements: [{ title: 'Stay current', component_id: component.id }, 'Paper'] });
  await open(page, 'staff', `/programs/${program.id}/definition`, program.name);
  await page.getByRole('button', { name: 'Edit Stay current' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit requirement' });
  await dialog.getByText('Met by credits').click();
  await dialog.getByRole('combobox', { name: 'Component' }).press('ArrowDown');
  await expect(page.getByRole('listbox').getByRole('option').first()).toContainText('Experience');
  await expect(page.getByRole('listbox').getByRole('option').filter({ hasNotText: 'Experience' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await dialog.getByLabel('Credit type').selectOption({ label: type.title });
  await dialog.getByLabel('Credits', { exact: true }).fill('5');
  await dialog.getByText('Only credits awarded since the enrollment').click();
  await a11y(page);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(`met by 5 ${type.title} credits awarded since the enrollment`)).toBeVisible();
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  await toasted(page, 'Version 2 saved');

  const learner = await newAccount();
  const [enrollment] = await enroll(program, [learner]);
  const requirement = enrollment.requirements.find((/** @type {any} */ one) => one.title === 'Stay current');
  const own = `/my-programs/${enrollment.id}/requirements/${requirement.id}`;
  await open(page, await learner.enter(), own, 'Stay current');
  await expect(page.getByText('0 of 5 credits')).toBeVisible();
  await expect(page.getByText('Earn the credits: complete courses that award them')).toBeVisible();
  await a11y(page);
  await complete(await newCourse([{ credit_type: type.code, maximum: 5, variable: false, valid_months: null }]), learner);
  await page.reload();
  await expect(page.getByText('Credits in the ledger')).toBeVisible();
  await expect(page.getByText('5 of 5 credits')).toBeVisible();

  const admin = await demo('certadmin');
  await admin.patch(`/programs/${program.id}`, { self_enrollment: true, in_catalogue: true }, (await admin.get(`/programs/${program.id}`)).version);
  await page.goto(`/catalogue/${program.id}`);
  await expect(page.getByText(`5 ${type.title} credits awarded since the enrollment`)).toBeVisible();
  await enter(page, 'certadmin');
  await page.goto(`/contacts/${learner.id}/credits`);
  await page.getByRole('button', { name: `Correct ${type.title}` }).click();
  const correct = page.getByRole('dialog', { name: `Correct ${type.title}` });
  await correct.getByLabel('Amount').fill('4');
  await correct.getByLabel('Reason').fill('One too many.');
  await expect(correct.getByRole('alert')).toContainText(`Stay current, ${program.name}: not met any more`);
  await a11y(page);
  await correct.getByRole('button', { name: 'Correct credit' }).click();
  await toasted(page, 'Credit corrected');
  await page.goto(`/enrollments/${enrollment.id}/requirements/${requirement.id}`);
  const panel = page.getByRole('complementary', { name: 'Requirement' });
  await expect(panel.getByText('4 of 5 credits')).toBeVisible();
  await expect(panel).toContainText('Nobody records it by hand.');
  await expect(panel.getByRole('button', { name: /Record Completion/ })).toHaveCount(0);
  await a11y(page);
});
