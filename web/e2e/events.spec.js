import { demo, newFamily, unique } from './api.js';
import { a11y, expect, open, row, test, toasted } from './fixtures.js';

/** An event of 60 minutes, 50 of them required, that is the only step of a course with these people in it. @param {any[]} contacts */
async function newEvent(contacts) {
  const admin = await demo('certadmin');
  const course = await admin.post('/courses', { code: unique('K-'), title: unique('Course ') });
  const event = await admin.post('/events', { title: unique('Webinar '), starts_at: '2026-06-10T09:00:00Z', duration_minutes: 60, required_minutes: 50 });
  await admin.put(`/courses/${course.id}/steps`, [{ title: 'Webinar', kind: 'event', required: true, event_id: event.id }]);
  await admin.post(`/courses/${course.id}/enrollments`, { contact_ids: contacts.map(({ id }) => id) });
  return { course, event };
}

test('lve_10 lve_11 lve_12 lve_13 attendance is set by hand, and a completed course stays complete at 0 minutes', async ({ page }) => {
  const { family, contacts } = await newFamily(['Ina']);
  const { course, event } = await newEvent(contacts);
  await open(page, 'staff', `/events/${event.id}`, event.title);
  await expect(row(page, family)).toContainText('Assigned');
  await a11y(page);
  await page.getByRole('button', { name: `Set attendance of Ina ${family}` }).click();
  const dialog = page.getByRole('dialog', { name: `Attendance of Ina ${family}` });
  await dialog.getByRole('button', { name: 'Mark 100 % attended' }).click();
  await expect(dialog.getByText('50 minutes of 50 required: 100 %.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Save attendance' }).click();
  await toasted(page, `Attendance of Ina ${family} saved`);
  await expect(row(page, family)).toContainText('Completed');
  await page.getByRole('button', { name: `Set attendance of Ina ${family}` }).click();
  await dialog.getByLabel('Minutes attended').fill('0');
  await dialog.getByLabel('Minutes attended').press('Tab');
  await expect(dialog.getByText(`${course.title} is complete and stays so`)).toBeVisible();
  await a11y(page);
  await dialog.getByRole('button', { name: 'Save attendance' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row(page, family)).toContainText('0 %');
  await expect(row(page, family)).toContainText('Completed');
});

test('an event is added by a Certification Admin, and what is missing is said at its fields', async ({ page }) => {
  const title = unique('Meeting ');
  await open(page, 'certadmin', '/events', 'Events');
  await a11y(page);
  await page.getByRole('link', { name: 'New event' }).click();
  await page.getByRole('button', { name: 'Create event' }).click();
  await expect(page.getByRole('alert')).toContainText('Enter when it starts');
  await page.getByLabel('Title').fill(title);
  for (const [part, value] of [['day', '20'], ['month', '06'], ['year', '2026'], ['hour', '09'], ['minute', '00']]) {
    // eslint-disable-next-line no-await-in-loop
    await page.getByRole('spinbutton', { name: `${part}, Starts` }).pressSequentially(value);
  }
  await a11y(page);
  await page.getByRole('button', { name: 'Create event' }).click();
  await toasted(page, 'Event created');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(page.getByText('Nobody is expected yet')).toBeVisible();
});
