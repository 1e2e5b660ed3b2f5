// Every call with every role: who may is let in, everybody else is told why not.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Caller, Stack, signIn } from './lib.mjs';

const password = 'a ladder to the moon';
const roles = ['sysadmin', 'certification_manager', 'certification_admin', 'staff', 'learner'];
let stack, api;
const callers = {};

before(async () => {
	stack = await Stack.start();
	const admin = await stack.signIn();
	callers.anonymous = new Caller(stack.url);
	for (const role of roles) {
		const email = `${role}@laurel.test`;
		const { body: contact } = await admin.post('/api/contacts', { given_name: 'Some', family_name: role, email });
		const { body: link } = await admin.post(`/api/contacts/${contact.id}/invitation`);
		await callers.anonymous.post('/api/invitations/accept', { token: link.token, password });
		if (role !== 'learner') await admin.put(`/api/contacts/${contact.id}/roles`, { roles: [role] }, { 'If-Match': '"1"' });
		callers[role] = await signIn(stack.url, email, password);
	}
	api = (await callers.anonymous.get('/api/describe')).body;
});
after(() => stack?.end());

// Nothing that exists is named and nothing valid is sent: only the gate's answer matters.
const address = (path) => path.replace(/\{(id|rid|n)\}/g, '999999999').replace('{word}', 'contact');
const endsSession = ({ method, path }) => method === 'DELETE' && path.startsWith('/api/session');

async function outcome(role, route) {
	const caller = endsSession(route) && role !== 'anonymous' ? await signIn(stack.url, `${role}@laurel.test`, password)
		: callers[role];
	const takesBody = !['GET', 'DELETE'].includes(route.method);
	const { status, body } = await caller.send(route.method, address(route.path),
		{ raw: takesBody && route.body ? '{' : undefined, headers: { 'If-Match': '"1"' } });
	if (status === 401 && body.code === 'not_signed_in') return 'sign in';
	if (status === 403 && body.code === 'right_missing') return 'refused';
	assert.ok(status !== 500, `${route.method} ${route.path} as ${role}: ${JSON.stringify(body)}`);
	return 'let in';
}

describe('rights', () => {
	for (const role of ['anonymous', ...roles])
		test(`${role} can do what perm.def says, and nothing else`, async () => {
			const routes = api.routes.toSorted((a, b) => endsSession(a) - endsSession(b));
			for (const route of routes) {
				const may = route.right === 'public' || api.rights[route.right].includes(role);
				const wanted = may ? 'let in' : role === 'anonymous' ? 'sign in' : 'refused';
				assert.equal(await outcome(role, route), wanted, `${route.method} ${route.path} as ${role}`);
			}
		});
});
