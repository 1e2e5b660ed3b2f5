import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { Caller, demo, signIn } from './lib.mjs';

const url = process.env.LAUREL_URL;
const nobody = new Caller(url);
const fresh = (word) => `${word}${randomBytes(5).toString('hex')}@example.test`;
const password = 'quiet-river-lantern';

const register = (email, more = {}) => ({ given_name: 'Ada', family_name: 'Lovelace', email, password, ...more });

/** Everything that a stranger sees of an answer, but for what differs from call to call. */
async function seen(path, json) {
	const response = await fetch(url + path, {
		method: 'POST',
		headers: { 'X-Requested-With': 'laurel', 'Content-Type': 'application/json' },
		body: JSON.stringify(json),
	});
	const headers = [...response.headers].filter(([name]) => !['date', 'x-request-id', 'retry-after'].includes(name));
	return { status: response.status, headers, text: await response.text() };
}

function refused({ status, body }, wanted, code) {
	assert.equal(status, wanted, JSON.stringify(body));
	assert.equal(body.code, code);
	assert.ok(body.remedy, 'a refusal says what helps');
}

describe('what strangers ask for', () => {
	test('registering with an address that has an account, one that is a contact, and a new one is answered alike', async () => {
		const staff = await demo('staff');
		const claimable = fresh('contact');
		assert.equal((await staff.post('/api/contacts', { given_name: 'Ada', family_name: 'King', email: claimable })).status, 201);
		const first = await seen('/api/registrations', register(fresh('nobody')));
		assert.equal(first.status, 202);
		assert.deepEqual(await seen('/api/registrations', register('learner@demo.test')), first);
		assert.deepEqual(await seen('/api/registrations', register(claimable)), first);
		assert.deepEqual(await seen('/api/registrations', register(fresh('other'))), first);
	});

	test('a forgotten password of a known and of an unknown address is answered alike', async () => {
		const first = await seen('/api/password-resets', { email: fresh('nobody') });
		assert.equal(first.status, 202);
		assert.deepEqual(await seen('/api/password-resets', { email: 'learner@demo.test' }), first);
	});

	test('an address that was asked for too often waits, and says how long', async () => {
		const email = fresh('often');
		for (let i = 0; i < 5; i++) assert.equal((await nobody.post('/api/registrations', register(email))).status, 202);
		const answer = await nobody.post('/api/registrations', register(email));
		refused(answer, 429, 'too_many_attempts');
		assert.ok(Number(answer.headers.get('retry-after')) > 0);
		assert.equal((await nobody.post('/api/registrations', register(fresh('seldom')))).status, 202, 'others do not wait');
	});

	test('a weak password and an address that is none are complained of beside their fields', async () => {
		const weak = await nobody.post('/api/registrations', register(fresh('weak'), { password: 'password1234' }));
		assert.equal(weak.status, 422);
		assert.deepEqual(weak.body.errors.map(({ pointer }) => pointer), ['#/password']);
		const wrong = await nobody.post('/api/registrations', register('nowhere'));
		assert.deepEqual(wrong.body.errors.map(({ pointer }) => pointer), ['#/email']);
		const long = await nobody.post('/api/registrations', register(fresh('long'), { given_name: 'ß'.repeat(81) }));
		assert.deepEqual(long.body.errors.map(({ pointer }) => pointer), ['#/given_name']);
	});

	test('a link that was never made opens nothing and says where a new one comes from', async () => {
		const token = 'A'.repeat(43);
		refused(await nobody.post('/api/registrations/confirm', { token, password }), 410, 'link_invalid');
		refused(await nobody.post('/api/password-resets/accept', { token, password }), 410, 'link_invalid');
		refused(await nobody.post('/api/email-changes/confirm', { token }), 410, 'link_invalid');
	});
});

describe('the catalogue', () => {
	test('it is read before signing in, without a word of who may enrol, and with it afterwards', async () => {
		const { body } = await nobody.get('/api/catalogue');
		assert.ok(body.items.length > 0);
		assert.ok(body.items.every(({ eligibility }) => eligibility === null));
		const learner = await demo('learner');
		const own = await learner.get('/api/catalogue');
		assert.deepEqual(own.body.items.map(({ id }) => id), body.items.map(({ id }) => id));
		for (const { eligibility } of own.body.items)
			assert.ok(eligibility.eligible || eligibility.why_not.detail, 'who may not is told why');
		assert.equal((await nobody.get(`/api/catalogue/${body.items[0].id}`)).body.stages[0].requirements.length > 0, true);
	});
});

describe('oneself', () => {
	test('IMIS-02 a call without a body enrols whoever calls', async () => {
		const staff = await demo('staff');
		const sysadmin = await demo('sysadmin');
		const email = fresh('member');
		const { body: contact } = await staff.post('/api/contacts', { given_name: 'Ada', family_name: 'King', email });
		const { body: link } = await sysadmin.post(`/api/contacts/${contact.id}/invitation`);
		await nobody.post('/api/invitations/accept', { token: link.token, password });
		const member = await signIn(url, email, password);
		const { body: catalogue } = await member.get('/api/catalogue');
		const { id } = catalogue.items.find(({ eligibility }) => eligibility.eligible);
		const enrolled = await member.post(`/api/me/programs/${id}/enroll`);
		assert.equal(enrolled.status, 201, JSON.stringify(enrolled.body));
		assert.equal(enrolled.body.contact_id, contact.id);
		refused(await member.post(`/api/me/programs/${id}/enroll`), 409, 'already_enrolled');
		const { body: mine } = await member.get('/api/me/programs');
		assert.deepEqual(mine.items.map(({ id: own, program_id }) => [own, program_id]), [[enrolled.body.id, id]]);
		assert.ok(mine.items[0].next.length > 0, 'and is told what to do next');
	});

	test('names, language and time zone are changed with the version that was seen', async () => {
		const learner = await demo('learner');
		const { body: me } = await learner.get('/api/me');
		const changed = await learner.patch('/api/me', { language: 'de', time_zone: 'Europe/Berlin' }, me.version);
		assert.equal(changed.status, 200);
		assert.equal(changed.body.language, 'de');
		refused(await learner.patch('/api/me', { language: 'fr' }, me.version), 412, 'stale_version');
		const back = { language: me.language, time_zone: me.time_zone };
		assert.equal((await learner.patch('/api/me', back, changed.body.version)).status, 200);
		const { status, body } = await learner.patch('/api/me', { email: 'elsewhere@example.test' }, changed.body.version + 1);
		assert.equal(status, 422, 'an address is changed by its confirmation only');
		assert.equal(body.errors[0].pointer, '#/email');
	});
});
