import { demo, newAccount, newProgram, TODAY, unique } from './api.js';
import { a11y, allow, atScreen, enter, expect, fact, open, row, test, toasted } from './fixtures.js';

/** Enrolls somebody and records the only requirement, so that the program is earned.
 * @param {number} programId @param {number} contactId */
async function earn(programId, contactId) {
  const manager = await demo('manager');
  const { items } = await manager.post(`/programs/${programId}/enrollments`, { contact_ids: [contactId] });
  const id = items[0].enrollment_id;
  const { requirements } = await manager.get(`/enrollments/${id}`);
  await manager.post(`/enrollments/${id}/requirements/${requirements[0].id}/completion`, { completed_on: TODAY });
  const { items: [certificate] } = await manager.get(`/certificates?enrollment_id=${id}`);
  return { id, certificate };
}

test('a template is edited beside the page it makes, a person earns its certificate, strangers verify it, and staff withdraw it', async ({ page }) => {
  const name = unique('Diploma ');
  await open(page, 'certadmin', '/certificate-templates', 'Certificate templates');
  await a11y(page);
  await page.getByRole('link', { name: 'New template' }).click();
  await atScreen(page, 'New certificate template');
  const preview = page.getByRole('region', { name: 'Preview' });
  const picture = preview.getByRole('img');
  await expect(picture).toBeVisible();
  const first = await picture.getAttribute('src');
  await page.getByLabel('Name of the template').fill(name);
  await page.getByLabel('Title', { exact: true }).fill('Diploma of the Guild');
  await expect(picture).not.toHaveAttribute('src', first ?? '');
  await page.getByRole('button', { name: 'Add a signature' }).click();
  await page.getByRole('group', { name: 'Signature 1' }).getByLabel('Name').fill('Rosalind Chair');
  await expect(preview).toHaveAttribute('aria-busy', 'false');
  await a11y(page);

  // What the texts may not hold is refused in the preview and beside the field.
  allow(page, 422);
  await page.getByLabel('Closing line').fill('For {nobody}.');
  await expect(preview.getByRole('alert')).toBeVisible();
  await page.getByRole('button', { name: 'Create template' }).click();
  await expect(page.getByText(/knows no \{nobody\}/i).first()).toBeVisible();
  await page.getByLabel('Closing line').fill('Certificate {serial}.');
  await page.getByRole('button', { name: 'Create template' }).click();
  await toasted(page, 'Template created');
  await atScreen(page, name);
  const templateId = Number(new URL(page.url()).pathname.split('/').pop());

  const person = await newAccount();
  const program = await newProgram({ requirements: ['The one thing'], certificate_template_id: templateId, certificate_validity: { n: 1, unit: 'years' } });
  const { id, certificate } = await earn(program.id, person.id);

  // The person finds it among their own.
  await open(page, await person.enter(), '/my-certificates', 'My certificates');
  await expect(page.getByRole('heading', { name: program.name })).toBeVisible();
  await expect(page.getByRole('link', { name: `Download ${certificate.serial} as PDF` })).toHaveAttribute('href', `/api/certificates/${certificate.code}.pdf`);
  await a11y(page);

  // A stranger with the link sees that it holds.
  await page.context().clearCookies();
  allow(page, 401);
  await page.goto(`/verify/${certificate.code}`);
  await atScreen(page, 'This certificate is valid');
  await expect(page.getByText(person.name)).toBeVisible();
  await expect(fact(page, 'Certificate')).toHaveText(certificate.serial);
  await a11y(page);

  // Staff find it from the enrollment and withdraw it; the effect is said before.
  await open(page, 'certadmin', `/enrollments/${id}`, person.name);
  await page.getByRole('link', { name: certificate.serial }).click();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('is told from now on that it was withdrawn');
  await a11y(page);
  await dialog.getByLabel('Reason').fill('Exam under review.');
  await dialog.getByRole('button', { name: 'Withdraw' }).click();
  await toasted(page, 'Certificate withdrawn');
  await expect(page.getByText('Exam under review.')).toBeVisible();
  await a11y(page);

  await page.context().clearCookies();
  await page.goto(`/verify/${certificate.code}`);
  await atScreen(page, 'This certificate was withdrawn');
  await expect(page.getByText('Exam under review.'), 'the reason stays inside').toHaveCount(0);
  await a11y(page);
});

test('a reissue has the name of today and leads from the old certificate to the new one; unknown codes say so', async ({ page }) => {
  const person = await newAccount();
  const program = await newProgram({ requirements: ['The one thing'] });
  const { certificate } = await earn(program.id, person.id);
  const staff = await demo('staff');
  const family = unique('Wedded');
  await staff.patch(`/contacts/${person.id}`, { family_name: family }, (await staff.get(`/contacts/${person.id}`)).version);

  await open(page, 'manager', `/certificates?q=${certificate.serial}`, 'Certificates');
  await expect(row(page, certificate.serial)).toContainText('Valid');
  await a11y(page);
  await row(page, certificate.serial).getByRole('link').click();
  await expect(page.getByText('It no longer says what the records say')).toBeVisible();
  await page.getByRole('button', { name: 'Reissue' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText(`a reissue would say Ada ${family}`);
  await dialog.getByLabel('Reason').fill('Married.');
  await dialog.getByRole('button', { name: 'Reissue' }).click();
  await atScreen(page, `Ada ${family}`);
  await expect(fact(page, 'Replaces')).toHaveText(certificate.serial);

  await enter(page, 'learner');
  await page.goto(`/verify/${certificate.code}`);
  await atScreen(page, 'A newer certificate takes its place');
  await page.getByRole('link', { name: 'See the newer certificate' }).click();
  await atScreen(page, 'This certificate is valid');
  await expect(page.getByText(`Ada ${family}`)).toBeVisible();

  allow(page, 404);
  await page.goto('/verify/aaaaaaaaaaaaaaaaaaaaaaaaaa');
  await atScreen(page, 'No certificate has this code');
  await a11y(page);
});
