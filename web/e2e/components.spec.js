import { demo, newComponent, newProgram, unique } from './api.js';
import { a11y, allow, atScreen, expect, open, row, test, toasted, typeDate } from './fixtures.js';

test('IMIS-07 a component is created, gets offerings with dates, places and a price, and they can be changed', async ({ page }) => {
  allow(page, 409);
  const [code, taken] = [unique('C-'), await newComponent()];
  await open(page, 'staff', '/components/new', 'New component');
  await page.getByLabel('Title').fill(`Seamanship ${code}`);
  await page.getByRole('button', { name: 'Create component' }).click();
  await expect(page.getByLabel('Code'), 'a single wrong field takes the focus').toBeFocused();
  await expect(page.getByLabel('Code')).toHaveAccessibleDescription(/Enter a code/);
  await a11y(page);
  await page.getByLabel('Code').fill(taken.code);
  await page.getByRole('button', { name: 'Create component' }).click();
  await expect(page.getByRole('alert')).toContainText(`Another component has the code ${taken.code}.`);
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Create component' }).click();
  await atScreen(page, `Seamanship ${code}`);
  await expect(page.getByText('There are no offerings')).toBeVisible();
  await expect(page.getByText('No program asks for this component.')).toBeVisible();
  await a11y(page);

  await page.getByRole('button', { name: 'New offering' }).click();
  const dialog = page.getByRole('dialog', { name: 'New offering' });
  await dialog.getByLabel('Title').fill('Autumn class');
  await dialog.getByLabel('Place', { exact: false }).first().fill('Brest');
  await dialog.getByRole('textbox', { name: 'Places' }).fill('12');
  await dialog.getByRole('textbox', { name: 'Price' }).fill('120.5');
  for (const [label, hour] of [['Starts', '14'], ['Ends', '09']]) {
    /* eslint-disable no-await-in-loop */
    await typeDate(dialog, label, '2026-10-05');
    await dialog.getByRole('spinbutton', { name: `hour, ${label}` }).pressSequentially(hour);
    await dialog.getByRole('spinbutton', { name: `minute, ${label}` }).pressSequentially('00');
    /* eslint-enable no-await-in-loop */
  }
  await dialog.getByRole('button', { name: 'Save offering' }).click();
  await expect(dialog.getByText('The end must be after the start')).toBeVisible();
  await a11y(page);
  await dialog.getByRole('spinbutton', { name: 'hour, Ends' }).pressSequentially('17');
  await dialog.getByRole('button', { name: 'Save offering' }).click();
  await toasted(page, 'Offering saved');
  const line = row(page.getByRole('table', { name: 'Offerings' }), 'Autumn class');
  await expect(line).toContainText(/5\sOct\s2026,\s14:00–17:00.*Brest.*12.*€120\.50.*Open/);

  await page.getByRole('button', { name: 'Edit Autumn class' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit offering' });
  await edit.getByLabel('Title').fill('Winter class');
  await edit.getByLabel('Status').selectOption('Closed');
  await edit.getByRole('button', { name: 'Save offering' }).click();
  await expect(row(page, 'Winter class')).toContainText('Closed');
  const staff = await demo('staff');
  const { items } = await staff.get(`/components?q=${code}`);
  expect(items).toMatchObject([{ code, kind: 'class', status: 'active', open_offerings: 0 }]);
  expect((await staff.get(`/components/${items[0].id}/offerings`)).items).toMatchObject([
    { title: 'Winter class', location: 'Brest', capacity: 12, price: { amount_minor: 12_050, currency: 'EUR' }, status: 'closed' },
  ]);
});

test('components are found by words, kind and status, and say which programs use them', async ({ page }) => {
  allow(page, 409);
  const title = unique('Sextant ');
  const [exam, idle] = [await newComponent({ title: `${title} exam`, kind: 'exam' }), await newComponent({ title: `${title} paper` })];
  const program = await newProgram({ requirements: [{ title: 'Exam', component_id: exam.id }] });
  await open(page, 'staff', '/components', 'Components');
  const names = page.getByRole('table', { name: 'Components' }).getByRole('rowheader');
  await page.getByRole('searchbox', { name: 'Find a component' }).fill(title);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await expect(names).toHaveText([exam.title, idle.title]);
  await page.getByLabel('Kind').selectOption('Exam');
  await expect(names).toHaveText([exam.title]);
  await page.getByLabel('Status').selectOption('Inactive');
  await expect(page.getByText('No component fits')).toBeVisible();
  await a11y(page);
  await page.getByLabel('Status').selectOption('Any status');
  await page.getByRole('link', { name: exam.title }).click();
  await atScreen(page, exam.title);
  await expect(page.getByRole('region', { name: 'Used by' }).getByRole('listitem')).toHaveText([new RegExp(`${program.name}\\s*Active`)]);

  await page.getByLabel('Status').selectOption('Inactive');
  await page.getByRole('button', { name: 'Save component' }).click();
  await expect(page.getByRole('alert')).toContainText(`The active program ${program.name} asks for this component.`);
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await page.getByLabel('Code').fill(`${exam.code}-2`);
  await page.getByRole('button', { name: 'Save component' }).click();
  await toasted(page, 'Component saved');
  await page.getByRole('link', { name: program.name }).click();
  await atScreen(page, program.name);

  await page.goto(`/components/${idle.id}`);
  await page.getByLabel('Status').selectOption('Inactive');
  await page.getByRole('button', { name: 'Save component' }).click();
  await toasted(page, 'Component saved');
  const staff = await demo('staff');
  expect([await staff.get(`/components/${exam.id}`), await staff.get(`/components/${idle.id}`)]).toMatchObject([{ code: `${exam.code}-2`, status: 'active' }, { status: 'inactive' }]);
});
