import { demo, newEnrollment, readEnrollment } from './api.js';
import { a11y, allow, expect, fact, open, test, toasted, typeDate } from './fixtures.js';

/** @param {import('@playwright/test').Page} page */
async function openDates(page) {
  await page.getByRole('button', { name: 'Edit dates' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit dates' });
  await expect(dialog).toBeVisible();
  return dialog;
}

test('IMIS-29 IMIS-30 IMIS-32 IMIS-33 the three dates are edited, and the deadline is worked out before they are saved', async ({ page }) => {
  const { enrollment } = await newEnrollment();
  await open(page, 'staff', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  const dialog = await openDates(page);
  await expect(dialog.getByText('Due by 15 Dec 2026')).toBeVisible();
  await typeDate(dialog, 'Enrollment date', '2026-01-10');
  await expect(dialog.getByText('The definition gives 10 Jul 2026 and 10 Oct 2026.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Use these dates' }).click();
  await expect(dialog.getByText('Due by 10 Jul 2026')).toBeVisible();
  await typeDate(dialog, 'Grace period begins', '2026-06-01');
  await expect(dialog.getByText('Grace period until 10 Oct 2026')).toBeVisible();
  await typeDate(dialog, 'Expiration date', '2026-09-30');
  await expect(dialog.getByText('Grace period until 30 Sept 2026')).toBeVisible();
  await a11y(page);
  expect((await readEnrollment(enrollment)).expires_on, 'nothing is saved yet').toBe('2027-03-15');
  await dialog.getByLabel('Reason').fill('Agreed by letter');
  await dialog.getByRole('button', { name: 'Save dates' }).dblclick();
  await toasted(page, 'Dates saved');
  await expect(fact(page, 'Completion deadline')).toHaveText('Grace period until 30 Sept 2026');
  await expect(fact(page, 'Grace period begins')).toHaveText('1 Jun 2026');
  expect(await readEnrollment(enrollment)).toMatchObject({ enrolled_on: '2026-01-10', grace_begins_on: '2026-06-01', expires_on: '2026-09-30', status: 'grace' });
  await page.getByRole('navigation', { name: 'Enrollment' }).getByRole('link', { name: 'History' }).click();
  await expect(page.locator('.history')).toContainText('“Agreed by letter”');
  await expect(page.locator('.history')).toContainText(/Expires on\s*15\sMar\s2027.*30\sSept\s2026/);
});

test('IMIS-31 a later expiration date brings an expired enrollment back into its grace period', async ({ page }) => {
  const { enrollment } = await newEnrollment({}, '2025-09-01');
  await open(page, 'staff', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  await expect(fact(page, 'Completion deadline')).toHaveText('Expired after 1 Jun 2026');
  const dialog = await openDates(page);
  await typeDate(dialog, 'Expiration date', '2026-07-31');
  await expect(dialog.getByText('Grace period until 31 Jul 2026')).toBeVisible();
  await dialog.getByRole('button', { name: 'Save dates' }).click();
  await expect(fact(page, 'Completion deadline')).toHaveText('Grace period until 31 Jul 2026');
  await expect(page.locator('.page-header .badge')).toHaveText('Grace period');
});

test('dates in the wrong order are refused beside the fields, and Cancel changes nothing', async ({ page }) => {
  const { enrollment } = await newEnrollment();
  await open(page, 'staff', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  const dialog = await openDates(page);
  await typeDate(dialog, 'Grace period begins', '2026-06-01');
  await typeDate(dialog, 'Expiration date', '2026-05-01');
  await dialog.getByRole('button', { name: 'Save dates' }).click();
  await expect(dialog.getByRole('alert')).toBeFocused();
  await expect(dialog.getByRole('alert').getByRole('link')).toHaveText([
    'The grace period cannot begin before the enrollment date', 'The expiration date cannot be before the grace period begins',
  ]);
  await a11y(page);
  await dialog.getByRole('button', { name: /Calendar/ }).first().click();
  await a11y(page);
  await page.getByRole('button', { name: /, 1 June 2026/ }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await readEnrollment(enrollment)).toMatchObject({ grace_begins_on: '2026-12-15', expires_on: '2027-03-15', version: enrollment.version });
});

test('when somebody else saved first, the dialog says so and the edit can be repeated', async ({ page }) => {
  const { enrollment } = await newEnrollment();
  await open(page, 'staff', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  const dialog = await openDates(page);
  await typeDate(dialog, 'Expiration date', '2027-05-01');
  await (await demo('manager')).patch(`/enrollments/${enrollment.id}`, { grace_begins_on: '2026-11-30' }, enrollment.version);
  allow(page, 412);
  await dialog.getByRole('button', { name: 'Save dates' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Somebody else changed it first');
  await a11y(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.reload();
  await expect(fact(page, 'Grace period begins')).toHaveText('30 Nov 2026');
  const again = await openDates(page);
  await typeDate(again, 'Expiration date', '2027-05-01');
  await again.getByRole('button', { name: 'Save dates' }).click();
  await toasted(page, 'Dates saved');
  expect(await readEnrollment(enrollment)).toMatchObject({ grace_begins_on: '2026-11-30', expires_on: '2027-05-01' });
});
