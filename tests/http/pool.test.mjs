// The pool survives what happens to it: crashes, stops, reloads, a database that goes away.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Caller, Stack, until } from './lib.mjs';

let stack, admin;

before(async () => {
	stack = await Stack.start({ LAUREL_WORKERS: '3' });
	admin = await stack.signIn();
});
after(() => stack?.end());

const settings = async () => (await admin.get('/api/settings')).body;
const healthy = async () => (await new Caller(stack.url).get('/api/health')).status === 200;

// While held, a change of the settings waits in the middle of its transaction.
async function holdSettings() {
	const db = await stack.database();
	await db.query('START TRANSACTION; SELECT id FROM organisation FOR UPDATE');
	return db;
}

// The list of transactions is refreshed only for those who ask seldom; that of connections is always true.
async function waitsForSettings(db) {
	const rows = await db.query(`SELECT ID FROM information_schema.PROCESSLIST
		WHERE USER = 'laurel' AND INFO LIKE '%FROM organisation FOR UPDATE'`);
	return rows.length > 0;
}

describe('pool', () => {
	test('a worker that crashes is replaced, and the others go on', async () => {
		const old = await stack.children();
		assert.equal(old.length, 3);
		process.kill(old[0], 'SIGSEGV');
		await until('a new worker', async () => {
			const now = await stack.children();
			return now.length === 3 && !now.includes(old[0]);
		});
		assert.ok(await healthy());
	});

	test('the job runner is replaced too', async () => {
		const [old] = await stack.children('jobs');
		process.kill(old, 'SIGKILL');
		await until('a new job runner', async () => {
			const [now] = await stack.children('jobs');
			return now && now !== old;
		});
	});

	test('a worker killed in the middle of a change gives a problem and no half-made change', async () => {
		const before = await settings();
		const lock = await holdSettings();
		const looker = await stack.database();
		const change = admin.patch('/api/settings', { organisation_name: 'Half made' }, before.version);
		await until('the change waits', () => waitsForSettings(looker));
		for (const pid of await stack.children()) process.kill(pid, 'SIGKILL');
		const { status, headers, body } = await change;
		assert.equal(status, 503);
		assert.equal(headers.get('content-type'), 'application/problem+json');
		assert.ok(body.code);
		await lock.query('ROLLBACK');
		await lock.close();
		await until('the server forgets the dead worker', async () => !(await waitsForSettings(looker)));
		await looker.close();
		await until('health', healthy);
		assert.deepEqual(await settings(), before);
	});

	test('SIGHUP replaces every worker and loses no call', async () => {
		const old = await stack.children();
		let reloading = true;
		const calls = [];
		const caller = (async () => {
			while (reloading) calls.push(await healthy());
		})();
		process.kill(await stack.poolPid(), 'SIGHUP');
		await until('new workers only', async () => {
			const now = await stack.children();
			return now.length === 3 && now.every((pid) => !old.includes(pid));
		});
		reloading = false;
		await caller;
		assert.ok(calls.length > 0 && calls.every(Boolean));
		assert.equal((await stack.children('jobs')).length, 1);
	});

	test('a second pool on the same socket is refused and harms nothing', async () => {
		await assert.rejects(stack.laurel('serve'), (error) => error.code === 1 && error.stderr.includes('another pool answers'));
		assert.ok(await healthy());
	});

	test('nonsense and half a request on the socket cost a worker nothing', async () => {
		const pids = await stack.children();
		for (const bytes of ['', 'GET / HTTP/1.1\r\n\r\n', Buffer.from([1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 4])]) {
			await new Promise((resolve) => {
				const socket = connect(join(stack.home, 'laurel.sock'), () => socket.end(bytes));
				socket.on('error', resolve).on('close', resolve).resume();
			});
		}
		assert.ok(await healthy());
		assert.deepEqual(await stack.children(), pids);
	});

	test('without the database calls are told to come again, and they succeed when it is back', async () => {
		const before = await settings();
		await stack.server('stop');
		const health = await new Caller(stack.url).get('/api/health');
		assert.equal(health.status, 503);
		assert.equal(health.body.code, 'busy');
		assert.ok(health.headers.get('retry-after'));
		const refused = await admin.patch('/api/settings', { organisation_name: 'Later' }, before.version);
		assert.equal(refused.status, 503);
		assert.equal((await new Caller(stack.url).get('/api/describe')).status, 200);
		await stack.server('start', '--throwaway');
		await until('health', healthy);
		assert.deepEqual(await settings(), before);
	});

	test('workers that start without the database serve once it is there', async () => {
		await stack.server('stop');
		const old = await stack.children();
		process.kill(await stack.poolPid(), 'SIGHUP');
		await until('new workers', async () => (await stack.children()).every((pid) => !old.includes(pid)));
		assert.equal((await new Caller(stack.url).get('/api/health')).status, 503);
		await stack.server('start', '--throwaway');
		await until('health', healthy);
		assert.equal((await admin.get('/api/session')).status, 200);
	});

	test('SIGTERM lets a call that is under way finish, then the socket is gone', async () => {
		const before = await settings();
		const lock = await holdSettings();
		const looker = await stack.database();
		const pool = await stack.poolPid();
		const change = admin.patch('/api/settings', { organisation_name: 'In time' }, before.version);
		await until('the change waits', () => waitsForSettings(looker));
		process.kill(pool, 'SIGTERM');
		await until('idle workers leave', async () => (await stack.children()).length === 1);
		await lock.query('ROLLBACK');
		await lock.close();
		await looker.close();
		const { status, body } = await change;
		assert.equal(status, 200);
		assert.equal(body.organisation_name, 'In time');
		await until('the pool ends', () => !existsSync(`/proc/${pool}`));
		assert.ok(!existsSync(join(stack.home, 'laurel.sock')));
		await stack.nginx('start');
		assert.equal((await settings()).organisation_name, 'In time');
	});

	test('the audit holds after all of that, and the log is JSON without secrets', async () => {
		const { stdout } = await stack.laurel('audit', 'verify');
		assert.match(stdout, /the audit holds/);
		const lines = (await readFile(join(stack.home, 'log/pool.log'), 'utf8')).trim().split('\n');
		for (const line of lines.filter((l) => l.startsWith('{'))) JSON.parse(line);
		assert.ok(!lines.some((line) => line.includes(Stack.admin.password) || line.includes(admin.cookie.slice(20, 40))));
	});
});
