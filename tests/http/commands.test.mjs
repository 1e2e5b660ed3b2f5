// The commands beside `serve`: what they do, and what they refuse to do.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Caller, Stack, signIn, top } from './lib.mjs';

const run = promisify(execFile);
let stack, socket;

before(async () => {
	stack = await Stack.start();
	socket = (await stack.server('socket')).stdout.trim();
});
after(() => stack?.end());

// The program itself, as the database's administrator; answers {code, stdout, stderr}.
function laurel(args, env = {}, input = '') {
	const file = process.env.LAUREL_BIN ?? join(top, 'build/laurel');
	const { LAUREL_DB_PASSWORD_FILE, ...inherited } = stack.env;
	const all = { ...inherited, LAUREL_DB_SOCKET: socket, LAUREL_DB_USER: process.env.USER ?? 'root', ...env };
	return new Promise((resolve) => {
		const child = execFile(file, args, { env: all }, (error, stdout, stderr) =>
			resolve({ code: error ? error.code : 0, stdout, stderr }));
		child.stdin.on('error', () => {}); // it may end without reading
		child.stdin.end(input);
	});
}

describe('migrate', () => {
	let dir, env;
	before(async () => {
		dir = await mkdtemp(join(stack.home, 'sql-'));
		env = { LAUREL_DB_NAME: 'fresh', LAUREL_SQL_DIR: dir };
		await writeFile(join(dir, '001_one.sql'), 'CREATE TABLE one (id BIGINT PRIMARY KEY); INSERT INTO one VALUES (1);\n');
	});
	const file = (name, sql) => writeFile(join(dir, name), sql);

	test('makes the database and applies each file once', async () => {
		const first = await laurel(['migrate'], env);
		assert.equal(first.code, 0, first.stderr);
		assert.match(first.stdout, /created the database fresh\napplied 001_one\nthe schema is at 1\n/);
		const again = await laurel(['migrate'], env);
		assert.equal(again.code, 0);
		assert.equal(again.stdout, 'the schema is at 1 already\n');
	});

	test('refuses when a file that was applied has changed', async () => {
		await file('001_one.sql', 'CREATE TABLE one (id INT PRIMARY KEY);');
		const { code, stderr } = await laurel(['migrate'], env);
		assert.equal(code, 1);
		assert.match(stderr, /001_one was changed after it was applied/);
		await file('001_one.sql', 'CREATE TABLE one (id BIGINT PRIMARY KEY); INSERT INTO one VALUES (1);\n');
	});

	test('refuses a gap in the numbers', async () => {
		await file('003_three.sql', 'SELECT 1;');
		assert.match((await laurel(['migrate'], env)).stderr, /003_three should be number 002/);
		await rm(join(dir, '003_three.sql'));
	});

	test('a file that fails at its start leaves no mark and can be mended', async () => {
		await file('002_two.sql', 'CREATE TABLE two (id NONSENSE);');
		assert.match((await laurel(['migrate'], env)).stderr, /002_two failed at its statement 1/);
		await file('002_two.sql', 'CREATE TABLE two (id BIGINT PRIMARY KEY);');
		assert.equal((await laurel(['migrate'], env)).code, 0);
	});

	test('a file that broke off half-way is never run again by itself', async () => {
		await file('003_three.sql', 'CREATE TABLE three (id BIGINT PRIMARY KEY); CREATE TABLE one (id BIGINT);');
		assert.match((await laurel(['migrate'], env)).stderr, /003_three failed at its statement 2/);
		const { code, stderr } = await laurel(['migrate'], env);
		assert.equal(code, 1);
		assert.match(stderr, /003_three broke off half-way/);
	});

	test('an older program refuses a newer database', async () => {
		const older = await mkdtemp(join(stack.home, 'sql-'));
		await cp(join(dir, '001_one.sql'), join(older, '001_one.sql'));
		const { code, stderr } = await laurel(['migrate'], { ...env, LAUREL_SQL_DIR: older });
		assert.equal(code, 1);
		assert.match(stderr, /older than the database/);
	});

	test('says so when there is nothing to apply', async () => {
		const { code, stderr } = await laurel(['migrate'], { ...env, LAUREL_SQL_DIR: join(dir, 'nowhere') });
		assert.equal(code, 1);
		assert.match(stderr, /there are no migrations/);
	});
});

describe('serve', () => {
	test('refuses at once a database that does not fit, and says what to do', async () => {
		const { code, stderr } = await laurel(['serve'], { LAUREL_DB_NAME: 'fresh', LAUREL_SOCKET: join(stack.home, 'other.sock') });
		assert.equal(code, 1);
		assert.match(stderr, /run `laurel migrate`/);
	});

	for (const [name, value, says] of [
		['LAUREL_WORKERS', '0', /LAUREL_WORKERS must be a whole number from 1 to 64, not "0"/],
		['LAUREL_WORKERS', 'many', /LAUREL_WORKERS/],
		['LAUREL_TODAY', '2026-02-30', /LAUREL_TODAY must be a date/],
		['LAUREL_SOCKET', `/${'x'.repeat(120)}`, /LAUREL_SOCKET is longer/],
		['LAUREL_DB', 'mysql://x', /LAUREL_DB must look like/],
	])
		test(`refuses ${name}=${value.slice(0, 12)}`, async () => {
			const { code, stderr } = await laurel(['serve'], { [name]: value });
			assert.equal(code, 2);
			assert.match(stderr, says);
		});
});

describe('admin create', () => {
	const create = (email, password, ...more) =>
		laurel(['admin', 'create', '--email', email, '--given-name', 'Tim', '--family-name', 'Lee', '--password-stdin', ...more],
			{}, `${password}\n`);

	test('makes somebody who can sign in with the roles given', async () => {
		const password = 'eleven green bottles';
		const { code, stderr } = await create('tim@laurel.test', password, '--role', 'staff', '--role', 'certification_admin');
		assert.equal(code, 0, stderr);
		const { body } = await (await signIn(stack.url, 'tim@laurel.test', password)).get('/api/session');
		assert.deepEqual(body.roles, ['certification_admin', 'staff', 'learner']);
	});

	test('refuses what the site would refuse, and then makes nobody', async () => {
		for (const [email, password] of [['tim@laurel.test', 'eleven green bottles'], ['no-address', 'eleven green bottles'],
			['new@laurel.test', 'short'], ['new@laurel.test', 'new@laurel.test']]) {
			const { code, stderr } = await create(email, password);
			assert.equal(code, 1, email);
			assert.ok(stderr);
		}
		const caller = await stack.signIn();
		assert.deepEqual((await caller.get('/api/contacts?q=new')).body.items, []);
	});

	test('explains itself when something is missing', async () => {
		assert.equal((await laurel(['admin', 'create', '--email', 'x@laurel.test'])).code, 2);
		assert.equal((await create('x@laurel.test', 'eleven green bottles', '--role', 'king')).code, 2);
		assert.match((await laurel(['admin'])).stderr, /usage: laurel admin create/);
	});
});

describe('import', () => {
	let dir;
	const head = 'external_course_id,title,external_user_id,first_name,last_name,complete,date_completed\n';
	before(async () => {
		dir = await mkdtemp(join(stack.home, 'files-'));
	});
	const given = async (name, text) => {
		const path = join(dir, name);
		await writeFile(path, head + text);
		return path;
	};
	const courses = async () => (await (await stack.signIn()).get('/api/courses')).body.items.map(({ code }) => code);

	test('a dry run tells what every row would do, changes nothing, and ends with 0', async () => {
		const file = await given('good.csv', 'CLI-1,Command,P1,Pat,Person,1,2026-02-03\n');
		const { code, stdout, stderr } = await laurel(['import', file, '--kind', 'course_records', '--unknown-person', 'create', '--dry-run']);
		assert.equal(code, 0, stderr);
		assert.match(stdout, /^import \d+ validated: 1 rows; create 1, fulfil 0, hold 0, unchanged 0, reject 0; reported 0\n$/);
		assert.equal(stderr, '', 'no bar where nobody looks');
		assert.deepEqual(await courses(), []);
	});

	test('ends with 3 when rows were rejected, and names line, column, value and reason', async () => {
		const file = await given('bad.csv', 'CLI-1,Command,P1,Pat,Person,1,2026-02-31\nCLI-1,Command,P2,Pat,Person,1,2026-02-03\n');
		const { code, stdout } = await laurel(['import', file, '--unknown-person', 'create', '--dry-run']);
		assert.equal(code, 3);
		assert.match(stdout, /reject 1; .*\nline 2: bad_date, date_completed = 2026-02-31: There is no such day\.\n$/);
	});

	test('without a dry run the rows are applied, from standard input as well', async () => {
		const { code, stdout, stderr } = await laurel(['import', '-', '--unknown-person', 'create'], {}, `${head}CLI-1,Command,P1,Pat,Person,1,2026-02-03\n`);
		assert.equal(code, 0, stderr);
		assert.match(stdout, /^import \d+ applied: 1 rows; create 1/);
		assert.deepEqual(await courses(), ['CLI-1']);
	});

	test('a terminal is shown how far it is', async () => {
		const file = await given('bar.csv', 'CLI-2,Command,P1,Pat,Person,1,2026-02-03\n');
		const { LAUREL_DB_PASSWORD_FILE, ...inherited } = stack.env;
		const env = { ...inherited, LAUREL_DB_SOCKET: socket, LAUREL_DB_USER: process.env.USER ?? 'root' };
		const program = process.env.LAUREL_BIN ?? join(top, 'build/laurel');
		const { stdout } = await run('script', ['--quiet', '--return', '--command', `${program} import ${file} --dry-run`, '/dev/null'], { env });
		assert.match(stdout, /\rreading +\[ *\] \d+ kB/);
		assert.match(stdout, /\[#{30}\] 1 of 1 rows/);
	});

	test('CRI-05 ends with 4 until a course without required steps was confirmed', async () => {
		const caller = await stack.signIn();
		assert.equal((await caller.post('/api/courses', { code: 'CLI-OPEN', title: 'Open', status: 'active' })).status, 201);
		const file = await given('open.csv', 'CLI-OPEN,,P1,Pat,Person,0,\n');
		const asked = await laurel(['import', file]);
		assert.equal(asked.code, 4);
		assert.match(asked.stdout, /no_required_steps/);
		assert.equal((await laurel(['import', file, '--confirm', 'no_required_steps'])).code, 0);
	});

	test('ends with 1 when there is nothing to read, and explains itself when something is missing', async () => {
		const missing = await laurel(['import', join(dir, 'nowhere.csv')]);
		assert.equal(missing.code, 1);
		assert.match(missing.stderr, /nowhere\.csv cannot be opened/);
		assert.equal((await laurel(['import', await given('kind.csv', ''), '--kind', 'people'])).code, 1);
		const bare = await laurel(['import']);
		assert.equal(bare.code, 2);
		assert.match(bare.stderr, /usage: laurel import FILE/);
	});
});

describe('audit verify', () => {
	test('names the entry that somebody altered', async () => {
		assert.equal((await laurel(['audit', 'verify'])).code, 0);
		const db = await stack.database();
		const [[id, reason]] = await db.query('SELECT id, COALESCE(reason, "") FROM audit ORDER BY id LIMIT 1');
		await db.query(`UPDATE audit SET reason = 'it was somebody else' WHERE id = ${id}`);
		const { code, stderr } = await laurel(['audit', 'verify']);
		assert.equal(code, 1);
		assert.match(stderr, new RegExp(`entry ${id} `));
		await db.query(`UPDATE audit SET reason = NULLIF('${reason}', '') WHERE id = ${id}`);
		await db.close();
		assert.equal((await laurel(['audit', 'verify'])).code, 0);
	});
});

describe('describe', () => {
	test('prints what the pool serves', async () => {
		const { stdout } = await laurel(['describe']);
		assert.deepEqual(JSON.parse(stdout), (await new Caller(stack.url).get('/api/describe')).body);
		assert.match((await laurel(['describe', '--rights-table'])).stdout, /^\| Right \|.*\n\|---\|/);
	});

	test('an unknown command or option is explained', async () => {
		assert.equal((await laurel(['fly'])).code, 2);
		assert.equal((await laurel(['describe', '--yaml'])).code, 2);
	});
});

describe('sql/server', () => {
	test('shares no folder for temporary tables with a server beside it, not even while it is set up', async () => {
		const home = await mkdtemp(join(stack.home, 'server-'));
		const server = (...args) => run(join(top, 'sql/server'), args, { env: { ...stack.env, TMPDIR: join(home, 'nowhere') } });
		await server('start', home, '--throwaway');
		await server('stop', home);
	});
});
