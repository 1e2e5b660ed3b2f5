// Payment by card against the stand-in: its own page, and messages that are forged, stale, sent again or late.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { Caller, demo, signIn, until } from './lib.mjs';

const url = process.env.LAUREL_URL;
const unique = (prefix) => `${prefix}${randomBytes(4).toString('hex')}`;
let staff, secret;

before(async () => {
	staff = await demo('staff');
	secret = (await readFile(join(process.env.LAUREL_HOME, 'secrets/payment_webhook_secret'), 'utf8')).trim();
});

async function newClass(capacity = 10) {
	const { body: component } = await staff.post('/api/components', { code: unique('K-'), title: unique('Class '), kind: 'class' });
	const { body } = await staff.post(`/api/components/${component.id}/offerings`, {
		title: unique('Session '), starts_at: '2026-07-15T09:00:00Z', capacity, price: { amount_minor: 4500, currency: 'EUR' },
	});
	return body;
}

async function newMember() {
	const sysadmin = await demo('sysadmin');
	const email = `${unique('m')}@example.test`, password = unique('a-long-password-');
	const { body: contact } = await sysadmin.post('/api/contacts', { given_name: 'Ada', family_name: unique('Quill'), email });
	const { body: invitation } = await sysadmin.post(`/api/contacts/${contact.id}/invitation`);
	assert.equal((await new Caller(url).post('/api/invitations/accept', { token: invitation.token, password })).status, 204);
	return signIn(url, email, password);
}

async function order(offering) {
	const member = await newMember();
	assert.equal((await member.post('/api/cart', { offering_id: offering.id })).status, 201);
	const { status, body } = await member.post('/api/cart/checkout', { method: 'card' });
	assert.equal(status, 201);
	assert.equal(body.state, 'awaiting_payment');
	return { member, id: body.id, now: async () => (await member.get(`/api/orders/${body.id}`)).body };
}

/** The moment that the server lives in. */
const now = () => Math.floor((Date.parse('2026-06-15T00:00:00Z') + (Date.now() % 86_400_000)) / 1000);

const paid = (id, values = {}) => JSON.stringify({
	id: unique('evt_'), type: 'checkout.session.completed',
	data: { object: { id: unique('cs_'), client_reference_id: String(id), payment_status: 'paid', payment_intent: unique('pi_'), amount_total: 4500, currency: 'eur', ...values } },
});

function sign(body, { at = now(), with: key = secret } = {}) {
	return `t=${at},v1=${createHmac('sha256', key).update(`${at}.${body}`).digest('hex')}`;
}

/** As the provider's server calls: no session, no header of ours. */
async function deliver(body, signature = sign(body)) {
	const reply = await fetch(`${url}/api/payments/webhook`, { method: 'POST', body, headers: { 'Content-Type': 'application/json; charset=utf-8', 'Stripe-Signature': signature } });
	return { status: reply.status, body: await reply.json() };
}

describe('the page of the provider', () => {
	test('IMIS-50 is asked for once, takes the payment and tells the site before the person is back', async () => {
		const one = await order(await newClass());
		const first = await one.member.post(`/api/orders/${one.id}/payment`);
		assert.equal(first.status, 200);
		assert.equal((await one.member.post(`/api/orders/${one.id}/payment`)).body.url, first.body.url);
		const page = await (await fetch(first.body.url)).text();
		assert.match(page, /45\.00 EUR/);
		const reply = await fetch(`${first.body.url}/pay`, { method: 'POST', redirect: 'manual' });
		assert.equal(reply.headers.get('location'), `${url}/orders/${one.id}?paid=1`);
		const after = await one.now();
		assert.equal(after.state, 'paid');
		assert.equal(after.lines[0].registration, 'registered');
	});

	test('that is left, or declines the card, leaves the order waiting', async () => {
		const one = await order(await newClass());
		const { body } = await one.member.post(`/api/orders/${one.id}/payment`);
		assert.equal((await fetch(`${body.url}/decline`, { method: 'POST' })).status, 402);
		const reply = await fetch(`${body.url}/cancel`, { method: 'POST', redirect: 'manual' });
		assert.equal(reply.headers.get('location'), `${url}/orders/${one.id}?paid=0`);
		assert.equal((await one.now()).state, 'awaiting_payment');
	});

	test('gives the money back when the registration is cancelled in time', async () => {
		const one = await order(await newClass());
		const { body } = await one.member.post(`/api/orders/${one.id}/payment`);
		await fetch(`${body.url}/pay`, { method: 'POST', redirect: 'manual' });
		const { body: mine } = await one.member.get('/api/me/registrations');
		assert.equal((await one.member.get(`/api/registrations/${mine.items[0].id}/cancel`)).body.effect, 'refund_to_card');
		assert.equal((await one.member.post(`/api/registrations/${mine.items[0].id}/cancel`, {})).status, 200);
		await until('the refund is made', async () => (await one.now()).refunds[0].state === 'done');
		assert.equal((await one.now()).state, 'refunded');
	});
});

describe('a message', () => {
	test('that is forged, stale, changed or not signed is refused', async () => {
		const one = await order(await newClass());
		const body = paid(one.id);
		for (const signature of ['', 'nonsense', sign(body, { with: 'whsec_of_somebody' }), sign(body, { at: now() - 400 }), sign(paid(one.id))]) {
			const answer = await deliver(body, signature);
			assert.equal(answer.status, 400, signature);
			assert.equal(answer.body.code, 'webhook_refused');
		}
		assert.equal((await one.now()).state, 'awaiting_payment');
	});

	test('counts once, however often it comes', async () => {
		const one = await order(await newClass());
		const body = paid(one.id);
		const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(body)));
		assert.deepEqual(answers.map((answer) => answer.body.outcome).sort(), ['paid', 'replayed', 'replayed', 'replayed', 'replayed']);
		assert.equal((await one.now()).state, 'paid');
	});

	test('about another amount pays nothing', async () => {
		const one = await order(await newClass());
		assert.equal((await deliver(paid(one.id, { amount_total: 1 }))).body.outcome, 'wrong_amount');
		assert.equal((await one.now()).state, 'awaiting_payment');
	});

	test('that comes when the order was given up gets the seat again, or the money goes back', async () => {
		const offering = await newClass(1);
		const [first, second] = [await order(offering), await newMember()];
		assert.equal((await first.member.post(`/api/orders/${first.id}/cancel`)).status, 200);
		assert.equal((await deliver(paid(first.id))).body.outcome, 'paid');
		assert.equal((await first.now()).lines[0].registration, 'registered');

		const other = await newClass(1);
		const late = await order(other);
		assert.equal((await late.member.post(`/api/orders/${late.id}/cancel`)).status, 200);
		assert.equal((await second.post('/api/cart', { offering_id: other.id })).status, 201);
		assert.equal((await deliver(paid(late.id))).body.outcome, 'paid');
		assert.equal((await late.now()).state, 'refunded');
		await until('the refund is made', async () => (await late.now()).refunds[0].state === 'done');
	});
});
