// Files as browsers and programs really send them: forms and bare bodies through nginx, to the pool and back.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { Stack, until } from './lib.mjs';

let stack, admin, database;

before(async () => {
	stack = await Stack.start();
	admin = await stack.signIn();
	database = await stack.database();
});
after(() => stack?.end());

const pdf = (size = 100) => {
	const bytes = Buffer.alloc(size, ' ');
	bytes.write('%PDF-1.7\n%\xE2\xE3\xCF\xD3\n', 'latin1');
	return bytes;
};
const headers = () => ({ 'X-Requested-With': 'laurel', Cookie: admin.cookie });

async function upload(content, name = 'diploma.pdf', type = 'application/pdf', more = []) {
	const form = new FormData();
	form.append('file', new Blob([content], { type }), name);
	for (const [field, value] of more) form.append(field, value);
	const response = await fetch(`${stack.url}/api/files`, { method: 'POST', body: form, headers: headers() });
	return { status: response.status, body: await response.json() };
}
const download = (id, query = '') => fetch(`${stack.url}/api/files/${id}${query}`, { headers: headers() });
const count = async (table) => Number((await database.query(`SELECT COUNT(*) FROM ${table}`))[0][0]);

describe('files', () => {
	test('IMIS-52: a form of a browser is taken, and what comes back is what was sent', async () => {
		const content = pdf(700_001);
		for (let i = 30; i < content.length; i++) content[i] = i * 7 + (i >> 8);
		const sent = await upload(content, 'Zeugnis "Prüfung" 修了証.pdf');
		assert.equal(sent.status, 201, JSON.stringify(sent.body));
		assert.equal(sent.body.name, 'Zeugnis "Prüfung" 修了証.pdf');
		assert.equal(sent.body.type, 'application/pdf');
		assert.equal(sent.body.size, content.length);
		const back = await download(sent.body.id);
		assert.equal(back.headers.get('content-type'), 'application/pdf');
		assert.equal(back.headers.get('content-length'), String(content.length));
		assert.equal(back.headers.get('x-content-type-options'), 'nosniff');
		assert.match(back.headers.get('content-security-policy'), /sandbox/);
		assert.match(back.headers.get('content-disposition'), /^attachment; .*filename\*=UTF-8''Zeugnis%20%22Pr%C3%BCfung/);
		assert.ok(content.equals(Buffer.from(await back.arrayBuffer())));
		assert.match((await download(sent.body.id, '?inline=true')).headers.get('content-disposition'), /^inline;/);
	});

	test('20 MB are taken, and one byte more is told why not', async () => {
		const most = 20 * 1024 * 1024;
		assert.equal((await upload(pdf(most))).status, 201);
		const before = await count('file_chunk');
		for (const size of [most + 1, most + 100_000, most + 2_000_000]) {
			const refused = await upload(pdf(size));
			assert.equal(refused.status, 413);
			assert.equal(refused.body.code, 'too_large');
			assert.ok(refused.body.remedy);
		}
		assert.equal(await count('file_chunk'), before);
	});

	test('what is not what its name says is refused, and nothing is kept', async () => {
		const before = await count('file');
		const tries = [
			['<!DOCTYPE html><script>alert(1)</script>', 'file_type_refused', 415],
			['<svg xmlns="http://www.w3.org/2000/svg"/>', 'file_type_refused', 415],
			[Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), 'file_type_refused', 415],
			['', 'file_empty', 422],
			[`/* */\n${pdf()}`, 'file_unsafe', 422],
		];
		for (const [content, code, status] of tries) {
			const { status: got, body } = await upload(content);
			assert.equal(body.code, code);
			assert.equal(got, status);
			assert.ok(body.detail && body.remedy);
		}
		assert.equal(await count('file'), before);
	});

	test('two files in one call are refused by name', async () => {
		const { status, body } = await upload(pdf(), 'a.pdf', 'application/pdf', [['file', new Blob([pdf()])]]);
		assert.equal(status, 422);
		assert.equal(body.errors[0].pointer, '#/file');
	});

	test('a name with folders, quotes and signs that nobody sees cannot lead anywhere', async () => {
		const { body } = await upload(pdf(), '../../etc/a\u202Efdp.exe');
		assert.equal(body.name, 'a\uFFFDfdp.exe');
		const back = await download(body.id);
		assert.match(back.headers.get('content-disposition'), /^attachment; filename="a___fdp\.exe\.pdf"/);
		await back.body.cancel();
	});

	test('an upload that breaks off half-way leaves nothing behind, and the next one works', async () => {
		const before = [await count('file'), await count('file_chunk')];
		for (const share of [0.1, 0.5, 0.9]) {
			const content = pdf(2_000_000);
			const call = request(`${stack.url}/api/files?name=a.pdf`, {
				method: 'POST',
				headers: { ...headers(), 'Content-Type': 'application/pdf', 'Content-Length': content.length },
			});
			const ended = new Promise((resolve) => call.once('close', resolve));
			call.on('error', () => {});
			call.write(content.subarray(0, content.length * share), () => call.destroy());
			await ended;
		}
		assert.equal((await upload(pdf())).status, 201);
		assert.deepEqual([await count('file'), await count('file_chunk')], [before[0] + 1, before[1] + 1]);
	});

	test('a download goes on while others wait, and a reader that hangs up harms nobody', async () => {
		const { body } = await upload(pdf(10_000_000));
		const workers = await stack.children();
		for (let i = 0; i < 8; i++) {
			const back = await download(body.id);
			await back.body.cancel();
		}
		assert.equal((await (await download(body.id)).arrayBuffer()).byteLength, 10_000_000);
		await until('all workers answer', async () => (await admin.get('/api/health')).status === 200);
		assert.deepEqual(await stack.children(), workers);
	});

	test('a file that was sent can be taken back while nothing uses it', async () => {
		const { body } = await upload(pdf());
		assert.equal((await admin.delete(`/api/files/${body.id}`)).status, 204);
		assert.equal((await download(body.id)).status, 404);
	});
});
