// What leaves about credits, from an uploaded file to the file for an agency.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { demo, until } from './lib.mjs';

const unique = (prefix) => `${prefix}${randomBytes(4).toString('hex')}`;
let staff, certadmin;

before(async () => {
	[staff, certadmin] = await Promise.all(['staff', 'certadmin'].map(demo));
});

/** A course with a step that awards 10 of a type that is not variable, and somebody to complete it. */
async function situation() {
	const type = unique('T'), code = unique('RC-'), family_name = unique('Reported');
	assert.equal((await certadmin.post('/api/credit-types', { code: type, title: 'Type of the test', increment: 1 })).status, 201);
	const { body: course } = await certadmin.post('/api/courses', { code, title: `Course ${code}`, enrollment_method: 'assignment_only' });
	await certadmin.put(`/api/courses/${course.id}/steps`, [{ title: 'Read it', kind: 'lesson', required: true }], { 'If-Match': `"${course.version}"` });
	const { status } = await certadmin.put(`/api/courses/${course.id}/credits`, [{ credit_type: type, maximum: 10 }]);
	assert.equal(status, 200);
	const { body: contact } = await staff.post('/api/contacts', { given_name: 'Ada', family_name, contact_no: unique('R') });
	return { type, code, course, contact };
}

async function imported(query, lines) {
	const sent = await certadmin.send('POST', `/api/imports?${query}`, { raw: lines.join('\r\n'), headers: { 'Content-Type': 'text/csv' } });
	assert.equal(sent.status, 201, JSON.stringify(sent.body));
	const state = async () => (await certadmin.get(`/api/imports/${sent.body.id}`)).body.state;
	await until('the dry run ends', async () => (await state()) === 'validated');
	assert.equal((await certadmin.post(`/api/imports/${sent.body.id}/apply`, {})).status, 202);
	await until('the import is applied', async () => (await state()) === 'applied');
}

const file = async (name, family) => (await staff.get(`/api/reports/${name}.csv?from=2026-01-01&to=2026-12-31`)).body.split('\r\n').filter((l) => l.includes(family));
const award = async ({ contact }) => (await staff.get(`/api/credits?contact_id=${contact.id}`)).body.items;

describe('credits that an import brings', () => {
	test('CRI-13 CRI-14 CRI-21 through the global importer stand in no file', async () => {
		const it = await situation();
		await imported('kind=course_records', ['external_course_id,external_user_id,complete,date_completed,credit_type,credits',
			`${it.code},${it.contact.contact_no},1,2026-02-03,${it.type},10`]);
		assert.deepEqual((await award(it)).map((a) => [a.provenance, a.submission]), [['import_legacy', 'not_reportable']]);
		assert.deepEqual(await file('pars', it.contact.family_name), []);
		assert.deepEqual(await file('cpe', it.contact.family_name), []);
	});

	test('CRI-15 CRI-21 through the importer of one course stand in the file for PARS and are queued for nobody', async () => {
		const it = await situation();
		await imported(`kind=course&course_id=${it.course.id}`, ['external_user_id,complete,date_completed,credit_type,credits',
			`${it.contact.contact_no},1,2026-02-03,${it.type},10`]);
		assert.deepEqual((await award(it)).map((a) => [a.provenance, a.submission]), [['import_course', 'not_reportable']]);
		assert.deepEqual(await file('pars', it.contact.family_name), [`Add,${it.code},02/03/2026,Ada,${it.contact.family_name},,,,10,,,,,`]);
		assert.deepEqual(await file('cpe', it.contact.family_name), []);
	});

	test('CRI-22 by themselves, from a completion without credit, are reported to everybody', async () => {
		const it = await situation();
		await imported(`kind=course&course_id=${it.course.id}`, ['external_user_id,complete,date_completed',
			`${it.contact.contact_no},1,2026-02-03`]);
		assert.deepEqual((await award(it)).map((a) => [a.provenance, a.submission]), [['auto_on_import', 'queued']]);
		assert.equal((await file('pars', it.contact.family_name)).length, 1);
		assert.equal((await file('cpe', it.contact.family_name)).length, 1);
	});
});
