// What http tests share: calls, sign-in, and a Laurel of one's own for tests that stop things.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const top = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Somebody who calls Laurel. Answers are {status, headers, body}: body is the JSON that came, or undefined.
 * A refusal is an answer too; tests look at its status and code.
 */
export class Caller {
	constructor(url, cookie = '') {
		this.url = url;
		this.cookie = cookie;
	}

	async send(method, path, { json, raw, headers = {} } = {}) {
		const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
		const response = await fetch(this.url + path, {
			method,
			body,
			headers: {
				...(method === 'GET' || method === 'HEAD' ? {} : { 'X-Requested-With': 'laurel' }),
				...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
				...(this.cookie ? { Cookie: this.cookie } : {}),
				...headers,
			},
		});
		const text = await response.text();
		const isJson = (response.headers.get('content-type') ?? '').includes('json');
		return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text || undefined };
	}

	get = (path, headers) => this.send('GET', path, { headers });
	post = (path, json, headers) => this.send('POST', path, { json, headers });
	put = (path, json, headers) => this.send('PUT', path, { json, headers });
	patch = (path, json, version, headers) =>
		this.send('PATCH', path, { json, headers: { 'If-Match': `"${version}"`, ...headers } });
	delete = (path, headers) => this.send('DELETE', path, { headers });
}

/** Sign in and call as that person from then on. */
export async function signIn(url, email, password) {
	const caller = new Caller(url);
	const { status, headers, body } = await caller.post('/api/session', { email, password });
	if (status !== 200) throw new Error(`${email} cannot sign in: ${status} ${JSON.stringify(body)}`);
	caller.cookie = headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
	return caller;
}

/** One of the demo people ("staff", "sysadmin" ...) of the Laurel that the suite runs against. */
export const demo = (who) => signIn(process.env.LAUREL_URL, `${who}@demo.test`, process.env.LAUREL_DEMO_PASSWORD);

/** Ask until the answer is truthy; fails after ten seconds. */
export async function until(what, ask) {
	const end = Date.now() + 10_000;
	for (;;) {
		const answer = await ask();
		if (answer) return answer;
		if (Date.now() > end) throw new Error(`it never happened: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

function freePort() {
	return new Promise((resolve, reject) => {
		const server = createServer().once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});
}

/** A Laurel of one's own in a temporary folder, with a database, a pool, nginx and one SysAdmin. */
export class Stack {
	databases = [];

	static admin = { email: 'ada@laurel.test', password: 'plum-tree-over-the-gate' };

	static async start(env = {}) {
		const stack = new Stack();
		const port = await freePort();
		stack.home = await mkdtemp(join(tmpdir(), 'laurel-own-'));
		stack.url = `http://127.0.0.1:${port}`;
		const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('LAUREL_') || name === 'LAUREL_BIN');
		stack.env = {
			...Object.fromEntries(kept),
			LAUREL_HOME: stack.home,
			LAUREL_PORT: String(port),
			LAUREL_DB_THROWAWAY: '1',
			LAUREL_DEMO: 'none',
			...env,
		};
		try {
			await stack.nginx('start');
			await stack.makeAdmin();
		} catch (error) {
			await stack.end();
			throw error;
		}
		return stack;
	}

	command = (file, ...args) => run(join(top, file), args, { env: this.env, cwd: top });
	nginx = (...args) => this.command('nginx/stack', ...args);
	server = (action, ...args) => this.command('sql/server', action, this.home, ...args);
	laurel = (...args) => this.nginx('laurel', ...args);

	async makeAdmin() {
		const { email, password } = Stack.admin;
		const child = this.laurel('admin', 'create', '--email', email, '--given-name', 'Ada', '--family-name', 'Lovelace',
			'--password-stdin');
		child.child.stdin.end(`${password}\n`);
		await child;
	}

	signIn = () => signIn(this.url, Stack.admin.email, Stack.admin.password);

	async end() {
		// A test that failed may have left its sessions open: they would keep this process alive.
		for (const { client } of this.databases) client.kill();
		await this.nginx('stop').catch(() => {});
		await rm(this.home, { recursive: true, force: true });
	}

	async poolPid() {
		return Number((await readFile(join(this.home, 'pool.pid'), 'utf8')).split(' ')[0]);
	}

	/** The pids of the pool's children for a task, "worker", "jobs" or "schedule". */
	async children(task = 'worker') {
		const pool = await this.poolPid();
		const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
		const found = await Promise.all(pids.map(async (pid) => {
			const [stat, line] = await Promise.all([
				readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''),
				readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
			]);
			const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
			return parent === pool && line === `laurel\0${task}\0` ? Number(pid) : 0;
		}));
		return found.filter(Boolean).sort((a, b) => a - b);
	}

	/** A database client that runs statements in one session of its own, beside the pool: for locks and for looking. */
	async database() {
		const { stdout } = await this.server('socket');
		const database = new Database(stdout.trim(), this.env.LAUREL_DB_NAME ?? 'laurel');
		this.databases.push(database);
		return database;
	}
}

export class Database {
	constructor(socket, name) {
		this.client = spawn('mariadb', ['--no-defaults', '--batch', '--skip-column-names', '--unbuffered',
			`--socket=${socket}`, name], { stdio: ['pipe', 'pipe', 'inherit'] });
		this.output = '';
		this.client.stdout.setEncoding('utf8').on('data', (text) => (this.output += text));
		this.asked = 0;
	}

	/** Rows as arrays of texts. */
	async query(sql) {
		const mark = `--end-${++this.asked}--`;
		this.client.stdin.write(`${sql};\nSELECT '${mark}';\n`);
		await until(`an answer to ${sql}`, () => this.output.includes(`${mark}\n`));
		const text = this.output.slice(0, this.output.indexOf(mark));
		this.output = '';
		return text.split('\n').filter(Boolean).map((line) => line.split('\t'));
	}

	close() {
		this.client.stdin.end();
		return new Promise((resolve) => this.client.once('close', resolve));
	}
}
