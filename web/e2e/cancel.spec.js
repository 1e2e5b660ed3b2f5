import { demo, earn, enroll, newAccount, newContact, newEnrollment, newProgram, readEnrollment, record } from './api.js';
import { a11y, allow, atScreen, expect, fact, open, row, test, toasted } from './fixtures.js';

/** @typedef {import('@playwright/test').Page} Page */

/** @param {Page} page */
async function askToCancel(page) {
  await page.getByRole('button', { name: 'Cancel program enrollment' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Cancel program enrollment?' });
  await expect(dialog.getByText('will no longer be enrolled in')).toBeVisible();
  return dialog;
}

/** @param {Page} page */
const whyNot = (page) => page.getByText('What is not possible now, and why');

test('IMIS-43 IMIS-45 by program: the warning names what a cancellation does, and only OK cancels', async ({ page }) => {
  const { program, contact, enrollment } = await newEnrollment();
  await record(enrollment, 'First paper');
  const before = await readEnrollment(enrollment);
  await open(page, 'certadmin', `/enrollments/programs/${program.id}`, program.name);
  await page.getByRole('searchbox', { name: 'Find an enrollee' }).fill(contact.family_name);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.getByRole('link', { name: contact.name }).click();
  const dialog = await askToCancel(page);
  await expect(dialog).toContainText(`${contact.name} will no longer be enrolled in ${program.name}`);
  await expect(dialog).toContainText('Completed so far: First paper.');
  await expect(dialog).toContainText('can be enrolled in this program again afterwards');
  await a11y(page);
  await dialog.getByRole('button', { name: 'Keep the enrollment' }).click();
  await expect(dialog).toHaveCount(0);
  await askToCancel(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(await readEnrollment(enrollment), 'nothing has changed').toMatchObject({ status: 'enrolled', version: before.version });
  await askToCancel(page);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(dialog.getByText('Enter a reason')).toBeVisible();
  await expect(dialog.getByLabel('Reason')).toBeFocused();
  await dialog.getByLabel('Reason').fill('Changed profession');
  await dialog.getByRole('button', { name: 'OK' }).dblclick();
  await toasted(page, `The enrollment of ${contact.name} was cancelled`);
  await atScreen(page, program.name);
  await expect(page.getByText('Nobody is enrolled yet').or(page.getByText('No enrollee fits'))).toBeVisible();
  await page.getByLabel('Status').selectOption('Cancelled');
  await page.getByRole('link', { name: contact.name }).click();
  await expect(page.getByText(/Cancelled by Célia Castelnau on/)).toBeVisible();
  await expect(page.getByText('Changed profession')).toBeVisible();
  await a11y(page);
});

test('IMIS-40 IMIS-43 IMIS-46 by enrollee: the enrollment is cancelled, and the person can be enrolled again', async ({ page }) => {
  const { program, contact, enrollment } = await newEnrollment();
  await record(enrollment, 'First paper');
  await open(page, 'manager', `/enrollments/people/${contact.id}`, contact.name);
  await page.getByRole('link', { name: `View progress in ${program.name}` }).click();
  await expect(fact(page, 'Requirements met')).toContainText('1 of 2');
  const dialog = await askToCancel(page);
  await dialog.getByLabel('Reason').fill('By mistake');
  await dialog.getByRole('button', { name: 'OK' }).click();
  await atScreen(page, program.name);
  expect(await readEnrollment(enrollment)).toMatchObject({ status: 'cancelled', cancel_reason: 'By mistake' });
  await page.goto(`/enrollments/people/${contact.id}`);
  await expect(row(page.getByRole('table', { name: 'Current programs' }), program.name)).toContainText('Cancelled');
  await page.getByRole('button', { name: `Enroll in ${program.name}` }).click();
  await page.getByRole('dialog').getByText('Carry over completions').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Enroll', exact: true }).click();
  await toasted(page, `${contact.name} is enrolled in ${program.name}`);
  await expect(page.getByText('Enrollment no. 2')).toBeVisible();
  const { items } = await (await demo('staff')).get(`/programs/${program.id}/enrollments`);
  expect(items, 'the first paper was carried over').toMatchObject([{ cycle: 2, met: 1, status: 'enrolled' }]);
});

test('IMIS-41 IMIS-42 Staff cannot cancel where the program does not allow it, and are told who can', async ({ page }) => {
  const closed = await newEnrollment({ settings: { allow_enrollee_cancel: false } });
  const allowed = await newEnrollment({ settings: { allow_enrollee_cancel: true } });
  const cancel = page.getByRole('button', { name: 'Cancel program enrollment' });
  await open(page, 'staff', `/enrollments/${closed.enrollment.id}`, closed.contact.name);
  await expect(page.getByRole('button', { name: 'Edit dates' })).toBeVisible();
  await expect(cancel).toHaveCount(0);
  await whyNot(page).click();
  await expect(page.getByText('does not allow enrollees or Staff to cancel')).toBeVisible();
  await expect(page.getByText('Ask a SysAdmin, Certification Manager or Certification Admin to cancel it.')).toBeVisible();
  await a11y(page);
  expect((await (await demo('staff')).ask('POST', `/enrollments/${closed.enrollment.id}/cancel`, { reason: 'x' })).status, 'the server decides').toBe(403);
  for (const role of /** @type {const} */ (['sysadmin', 'manager', 'certadmin'])) {
    // eslint-disable-next-line no-await-in-loop
    await open(page, role, `/enrollments/${closed.enrollment.id}`, closed.contact.name);
    // eslint-disable-next-line no-await-in-loop
    await expect(cancel, role).toBeVisible();
  }
  await open(page, 'staff', `/enrollments/${allowed.enrollment.id}`, allowed.contact.name);
  const dialog = await askToCancel(page);
  await dialog.getByLabel('Reason').fill('Asked for it');
  await dialog.getByRole('button', { name: 'OK' }).click();
  await atScreen(page, allowed.program.name);
  expect((await readEnrollment(allowed.enrollment)).status).toBe('cancelled');
});

test('IMIS-44 an earned or cancelled enrollment offers no cancellation', async ({ page }) => {
  const program = await newProgram();
  const [earned, gone] = await enroll(program, [await newContact(), await newContact()]);
  await earn(earned);
  const manager = await demo('manager');
  await manager.post(`/enrollments/${gone.id}/cancel`, { reason: 'Moved away' });
  for (const enrollment of [earned, gone]) {
    /* eslint-disable no-await-in-loop */
    await open(page, 'manager', `/enrollments/${enrollment.id}`, enrollment.contact_name);
    await whyNot(page).click();
    await expect(page.getByText(/already earned|is earned|was cancelled/).first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Cancel program enrollment' })).toHaveCount(0);
    expect((await manager.ask('POST', `/enrollments/${enrollment.id}/cancel`, { reason: 'x' })).status).toBe(409);
    /* eslint-enable no-await-in-loop */
  }
});

test('a cancellation that somebody else was faster with is refused in its dialog', async ({ page }) => {
  const { contact, enrollment } = await newEnrollment();
  await open(page, 'certadmin', `/enrollments/${enrollment.id}`, contact.name);
  const dialog = await askToCancel(page);
  await (await demo('manager')).post(`/enrollments/${enrollment.id}/cancel`, { reason: 'First' });
  await dialog.getByLabel('Reason').fill('Second');
  allow(page, 409);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(dialog.getByRole('alert')).toContainText('The enrolment is cancelled');
  await dialog.getByRole('button', { name: 'Keep the enrollment' }).click();
  expect((await readEnrollment(enrollment)).cancel_reason).toBe('First');
});

test('IMIS-41 IMIS-42 IMIS-45 learners see their own programs, and cancel one only where it allows that', async ({ page }) => {
  const person = await newAccount();
  const [allowing, closed, foreign] = [
    await newProgram({ settings: { allow_enrollee_cancel: true } }), await newProgram({ settings: { allow_enrollee_cancel: false } }), await newEnrollment(),
  ];
  const [mine] = await enroll(allowing, [person]);
  await enroll(closed, [person]);
  await open(page, await person.enter(), '/', 'My programs');
  await expect(page.getByRole('list').getByRole('heading', { level: 3 })).toHaveText([closed.name, allowing.name]);
  await expect(page.getByRole('combobox', { name: 'Find a contact' }), 'learners look nobody up').toHaveCount(0);
  await page.getByRole('link', { name: closed.name }).click();
  await atScreen(page, closed.name);
  await expect(page.getByText(/You cannot cancel this enrollment yourself.*Ask a SysAdmin/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel program enrollment' })).toHaveCount(0);
  await a11y(page);
  await page.getByRole('region', { name: 'All of it' }).getByRole('link', { name: 'First paper' }).click();
  await atScreen(page, 'First paper');
  await expect(page.getByRole('button', { name: /Record|Submit/ }), 'nobody would approve it').toHaveCount(0);
  await expect(page.getByText('Your organisation records it once you have done it')).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'My programs' }).click();
  await page.getByRole('link', { name: allowing.name }).click();
  const dialog = await askToCancel(page);
  await dialog.getByRole('button', { name: 'Keep the enrollment' }).click();
  expect((await readEnrollment(mine)).status, 'only OK cancels').toBe('enrolled');
  await askToCancel(page);
  await a11y(page);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await toasted(page, 'Your enrollment was cancelled');
  await atScreen(page, 'My programs');
  await page.getByText('Earlier enrollments (1)').click();
  await expect(page.getByRole('listitem').filter({ hasText: allowing.name })).toContainText('Cancelled');
  expect(await readEnrollment(mine)).toMatchObject({ status: 'cancelled', cancelled_by_name: person.name });
  allow(page, 403, 404);
  await page.goto(`/enrollments/${foreign.enrollment.id}`);
  await expect(page.getByRole('alert'), 'somebody else’s is not shown').toContainText(/There is no such thing|You may not do that/);
  await page.goto('/enrollments/programs');
  await expect(page.getByText('Your role does not include this page')).toBeVisible();
});
