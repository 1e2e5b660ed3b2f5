// Transcripts as other programs take them: a CLR 2.0 record, a table, a document.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { demo } from './lib.mjs';

const run = promisify(execFile);
let staff, contact, folder;

before(async () => {
	staff = await demo('staff');
	folder = await mkdtemp(join(tmpdir(), 'laurel-transcript-'));
	// Somebody who earned something and has something under way.
	const { body: programs } = await staff.get('/api/programs?limit=50');
	for (const { id } of programs.items) {
		const { body } = await staff.get(`/api/programs/${id}/enrollments?status=earned&limit=1`);
		if (body.items.length > 0) {
			contact = body.items[0].contact_id;
			return;
		}
	}
});
after(() => rm(folder, { recursive: true, force: true }));

const fetched = (ending) => fetch(`${process.env.LAUREL_URL}/api/contacts/${contact}/transcript${ending}`, { headers: { Cookie: staff.cookie } });

const uri = (value) => assert.ok(URL.canParse(value), `${value} is a URI`);
const includes = (list, value) => assert.ok(Array.isArray(list) && list.includes(value), `${JSON.stringify(list)} has ${value}`);
const instant = (value) => assert.match(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const VC = 'https://www.w3.org/ns/credentials/v2';
const OB = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const CLR = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json';

/** What Verifiable Credentials 2.0 and OB 3.0 ask of every credential and its issuer. */
function checkCredential(credential, type, contexts) {
	assert.deepEqual(credential['@context'].slice(0, contexts.length), contexts);
	uri(credential.id);
	includes(credential.type, 'VerifiableCredential');
	includes(credential.type, type);
	assert.ok(credential.name);
	uri(credential.issuer.id);
	includes(credential.issuer.type, 'Profile');
	assert.ok(credential.issuer.name);
	instant(credential.validFrom);
}

function checkIdentifier(list) {
	assert.ok(list.length > 0);
	for (const one of list) {
		assert.equal(one.type, 'IdentityObject');
		assert.equal(one.hashed, false);
		assert.ok(one.identityHash);
		assert.ok(['name', 'sourcedId', 'emailAddress'].includes(one.identityType));
	}
}

function checkAchievement(credential) {
	checkCredential(credential, 'AchievementCredential', [VC, OB]);
	const { type, identifier, achievement, result = [] } = credential.credentialSubject;
	includes(type, 'AchievementSubject');
	checkIdentifier(identifier);
	uri(achievement.id);
	includes(achievement.type, 'Achievement');
	assert.ok(['Achievement', 'Certification', 'Award', 'Course'].includes(achievement.achievementType));
	for (const name of ['name', 'description']) assert.ok(achievement[name], name);
	assert.ok(achievement.criteria.narrative);
	for (const one of result) {
		includes(one.type, 'Result');
		assert.equal(typeof one.value, 'string');
	}
}

describe('transcripts', () => {
	test('IMIS-25: the JSON is a CLR 2.0 record of what was achieved, with every member that CLR and OB require', async () => {
		const answer = await fetched('.json');
		assert.match(answer.headers.get('content-disposition'), /^attachment; .*\.json/);
		const clr = await answer.json();
		checkCredential(clr, 'ClrCredential', [VC, CLR, OB]);
		const subject = clr.credentialSubject;
		includes(subject.type, 'ClrSubject');
		checkIdentifier(subject.identifier);
		assert.ok(subject.verifiableCredential.length > 1);
		subject.verifiableCredential.forEach(checkAchievement);
		const ids = subject.verifiableCredential.map(({ id }) => id);
		assert.equal(new Set(ids).size, ids.length);
		const achievements = new Set(subject.verifiableCredential.map((one) => one.credentialSubject.achievement.id));
		assert.ok(subject.association.length > 0);
		for (const { type, associationType, sourceId, targetId } of subject.association) {
			assert.deepEqual([type, associationType], ['Association', 'isPartOf']);
			assert.ok(achievements.has(sourceId) && achievements.has(targetId));
		}
		const { programs } = await (await fetched('')).json();
		const complete = programs.flatMap(({ requirements }) => requirements).filter(({ status }) => status === 'complete').length;
		assert.equal(ids.length, complete + programs.filter(({ earned_on }) => earned_on).length);
	});

	test('IMIS-25: the table has a head and a line for each program and requirement', async () => {
		const answer = await fetched('.csv');
		assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
		const lines = (await answer.text()).trimEnd().split('\r\n');
		const { programs, courses, credits, certificates } = await (await fetched('')).json();
		assert.match(lines[0], /^record,code,title,/);
		const wanted = programs.reduce((sum, { requirements }) => sum + 1 + requirements.length, 0) + courses.length + credits.length + certificates.length;
		assert.equal(lines.length - 1, wanted);
	});

	test('IMIS-25: the document opens, is tagged and holds what the screen shows', async () => {
		const answer = await fetched('.pdf');
		assert.equal(answer.headers.get('content-type'), 'application/pdf');
		const file = join(folder, 'transcript.pdf');
		await writeFile(file, Buffer.from(await answer.arrayBuffer()));
		await run('qpdf', ['--check', file]);
		const { stdout } = await run('pdftotext', ['-layout', '-enc', 'UTF-8', file, '-']);
		const { name, programs } = await (await fetched('')).json();
		const text = stdout.replace(/\s+/g, ' ');
		for (const word of [name, ...programs.map(({ code }) => code)]) assert.ok(text.includes(word), word);
	});
});
