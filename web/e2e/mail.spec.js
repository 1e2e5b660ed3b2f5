import { demo, enroll, mailTo, newAccount, newFamily, newProgram, readRequirement, record } from './api.js';
import { a11y, allow, expect, open, row, test, tick, toasted } from './fixtures.js';

test('a decision is mailed, its mails are stopped by the link in it, and chosen again under My account', async ({ page, isMobile }) => {
  const person = await newAccount();
  const program = await newProgram({ stages: [{ title: 'First', needed: 'all', requirements: [{ title: 'Essay', needs_approval: true }] }] });
  const [enrollment] = await enroll(program, [person]);
  const manager = await demo('manager');
  await record(enrollment, 'Essay');
  const { id } = await readRequirement(enrollment, 'Essay');
  await manager.post(`/enrollments/${enrollment.id}/requirements/${id}/completion/approve`);
  const mail = await mailTo(person.email, 'Essay was approved');
  expect(mail.text).toContain(program.name);
  const stop = new URL(mail.links.find((/** @type {string} */ link) => link.includes('/unsubscribe/')));
  await page.goto(stop.pathname);
  await expect(page.getByRole('heading', { level: 1, name: 'Stop these mails?' })).toBeVisible();
  await a11y(page);
  await page.getByRole('button', { name: 'Stop these mails' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'You will get no more of these mails' })).toBeVisible();

  await open(page, await person.enter(), '/account', 'My account');
  const mails = page.getByRole('form', { name: 'Mails' });
  await expect(mails.getByRole('switch', { name: /Progress/ })).not.toBeChecked();
  await expect(mails.getByRole('switch', { name: /Reminders/ })).toBeChecked();
  if (!isMobile) await a11y(page);
  await mails.locator('.choice').filter({ hasText: 'Progress' }).click();
  await mails.getByRole('button', { name: 'Save choice' }).click();
  await toasted(page, 'Saved. It holds from the next mail on.');
});

test('a link that was tampered with says so and stops nothing', async ({ page }) => {
  allow(page, 410);
  await page.goto(`/unsubscribe/${'0'.repeat(50)}`);
  await expect(page.getByText('This link is not one that Laurel made.')).toBeVisible();
});

test('a SysAdmin sees what was mailed, and what waits', async ({ page }) => {
  await open(page, 'sysadmin', '/settings/mail', 'Mail');
  await expect(page.getByRole('table', { name: 'Mails' }).or(page.getByText('No mail yet'))).toBeVisible();
  await a11y(page);
  await page.getByLabel('State').selectOption('failed');
  await expect(page).toHaveURL(/state=failed/);
});

test('current enrollees are moved to the newest version after a preview, and put back (IMIS-68)', async ({ page }) => {
  const { contacts } = await newFamily(['Ann', 'Ben']);
  const program = await newProgram({ requirements: ['First paper', 'Second paper'] });
  const staff = await demo('staff');
  await enroll(program, contacts);
  const definition = await staff.get(`/programs/${program.id}/definition`);
  definition.stages[0].requirements.pop();
  const { completion_period, grace_period, in_order, requires_approval, designation, stages } = definition;
  await staff.put(`/programs/${program.id}/definition`, {
    completion_period, grace_period, in_order, requires_approval, designation,
    stages: stages.map((/** @type {any} */ stage) => ({
      title: stage.title, needed: stage.needed,
      requirements: stage.requirements.map((/** @type {any} */ { id, title, component_id, needs_grade, needs_approval, needs_file }) => ({ id, title, component_id, needs_grade, needs_approval, needs_file })),
    })),
  }, definition.version);
  await open(page, 'manager', `/programs/${program.id}/versions`, program.name);
  const table = page.getByRole('grid', { name: 'Enrollees on older versions' });
  await expect(row(table, 'Ann')).toContainText('Less left to do');
  await a11y(page);
  await tick(table, 'Ann');
  await page.getByRole('button', { name: 'Move selected (1)' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Move 1 enrollment' }).click();
  const moves = page.getByRole('list', { name: 'Moves made before' });
  await expect(moves).toContainText('Moved: 1 enrollment to version 2');
  await expect(row(table, 'Ann')).toHaveCount(0);
  await moves.getByRole('button', { name: /Undo/ }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Undo the move' }).click();
  await expect(moves).toContainText('Undone: 1 enrollment to version 2');
  await expect(row(table, 'Ann')).toHaveCount(1);
});
