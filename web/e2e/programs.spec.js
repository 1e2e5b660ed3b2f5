import { demo, enroll, newAccount, newComponent, newContact, newEnrollment, newProgram, readEnrollment, earn, setProgram, unique } from './api.js';
import { a11y, allow, atScreen, expect, fact, open, row, test, toasted } from './fixtures.js';

/** @typedef {import('@playwright/test').Page} Page */

const UPPER = 'Upper stage';
const LOWER = 'Lower stage';

/** Three requirements above, one below. @param {Parameters<typeof newProgram>[0]} [options] */
const stagedProgram = (options) => newProgram({ stages: [{ title: UPPER, requirements: ['Alpha', 'Beta', 'Gamma'] }, { title: LOWER, requirements: ['Delta'] }], ...options });

/** The requirements of a stage in the editor, by their names. @param {Page} page @param {string} stage */
const list = (page, stage) => page.getByRole('grid', { name: `Requirements of ${stage}`, exact: true });

/** @param {Page} page @param {string} stage */
const titles = (page, stage) => list(page, stage).locator('.edit-item strong');

/** A switch is flipped by its words, as its box is drawn. @param {Page} page @param {string} label */
const flip = (page, label) => page.locator('.choice').filter({ hasText: label }).click();

/** @param {Page} page @param {string} label */
const saveVersion = async (page, label) => {
  await page.getByRole('button', { name: label }).click();
  await toasted(page, label.replace('Save as version', 'Version').replace(/(\d+)$/, '$1 saved'));
};

/** The definition as stage titles and requirement titles. @param {{id: number}} program */
async function outline({ id }) {
  const { stages } = await (await demo('staff')).get(`/programs/${id}/definition`);
  return stages.map((/** @type {any} */ stage) => [stage.title, stage.needed, stage.requirements.map((/** @type {any} */ one) => one.title)]);
}

/** Saves the definition as it is with other rules. @param {import('./api.js').Caller} caller @param {{id: number}} program @param {Record<string, any>} patch */
async function redefine(caller, { id }, patch) {
  const { version, in_order, completion_period, grace_period, requires_approval, designation, stages } = await caller.get(`/programs/${id}/definition`);
  const wanted = stages.map((/** @type {any} */ { title, needed, requirements }) => ({
    title,
    needed,
    // What is read beside the definition is not sent back with it.
    requirements: requirements.map((/** @type {any} */ { component_title: _title, component_kind: _kind, credit_title: _credit, credit_decimals: _decimals, ...one }) => one),
  }));
  return caller.put(`/programs/${id}/definition`, { in_order, completion_period, grace_period, requires_approval, designation, stages: wanted, ...patch }, version);
}

test('IMIS-06 IMIS-07 a program begins as a draft, says what keeps it from being activated, and then takes enrollments', async ({ page }) => {
  allow(page, 409);
  const code = unique('P-');
  const lecture = await newComponent({ kind: 'class' });
  await open(page, 'staff', '/programs', 'Certification programs');
  await a11y(page);
  await page.getByRole('link', { name: 'New program' }).click();
  await atScreen(page, 'New program');
  await page.getByRole('button', { name: 'Create program' }).click();
  await expect(page.getByRole('alert')).toContainText('Enter a name');
  await expect(page.getByLabel('Code')).toHaveAccessibleDescription(/Enter a code/);
  await a11y(page);
  await page.getByLabel('Name').fill(`Program ${code}`);
  await page.getByLabel('Code').fill((await newProgram({ isDraft: true })).code);
  await page.getByRole('button', { name: 'Create program' }).click();
  await expect(page.getByRole('alert')).toContainText('That code is taken');
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Create program' }).click();
  await atScreen(page, `Program ${code}`);
  await expect(page.getByRole('main').getByText('Draft', { exact: true })).toBeVisible();

  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByText('The definition asks for nothing yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Activate' }).click();
  await expect(page.getByRole('alert')).toContainText('Add at least one requirement to the definition.');
  await a11y(page);

  await page.getByRole('link', { name: 'Definition', exact: true }).click();
  await page.getByRole('button', { name: 'Add requirement' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add requirement' });
  await dialog.getByRole('button', { name: 'Add requirement' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Choose a component');
  await a11y(page);
  await dialog.getByRole('combobox', { name: 'Component' }).fill(lecture.code);
  await page.getByRole('option', { name: lecture.title }).click();
  await expect(dialog.getByLabel('Title'), 'the component gives its title').toHaveValue(lecture.title);
  await dialog.getByRole('button', { name: 'Add requirement' }).click();
  await expect(titles(page, 'Requirements')).toHaveText([lecture.title]);
  await expect(page.getByText('Saving makes version 1. After that the program can be activated.')).toBeVisible();
  await saveVersion(page, 'Save as version 1');

  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByText(`The class "${lecture.title}" has no open offering that people could take.`)).toBeVisible();
  await (await demo('staff')).post(`/components/${lecture.id}/offerings`, { title: 'Autumn', status: 'open' });
  await page.getByRole('button', { name: 'Activate' }).click();
  await toasted(page, 'The program is now active');
  await expect(page.getByText('Worth a look'), 'nothing is left to look at').toHaveCount(0);
  await page.getByRole('link', { name: 'See enrollments' }).click();
  await atScreen(page, `Program ${code}`);
  await expect(page.getByRole('link', { name: 'Enroll a Contact' })).toBeVisible();

  await page.goto('/programs');
  await page.getByRole('searchbox', { name: 'Find a program' }).fill(code);
  await page.keyboard.press('Enter');
  await expect(row(page.getByRole('table', { name: 'Certification programs' }), code)).toContainText('Active');
  await page.getByLabel('Status').selectOption('Draft');
  await expect(page.getByText('No program fits')).toBeVisible();
  await page.getByLabel('Status').selectOption('Active');
  await page.getByRole('link', { name: `Program ${code}` }).click();
  await page.getByRole('button', { name: 'Make inactive' }).click();
  const question = page.getByRole('alertdialog', { name: 'Make inactive?' });
  await expect(question).toContainText('has 0 registrants');
  await a11y(page);
  await question.getByRole('button', { name: 'Leave it' }).click();
  await expect(question).toHaveCount(0);
  await page.getByRole('button', { name: 'Make inactive' }).click();
  await question.getByRole('button', { name: 'Make inactive' }).click();
  await toasted(page, 'The program is now inactive');
});

test('IMIS-41 the options are set on the Definition tab and hold at once', async ({ page }) => {
  const program = await newProgram();
  await open(page, 'staff', `/programs/${program.id}/definition`, program.name);
  const save = page.getByRole('button', { name: 'Save options' });
  await expect(save, 'nothing to save yet').toBeDisabled();
  await expect(page.getByRole('switch', { name: /Allow enrollees to cancel enrollment/ })).not.toBeChecked();
  await flip(page, 'Allow enrollees to cancel enrollment');
  await flip(page, 'Self-enrollment');
  await page.getByRole('button', { name: 'Keep as they were' }).click();
  await expect(page.getByRole('switch', { name: /Allow enrollees to cancel enrollment/ })).not.toBeChecked();
  await flip(page, 'Allow enrollees to cancel enrollment');
  await save.click();
  await toasted(page, 'Options saved. They hold from now on.');
  await expect(page.getByText('Version 1 saved'), 'no version is made').toHaveCount(0);
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(fact(page, 'Allow enrollees to cancel enrollment')).toHaveText('On');
  await expect(fact(page, 'Self-enrollment')).toHaveText('Off');
  expect(await (await demo('staff')).get(`/programs/${program.id}`)).toMatchObject({ allow_enrollee_cancel: true, self_enrollment: false, definition_version: 1 });
});

test('IMIS-64 every part of a program can be edited: settings, rules, stages and requirements', async ({ page }) => {
  const [program, first] = [await stagedProgram(), await newProgram()];
  await open(page, 'staff', `/programs/${program.id}`, program.name);
  const name = `Renamed ${program.code}`;
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Description').fill('For everybody who works at sea.');
  await page.getByRole('combobox', { name: 'Prerequisites' }).fill(first.code);
  await page.getByRole('option', { name: first.name }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await toasted(page, 'Settings saved');
  await atScreen(page, name);
  await expect(page.getByRole('button', { name: `Remove ${first.name}` })).toBeVisible();
  await a11y(page);

  await page.getByRole('link', { name: 'Definition', exact: true }).click();
  const before = await (await demo('staff')).get(`/programs/${program.id}/definition`);
  await a11y(page);
  await page.getByRole('button', { name: 'Move Gamma up' }).click();
  await expect(titles(page, UPPER)).toHaveText(['Alpha', 'Gamma', 'Beta']);
  await page.getByRole('button', { name: 'Move Beta down' }).click();
  await expect(titles(page, LOWER), 'over the edge into the next stage').toHaveText(['Beta', 'Delta']);
  await page.getByRole('button', { name: 'Remove Delta' }).click();
  await page.getByRole('region', { name: UPPER }).getByLabel('Needed').selectOption('Any 1 of 2');
  await page.getByRole('button', { name: `Move ${LOWER} up` }).click();
  await page.getByRole('button', { name: 'Edit Alpha' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit requirement' });
  await flip(page, 'Needs a grade');
  await dialog.getByLabel('Pass mark').fill('60');
  await dialog.getByLabel('Out of').fill('50');
  await a11y(page);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await flip(page, 'Requirements are done in order');
  await page.getByRole('group', { name: 'Completion period' }).getByLabel('Length').fill('9');

  allow(page, 422);
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  const alpha = list(page, UPPER).getByRole('row', { name: 'Alpha' });
  await expect(alpha, 'the server’s words stand beside the requirement').toContainText(/pass mark 60.*Must not be above the best grade/);
  await a11y(page);
  await page.getByRole('button', { name: 'Edit Alpha' }).click();
  await expect(dialog.getByLabel('Pass mark')).toHaveAccessibleDescription(/Must not be above the best grade/);
  await dialog.getByLabel('Out of').fill('100');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Add stage' }).click();
  await page.getByRole('button', { name: 'Add stage' }).click();
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'There is a problem' });
  await expect(summary).toBeFocused();
  await expect(page.getByRole('textbox', { name: 'Stage 3' })).toHaveAccessibleDescription(/Must not be empty/);
  await summary.getByRole('link', { name: 'Stage 4: must not be empty' }).click();
  await expect(page.getByRole('textbox', { name: 'Stage 4' })).toBeFocused();
  await page.getByRole('button', { name: 'Remove stage 4' }).click();
  await page.getByRole('button', { name: 'Remove stage 3' }).click();
  await page.getByLabel('What changed, in a few words').fill('A grade for Alpha');
  await saveVersion(page, 'Save as version 2');
  expect(await outline(program)).toEqual([[LOWER, 'all', ['Beta']], [UPPER, 1, ['Alpha', 'Gamma']]]);
  const after = await (await demo('staff')).get(`/programs/${program.id}/definition`);
  expect(after).toMatchObject({ version: 2, note: 'A grade for Alpha', in_order: true, completion_period: { n: 9, unit: 'months' } });
  expect(after.stages[0].requirements[0].id, 'a requirement that was moved stays the same').toBe(before.stages[0].requirements[1].id);
  expect(after.stages[1].requirements[0]).toMatchObject({ needs_grade: true, pass_grade: 60, grade_scale: 100 });
});

test('requirements are dragged by keyboard, and another tab loses nothing', async ({ page }) => {
  const program = await stagedProgram();
  await open(page, 'staff', `/programs/${program.id}/definition`, program.name);
  const grip = page.getByRole('button', { name: 'Drag Alpha' });
  await grip.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Insert between Beta and Gamma/ })).toBeAttached();
  await page.keyboard.press('Escape');
  await expect(titles(page, UPPER), 'Escape leaves everything in its place').toHaveText(['Alpha', 'Beta', 'Gamma']);
  await grip.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Insert after Gamma/ }).focus();
  await page.keyboard.press('Enter');
  await expect(titles(page, UPPER)).toHaveText(['Beta', 'Gamma', 'Alpha']);
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('link', { name: 'Definition', exact: true }).click();
  await saveVersion(page, 'Save as version 2');
  expect(await outline(program)).toEqual([[UPPER, 'all', ['Beta', 'Gamma', 'Alpha']], [LOWER, 'all', ['Delta']]]);
});

test('requirements are dragged by pointer, within a stage and into another', { tag: '@pointer' }, async ({ page }) => {
  const program = await stagedProgram();
  await open(page, 'staff', `/programs/${program.id}/definition`, program.name);
  const item = (/** @type {string} */ name) => page.getByRole('row', { name, exact: true });
  const above = { sourcePosition: { x: 20, y: 20 }, targetPosition: { x: 200, y: 3 }, steps: 8 };
  await item('Gamma').dragTo(item('Delta'), above);
  await expect(titles(page, LOWER)).toHaveText(['Gamma', 'Delta']);
  await saveVersion(page, 'Save as version 2');
  await expect(page.getByRole('button', { name: 'Save as version 3' })).toHaveCount(0);
  await item('Beta').dragTo(item('Alpha'), above);
  await expect(titles(page, UPPER)).toHaveText(['Beta', 'Alpha']);
  await saveVersion(page, 'Save as version 3');
  expect(await outline(program)).toEqual([[UPPER, 'all', ['Beta', 'Alpha']], [LOWER, 'all', ['Gamma', 'Delta']]]);
});

test('IMIS-65 IMIS-68 an edit leaves current enrollees as they are; who cancels and enrolls again is under the new version', async ({ page }) => {
  const { program, contact, enrollment } = await newEnrollment({ requirements: ['First paper', 'Second paper'] });
  await open(page, 'staff', `/programs/${program.id}/definition`, program.name);
  await page.getByRole('button', { name: 'Remove Second paper' }).click();
  await flip(page, 'Program completion requires approval');
  await expect(page.getByText('1 current enrollee stays on the version they were enrolled under; to be under the new one they cancel and enroll again.')).toBeVisible();
  await page.getByLabel('What changed, in a few words').fill('One paper is enough');
  await saveVersion(page, 'Save as version 2');
  await toasted(page, '1 enrollee on older versions.');

  await page.getByRole('link', { name: 'Versions' }).click();
  const versions = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2 }) });
  await expect(versions).toHaveText([/Version 2.*“One paper is enough”.*1 requirement · 0 current enrollees/, /Version 1.*2 requirements · 1 current enrollee/]);
  await page.getByRole('button', { name: 'What version 2 changed' }).click();
  await expect(versions.first().getByRole('listitem')).toHaveText([/Changed\s*Rule Requires approval: from no to yes/, /Removed\s*Requirement Second paper/]);
  await a11y(page);
  await page.getByRole('link', { name: 'History' }).click();
  await expect(page.getByText('Definition saved').first()).toBeVisible();
  await expect(page.getByText('“One paper is enough”')).toBeVisible();
  await a11y(page);

  await page.goto(`/enrollments/${enrollment.id}`);
  await expect(page.getByRole('region', { name: 'All of it' }).getByRole('listitem')).toHaveText([/First paper/, /Second paper/]);
  const manager = await demo('manager');
  await manager.post(`/enrollments/${enrollment.id}/cancel`, { reason: 'Prefers the new version' });
  const [again] = await enroll(program, [contact]);
  await page.goto(`/enrollments/${again.id}`);
  await expect(page.getByRole('region', { name: 'All of it' }).getByRole('listitem')).toHaveText([/First paper/]);
  expect([(await readEnrollment(enrollment)).definition_version, (await readEnrollment(again)).definition_version]).toEqual([1, 2]);
});

test('IMIS-65 IMIS-66 IMIS-67 the maintenance option opens and closes another enrollment for those who have earned the program', async ({ page }) => {
  const { program, contact, enrollment } = await newEnrollment({ requirements: ['Paper'] });
  await earn(enrollment);
  await open(page, 'staff', `/enrollments/people/${contact.id}`, contact.name);
  const again = page.getByRole('button', { name: `Enroll in ${program.name}` });
  await expect(page.getByRole('table', { name: 'Current programs' })).toContainText('Earned');
  await expect(again).toHaveCount(0);
  for (const isOn of [true, false]) {
    /* eslint-disable no-await-in-loop */
    await page.goto(`/programs/${program.id}/definition`);
    await flip(page, 'Maintenance program');
    await page.getByRole('button', { name: 'Save options' }).click();
    await toasted(page, 'Options saved');
    await page.goto(`/enrollments/people/${contact.id}`);
    await expect(page.getByRole('heading', { name: 'Available programs' })).toBeVisible();
    await expect(again).toHaveCount(isOn ? 1 : 0);
    /* eslint-enable no-await-in-loop */
  }
});

test('when two people edit at once, the second is told, sees what the first did, and loses nothing', async ({ page }) => {
  allow(page, 412);
  const program = await newProgram();
  const other = await newAccount(['staff']);
  const colleague = await other.enter();
  await open(page, 'staff', `/programs/${program.id}`, program.name);
  await page.getByLabel('Description').fill('Mine');
  await setProgram(program.id, { name: `Theirs ${program.code}` });
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByRole('alert')).toContainText('Somebody else changed it first');
  await expect(page.getByLabel('Name'), 'what they saved is there').toHaveValue(`Theirs ${program.code}`);
  await expect(page.getByLabel('Description'), 'what I typed is there').toHaveValue('Mine');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await toasted(page, 'Settings saved');
  expect(await colleague.get(`/programs/${program.id}`)).toMatchObject({ name: `Theirs ${program.code}`, description: 'Mine' });

  await page.getByRole('link', { name: 'Definition', exact: true }).click();
  await page.getByRole('button', { name: 'Remove Second paper' }).click();
  await redefine(colleague, program, { designation: 'CIT', note: 'Letters' });
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  const told = page.getByRole('alert').filter({ hasText: 'Version 2 was saved meanwhile' });
  await expect(told).toContainText(`${other.name}: “Letters”`);
  await expect(told).toContainText('Your changes began with version 1');
  await a11y(page);
  await told.getByRole('link', { name: 'Look at what changed' }).click();
  await page.getByRole('button', { name: 'What version 2 changed' }).click();
  await expect(page.getByText('Rule Designation: from nothing to CIT')).toBeVisible();
  await page.getByRole('link', { name: 'Definition', exact: true }).click();
  await expect(told, 'still told').toBeVisible();
  await expect(titles(page, 'All of it'), 'my changes are there').toHaveText(['First paper']);
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await expect(told).toHaveCount(0);
  await expect(page.getByLabel('Designation'), 'what they saved').toHaveValue('CIT');
  await expect(titles(page, 'All of it')).toHaveText(['First paper', 'Second paper']);
  await page.getByRole('button', { name: 'Remove Second paper' }).click();
  await saveVersion(page, 'Save as version 3');
  expect(await outline(program)).toEqual([['All of it', 'all', ['First paper']]]);
});

test('a learner reads what a program in the catalogue asks for, and can change nothing', async ({ page }) => {
  const program = await newProgram({ settings: { in_catalogue: true } });
  const person = await newAccount();
  await enroll(program, [await newContact()]);
  await open(page, await person.enter(), `/programs/${program.id}/definition`, program.name);
  await expect(page.getByText('First paper')).toBeVisible();
  await expect(page.getByRole('switch').first()).toBeDisabled();
  await expect(page.getByRole('button', { name: /Save|Add|Remove|Move/ })).toHaveCount(0);
  await a11y(page);
});
