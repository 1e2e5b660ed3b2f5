// Links of courses to large segments are made by the job runner, and are exact however often it dies.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Stack, until } from './lib.mjs';

const PEOPLE = 6000;
const KILLS = 50;
// A job that never gets any further is given up after five runners: one fewer die over each link.
const KILLS_OF_ONE = 4;

let stack, admin, db, segment, course;

before(async () => {
	stack = await Stack.start({ LAUREL_WORKERS: '2' });
	admin = await stack.signIn();
	db = await stack.database();
	await admin.post('/api/profile-fields', { key: 'region', label: 'Region', type: 'text' });
	await db.query(`INSERT INTO contact (id, given_name, family_name, created_at)
		SELECT 100 + seq, 'Many', CONCAT('M', seq), '2026-01-01' FROM seq_1_to_${PEOPLE}`);
	await db.query(`INSERT INTO profile_value (contact_id, field_id, text_value) SELECT 100 + seq, 1, 'North' FROM seq_1_to_${PEOPLE}`);
	segment = (await admin.post('/api/segments', {
		name: 'Northerners', match: 'all', conditions: [{ field: 'region', op: 'is', value: 'North' }],
	})).body;
	course = (await admin.post('/api/courses', { code: 'SAFE', title: 'Safety', enrollment_method: 'assignment_only' })).body;
	await admin.put(`/api/courses/${course.id}/steps`, [{ title: 'Read it', kind: 'lesson', required: true }], { 'If-Match': `"${course.version}"` });
	await settled();
});
after(() => stack?.end());

const path = () => `/api/segments/${segment.id}`;
const look = async () => (await admin.get(path())).body;
const settled = () => until('the members are in step', async () => {
	const { work, members } = await look();
	return !work && members === PEOPLE;
});

// Numbers that look random and are the same in every run.
let seed = 1;
const roll = (sides) => {
	seed = (seed * 48271) % 2147483647;
	return seed % sides;
};
const rest = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

const runner = () => until('a job runner', async () => (await stack.children('jobs'))[0]);

// What the next runner waits for, so that fifty deaths do not take fifty leases. By its id, as a runner goes: others could lock each other out.
async function lapse() {
	for (const [id] of await db.query("SELECT id FROM job WHERE state = 'running'"))
		await db.query(`UPDATE job SET leased_until = '2020-01-01' WHERE id = ${id}`);
}

async function killOnce() {
	const pid = await runner();
	await rest(roll(90));
	process.kill(pid, 'SIGKILL');
	await until('it is gone', async () => !(await stack.children('jobs')).includes(pid));
	await lapse();
}

const count = async (sql) => Number((await db.query(sql))[0][0]);
const active = () => count('SELECT COUNT(*) FROM course_enrollment WHERE active');
const sources = () => count("SELECT COUNT(*) FROM course_source WHERE kind = 'segment' AND active");
const tallied = () => count('SELECT COALESCE(SUM(n), 0) FROM course_tally WHERE active');

describe('smart enrolments', () => {
	test('seg_10 seg_12 the job runner is killed fifty times in the middle of links and every one of them ends exact', { timeout: 600_000 }, async () => {
		let kills = 0;
		let rounds = 0;
		for (; kills < KILLS || rounds % 2; rounds++) {
			const linking = rounds % 2 === 0;
			if (linking) assert.equal((await admin.post(`${path()}/courses`, { course_ids: [course.id] })).status, 200);
			else assert.equal((await admin.delete(`${path()}/courses/${course.id}?preview=false`)).body.outcome, 'unlinking');
			const isDone = async () => {
				const [link] = (await look()).courses;
				assert.notEqual(link?.work?.state, 'failed', link?.work?.error);
				return linking ? link.state === 'linked' : !link;
			};
			for (let i = 0; i < KILLS_OF_ONE && kills < KILLS && !(await isDone()); i++, kills++) await killOnce();
			await until('the job is done', isDone);
			const wanted = linking ? PEOPLE : 0;
			assert.equal(await active(), wanted, `round ${rounds}`);
			assert.equal(await sources(), wanted);
			assert.equal(await tallied(), wanted);
			assert.equal(await count('SELECT COUNT(*) FROM course_enrollment'), PEOPLE);
		}
		assert.equal(kills, KILLS);
		assert.match((await stack.laurel('check')).stdout, /everything holds/);
	});
});
