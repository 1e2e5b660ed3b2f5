// Certificates as strangers meet them: the public answer, the PDF, and the credential, verified by a library that is not ours.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { Caller, demo } from './lib.mjs';

const run = promisify(execFile);
const jose = await import(createRequire(new URL('../../web/package.json', import.meta.url)).resolve('jose'));
const url = process.env.LAUREL_URL;
const stranger = new Caller(url);
const UNKNOWN = 'aaaaaaaaaaaaaaaaaaaaaaaaaa';
let manager, certificate;

/** A certificate of its own: somebody new who earns a program of one requirement. */
async function earn(names) {
	const contact = (await manager.post('/api/contacts', names)).body;
	const component = (await manager.post('/api/components', { code: `CT-${contact.id}`, title: 'Final talk', kind: 'experience' })).body;
	const program = (await manager.post('/api/programs', { code: `CT-${contact.id}`, name: 'Certified Verifier' })).body;
	const definition = await manager.put(`/api/programs/${program.id}/definition`, {
		completion_period: { n: 1, unit: 'years' }, designation: 'CV', certificate_validity: { n: 2, unit: 'years' },
		stages: [{ title: 'All', needed: 'all', requirements: [{ title: 'Final talk', component_id: component.id }] }],
	});
	assert.equal(definition.status, 200, JSON.stringify(definition.body));
	assert.equal((await manager.patch(`/api/programs/${program.id}`, { status: 'active' }, program.version)).status, 200);
	const enrolled = (await manager.post(`/api/programs/${program.id}/enrollments`, { contact_ids: [contact.id] })).body;
	const id = enrolled.items[0].enrollment_id;
	const { requirements } = (await manager.get(`/api/enrollments/${id}`)).body;
	const done = await manager.post(`/api/enrollments/${id}/requirements/${requirements[0].id}/completion`, { completed_on: '2026-06-15' });
	assert.equal(done.status, 201, JSON.stringify(done.body));
	return (await manager.get(`/api/certificates?enrollment_id=${id}`)).body.items[0];
}

const text = async (path) => (await fetch(url + path)).text();
/** As a verifier resolves did:web: from the name alone. */
async function didDocument(did) {
	const [host] = did.replace('did:web:', '').split(':').map(decodeURIComponent);
	return (await fetch(`http://${host}/.well-known/did.json`)).json();
}
async function keysOf(did) {
	const { id, verificationMethod, assertionMethod } = await didDocument(did);
	assert.equal(id, did);
	return async ({ kid }) => {
		const method = verificationMethod.find((one) => one.id === kid && assertionMethod.includes(kid));
		assert.ok(method, `the document has the key ${kid}`);
		return jose.importJWK(method.publicKeyJwk, 'EdDSA');
	};
}
/** The payload of a JWT that its own issuer signed. */
async function verified(jwt) {
	const { iss } = jose.decodeJwt(jwt);
	return (await jose.jwtVerify(jwt, await keysOf(iss), { issuer: iss, algorithms: ['EdDSA'], currentDate: new Date('2026-06-16') })).payload;
}
async function isRevoked({ credentialStatus }) {
	const list = await verified(await (await fetch(credentialStatus.statusListCredential)).text());
	assert.equal(list.credentialSubject.statusPurpose, credentialStatus.statusPurpose);
	const { encodedList } = list.credentialSubject;
	assert.equal(encodedList[0], 'u');
	const bits = gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'));
	assert.equal(bits.length, 16384);
	const index = Number(credentialStatus.statusListIndex);
	return Boolean(bits[index >> 3] & (0x80 >> (index & 7)));
}

before(async () => {
	manager = await demo('manager');
	certificate = await earn({ given_name: 'Çiğdem', family_name: 'Öztürk-Müller', email: `cigdem.${process.pid}@example.com` });
});

describe('certificates', () => {
	test('a certificate is shown to whoever has its code, and no more than stands on it', async () => {
		const { status, body } = await stranger.get(`/api/certificates/${certificate.code}`);
		assert.equal(status, 200);
		assert.equal(body.status, 'valid');
		assert.equal(body.recipient, 'Çiğdem Öztürk-Müller');
		assert.equal(body.expires_on, '2028-06-15');
		assert.doesNotMatch(JSON.stringify(body), /cigdem\.|contact_id/);
	});

	test('an unknown code says so, whatever it looks like', async () => {
		for (const code of [UNKNOWN, 'abc', '1']) {
			const { status, body } = await stranger.get(`/api/certificates/${code}`);
			assert.equal(status, 404);
			assert.equal(body.detail, 'No certificate has this code.');
		}
	});

	test('the PDF opens, is tagged and sound, and says the name', async () => {
		const reply = await fetch(`${url}/api/certificates/${certificate.code}.pdf`);
		assert.equal(reply.headers.get('content-type'), 'application/pdf');
		assert.match(reply.headers.get('content-disposition'), new RegExp(certificate.serial));
		const file = join(process.env.TMPDIR ?? tmpdir(), `${certificate.code}.pdf`);
		await writeFile(file, Buffer.from(await reply.arrayBuffer()));
		const words = (await run('pdftotext', [file, '-'])).stdout;
		for (const word of ['Çiğdem Öztürk-Müller', 'Certified Verifier', 'CV', '15 June 2026', '15 June 2028', certificate.serial])
			assert.ok(words.includes(word), `${word} in ${words}`);
		assert.match((await run('pdfinfo', [file])).stdout, /Tagged: +yes/);
		await run('qpdf', ['--check', file]);
	});

	test('the credential is verified by a stranger, from the JWT alone', async () => {
		const jwt = await text(`/api/certificates/${certificate.code}.jwt`);
		const credential = await verified(jwt);
		assert.deepEqual(credential.type, ['VerifiableCredential', 'OpenBadgeCredential']);
		assert.equal(credential.issuer.id, credential.iss);
		assert.equal(credential.id, credential.jti);
		assert.equal(credential.credentialSubject.achievement.name, 'Certified Verifier');
		assert.equal(credential.credentialSubject.identifier[0].identityHash, 'Çiğdem Öztürk-Müller');
		assert.equal(Date.parse(credential.validFrom) / 1000, credential.nbf);
		assert.equal(Date.parse(credential.validUntil) / 1000, credential.exp);
		assert.equal(await isRevoked(credential), false);
		const open = (await stranger.get(`/api/certificates/${certificate.code}.json`)).body;
		assert.equal(open.jwt, jwt);
		assert.equal(open.credentialSubject.licenseNumber, certificate.serial);
	});

	test('a forged or altered credential is not', async () => {
		const jwt = await text(`/api/certificates/${certificate.code}.jwt`);
		const [head, payload, signature] = jwt.split('.');
		const altered = JSON.parse(Buffer.from(payload, 'base64url'));
		altered.credentialSubject.identifier[0].identityHash = 'Somebody Else';
		const forged = [head, Buffer.from(JSON.stringify(altered)).toString('base64url'), signature].join('.');
		await assert.rejects(verified(forged), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
		const { privateKey } = await jose.generateKeyPair('EdDSA', { crv: 'Ed25519' });
		const own = await new jose.SignJWT(altered).setProtectedHeader(jose.decodeProtectedHeader(jwt)).sign(privateKey);
		await assert.rejects(verified(own), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
		const bare = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
		await assert.rejects(verified(bare));
	});

	test('what is withdrawn is revoked for verifiers at once, and what is reinstated is not', async () => {
		const credential = await verified(await text(`/api/certificates/${certificate.code}.jwt`));
		assert.equal((await manager.post(`/api/certificates/${certificate.code}/withdraw`, { reason: 'Under review.' })).status, 200);
		assert.equal(await isRevoked(credential), true);
		assert.equal((await stranger.get(`/api/certificates/${certificate.code}`)).body.status, 'withdrawn');
		assert.equal((await manager.post(`/api/certificates/${certificate.code}/reinstate`, { reason: 'Cleared.' })).status, 200);
		assert.equal(await isRevoked(credential), false);
	});

	test('the page to verify asks search engines to stay away', async () => {
		const reply = await fetch(`${url}/verify/${certificate.code}`);
		assert.equal(reply.status, 200);
		assert.match(reply.headers.get('x-robots-tag'), /noindex/);
	});

	test('a preview is the real PDF, and the picture of it', async () => {
		const draft = { title: 'Urkunde', intro: '', body: '[with {designation}]', language: 'de', accent: '#aa3300', qr: true };
		const send = (kind) => fetch(`${url}/api/certificate-templates/preview.${kind}`, {
			method: 'POST', body: JSON.stringify(draft),
			headers: { Cookie: manager.cookie, 'X-Requested-With': 'laurel', 'Content-Type': 'application/json' },
		});
		const pdf = Buffer.from(await (await send('pdf')).arrayBuffer());
		assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
		const png = Buffer.from(await (await send('png')).arrayBuffer());
		assert.equal(png.subarray(1, 4).toString(), 'PNG');
		draft.body = 'for {nobody}';
		const refused = await send('pdf');
		assert.equal(refused.status, 422);
		assert.match((await refused.json()).errors[0].pointer, /body/);
	});

	test('whoever tries codes is slowed down, politely', async () => {
		const codes = Array.from({ length: 120 }, () => stranger.get(`/api/certificates/${UNKNOWN}`));
		const statuses = (await Promise.all(codes)).map(({ status, headers }) => (status === 429 && headers.get('retry-after') ? 'slow down' : status));
		assert.deepEqual(new Set(statuses), new Set([404, 'slow down']));
	});
});
