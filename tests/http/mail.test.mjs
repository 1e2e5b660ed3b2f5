import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { Caller, Stack, demo, until } from './lib.mjs';

// Of the site's packages, as these tests have none of their own.
const { default: ICAL } = await import(createRequire(new URL('../../web/package.json', import.meta.url)).resolve('ical.js'));

const url = process.env.LAUREL_URL;

/** The newest caught mail to an address, once it is there. */
const mailTo = (address) =>
	until(`a mail to ${address}`, async () => {
		const response = await fetch(`${url}/mail/messages?to=${encodeURIComponent(address)}`);
		return (await response.json()).items[0];
	});

const reset = (caller, email) => caller.post('/api/password-resets', { email });

test('a mail that a call causes arrives, with a link back and parts that an outside reader understands', async () => {
	assert.ok((await reset(new Caller(url), 'certadmin@demo.test')).status < 300);
	const mail = await mailTo('certadmin@demo.test');
	assert.equal(mail.subject, 'Choose a new password');
	assert.ok(mail.links[0].startsWith(`${url}/reset`), mail.links[0]);
	assert.ok(mail.text.includes(mail.links[0]), 'text and HTML hold the same link');
	assert.match(mail.headers['message-id'], /^<laurel-\d+-[0-9a-f]+@demo\.test>$/);
	assert.equal(mail.headers['list-unsubscribe'], undefined);
});

test('caught mail is shown in a frame that runs nothing', async () => {
	await reset(new Caller(url), 'staff@demo.test');
	const { id } = await mailTo('staff@demo.test');
	const frame = await fetch(`${url}/mail/messages/${id}/html`);
	assert.match(frame.headers.get('content-security-policy'), /^sandbox [^;]*; default-src 'none'/);
	assert.doesNotMatch(frame.headers.get('content-security-policy'), /allow-scripts/);
	assert.match(await (await fetch(`${url}/mail/messages/${id}`)).text(), /<iframe [^>]*sandbox=/);
});

test('the button of a mail program reaches the address in the mail, and a forged one changes nothing', async () => {
	const forged = await fetch(`${url}/unsubscribe/${'0'.repeat(50)}`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
		body: 'List-Unsubscribe=One-Click',
	});
	assert.equal(forged.status, 410);
	assert.equal((await forged.json()).code, 'link_invalid');
	const page = await fetch(`${url}/unsubscribe/${'0'.repeat(50)}`);
	assert.match(page.headers.get('content-type'), /text\/html/);
});

test('the calendar of an offering is one that an outside parser understands', async () => {
	const staff = await demo('staff');
	const { body: components } = await staff.get('/api/components?kind=class&limit=1');
	const path = `/api/components/${components.items[0].id}/offerings`;
	const title = 'Bäume, Sträucher; \\ und mehr: ein langer Titel, der über die fünfundsiebzig Zeichen einer Zeile hinausgeht';
	const made = await staff.post(path, { title, starts_at: '2026-09-01T08:00:00Z', ends_at: '2026-09-01T10:00:00Z', location: 'Room 7' });
	assert.equal(made.status, 201);
	const response = await fetch(`${url}/api/offerings/${made.body.id}/calendar.ics`, { headers: { Cookie: staff.cookie } });
	assert.match(response.headers.get('content-type'), /^text\/calendar/);
	const text = await response.text();
	const event = new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent'));
	assert.equal(event.summary, title);
	assert.equal(event.location, 'Room 7');
	assert.equal(event.startDate.toJSDate().toISOString(), '2026-09-01T08:00:00.000Z');
	assert.equal(event.endDate.toJSDate().toISOString(), '2026-09-01T10:00:00.000Z');
	assert.ok(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75));
});

test('only a SysAdmin sees the mails', async () => {
	const staff = await demo('staff');
	assert.equal((await staff.get('/api/mail')).status, 403);
	const sysadmin = await demo('sysadmin');
	const { body } = await sysadmin.get('/api/mail/summary');
	assert.equal(body.leaves, true);
});

test('a mail server that is away holds nobody up, and the mail waits with the reason', async () => {
	const stack = await Stack.start({
		LAUREL_SMTP_URL: 'smtp://127.0.0.1:1',
		LAUREL_MAIL_FROM: 'office@guild.test',
		LAUREL_PUBLIC_URL: 'https://guild.test',
	});
	after(() => stack.end());
	assert.ok((await reset(new Caller(stack.url), Stack.admin.email)).status < 300);
	const sysadmin = await stack.signIn();
	const mail = await until('an attempt', async () => {
		const { body } = await sysadmin.get('/api/mail');
		return body.items.find(({ state, attempts }) => state === 'waiting' && attempts > 0);
	});
	assert.match(mail.error, /connect/i);
	assert.equal((await fetch(`${stack.url}/mail/messages`)).headers.get('content-type').startsWith('text/html'), true,
		'nothing is caught where mail leaves');
});
