// What every call passes before a handler sees it, and what a refusal looks like.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Caller, Stack } from './lib.mjs';

let stack, admin, nobody, made = 0;

before(async () => {
	stack = await Stack.start();
	admin = await stack.signIn();
	nobody = new Caller(stack.url);
});
after(() => stack?.end());

const person = () => ({ given_name: 'Grace', family_name: `Hopper ${++made}`, email: `grace${made}@laurel.test` });
const count = async () => (await admin.get('/api/contacts?limit=200')).body.items.length;

function refused(answer, status, code) {
	assert.equal(answer.body?.code, code, JSON.stringify(answer.body));
	assert.equal(answer.status, status);
	assert.equal(answer.headers.get('content-type'), 'application/problem+json');
	assert.equal(answer.headers.get('cache-control'), 'no-store');
	assert.equal(answer.body.type, `/problems/${code}`);
	assert.equal(answer.body.status, status);
	assert.ok(answer.body.title && answer.body.detail && answer.body.remedy);
}

function refusedQuery(answer) {
	refused(answer, 422, 'validation');
	return answer;
}

const pointers = (answer) => answer.body.errors.map((e) => e.pointer).sort();

describe('addresses and methods', () => {
	test('an unknown address is 404', async () => refused(await nobody.get('/api/nope'), 404, 'not_found'));

	test('a known address with another method is 405 and says which there are', async () => {
		const answer = await nobody.delete('/api/contacts');
		refused(answer, 405, 'method_not_allowed');
		assert.equal(answer.headers.get('allow'), 'GET, HEAD, POST');
	});

	test('HEAD is GET without a body', async () => {
		const { status, headers, body } = await nobody.send('HEAD', '/api/health');
		assert.equal(status, 200);
		assert.equal(headers.get('content-type'), 'application/json');
		assert.equal(body, undefined);
	});

	test('every answer names the request, once', async () => {
		const { headers } = await nobody.get('/api/health');
		assert.match(headers.get('x-request-id'), /^[0-9a-f]{32}$/);
	});

	test('an address that cannot be read, or is too long, is refused like everything else', async () => {
		refused(await nobody.get('/api/contacts/%00'), 400, 'malformed');
		refused(await nobody.get(`/api/${'a'.repeat(20_000)}`), 431, 'too_long');
		refused(await nobody.get('/api/health', { 'X-Long': 'a'.repeat(20_000) }), 431, 'too_long');
		assert.equal((await nobody.get('/.refused/bad_request')).status, 404);
	});

	test('what is compared with a plain word must be one', async () => {
		const answer = refusedQuery(await admin.get('/api/audit?action=M%C3%BCller'));
		assert.deepEqual(pointers(answer), ['?action']);
	});

	test('the API describes itself', async () => {
		const { body } = await nobody.get('/api/describe');
		assert.ok(body.routes.some((r) => r.path === '/api/contacts/{id}' && r.method === 'PATCH' && r.needs_version));
		assert.deepEqual(body.rights.settings_write, ['sysadmin']);
		for (const { query, body: sent, answer } of body.routes)
			for (const name of [query, sent, answer]) assert.ok(name === null || body.bodies[name], name);
	});

	test('every reference in the OpenAPI document leads somewhere', async () => {
		const { body } = await nobody.get('/api/openapi.json');
		assert.equal(body.openapi, '3.1.0');
		for (const [, ref] of JSON.stringify(body).matchAll(/"\$ref":"#\/([^"]+)"/g))
			assert.ok(ref.split('/').reduce((o, name) => o?.[name], body), ref);
	});
});

describe('who', () => {
	test('without a session it is 401', async () => refused(await nobody.get('/api/contacts'), 401, 'not_signed_in'));

	test('a session that nobody has is 401', async () =>
		refused(await new Caller(stack.url, 'laurel_session=made-up').get('/api/session'), 401, 'not_signed_in'));

	test('a wrong password is 401 and sets no cookie', async () => {
		const answer = await nobody.post('/api/session', { email: Stack.admin.email, password: 'not the password' });
		refused(answer, 401, 'sign_in_failed');
		assert.deepEqual(answer.headers.getSetCookie(), []);
	});

	test('the session cookie is out of reach for scripts, the hint is not', async () => {
		const { headers } = await nobody.post('/api/session', Stack.admin);
		const [session] = headers.getSetCookie().filter((c) => c.startsWith('laurel_session='));
		const [hint] = headers.getSetCookie().filter((c) => c.startsWith('laurel_hint='));
		assert.match(session, /; HttpOnly/);
		assert.match(session, /; SameSite=Lax/);
		assert.ok(!hint.includes('HttpOnly'));
	});

	test('signing out ends the session', async () => {
		const other = await stack.signIn();
		assert.equal((await other.delete('/api/session')).status, 204);
		assert.equal((await other.get('/api/session')).status, 401);
		assert.equal((await admin.get('/api/session')).status, 200);
	});

	test('a right that is missing is 403 and names it and who has it', async () => {
		const contact = (await admin.post('/api/contacts', person())).body;
		const { body: link } = await admin.post(`/api/contacts/${contact.id}/invitation`);
		const password = 'nine purple elephants';
		assert.equal((await nobody.post('/api/invitations/accept', { token: link.token, password })).status, 204);
		const answer = await nobody.post('/api/session', { email: contact.email, password });
		const learner = new Caller(stack.url, answer.headers.getSetCookie().map((c) => c.split(';')[0]).join('; '));
		const refusal = await learner.get('/api/contacts');
		refused(refusal, 403, 'right_missing');
		assert.match(refusal.body.detail, /contact_read/);
		assert.match(refusal.body.remedy, /Staff/);
	});
});

describe('where from', () => {
	const tries = [
		['another origin', { Origin: 'https://evil.test' }],
		['a page of another site', { 'Sec-Fetch-Site': 'cross-site' }],
		['no X-Requested-With', { 'X-Requested-With': '' }],
		['another X-Requested-With', { 'X-Requested-With': 'XMLHttpRequest' }],
	];
	for (const [name, headers] of tries)
		test(`a change with ${name} is 403 and changes nothing`, async () => {
			const before = await count();
			refused(await admin.post('/api/contacts', person(), headers), 403, 'foreign_origin');
			assert.equal(await count(), before);
		});

	test('a change from this site goes through', async () => {
		const answer = await admin.post('/api/contacts', person(), { Origin: stack.url, 'Sec-Fetch-Site': 'same-origin' });
		assert.equal(answer.status, 201);
		const { body } = await admin.get(`/api/history/contact/${answer.body.id}`);
		assert.equal(body.items[0].via, 'screen');
	});
});

describe('what is sent', () => {
	const send = (raw, headers) => admin.send('POST', '/api/contacts', { raw, headers });

	test('a body over 1 MiB is 413', async () =>
		refused(await send(JSON.stringify({ given_name: 'x'.repeat(1 << 20), family_name: 'y' })), 413, 'too_large'));

	test('the largest body of nothing but mistakes is a problem, and no worker dies of it', async () => {
		const workers = await stack.children();
		const letters = 'abcdefghijklmnopqrstuvwxyz';
		let wrong = '{';
		for (let i = 0; wrong.length < (1 << 20) - 20; i++) wrong += `"${letters[i % 26]}${i.toString(36)}":0,`;
		refused(await send(`${wrong}"z":0}`), 422, 'validation');
		refused(await send(`${'['.repeat(1 << 19)}${']'.repeat(1 << 19)}`), 400, 'malformed');
		refused(await send(`{"given_name":[${'0,'.repeat((1 << 19) - 20)}0]}`), 422, 'validation');
		assert.deepEqual(await stack.children(), workers);
	});

	test('what is not JSON is 400', async () => {
		for (const raw of ['{', '{"given_name":}', 'given_name=x', '{} {}', '"\\u0000"', '']) {
			const answer = await send(raw, { 'Content-Type': 'application/json' });
			refused(answer, 400, 'malformed');
		}
	});

	test('what is not UTF-8 is 400', async () =>
		refused(await send(Buffer.from('{"given_name":"\xE9","family_name":"x"}', 'latin1')), 400, 'malformed'));

	test('another type is 415', async () =>
		refused(await send('a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }), 415, 'unsupported_type'));

	test('unknown, repeated, read-only and missing names are told by pointer', async () => {
		const answer = await send('{"given_name":"a","given_name":"b","colour":"red","id":1}');
		refused(answer, 422, 'validation');
		assert.deepEqual(pointers(answer), ['#/colour', '#/family_name', '#/given_name', '#/id']);
	});

	test('queries are checked like bodies', async () => {
		const answer = await admin.get('/api/contacts?limit=0&page=2&cursor=x&cursor=y');
		refused(answer, 422, 'validation');
		assert.deepEqual(pointers(answer), ['?cursor', '?limit', '?page']);
		refused(await admin.get('/api/contacts?q=%zz'), 400, 'malformed');
		refused(await admin.get('/api/contacts?q=%00'), 400, 'malformed');
	});
});

describe('versions', () => {
	let contact;
	before(async () => (contact = (await admin.post('/api/contacts', person())).body));
	const path = () => `/api/contacts/${contact.id}`;

	test('an edit without If-Match is 428', async () =>
		refused(await admin.send('PATCH', path(), { json: {} }), 428, 'version_required'));

	test('an edit of an older version is 412 and changes nothing', async () => {
		const first = await admin.patch(path(), { given_name: 'Anita' }, contact.version);
		assert.equal(first.status, 200);
		assert.equal(first.headers.get('etag'), `"${first.body.version}"`);
		refused(await admin.patch(path(), { given_name: 'Late' }, contact.version), 412, 'stale_version');
		assert.equal((await admin.get(path())).body.given_name, 'Anita');
	});

	test('of two edits at once one wins', async () => {
		const { version } = (await admin.get(path())).body;
		const answers = await Promise.all(['A', 'B', 'C'].map((name) => admin.patch(path(), { given_name: name }, version)));
		assert.deepEqual(answers.map((a) => a.status).sort(), [200, 412, 412]);
	});

	test('nonsense in If-Match is 400', async () =>
		refused(await admin.send('PATCH', path(), { json: {}, headers: { 'If-Match': '*' } }), 400, 'malformed'));
});

describe('the same call again', () => {
	const key = (k) => ({ 'Idempotency-Key': k });

	test('with its key gets the same answer, and is done once', async () => {
		const json = person(), before = await count();
		const first = await admin.post('/api/contacts', json, key('once'));
		const again = await admin.post('/api/contacts', json, key('once'));
		assert.equal(first.status, 201);
		assert.equal(again.status, 201);
		assert.deepEqual(again.body, first.body);
		assert.equal(first.headers.get('idempotency-replayed'), null);
		assert.equal(again.headers.get('idempotency-replayed'), 'true');
		assert.equal(await count(), before + 1);
	});

	test('a double click at the same moment is done once', async () => {
		const json = person(), before = await count();
		const answers = await Promise.all(Array.from({ length: 6 }, () => admin.post('/api/contacts', json, key('clicks'))));
		assert.deepEqual(answers.map((a) => a.status), Array(6).fill(201));
		assert.equal(new Set(answers.map((a) => a.body.id)).size, 1);
		assert.equal(await count(), before + 1);
	});

	test('its key with another call is refused', async () => {
		assert.equal((await admin.post('/api/contacts', person(), key('mine'))).status, 201);
		refused(await admin.post('/api/contacts', person(), key('mine')), 422, 'key_reused');
	});

	test('a call that was refused may be mended under the same key', async () => {
		const taken = person();
		assert.equal((await admin.post('/api/contacts', taken)).status, 201);
		refused(await admin.post('/api/contacts', { ...person(), email: taken.email }, key('mend')), 409, 'email_taken');
		assert.equal((await admin.post('/api/contacts', person(), key('mend'))).status, 201);
	});

	test('a key is 1 to 128 characters', async () =>
		refused(await admin.post('/api/contacts', person(), key('x'.repeat(129))), 400, 'malformed'));
});
