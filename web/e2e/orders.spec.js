import { expect } from '@playwright/test';
import { demo, enroll, newAccount, newComponent, newContact, newProgram, unique } from './api.js';
import { a11y, atScreen, enter, test } from './fixtures.js';

/** @typedef {import('@playwright/test').Page} Page */

/** A class on 15 July. @param {{price?: number|null, capacity?: number|null}} [options] */
async function newClass({ price = null, capacity = 10 } = {}) {
  const title = unique('Session ');
  const component = await newComponent({
    kind: 'class',
    offerings: [{ title, starts_at: '2026-07-15T09:00:00Z', ends_at: '2026-07-15T17:00:00Z', location: 'Hall 1', capacity, price: price && { amount_minor: price, currency: 'EUR' } }],
  });
  return { ...component.offerings[0], component_id: component.id };
}

/** A member who has signed in with the browser. @param {Page} page */
async function member(page) {
  const account = await newAccount();
  const caller = await account.enter();
  await enter(page, caller);
  return { ...account, caller };
}

test('IMIS-49 IMIS-50 a member finds a free class from the requirement, registers through the cart and cancels', async ({ page }) => {
  const offering = await newClass();
  const program = await newProgram({ requirements: [{ title: 'Class', component_id: offering.component_id }] });
  const me = await member(page);
  const [enrollment] = await enroll(program, [me]);
  await page.goto(`/my-programs/${enrollment.id}/requirements/${enrollment.requirements[0].id}`);
  await page.getByRole('link', { name: `Register for ${offering.title}` }).click();
  await atScreen(page, offering.title);
  await expect(page.getByText('10 places left')).toBeVisible();
  await a11y(page);
  await page.getByRole('button', { name: 'Register Now' }).click();
  await atScreen(page, 'Cart');
  await expect(page.getByText(/Held for you until/)).toBeVisible();
  await a11y(page);
  await page.getByRole('button', { name: 'Register', exact: true }).dblclick();
  await expect(page.getByText('You are registered')).toBeVisible();
  await a11y(page);
  const { items } = await me.caller.get('/me/orders');
  expect(items, 'a double click makes one order').toHaveLength(1);
  await page.goto(`/my-programs/${enrollment.id}/requirements/${enrollment.requirements[0].id}`);
  await expect(page.getByRole('region', { name: 'Dates and places' })).toContainText('Registered');
  await page.goto('/my-registrations');
  await page.getByRole('button', { name: `Cancel ${offering.title}` }).click();
  await expect(page.getByRole('alertdialog')).toContainText('Nothing was paid for it.');
  await a11y(page);
  await page.getByRole('button', { name: 'Cancel registration' }).click();
  await expect(page.getByText('You are registered for nothing')).toBeVisible();
});

test('IMIS-50 a class is paid by card on the provider’s page; cancelled in time, the money goes back', async ({ page }) => {
  const offering = await newClass({ price: 4500 });
  const me = await member(page);
  await page.goto('/classes');
  await page.getByRole('searchbox').fill(offering.title);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await page.getByRole('link', { name: offering.title }).click();
  await page.getByRole('button', { name: 'Register Now' }).click();
  await atScreen(page, 'Cart');
  await expect(page.getByRole('radio', { name: 'Card' })).toBeChecked();
  await a11y(page);
  await page.getByRole('button', { name: 'Pay €45.00' }).click();
  await page.getByRole('button', { name: 'Cancel and go back' }).click();
  await expect(page.getByText('The payment was not made')).toBeVisible();
  await a11y(page);
  await page.getByRole('button', { name: 'Pay €45.00' }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await expect(page.getByText('You are registered')).toBeVisible();
  const [receipt] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Receipt (PDF)' }).click()]);
  expect(receipt.suggestedFilename()).toMatch(/^Order O\d+\.pdf$/);
  await page.goto('/my-registrations');
  await page.getByRole('button', { name: `Cancel ${offering.title}` }).click();
  await expect(page.getByRole('alertdialog')).toContainText('€45.00 goes back to the card it was paid with.');
  await page.getByRole('button', { name: 'Cancel registration' }).click();
  await expect(page.getByRole('region', { name: 'My orders' })).toContainText('Refunded');
  await a11y(page);
  const { items: [order] } = await me.caller.get('/me/orders');
  await expect.poll(async () => (await me.caller.get(`/orders/${order.id}`)).refunds[0].state, { timeout: 30_000 }).toBe('done');
});

test('who comes to a full class waits, and comes up when a place is free', async ({ page }) => {
  const offering = await newClass({ capacity: 1, price: 4500 });
  const staff = await demo('staff');
  const holder = await newContact();
  const { items: [{ registration_id: id }] } = await staff.post(`/offerings/${offering.id}/registrations`, { contact_ids: [holder.id] });
  const me = await member(page);
  await page.goto(`/classes/${offering.id}`);
  await page.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(page.getByText('You are number 1 on the waiting list')).toBeVisible();
  await a11y(page);
  await enter(page, 'staff');
  await page.goto(`/offerings/${offering.id}`);
  await atScreen(page, offering.title);
  await expect(page.getByRole('table', { name: 'Registrations' })).toContainText('Waiting list');
  await a11y(page);
  await page.getByRole('button', { name: `Cancel ${holder.name}` }).click();
  await expect(page.getByRole('alertdialog')).toContainText('€45.00 no longer has to be paid.');
  await page.getByRole('button', { name: 'Cancel registration' }).click();
  await expect(page.getByRole('table', { name: 'Registrations' })).toContainText('Place held');
  expect((await staff.get(`/registrations/${id}`)).state).toBe('cancelled');
  await enter(page, me.caller);
  await page.goto('/cart');
  await page.getByRole('radio', { name: 'Invoice' }).check();
  await page.getByRole('button', { name: 'Register and get an invoice' }).click();
  await expect(page.getByText('Please pay the invoice')).toBeVisible();
});

test('IMIS-28 staff register an enrollee from the requirement, and people from the offering', async ({ page }) => {
  const offering = await newClass({ price: 4500 });
  const program = await newProgram({ requirements: [{ title: 'Class', component_id: offering.component_id }] });
  const [enrollee, other] = [await newContact(), await newContact()];
  const [enrollment] = await enroll(program, [enrollee]);
  await enter(page, 'staff');
  await page.goto(`/enrollments/${enrollment.id}/requirements/${enrollment.requirements[0].id}`);
  await page.getByRole('button', { name: `Register for ${offering.title}` }).click();
  await expect(page.getByRole('region', { name: 'Offerings' })).toContainText('Registered');
  await a11y(page);
  await page.getByRole('link', { name: 'Who is registered' }).click();
  await atScreen(page, offering.title);
  await page.getByRole('button', { name: 'Register people' }).click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Contact' }).fill(other.family_name);
  await page.getByRole('option', { name: other.name }).click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Contact' }).press('Tab');
  await a11y(page);
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await expect(page.getByRole('table', { name: 'Registrations' })).toContainText(other.name);
  await page.goto(`/orders?q=${encodeURIComponent(other.email)}`);
  await expect(page.getByRole('table', { name: 'Orders' })).toContainText(other.name);
  await a11y(page);
  await page.getByRole('table', { name: 'Orders' }).getByRole('link').first().click();
  await page.getByRole('button', { name: 'Mark as paid' }).click();
  await expect(page.getByText('Marked as paid')).toBeVisible();
});
