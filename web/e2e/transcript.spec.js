import { enroll, newAccount, newContact, newProgram, record } from './api.js';
import { a11y, atScreen, expect, open, row, test } from './fixtures.js';

/** Instead of the browser's own print dialog, which would wait for an answer. @param {import('@playwright/test').Page} page */
const countPrints = (page) => page.addInitScript(() => {
  window.print = () => { document.documentElement.dataset.printed = 'yes'; };
});

test('IMIS-25 Print Transcript shows all programs of a person, prints, and gives PDF, CSV and JSON', async ({ page }) => {
  const contact = await newContact();
  const [first, second] = [await newProgram({ requirements: ['Reading', { title: 'Exam', needs_grade: true }] }), await newProgram({ requirements: ['Essay'] })];
  const [enrollment] = await enroll(first, [contact], '2026-03-01');
  await enroll(second, [contact]);
  await record(enrollment, 'Exam', { completed_on: '2026-04-02', grade: 85.5 });
  await countPrints(page);
  await open(page, 'staff', `/enrollments/people/${contact.id}`, contact.name);
  await page.getByRole('link', { name: 'Print Transcript' }).click();
  await atScreen(page, `Transcript of ${contact.name}`);
  const exam = row(page.getByRole('table', { name: `Requirements of ${first.name}` }), 'Exam');
  await expect(exam).toContainText('Complete');
  await expect(exam).toContainText('2 Apr 2026');
  await expect(exam).toContainText('85.5 / 100');
  await expect(row(page.getByRole('table', { name: `Requirements of ${second.name}` }), 'Essay')).toContainText('No status');
  await a11y(page);
  await page.getByRole('button', { name: 'Print' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-printed', 'yes');
  for (const form of ['PDF', 'CSV', 'Comprehensive Learner Record (JSON)']) {
    // eslint-disable-next-line no-await-in-loop
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: `Download as ${form}` }).click()]);
    expect(file.suggestedFilename()).toMatch(new RegExp(`^Transcript of ${contact.name} 2026-06-15\\.(pdf|csv|json)$`));
  }
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button', { name: 'Print' }), 'on paper there is nothing to press').toBeHidden();
  await expect(exam).toBeVisible();
});

test('IMIS-25 members open their own transcript from My programs', async ({ page }) => {
  const person = await newAccount();
  await open(page, await person.enter(), '/my-programs', 'My programs');
  await page.getByRole('link', { name: 'Print Transcript' }).click();
  await atScreen(page, `Transcript of ${person.name}`);
  await expect(page.getByText('No program so far')).toBeVisible();
  await a11y(page);
});
