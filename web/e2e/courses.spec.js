import { demo, newAccount, newFamily, newProgram, unique } from './api.js';
import { a11y, allow, atScreen, enter, expect, fact, open, row, test, tick, toasted } from './fixtures.js';

/** A course with lessons by these titles, all of them required. @param {string[]} steps @param {Record<string, any>} [settings] */
async function newCourse(steps, settings = {}) {
  const admin = await demo('certadmin');
  const course = await admin.post('/courses', { code: unique('K-'), title: unique('Course '), enrollment_method: 'assignment_only', ...settings });
  await admin.put(`/courses/${course.id}/steps`, steps.map((title) => ({ title, kind: 'lesson', required: true })));
  return course;
}

/** Enrols contacts, and gives back their enrollments in the order of the contacts. @param {any} course @param {any[]} contacts */
async function enroll(course, contacts) {
  const admin = await demo('certadmin');
  const { items } = await admin.post(`/courses/${course.id}/enrollments`, { contact_ids: contacts.map(({ id }) => id) });
  return items.map((/** @type {any} */ item) => item.enrollment_id);
}

/** The first step of an enrollment, done. @param {number} id */
async function begin(id) {
  const admin = await demo('certadmin');
  const { steps } = await admin.get(`/course-enrollments/${id}`);
  await admin.post(`/course-enrollments/${id}/progress`, { step_id: steps[0].id, done: true });
}

const count = (/** @type {import('@playwright/test').Page} */ page, /** @type {string} */ name) => fact(page, name);

test('a course is made, given steps in order, and people are enrolled in it', async ({ page }) => {
  const { family } = await newFamily(['Ina']);
  await open(page, 'certadmin', '/courses', 'Courses');
  await a11y(page);
  await page.getByRole('link', { name: 'New course' }).click();
  await page.getByLabel('Title').fill(unique('First aid '));
  await page.getByLabel('Code').fill(unique('FA-'));
  await page.getByRole('button', { name: 'Create course' }).click();
  for (const title of ['Look', 'Try']) {
    await page.getByRole('button', { name: 'Add a step' }).click();
    await page.getByLabel(/^Title of step/).last().fill(title);
  }
  await page.getByRole('button', { name: 'Move Try up' }).click();
  await expect(page.getByLabel('Title of step 1')).toHaveValue('Try');
  await a11y(page);
  await page.getByRole('button', { name: 'Save steps' }).click();
  await toasted(page, 'Steps saved');
  await page.getByRole('link', { name: 'Course report' }).click();
  await page.getByRole('button', { name: 'Enroll contacts' }).click();
  await page.getByRole('combobox', { name: 'Contacts' }).fill(family);
  await page.getByRole('option', { name: `Ina ${family}` }).click();
  await page.getByRole('combobox', { name: 'Contacts' }).press('Tab');
  await page.getByRole('dialog').getByRole('button', { name: 'Enroll', exact: true }).click();
  await toasted(page, '1 contact enrolled');
  await expect(row(page, family)).toContainText('Assigned');
});

test('go1_01 go1_05 go1_14 go1_15 statuses are changed on the course report, and each refusal says why and what else', async ({ page }) => {
  const { family, contacts } = await newFamily(['Amy', 'Ben']);
  const course = await newCourse(['One', 'Two']);
  const [amy] = await enroll(course, contacts);
  await begin(amy);
  await open(page, 'certadmin', `/courses/${course.id}/report`, course.title);
  await expect(count(page, 'In progress')).toHaveText('1');
  await tick(page, `Amy ${family}`);
  await tick(page, `Ben ${family}`);
  await a11y(page);
  await page.getByRole('button', { name: 'Change status' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText(`Amy ${family} and Ben ${family}`);
  await dialog.getByLabel('Reason').fill('Shown on paper.');
  await a11y(page);
  await dialog.getByRole('button', { name: 'Change status' }).click();
  await expect(dialog.getByRole('list', { name: 'Left as they are' })).toContainText(`Ben ${family}`);
  await expect(dialog).toContainText('1 enrollment changed, 1 left as it is');
  await expect(dialog).toHaveAccessibleName('Change status: 2 enrollments');
  await expect(dialog).toContainText('Import the completion from a CSV file.');
  await a11y(page);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(row(page, `Amy ${family}`)).toContainText('Completed');
  await expect(count(page, 'Completed')).toHaveText('1');
  await expect(count(page, 'In progress')).toHaveText('0');
  await row(page, `Ben ${family}`).getByRole('link').click();
  await atScreen(page, `Ben ${family}`);
  await expect(page.getByRole('button', { name: 'Change status' })).toHaveCount(0);
  await page.getByText('What is not possible now, and why').click();
  await expect(page.getByRole('main')).toContainText('Import the completion from a CSV file.');
  await a11y(page);
});

test('go1_17 go1_19 lve_19 re-enrolling keeps the completion and reassigning takes it away', async ({ page }) => {
  const { family, contacts } = await newFamily(['Amy']);
  const course = await newCourse(['One']);
  const [amy] = await enroll(course, contacts);
  await begin(amy);
  await open(page, 'certadmin', `/courses/${course.id}/report`, course.title);
  await tick(page, family);
  await page.getByRole('button', { name: 'Re-enroll' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Re-enroll' }).click();
  await toasted(page, '1 enrollment enrolled again');
  await expect(row(page, family)).toContainText('completed 1× before');
  await begin(amy);
  await open(page, 'certadmin', `/course-enrollments/${amy}`, `Amy ${family}`);
  await page.getByRole('button', { name: 'Reassign' }).click();
  await page.getByLabel('Reason').fill('The test was taken with notes.');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Reassign' }).click();
  await toasted(page, '1 enrollment reassigned');
  const attempts = page.getByRole('table', { name: 'Attempts' });
  await expect(row(attempts, 'Re-enrolled, still counts')).toContainText('Completed');
  await expect(row(attempts, 'Reassigned, no longer counts')).toContainText('Completed');
  await expect(row(attempts, 'Current attempt')).toContainText('Assigned');
  await page.getByRole('link', { name: 'History' }).click();
  await expect(page.getByRole('main')).toContainText('The test was taken with notes.');
});

test('go1_07 go1_11 go1_13 shared content is not changed by hand, and deleting says what is lost and wants the code', async ({ page }) => {
  const { family, contacts } = await newFamily(['Amy']);
  const course = await newCourse(['One', 'Two'], { content_source: 'premium' });
  const [amy] = await enroll(course, contacts);
  await begin(amy);
  allow(page, 404); // what was deleted is asked for once more
  await open(page, 'certadmin', `/course-enrollments/${amy}`, `Amy ${family}`);
  await page.getByText('What is not possible now, and why').click();
  await expect(page.getByRole('main')).toContainText('This is premium content, shared by many organisations');
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('The historical records go with the current enrollment');
  await expect(dialog.getByRole('button', { name: 'Delete enrollment' })).toBeDisabled();
  await a11y(page);
  await dialog.getByRole('textbox').fill(course.code);
  await dialog.getByRole('button', { name: 'Delete enrollment' }).click();
  await toasted(page, 'Enrollment deleted');
  await expect(page.getByText('Nobody is in this course yet')).toBeVisible();
});

test('members enroll in a course, open what was assigned, and complete it step by step', async ({ page }) => {
  const account = await newAccount();
  const assigned = await newCourse(['Read it']);
  const free = await newCourse(['Watch it'], { enrollment_method: 'open', in_catalogue: true });
  await enroll(assigned, [account]);
  await enter(page, await account.enter());
  await page.goto('/my-courses');
  await atScreen(page, 'My courses');
  await a11y(page);
  await page.getByRole('button', { name: `Enroll in ${free.title}` }).click();
  await toasted(page, 'Enrolled');
  await expect(page.getByRole('region', { name: 'Under way' }).getByRole('link', { name: free.title })).toBeVisible();
  await page.getByRole('link', { name: assigned.title }).click();
  await atScreen(page, assigned.title);
  await expect(page.getByText('Not started')).toBeVisible();
  await page.getByRole('button', { name: 'Mark Read it done' }).click();
  await expect(page.getByText('You completed this course on')).toBeVisible();
  await a11y(page);
  await page.goto('/my-courses');
  await expect(page.getByRole('region', { name: 'Completed' }).getByRole('link', { name: assigned.title })).toBeVisible();
});

test('every event that is free can be found for a step, and what is chosen stays when the field is left', async ({ page }) => {
  const admin = await demo('certadmin');
  const course = await newCourse(['Read']);
  const word = unique('Series ');
  const when = { starts_at: '2026-06-10T09:00:00Z', duration_minutes: 60, required_minutes: 50 };
  const chosen = await admin.post('/events', { title: `${word} of old`, ...when });
  // eslint-disable-next-line no-await-in-loop
  for (let n = 1; n <= 25; n += 1) await admin.post('/events', { title: `${word} ${n}`, ...when, ...(n > 20 && { course_id: (await newCourse([])).id }) });
  await open(page, 'certadmin', `/courses/${course.id}/steps`, course.title);
  await page.getByRole('button', { name: 'Add a step' }).click();
  await page.getByLabel('Title of step 2').fill('Join');
  await page.getByLabel('Kind').last().selectOption('event');
  const chooser = page.getByRole('combobox', { name: 'Event' });
  await chooser.fill(word);
  await expect(page.getByRole('option', { name: `${word} 20` })).toBeVisible();
  await expect(page.getByRole('option', { name: `${word} 21` })).toHaveCount(0);
  await page.getByRole('option').last().scrollIntoViewIfNeeded();
  await page.getByRole('option', { name: chosen.title }).click();
  await page.getByRole('button', { name: 'Save steps' }).click();
  await toasted(page, 'Steps saved');
  await page.reload();
  await atScreen(page, course.title);
  await chooser.click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await chooser.press('Tab');
  await expect(chooser).toHaveValue(chosen.title);
  await expect(page.getByRole('button', { name: 'Save steps' })).toBeDisabled();
  await chooser.fill('nothing like it');
  await expect(page.getByText('No free event fits')).toBeVisible();
  await chooser.press('Tab');
  await expect(chooser).toHaveValue(chosen.title);
  await chooser.fill('');
  await chooser.press('Tab');
  await page.getByRole('button', { name: 'Save steps' }).click();
  await toasted(page, 'Steps saved');
  await expect.poll(async () => (await admin.get(`/courses/${course.id}/steps`)).items[1].event_id).toBeNull();
});

test('a course meets a component, a step is an event, and members come from their program to the course', async ({ page }) => {
  const admin = await demo('certadmin');
  const course = await newCourse(['Read'], { enrollment_method: 'open', in_catalogue: true });
  const event = await admin.post('/events', { title: unique('Webinar '), starts_at: '2026-06-10T09:00:00Z', duration_minutes: 60, required_minutes: 50 });

  await open(page, 'certadmin', `/courses/${course.id}/steps`, course.title);
  await page.getByRole('button', { name: 'Add a step' }).click();
  await page.getByLabel('Title of step 2').fill('Join');
  await page.getByLabel('Kind').last().selectOption('event');
  const chooser = page.getByRole('combobox', { name: 'Event' });
  await chooser.fill(event.title);
  await page.getByRole('option', { name: event.title }).click();
  await a11y(page);
  await page.getByRole('button', { name: 'Save steps' }).click();
  await toasted(page, 'Steps saved');
  await expect(chooser).toHaveValue(event.title);

  await page.goto(`/events/${event.id}`);
  await page.getByRole('link', { name: 'Upload attendance' }).click();
  await expect(page.getByRole('combobox', { name: 'Event' })).toHaveValue(event.title);

  const code = unique('C-');
  await page.goto('/components/new');
  await page.getByLabel('Title').fill(`Aid ${code}`);
  await page.getByLabel('Code').fill(code);
  await page.getByLabel('Kind').selectOption('course');
  await page.getByRole('combobox', { name: 'Course' }).fill(course.title);
  await page.getByRole('option', { name: course.title }).click();
  await page.getByRole('button', { name: 'Create component' }).click();
  await toasted(page, 'Component created');
  await expect(page.getByRole('link', { name: course.title })).toBeVisible();
  await a11y(page);

  const componentId = Number(page.url().split('/').pop());
  const program = await newProgram({ requirements: [{ component_id: componentId, title: `Aid ${code}` }] });
  const member = await newAccount();
  await (await demo('staff')).post(`/programs/${program.id}/enrollments`, { contact_ids: [member.id] });
  await open(page, await member.enter(), '/my-programs', 'My programs');
  await page.getByRole('link', { name: 'Take the course' }).click();
  await atScreen(page, course.title);
  await expect(page.getByText('Open: enroll by yourself')).toBeVisible();
  await a11y(page);
  await page.getByRole('button', { name: 'Enroll' }).click();
  await toasted(page, 'Enrolled');
  await expect(page).toHaveURL(/my-courses/);
});
