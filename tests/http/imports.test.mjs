// Imports while things break: the database killed over and over, a disk without room, somebody who goes away while a file is sent.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Stack, top, until } from './lib.mjs';

const run = promisify(execFile);
const KILLS = 50;
const JOB_LEASE_SECONDS = 30; // include/job.h
const IMPORT_LEASE_SECONDS = 60; // core/import_parts.h
const COURSES = 8;
const PEOPLE = 30;
const HEAD = 'external_course_id,title,external_user_id,first_name,last_name,complete,date_completed,credit_type,credits\n';
const rows = (courses, people, title = 'Course') => Array.from({ length: courses * people }, (_, n) =>
	`K${n % courses},${title} ${n % courses},P${Math.floor(n / courses)},Pat,Person,1,2026-02-03,CME,1\n`).join('');
const FILE = HEAD + rows(COURSES, PEOPLE);

let stack, caller, socket;

/** Rows of one statement, asked anew each time, as what it asks may have died since. */
async function sql(text) {
	const { stdout } = await run('mariadb', ['--no-defaults', '--batch', '--skip-column-names', `--socket=${socket}`, 'laurel', '--execute', text]);
	return stdout.split('\n').filter(Boolean).map((line) => line.split('\t'));
}

/** A change from beside, which the database may set back in favour of whoever it met: then it is asked for again, as Laurel does it itself. */
async function change(text) {
	for (;;) {
		try {
			return await sql(text);
		} catch (error) {
			if (!/ERROR (1213|1205|1020) /.test(error.stderr)) throw error;
		}
	}
}

/** The same dice each time. */
let seed = 20260615;
function dice(sides) {
	seed = (seed * 1103515245 + 12345) % 2147483648;
	return Math.floor((seed / 2147483648) * sides);
}

const post = (text) => caller.send('POST', '/api/imports?kind=course_records&unknown_person=create', { raw: text, headers: { 'Content-Type': 'text/csv' } });
const state = async (id) => (await sql(`SELECT state FROM import WHERE id = ${id}`))[0]?.[0];
const serverPid = async () => Number((await readFile(join(stack.home, 'mariadb.pid'), 'utf8')).split(' ')[0]);

const largestFile = async () => {
	const folder = join(stack.home, 'mysql');
	const names = (await readdir(folder, { recursive: true })).filter((name) => /ibd|^undo|^ib/.test(name));
	return Math.max(...await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size)));
};

/** What the staging tables hold beyond what imports that have ended left there on purpose. */
const leftBehind = async () => Number((await sql(`SELECT (SELECT COUNT(*) FROM import WHERE state = 'uploading') + (SELECT COUNT(*) FROM import_lock) +
	(SELECT COUNT(*) FROM import_row r LEFT JOIN import i ON i.id = r.import_id AND i.state <> 'uploading' WHERE i.id IS NULL) +
	(SELECT COUNT(*) FROM import_problem r LEFT JOIN import i ON i.id = r.import_id AND i.state <> 'uploading' WHERE i.id IS NULL)`))[0][0]);

before(async () => {
	// What was committed must outlive the crash, so it is set up as in production.
	stack = await Stack.start({ LAUREL_DB_THROWAWAY: '' });
	socket = (await stack.server('socket')).stdout.trim();
	caller = await stack.signIn();
	await sql("INSERT INTO credit_type (code, title, increment, decimals, created_at) VALUES ('CME', 'CME', 1, 0, '2026-01-01')");
});
after(() => stack?.end());

describe('the database killed at any moment', () => {
	let kills = 0;

	/** Who was told to come again later comes at once. It only looks where nobody was, so as not to get in the way of who is at work. */
	async function wake() {
		for (const [id] of await sql("SELECT id FROM job WHERE state = 'waiting' AND run_at > UTC_TIMESTAMP()"))
			await change(`UPDATE job SET run_at = '2026-01-01' WHERE id = ${id} AND state = 'waiting'`);
	}

	/**
	 * Leases of whom the crash cut off lapse at once. Those taken since are of the living: a job taken from one of them would have begun
	 * once more for each crash than it was cut off.
	 */
	async function lapse(table, seconds, crashed) {
		const last = new Date(crashed.getTime() + seconds * 1000).toISOString().slice(0, -1).replace('T', ' ');
		await change(`UPDATE ${table} SET leased_until = '2026-01-01' WHERE leased_until <= '${last}'`);
	}

	/** After some calls, so that it hits another moment each time. */
	async function crash() {
		for (let n = dice(10); n > 0; n--) await caller.get('/api/health').catch(() => {});
		const pid = await serverPid();
		process.kill(pid, 'SIGKILL');
		// It is still listed while the system takes it apart.
		await until('the server is gone', async () => /^$|\) Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
		const crashed = new Date();
		kills++;
		await stack.server('start');
		await lapse('job', JOB_LEASE_SECONDS, crashed);
		await lapse('import_lock', IMPORT_LEASE_SECONDS, crashed);
		await wake();
	}

	const facts = async () => (await sql(`SELECT (SELECT COUNT(*) FROM course_enrollment WHERE status = 'completed'), (SELECT COUNT(*) FROM course_source),
		(SELECT COUNT(*) FROM credit_award), (SELECT COALESCE(SUM(n), 0) FROM course_tally), (SELECT COUNT(*) FROM contact WHERE made_by_import IS NOT NULL),
		(SELECT COUNT(*) FROM course)`))[0].map(Number);

	/** An upload that was cut off says so, and can simply be sent again. */
	async function uploaded() {
		const [answer] = await Promise.all([post(FILE).catch(() => ({})), crash()]);
		if (answer.status === 201) return answer.body.id;
		const [newest] = await sql("SELECT id FROM import WHERE state IN ('uploaded', 'validated')");
		if (newest) return Number(newest[0]);
		const again = await post(FILE);
		assert.equal(again.status, 201, JSON.stringify(again.body));
		return again.body.id;
	}

	const why = async (id) => JSON.stringify(await sql(`SELECT i.error, j.error, j.state, j.attempts, j.advanced_in FROM import i LEFT JOIN job j ON j.id = i.job_id WHERE i.id = ${id}`));

	/** It is where it was to go, or nobody works on it any more. */
	async function rests(id, wanted) {
		await wake();
		return ['failed', wanted].includes(await state(id)) || (await sql("SELECT 1 FROM job WHERE state IN ('waiting', 'running')")).length === 0;
	}

	/**
	 * It gets there by itself, or after it was told to go on, which it may have to be once for each crash. Nobody tells a dry run to go on,
	 * and a job that was cut off five times before it came any further is given up: with the crash of the upload that is one more than here.
	 */
	async function reach(id, wanted, order) {
		let now, left = order ? Infinity : 3;
		while ((now = await state(id)) !== wanted) {
			if (now === 'failed') assert.ok(order, `a dry run is not to be given up: ${await why(id)}`);
			if (order && ['failed', 'validated', 'applied'].includes(now)) await caller.post(`/api/imports/${id}/${order}`, {}).catch(() => {});
			if (dice(4) < 2 && left-- > 0) await crash();
			else await until(`${wanted} from ${now}`, () => rests(id, wanted));
		}
	}

	test('CRI-20 leaves no gap and nothing twice, from the upload to its undoing', async () => {
		const all = COURSES * PEOPLE;
		while (kills < KILLS) {
			const id = await uploaded();
			await reach(id, 'validated');
			await reach(id, 'applied', 'apply');
			assert.deepEqual(await facts(), [all, all, all, all, PEOPLE, COURSES]);
			await reach(id, 'reverted', 'revert');
			assert.deepEqual(await facts(), [0, 0, 0, 0, 0, 0]);
		}
		assert.match((await stack.laurel('audit', 'verify')).stdout, /entries/);
	});
});

describe('an upload that does not end', () => {
	test('leaves nothing behind when its sender goes away, and the next can begin', async () => {
		const { hostname, port } = new URL(stack.url);
		const line = connect(Number(port), hostname);
		line.write(`POST /api/imports?kind=course_records HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX-Requested-With: laurel\r\nCookie: ${caller.cookie}\r\n` +
			`Content-Type: text/csv\r\nContent-Length: 100000000\r\n\r\n${FILE}`);
		await until('the lock is taken', async () => (await sql('SELECT 1 FROM import_lock')).length);
		line.destroy();
		await until('nothing is left', async () => (await leftBehind()) === 0);
		assert.equal((await post(FILE)).status, 201);
	});

	test('CRI-20 leaves nothing behind when the disk is full, and the next goes in once there is room', async () => {
		await until('the import before is checked', async () => (await leftBehind()) === 0);
		// Files of the database may not grow by much more than they are. To it that looks like a disk without room, if it ignores the signal.
		await stack.server('stop');
		await run('bash', ['-c', 'trap "" XFSZ; exec "$0" start "$1"', join(top, 'sql/server'), stack.home]);
		await sql('SET GLOBAL innodb_log_file_size = 16777216');
		const pid = String(await serverPid());
		const limit = (await largestFile()) + 2_000_000;
		const large = HEAD + rows(8, 500, 'x'.repeat(190)).repeat(Math.ceil(limit / (4000 * 180)));
		await run('prlimit', ['--pid', pid, `--fsize=${limit}:`]);
		const refused = await post(large);
		assert.equal(refused.body.code, 'storage_full', JSON.stringify(refused.body));
		assert.equal(await leftBehind(), 0);
		await run('prlimit', ['--pid', pid, '--fsize=unlimited:']);
		assert.equal((await post(FILE)).status, 201);
	});
});
