import { demo, earn, enroll, newFamily, newProgram, readEnrollment, readRequirement, record } from './api.js';
import { a11y, allow, expect, fact, open, row, test, tick } from './fixtures.js';

/** @typedef {import('@playwright/test').Page} Page */

/** Contacts of one family, enrolled in a program. @param {string[]} givenNames @param {Parameters<typeof newProgram>[0]} options */
async function enrolledFamily(givenNames, options) {
  const program = await newProgram(options);
  const { family, contacts } = await newFamily(givenNames);
  return { program, family, contacts, enrollments: await enroll(program, contacts) };
}

/** @param {Page} page @param {string} family */
async function find(page, family) {
  await page.getByRole('searchbox', { name: 'Find an enrollee' }).fill(family);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
}

/** @param {Page} page @param {string} table */
const names = (page, table) => page.getByRole('table', { name: table }).or(page.getByRole('grid', { name: table })).getByRole('rowheader');

const WAITING = 'Completions awaiting approval';

test('IMIS-52 IMIS-54 IMIS-55 IMIS-58 completions that need approval wait for a decision, and many are approved or rejected at once', async ({ page }) => {
  const { program, family, contacts, enrollments } = await enrolledFamily(['Alma', 'Bror', 'Carl', 'Dina'], {
    in_order: true, requirements: [{ title: 'Thesis', needs_approval: true, needs_grade: true, pass_grade: 50, grade_scale: 100 }, 'Defence'],
  });
  for (const [index, enrollment] of enrollments.entries()) {
    // eslint-disable-next-line no-await-in-loop
    await record(enrollment, 'Thesis', { completed_on: '2026-06-10', grade: 70 + index });
  }
  expect(await readRequirement(enrollments[0], 'Defence'), 'recorded is not approved').toMatchObject({ available: false });
  await open(page, 'manager', '/completions', 'Program completions');
  await find(page, family);
  await expect(names(page, WAITING)).toHaveText(contacts.map(({ name }) => name));
  await expect(row(page, contacts[1].name)).toContainText(new RegExp(`Thesis\\s*${program.name}\\s*10\\sJun\\s2026\\s*71\\s*None\\s*Samuel Okafor`));
  await expect(page.getByRole('button', { name: 'Approve selected' })).toBeDisabled();
  await a11y(page);

  for (const { name } of contacts.slice(0, 3)) {
    // eslint-disable-next-line no-await-in-loop
    await tick(page, name);
  }
  await expect(page.getByText('3 completions ticked')).toBeVisible();
  const thesis = await readRequirement(enrollments[2], 'Thesis');
  await (await demo('certadmin')).post(`/enrollments/${enrollments[2].id}/requirements/${thesis.id}/completion/approve`);
  await page.getByRole('button', { name: 'Approve selected' }).click();
  const outcome = page.getByRole('alert');
  await expect(outcome).toContainText('2 completions approved');
  await expect(outcome, 'what did not work is named').toContainText(`1 completion was not approved:${contacts[2].name}`);
  await expect(names(page, WAITING), 'what is decided leaves the queue').toHaveText([contacts[3].name]);
  await a11y(page);

  await tick(page, contacts[3].name);
  await page.getByRole('button', { name: 'Reject selected' }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Reject 1 completion?' });
  await expect(dialog).toContainText(`Of ${contacts[3].name}.`);
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await expect(dialog.getByLabel('Note')).toHaveAccessibleDescription(/Enter a note that says why/);
  await a11y(page);
  await dialog.getByLabel('Note').fill('The sources are missing.');
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await expect(outcome).toContainText('1 completion rejected');
  await expect(page.getByText(`Nothing waits for an enrollee that fits “${family}”`)).toBeVisible();
  expect((await Promise.all(enrollments.map((one) => readRequirement(one, 'Thesis')))).map(({ status }) => status)).toEqual(['complete', 'complete', 'complete', 'rejected']);
  expect(await readRequirement(enrollments[0], 'Defence'), 'approved opens the next').toMatchObject({ available: true });
  await page.goto(`/enrollments/${enrollments[3].id}/requirements/${thesis.id}`);
  await expect(fact(page, 'Decision note')).toHaveText('The sources are missing.');
});

test('IMIS-53 IMIS-57 completions that wait for a grade are graded together, and a grade that is refused stays to be mended', async ({ page }) => {
  const { family, contacts, enrollments } = await enrolledFamily(['Edda', 'Finn', 'Gust'], { requirements: [{ title: 'Exam', needs_grade: true, pass_grade: 60, grade_scale: 100 }] });
  for (const enrollment of enrollments) {
    // eslint-disable-next-line no-await-in-loop
    await record(enrollment, 'Exam');
  }
  await open(page, 'staff', '/completions', 'Program completions');
  await page.getByRole('navigation', { name: 'Queues' }).getByRole('link', { name: /Awaiting grade/ }).click();
  await find(page, family);
  await expect(names(page, 'Completions awaiting a grade')).toHaveText(contacts.map(({ name }) => name));
  const grade = (/** @type {number} */ index) => page.getByRole('textbox', { name: `Grade of ${contacts[index].name}` });
  await grade(0).fill('82.5');
  await grade(1).fill('41');
  await grade(1).blur();
  await expect(page.getByText('2 grades to save')).toBeVisible();
  await a11y(page);
  await page.getByRole('button', { name: 'Save grades' }).click();
  await expect(page.getByRole('alert')).toContainText(/1 completion graded.*1 completion was not graded/);
  await expect(names(page, 'Completions awaiting a grade')).toHaveText([contacts[1].name, contacts[2].name]);
  await expect(grade(1)).toHaveValue('41');
  await expect(grade(1)).toHaveAccessibleDescription(/The pass mark is 60/);
  await a11y(page);
  await grade(1).fill('61');
  await grade(2).fill('99');
  await page.getByRole('button', { name: 'Save grades' }).click();
  await expect(page.getByText(`Nothing waits for an enrollee that fits “${family}”`)).toBeVisible();
  const exams = await Promise.all(enrollments.map((one) => readRequirement(one, 'Exam')));
  expect(exams.map(({ status, grade: given }) => [status, Number(given)])).toEqual([['complete', 82.5], ['complete', 61], ['complete', 99]]);
});

test('IMIS-04 program completions that need approval are approved together, each with its own outcome', async ({ page }) => {
  allow(page, 409);
  const { contacts, enrollments } = await enrolledFamily(['Hedy', 'Ivar', 'Jens'], { requirements: ['Paper'], requires_approval: true });
  for (const enrollment of enrollments) {
    // eslint-disable-next-line no-await-in-loop
    await earn(enrollment);
  }
  await open(page, 'certadmin', '/completions?queue=program_completions', 'Program completions');
  for (const { name } of contacts) {
    // eslint-disable-next-line no-await-in-loop
    await tick(page, name);
  }
  await a11y(page);
  await (await demo('manager')).post(`/enrollments/${enrollments[2].id}/approve`);
  await page.getByRole('button', { name: 'Approve selected' }).click();
  await expect(page.getByRole('alert')).toContainText('2 completions approved');
  await expect(page.getByRole('alert')).toContainText(`1 completion was not approved:${contacts[2].name}`);
  for (const { name } of contacts) {
    // eslint-disable-next-line no-await-in-loop
    await expect(row(page, name)).toHaveCount(0);
  }
  expect((await Promise.all(enrollments.map(readEnrollment))).map(({ status }) => status)).toEqual(['earned', 'earned', 'earned']);
});

test('who may not decide sees what waits, and who may', async ({ page }) => {
  const { family, contacts, enrollments } = await enrolledFamily(['Kaja'], { requirements: [{ title: 'Thesis', needs_approval: true }] });
  await record(enrollments[0], 'Thesis');
  await open(page, 'staff', `/completions?q=${family}`, 'Program completions');
  await expect(names(page, WAITING)).toHaveText([contacts[0].name]);
  await expect(page.getByText('Only a Certification Admin, a Certification Manager or a SysAdmin may approve completions.')).toBeVisible();
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /Approve|Reject/ })).toHaveCount(0);
  await a11y(page);
});
