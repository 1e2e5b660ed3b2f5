// Messages to an association's own system: signed, tried again, and never sent for what an import brought.
import assert from 'node:assert/strict';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Stack, until } from './lib.mjs';

const secret = randomBytes(32);
let stack, admin, db, folder, receiver;

/** The association's side: keeps what comes, and answers as it is told. */
async function receive() {
	const got = [];
	const side = { got, status: 204, server: createServer((request, response) => {
		const parts = [];
		request.on('data', (part) => parts.push(part));
		request.on('end', () => {
			got.push({ method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(parts).toString() });
			response.writeHead(side.status, side.status === 302 ? { Location: '/elsewhere' } : {}).end();
		});
	}) };
	await new Promise((resolve) => side.server.listen(0, '127.0.0.1', resolve));
	side.url = `http://127.0.0.1:${side.server.address().port}/hook`;
	return side;
}

/** As any receiver checks it, by the words of Standard Webhooks. */
function isSigned({ headers, body }, key = secret) {
	const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
	const expected = createHmac('sha256', key).update(content).digest();
	return headers['webhook-signature'].split(' ').some((one) => {
		const [version, text] = one.split(',');
		const given = Buffer.from(text, 'base64');
		return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
	});
}

const deliveries = async () => (await admin.get('/api/webhook/deliveries')).body.items;
/** Time does not pass in a test: what waits for its next attempt is due now. */
const dueNow = () => db.query("UPDATE webhook_delivery SET send_at = created_at WHERE state = 'waiting'");

before(async () => {
	folder = await mkdtemp(join(tmpdir(), 'laurel-hook-'));
	await writeFile(join(folder, 'secret'), `whsec_${secret.toString('base64')}\n`, { mode: 0o600 });
	receiver = await receive();
	stack = await Stack.start({ LAUREL_WORKERS: '2', LAUREL_WEBHOOK_SECRET_FILE: join(folder, 'secret'), LAUREL_WEBHOOK_LOOPBACK: '1' });
	[admin, db] = [await stack.signIn(), await stack.database()];
	assert.equal((await admin.patch('/api/webhook', { url: receiver.url, enabled: true }, 1)).status, 200);
});
after(async () => {
	await stack?.end();
	receiver?.server.close();
	await rm(folder, { recursive: true, force: true });
});

describe('a message', () => {
	test('CRI-22 tells of a credit that was earned, is signed, and is told the same again after a failure', async () => {
		receiver.status = 503;
		await admin.post('/api/credit-types', { code: 'CME', title: 'CME', increment: 1 });
		const { body: course } = await admin.post('/api/courses', { code: 'HOOK', title: 'Hooked', enrollment_method: 'assignment_only' });
		await admin.put(`/api/courses/${course.id}/credits`, [{ credit_type: 'CME', maximum: 3 }]);
		const { body: contact } = await admin.post('/api/contacts', { given_name: 'Bob', family_name: 'Quill', contact_no: 'H1' });
		assert.equal((await admin.post(`/api/courses/${course.id}/enrollments`, { contact_ids: [contact.id] })).status, 200);
		await until('both were tried', async () => (await deliveries()).filter((one) => one.status === 503 && one.state === 'waiting').length === 2);
		const failed = receiver.got.splice(0);
		receiver.status = 204;
		await dueNow();
		await until('both arrived', async () => (await deliveries()).filter((one) => one.state === 'delivered').length === 2);
		const told = receiver.got.splice(0);
		assert.deepEqual(told.map(({ body }) => JSON.parse(body).type).sort(), ['course.completed', 'credit.awarded']);
		for (const one of told) {
			assert.equal(one.method, 'POST');
			assert.equal(one.headers['content-type'], 'application/json');
			assert.equal(one.headers.authorization, undefined);
			assert.ok(isSigned(one));
			assert.ok(!isSigned(one, randomBytes(32)), 'another key');
			assert.ok(!isSigned({ ...one, body: one.body.replace('Quill', 'Quilt') }), 'another body');
			assert.ok(!isSigned({ ...one, headers: { ...one.headers, 'webhook-timestamp': '1' } }), 'another time');
			const before = failed.find(({ headers }) => headers['webhook-id'] === one.headers['webhook-id']);
			assert.equal(before.body, one.body, 'the receiver tells a repeat by its id');
		}
		const { data } = told.map(({ body }) => JSON.parse(body)).find(({ type }) => type === 'credit.awarded');
		assert.deepEqual([data.contact.contact_no, data.course.code, data.credit_type, Number(data.amount), data.provenance], ['H1', 'HOOK', 'CME', 3, 'earned']);
	});

	test('CRI-21 is not sent for credits that an import brought, and CRI-22 is for those that award themselves', async () => {
		const take = async (number, lines) => {
			await admin.post('/api/contacts', { given_name: 'Imp', family_name: 'Orted', contact_no: number });
			const sent = await admin.send('POST', '/api/imports?kind=course_records', { raw: lines.join('\n'), headers: { 'Content-Type': 'text/csv' } });
			const state = async () => (await admin.get(`/api/imports/${sent.body.id}`)).body.state;
			await until('the dry run ends', async () => (await state()) === 'validated');
			await admin.post(`/api/imports/${sent.body.id}/apply`, { confirm: ['no_required_steps'] });
			await until('it is applied', async () => (await state()) === 'applied');
		};
		await take('H2', ['external_course_id,external_user_id,complete,date_completed,credit_type,credits', 'HOOK,H2,1,2026-01-02,CME,3']);
		await take('H3', ['external_course_id,external_user_id,complete,date_completed', 'HOOK,H3,1,2026-01-02']);
		await until('the second is told', async () => receiver.got.length > 0);
		assert.deepEqual(receiver.got.splice(0).map(({ body }) => JSON.parse(body)).map(({ type, data }) => [type, data.contact.contact_no, data.provenance]),
			[['credit.awarded', 'H3', 'auto_on_import']]);
	});

	test('follows no redirect, and waits while the webhook is off', async () => {
		receiver.status = 302;
		const { body: ping } = await admin.post('/api/webhook/ping');
		await until('it was tried', async () => (await admin.get(`/api/webhook/deliveries/${ping.id}`)).body.status === 302);
		assert.deepEqual(receiver.got.splice(0).map(({ path }) => path), ['/hook']);
		const { body: settings } = await admin.get('/api/webhook');
		await admin.patch('/api/webhook', { enabled: false }, settings.version);
		receiver.status = 204;
		await dueNow();
		await admin.patch('/api/webhook', { enabled: true }, settings.version + 1);
		await until('it arrived', async () => (await admin.get(`/api/webhook/deliveries/${ping.id}`)).body.state === 'delivered');
		receiver.got.splice(0);
		assert.equal((await admin.post(`/api/webhook/deliveries/${ping.id}/retry`)).status, 200);
		await until('it came once more', () => receiver.got.length === 1);
	});
});
