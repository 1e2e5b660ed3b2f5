import { newEnrollment, readRequirement } from './api.js';
import { a11y, allow, expect, fact, open, test, toasted } from './fixtures.js';

/** @param {import('@playwright/test').Page} page */
const panel = (page) => page.getByRole('complementary', { name: 'Requirement' });

const PDF = Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** @param {string} name @param {Buffer|string} content @param {string} mimeType */
const file = (name, content, mimeType) => ({ name, mimeType, buffer: Buffer.from(content) });

test('IMIS-52 IMIS-53 IMIS-62 IMIS-63 files are attached, refused with the reason, sent again after a lost connection, and opened by their name', async ({ page }) => {
  const { enrollment } = await newEnrollment({ requirements: [{ title: 'Portfolio', needs_file: true }] });
  await open(page, 'staff', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  await page.locator('.requirement').getByRole('link', { name: 'Portfolio' }).click();
  await expect(fact(panel(page), 'Asks for')).toHaveText('A file');
  await panel(page).getByRole('button', { name: 'Record Completion' }).click();
  const input = panel(page).getByLabel('Files', { exact: true });
  const items = panel(page).locator('.file-item');

  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(panel(page).getByText('Attach the file that shows the completion')).toBeVisible();
  await expect(input).toBeFocused();

  allow(page, 415, /ERR_FAILED|net::ERR/);
  await input.setInputFiles([file('diploma.pdf', PDF, 'application/pdf'), file('page.pdf', '<html><script>alert(1)</script>', 'application/pdf'), file('שלום.png', PNG, 'image/png')]);
  await expect(items).toHaveCount(3);
  await expect(items.filter({ hasText: 'page.pdf' })).toContainText('By its content this is text/html, whatever its name says. Send it as PDF');
  await expect(panel(page).getByRole('progressbar')).toHaveCount(0);
  await a11y(page);
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(panel(page).getByText('Remove the files that were refused')).toBeVisible();
  await panel(page).getByRole('button', { name: 'Remove page.pdf' }).click();
  await expect(panel(page).getByRole('status')).toHaveText('page.pdf is removed');

  await page.route('**/api/files?*', (route) => route.abort());
  await input.setInputFiles(file('notes.txt', 'What I did.\n', 'text/plain'));
  await expect(items.filter({ hasText: 'notes.txt' })).toContainText('No answer came back');
  await page.unroute('**/api/files?*');
  await panel(page).getByRole('button', { name: 'Send notes.txt again' }).click();
  await expect(items.filter({ hasText: 'notes.txt' })).toContainText('1 kB');

  await panel(page).getByRole('button', { name: 'Save' }).click();
  await toasted(page, 'Completion recorded');
  await expect(panel(page).getByText('These details can no longer be changed.')).toBeVisible();
  await expect(panel(page).getByRole('button', { name: 'Record Completion' })).toHaveCount(0);
  const links = fact(panel(page), 'Files').getByRole('link');
  await expect(links).toHaveText(['diploma.pdf', 'שלום.png', 'notes.txt']);
  await a11y(page);

  const [download] = await Promise.all([page.waitForEvent('download'), links.filter({ hasText: 'notes.txt' }).click()]);
  expect(download.suggestedFilename()).toBe('notes.txt');
  await expect(links.filter({ hasText: 'diploma.pdf' }), 'the browser shows it').toHaveAttribute('href', /\?inline=true$/);
  const [picture] = await Promise.all([page.waitForEvent('popup'), links.filter({ hasText: 'שלום.png' }).click()]);
  await expect(picture.locator('img')).toBeVisible();
  await picture.close();
  expect((await readRequirement(enrollment, 'Portfolio')).files).toMatchObject([{ name: 'diploma.pdf', type: 'application/pdf' }, { name: 'שלום.png' }, { name: 'notes.txt' }]);
});

test('a file that is on its way can be cancelled, and one that is dropped is sent @pointer', async ({ page }) => {
  const { enrollment } = await newEnrollment({ requirements: ['Essay'] });
  await open(page, 'staff', `/enrollments/${enrollment.id}`, enrollment.contact_name);
  await page.locator('.requirement').getByRole('link', { name: 'Essay' }).click();
  await panel(page).getByRole('button', { name: 'Record Completion' }).click();
  // An upload that gets no answer until it is cancelled.
  await page.route('**/api/files?name=slow.txt', () => {});
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['some words\n'], 'quick.txt', { type: 'text/plain' }));
    data.items.add(new File(['some words\n'], 'slow.txt', { type: 'text/plain' }));
    return data;
  });
  const box = panel(page).locator('.file-drop');
  await box.dispatchEvent('dragover', { dataTransfer: dropped });
  await expect(box).toHaveAttribute('data-over', 'true');
  await box.dispatchEvent('drop', { dataTransfer: dropped });
  await expect(panel(page).locator('.file-item').filter({ hasText: 'quick.txt' })).toContainText('1 kB');
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await expect(panel(page).getByText('Wait until the files are sent, or cancel them')).toBeVisible();
  await panel(page).getByRole('button', { name: 'Cancel slow.txt' }).click();
  await panel(page).getByRole('button', { name: 'Save' }).click();
  await toasted(page, 'Completion recorded');
  await expect(fact(panel(page), 'Files').getByRole('link')).toHaveText(['quick.txt']);
});
