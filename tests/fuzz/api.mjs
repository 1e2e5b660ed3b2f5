// Calls the whole interface at random, as its own description allows and a little beyond: every call there is, by people of every role, with
// values from the schemas, from the edges of the schemas and from outside them. No answer may be an error of ours or differ from its own
// description, every refusal says its code, and afterwards `laurel check` must still find every rule kept.
//
//   node tests/fuzz/api.mjs SECONDS [SEED]     `make fuzz`: a Laurel of its own, and a seed that it prints
//   tests/http/random.test.mjs                 some thousand calls, always the same
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { signIn, Stack } from '../http/lib.mjs';

const { Ajv2020 } = createRequire(new URL('../../web/package.json', import.meta.url))('ajv/dist/2020.js');

const PASSWORD = 'correct-horse-battery-demo';
const ROLES = ['sysadmin', 'manager', 'manager', 'certadmin', 'staff', 'learner'];
// What would sign everybody out, be slowed down on purpose, or leave files and imports waiting for others.
const LEFT_OUT = /^(POST|DELETE) \/api\/sessions?$|password|\/api\/(register|forgot|reset|confirm|invitations)/;

let state = 0;
/** The same from the same state. */
function dice(sides) {
	state = (state + 0x6D2B79F5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) % sides;
}
const chance = (percent) => dice(100) < percent;
const pick = (list) => list[dice(list.length)];

const TEXTS = ['a', 'Ada', '  ', '', '=1+1', "O'Brien; --", '"', '\\', '%', '_', '\u0000', '\t\r\n', 'ß'.repeat(80), 'עברית', 'عربي', '👩‍🎓', '\u202e', 'x'.repeat(300), 'x'.repeat(5000), '2026-06-15',
	'2026-02-31', '0000-00-00', '9999-12-31', '2026-06-15T12:00:00Z', 'not-a-date', 'x@example.test', '{"a":1}', '[]', '-1', '1e9', 'NaN'];
const DAYS = ['2026-06-15', '2026-01-01', '2025-06-15', '2024-02-29', '2026-12-31', '2030-01-01', '1900-01-01', '9999-12-31'];
const ODD = [null, true, false, 0, -1, 1, 2 ** 53, -(2 ** 63), 1.5, 1e300, '', 'x', [], {}, [null], { a: {} }];

/** Ids that answers have named, by the word before them in paths and by the names of members. */
const ids = new Map();
function learn(name, value) {
	const known = ids.get(name) ?? [];
	if (known.length < 500) known.push(value);
	else known[dice(500)] = value;
	ids.set(name, known);
}

function harvest(body, word, depth = 0) {
	if (!body || typeof body !== 'object' || depth > 6) return;
	for (const [key, value] of Object.entries(body)) {
		if (key === 'id' && Number.isInteger(value)) learn(word, value);
		else if (key.endsWith('_id') && Number.isInteger(value)) learn(key.slice(0, -3).split('_').at(-1), value);
		else if (Array.isArray(value) && key !== 'items') harvest(value, key, depth + 1);
		else harvest(value, word, depth + 1);
	}
}

const single = (word) => word.replace(/-.*|ies$|s$/, (end) => (end === 'ies' ? 'y' : ''));
const idOf = (word) => pick(ids.get(word) ?? ids.get(single(word)) ?? [1, 2, 3, 5, 8, 13, 40]);

function integer(schema, name) {
	if (/_id$|^id$/.test(name ?? '') && chance(85)) return idOf(name.replace(/_ids?$/, '').split('_').at(-1));
	if (/_ids$/.test(name ?? '')) return idOf(name.slice(0, -4).split('_').at(-1));
	const [low, high] = [schema.minimum ?? 0, schema.maximum ?? 1000];
	return pick([low, high, Math.min(high, low + dice(5)), Math.min(high, low + dice(200))]);
}

function text(schema) {
	if (schema.format === 'date') return pick(DAYS);
	if (schema.format === 'date-time') return `${pick(DAYS)}T0${dice(10)}:00:00Z`;
	const most = Math.min(schema.maxLength ?? 40, 400), given = chance(70) ? `${pick(['Ada', 'Course', 'Müller', 'עברית', 'A-1', 'x'])} ${dice(100000)}` : pick(TEXTS);
	return given.slice(0, most).padEnd(Math.min(schema.minLength ?? 0, 20), 'x');
}

function value(schema, all, name, depth = 0) {
	if (chance(2)) return pick(ODD);
	if (schema.$ref) return value(all[schema.$ref.split('/').at(-1)], all, name, depth + 1);
	if (schema.const !== undefined) return schema.const;
	if (schema.allOf) return value(schema.allOf[0], all, name, depth);
	if (schema.oneOf) return value(pick(schema.oneOf), all, name, depth);
	if (schema.enum) return pick(schema.enum);
	const type = Array.isArray(schema.type) ? pick([...schema.type, schema.type[0]]) : schema.type;
	if (type === 'null') return null;
	if (type === 'boolean') return chance(50);
	if (type === 'integer') return integer(schema, name);
	if (type === 'number') return pick([0, 1, 0.5, 0.25, 12.34, 100, schema.maximum ?? 10, schema.minimum ?? 0]);
	if (type === 'array') return Array.from({ length: chance(3) ? 150 : dice(4) }, () => value(schema.items ?? {}, all, name, depth + 1));
	if (type === 'object') return object(schema, all, depth);
	return text(schema);
}

function object(schema, all, depth) {
	const made = {};
	if (depth > 8) return made;
	for (const [name, of] of Object.entries(schema.properties ?? {})) {
		if (schema.required?.includes(name) ? chance(98) : chance(40)) made[name] = value(of, all, name, depth + 1);
	}
	if (chance(1)) made.unknown_member = 1;
	return made;
}

function address(path, operation, all) {
	let word = 'contact';
	const filled = path.split('/').map((part) => {
		if (!part.startsWith('{')) return (word = part);
		if (part === '{id}' || part.endsWith('_id}')) return chance(97) ? idOf(word) : pick(['0', '-1', 'x', '9007199254740993', '%00', '1%27']);
		return encodeURIComponent(String(pick(['1', '2', 'program', 'contact', 'enrollment', 'x', ...TEXTS.slice(0, 5)]) || 'x'));
	}).join('/');
	const query = new URLSearchParams();
	for (const one of operation.parameters ?? []) {
		if (one.in === 'query' && (one.required || chance(40))) query.set(one.name, String(value(one.schema, all, one.name)));
	}
	if (chance(1)) query.set('cursor', pick(TEXTS));
	return filled + (query.size ? `?${query}` : '');
}

const escaped = (path) => encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'));

/** A function that says how an answer differs from its description; each is compiled when it is first needed. */
function contractOf(described) {
	const ajv = new Ajv2020({ strict: false, validateFormats: false });
	const compiled = new Map();
	ajv.addSchema(described, 'laurel');
	return (method, path, body) => {
		const at = `paths/${escaped(path)}/${method}/responses/2XX/content/${escaped('application/json')}/schema`;
		if (!described.paths[path][method].responses['2XX']?.content?.['application/json'] || typeof body !== 'object') return undefined;
		if (!compiled.has(at)) compiled.set(at, ajv.compile({ $ref: `laurel#/${at}` }));
		return compiled.get(at)(body) ? undefined : `not as described: ${ajv.errorsText(compiled.get(at).errors)}`;
	};
}

/** What an answer does wrong, or undefined. */
function wrong({ status, body }, method, path, differs) {
	if (status < 300) return differs(method.toLowerCase(), path, body);
	if (status >= 500 && status !== 503) return `status ${status}`;
	if (status >= 400 && (typeof body !== 'object' || !body.code || !body.title || !body.remedy)) return `a refusal of ${status} without code, title and remedy`;
	return undefined;
}

async function once(callers, operations, all, differs) {
	const [method, path, operation] = pick(operations);
	const who = pick(ROLES), to = address(path, operation, all);
	const schema = operation.requestBody?.content?.['application/json']?.schema;
	const json = schema && value(schema, all);
	const headers = {};
	if (method === 'PATCH' || method === 'PUT') {
		const now = chance(80) && await callers.sysadmin.get(to.split('?')[0]);
		if (now?.body?.version !== undefined) headers['If-Match'] = `"${now.body.version}"`;
	}
	const answer = await callers[who].send(method, to, { json, headers });
	if (answer.status < 300) harvest(answer.body, single(path.split('/').filter((part) => part && part !== 'api' && !part.startsWith('{')).at(-1)));
	const fault = wrong(answer, method, path, differs);
	return { status: answer.status, call: `${method} ${path}`, fault: fault && `${fault}: ${who} ${method} ${to} ${JSON.stringify(json)?.slice(0, 2000) ?? ''}\n  ${JSON.stringify(answer.body)?.slice(0, 500)}` };
}

const callsOf = (described) => Object.entries(described.paths).flatMap(([path, methods]) =>
	Object.entries(methods).map(([method, operation]) => [method.toUpperCase(), path, operation])).filter(([method, path]) => !LEFT_OUT.test(`${method} ${path}`));

/** Calls until `more` says no; the first fault of each call, and how many calls came to what. */
export async function callAtRandom(url, seed, more) {
	const callers = Object.fromEntries(await Promise.all([...new Set(ROLES)].map(async (who) => [who, await signIn(url, `${who}@demo.test`, PASSWORD)])));
	const { body: described } = await callers.sysadmin.get('/api/openapi.json');
	const operations = callsOf(described), differs = contractOf(described), faults = new Map(), done = new Set(), statuses = new Map();
	state = seed;
	ids.clear();
	for (let calls = 0; more(calls); calls++) {
		const { status, call, fault } = await once(callers, operations, described.components.schemas, differs);
		statuses.set(status, (statuses.get(status) ?? 0) + 1);
		if (status < 300) done.add(call);
		if (fault && !faults.has(call)) faults.set(call, fault);
	}
	return { faults: [...faults.values()], done: done.size, of: operations.length, statuses: [...statuses].sort().map(([status, n]) => `${status}: ${n}`).join(', ') };
}

/** A Laurel with the small demo, its work, and what is said of its rules and its audit afterwards; it throws where one is broken. */
export async function withLaurel(work) {
	const stack = await Stack.start({ LAUREL_DEMO: 'small', LAUREL_DEMO_PASSWORD: PASSWORD, LAUREL_TODAY: '2026-06-15' });
	try {
		const result = await work(stack.url);
		return { ...result, check: (await stack.laurel('check')).stdout, audit: (await stack.laurel('audit', 'verify')).stdout };
	} finally {
		await stack.end();
	}
}

async function main(seconds, seed) {
	console.log(`calls at random for ${seconds} s from seed ${seed}`);
	const { faults, done, of, statuses, check, audit } = await withLaurel((url) => {
		const end = Date.now() + seconds * 1000;
		return callAtRandom(url, seed, () => Date.now() < end);
	});
	console.log(`${statuses}; ${done} of ${of} calls did something\n${check}${audit}`);
	for (const fault of faults) console.log(fault);
	process.exitCode = faults.length ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(Number(process.argv[2] ?? 30), Number(process.argv[3] ?? Date.now() % 1e9));
