import { earn, newEnrollment, readEnrollment, readRequirement, record } from './api.js';
import { a11y, allow, expect, fact, open, test, toasted, typeDate } from './fixtures.js';

/** What stands beside the list when a requirement is open. @param {import('@playwright/test').Page} page */
const panel = (page) => page.getByRole('complementary', { name: 'Requirement' });

/** The line of a requirement. @param {import('@playwright/test').Page} page @param {string} title */
const line = (page, title) => page.locator('.requirement').filter({ hasText: title });

/** Opens a requirement by its name. @param {import('@playwright/test').Page} page @param {string} title */
async function openRequirement(page, title) {
  await page.getByRole('link', { name: title, exact: true }).click();
  await expect(panel(page).getByRole('heading', { name: title })).toBeFocused();
}

test('IMIS-26 IMIS-27 IMIS-53 IMIS-59 IMIS-62 a recorded completion is shown with its date and notes and can no longer be changed', async ({ page }) => {
  const { contact, enrollment, program } = await newEnrollment();
  await open(page, 'staff', `/enrollments/people/${contact.id}`, contact.name);
  await page.getByRole('link', { name: `View progress in ${program.name}` }).click();
  await a11y(page);
  await openRequirement(page, 'First paper');
  await panel(page).getByRole('button', { name: 'Record Completion' }).click();
  await expect(panel(page).getByText('The status becomes Complete')).toBeVisible();
  await typeDate(panel(page), 'Date', '2026-06-20');
  allow(page, 422);
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(panel(page).getByText('Must not be in the future')).toBeVisible();
  await a11y(page);
  await typeDate(panel(page), 'Date', '2026-06-10');
  await panel(page).getByLabel('Notes').fill('Handed in on paper.\nTwo pages.');
  await panel(page).getByRole('button', { name: 'Save' }).dblclick();
  await toasted(page, 'Completion recorded');
  await expect(fact(panel(page), 'Date')).toHaveText('10 Jun 2026');
  await expect(fact(panel(page), 'Notes')).toContainText('Handed in on paper.');
  await expect(fact(panel(page), 'Recorded by')).toContainText('Samuel Okafor');
  await expect(panel(page).getByText('These details can no longer be changed.')).toBeVisible();
  await expect(panel(page).getByRole('textbox')).toHaveCount(0);
  await expect(panel(page).getByRole('button')).toHaveCount(0);
  await a11y(page);
  expect(await readRequirement(enrollment, 'First paper')).toMatchObject({ status: 'complete', completed_on: '2026-06-10', notes: 'Handed in on paper.\nTwo pages.' });
  await panel(page).getByRole('link', { name: 'Close' }).click();
  await expect(line(page, 'First paper')).toContainText('Completed on 10 Jun 2026');
});

test('IMIS-54 IMIS-56 IMIS-57 IMIS-58 IMIS-60 each requirement shows one of the statuses, from No status to Complete', async ({ page }) => {
  const { enrollment } = await newEnrollment({ requirements: ['Untouched', { title: 'Done' }, { title: 'Graded', needs_grade: true, pass_grade: 60, grade_scale: 100, needs_approval: true }, { title: 'Approved', needs_approval: true }] });
  await record(enrollment, 'Done');
  await record(enrollment, 'Graded');
  await record(enrollment, 'Approved');
  await open(page, 'manager', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  await expect(page.locator('.requirement .badge')).toHaveText(['No status', 'Complete', 'Awaiting grade', 'Awaiting approval']);
  await openRequirement(page, 'Graded');
  await expect(panel(page).getByText('Pass mark 60, scale 100')).toBeVisible();
  await expect(panel(page).getByRole('button', { name: 'Approve' }), 'a grade comes first').toHaveCount(0);
  await a11y(page);
  const grade = panel(page).getByRole('textbox', { name: 'Grade' });
  await panel(page).getByRole('button', { name: 'Save grade' }).click();
  await expect(panel(page).getByText('Enter a grade')).toBeVisible();
  allow(page, 409, 422);
  await grade.fill('40');
  await panel(page).getByRole('button', { name: 'Save grade' }).click();
  await expect(panel(page).getByRole('alert')).toContainText('The pass mark is 60.');
  await grade.fill('172');
  await panel(page).getByRole('button', { name: 'Save grade' }).click();
  await expect(panel(page).getByText('Must not be above 100')).toBeVisible();
  await grade.fill('72.5');
  await panel(page).getByRole('button', { name: 'Save grade' }).click();
  await toasted(page, 'Grade saved');
  await expect(fact(panel(page), 'Grade')).toHaveText('72.5 / 100');
  await panel(page).getByRole('button', { name: 'Approve' }).click();
  await toasted(page, 'Completion approved');
  await expect(fact(panel(page), 'Decided by')).toContainText('Malik Benyoucef');
  expect((await readRequirement(enrollment, 'Graded')).status).toBe('complete');
});

test('IMIS-28 IMIS-49 IMIS-51 IMIS-52 a requirement lists its offerings, and a completion is recorded for the one that was attended', async ({ page }) => {
  const offerings = [
    { title: 'Spring class', starts_at: '2026-04-10T07:00:00Z', ends_at: '2026-04-10T15:00:00Z', location: 'Lyon', capacity: 20, price: { amount_minor: 12000, currency: 'EUR' } },
    { title: 'Summer class', starts_at: '2026-06-01T07:00:00Z', ends_at: '2026-06-01T15:00:00Z', location: 'Lille', capacity: null },
  ];
  const { enrollment } = await newEnrollment({ requirements: [{ title: 'A class', kind: 'class', offerings, needs_grade: true, pass_grade: 50, grade_scale: 100 }, 'Essay'] });
  await open(page, 'staff', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  await openRequirement(page, 'A class');
  const list = panel(page).getByRole('region', { name: 'Offerings' });
  await expect(list.getByRole('listitem')).toHaveText([/Summer class.*Lille/, /Spring class.*Lyon · 20 places · €120\.00/]);
  await expect(list, 'times are those of the organisation').toContainText('10 Apr 2026, 09:00–17:00');
  await expect(panel(page).getByRole('button', { name: 'Record Completion', exact: true }), 'per offering, not for the whole').toHaveCount(0);
  await a11y(page);
  await panel(page).getByRole('button', { name: 'Record Completion of Summer class' }).click();
  await expect(panel(page).getByText('Without a grade the status becomes Awaiting grade.')).toBeVisible();
  await panel(page).getByRole('textbox', { name: 'Grade' }).fill('81');
  await typeDate(panel(page), 'Date', '2026-06-01');
  await expect(panel(page).getByText('The status becomes Complete')).toBeVisible();
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(fact(panel(page), 'Offering')).toHaveText('Summer class');
  await expect(fact(panel(page), 'Grade')).toHaveText('81 / 100');
  await panel(page).getByRole('link', { name: 'Close' }).click();
  await openRequirement(page, 'Essay');
  await panel(page).getByRole('button', { name: 'Record Completion', exact: true }).click();
  await panel(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(panel(page).getByRole('button', { name: 'Record Completion', exact: true })).toBeVisible();
  expect((await readRequirement(enrollment, 'Essay')).status).toBe('none');
});

test('IMIS-47 IMIS-48 IMIS-55 IMIS-61 in order, only what can be completed now or was completed is a link, and approval opens the next', async ({ page }) => {
  const { enrollment } = await newEnrollment({
    in_order: true,
    stages: [{ title: 'Theory', requirements: ['Reading', { title: 'Exam', needs_approval: true }] }, { title: 'Practice', requirements: ['Project'] }],
  });
  await open(page, 'staff', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  const links = page.locator('.requirement').getByRole('link');
  await expect(links).toHaveText(['Reading']);
  await expect(line(page, 'Exam')).toContainText('"Reading" comes first');
  await expect(line(page, 'Project')).toContainText('The stage "Theory" comes first.');
  await a11y(page);
  await record(enrollment, 'Reading');
  await record(enrollment, 'Exam');
  await page.reload();
  await expect(links).toHaveText(['Reading', 'Exam']);
  await expect(line(page, 'Project'), 'recorded is not enough').toContainText('The stage "Theory" comes first.');
  await openRequirement(page, 'Exam');
  await expect(panel(page).getByRole('button', { name: 'Approve' }), 'Staff do not approve').toHaveCount(0);
  await open(page, 'certadmin', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  await openRequirement(page, 'Exam');
  await panel(page).getByRole('button', { name: 'Approve' }).click();
  await toasted(page, 'Completion approved');
  await panel(page).getByRole('link', { name: 'Close' }).click();
  await expect(links).toHaveText(['Reading', 'Exam', 'Project']);
  const locked = (await readRequirement(enrollment, 'Project'));
  await page.goto(`/enrollments/${enrollment.id}/requirements/${locked.id + 1_000_000}`);
  await expect(page.getByText('No such requirement')).toBeVisible();
});

test('a rejected completion shows the note and is submitted again', async ({ page }) => {
  const { enrollment } = await newEnrollment({ requirements: [{ title: 'Report', needs_approval: true }] });
  await record(enrollment, 'Report');
  await open(page, 'certadmin', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  await openRequirement(page, 'Report');
  await panel(page).getByRole('button', { name: 'Reject' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Reject this completion?' });
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await expect(dialog.getByText('Enter a note')).toBeVisible();
  await a11y(page);
  await dialog.getByLabel('Note').fill('The second page is missing.');
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await toasted(page, 'Completion rejected');
  await expect(panel(page)).toContainText('The second page is missing.');
  await panel(page).getByRole('button', { name: 'Record Completion again' }).click();
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await readRequirement(enrollment, 'Report')).status).toBe('awaiting_approval');
  await expect(panel(page).getByRole('button', { name: 'Approve' })).toBeVisible();
});

test('a requirement is waived and a completion voided, each with a reason that stays in the history', async ({ page }) => {
  const { enrollment } = await newEnrollment();
  await record(enrollment, 'Second paper');
  await open(page, 'manager', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  await openRequirement(page, 'First paper');
  await panel(page).getByRole('button', { name: 'Waive' }).click();
  await page.getByRole('alertdialog').getByLabel('Reason').fill('Proven elsewhere');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Waive' }).click();
  await toasted(page, 'Requirement waived');
  await expect(fact(panel(page), 'Reason')).toHaveText('Proven elsewhere');
  await expect(page.getByRole('heading', { level: 1 }).locator('..').locator('.badge'), 'the last requirement is met').toHaveText('Earned');
  await panel(page).getByRole('link', { name: 'Close' }).click();
  await openRequirement(page, 'Second paper');
  await panel(page).getByRole('button', { name: 'Void' }).click();
  await page.getByRole('alertdialog').getByLabel('Reason').fill('The wrong person');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Void' }).click();
  await toasted(page, 'Completion voided');
  expect((await readEnrollment(enrollment)).status).toBe('enrolled');
  await page.getByRole('navigation', { name: 'Enrollment' }).getByRole('link', { name: 'History' }).click();
  await expect(page.locator('.history')).toContainText('“The wrong person”');
  await expect(page.locator('.history')).toContainText('“Proven elsewhere”');
  await a11y(page);
});

test('IMIS-04 the requirements that are met are counted, and the last one earns the program', async ({ page }) => {
  const { enrollment } = await newEnrollment({ stages: [{ title: 'Any one', needed: 1, requirements: ['Left', 'Right'] }, { title: 'Final', requirements: ['End'] }] });
  await record(enrollment, 'Left', { completed_on: '2026-06-15' });
  await open(page, 'staff', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  await expect(fact(page, 'Requirements met')).toContainText('1 of 2');
  await expect(page.getByRole('region', { name: 'Any one' })).toContainText('Any 1 of 2 requirements');
  await expect(page.getByRole('region', { name: 'Any one' }).getByRole('heading')).toContainText('Complete');
  await openRequirement(page, 'End');
  await panel(page).getByRole('button', { name: 'Record Completion' }).click();
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(fact(page, 'Completion deadline')).toHaveText('Earned on 15 Jun 2026');
  await expect(fact(page, 'Requirements met')).toContainText('2 of 2');
  await expect(page.getByRole('button', { name: 'Cancel program enrollment' })).toHaveCount(0);
});

test('a program whose completion is approved waits for it, and says so', async ({ page }) => {
  const { contact, enrollment } = await newEnrollment({ requires_approval: true });
  await earn(enrollment);
  await open(page, 'staff', `/enrollments/${enrollment.id}`, contact.name);
  await expect(page.getByText('All requirements are met.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Approve program completion' }), 'Staff do not approve').toHaveCount(0);
  await open(page, 'certadmin', `/enrollments/${enrollment.id}`, contact.name);
  await expect(page.locator('.page-header .badge')).toHaveText('Awaiting program approval');
  await a11y(page);
  await page.getByRole('button', { name: 'Approve program completion' }).dblclick();
  await toasted(page, 'Program completion approved');
  await expect(page.locator('.page-header .badge')).toHaveText('Earned');
  expect(await readEnrollment(enrollment)).toMatchObject({ status: 'earned', earned_on: '2026-06-15' });
});
