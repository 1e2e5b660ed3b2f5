/**
 * What the specs prepare, through the same interface that the site uses: people who call it, and contacts, components, programs and
 * enrollments of their own. Every name is new, so a spec needs no other spec and can run again on the same database.
 */
import { randomBytes } from 'node:crypto';

export const url = process.env.LAUREL_URL ?? 'http://127.0.0.1:8080';
export const demoPassword = process.env.LAUREL_DEMO_PASSWORD ?? '';

/** The day that the tests live in. */
export const TODAY = '2026-06-15';

/** @param {string} prefix */
export const unique = (prefix) => `${prefix}${randomBytes(4).toString('hex')}`;

/** Somebody who is signed in and calls the server without a browser. An answer that says no throws, unless it is asked for by `ask`. */
export class Caller {
  /** @param {string[]} cookies */
  constructor(cookies) {
    this.cookies = cookies;
  }

  /** @param {string} method @param {string} path @param {any} [body] @param {Record<string, string>} [headers] @returns {Promise<{status: number, body: any}>} */
  async ask(method, path, body, headers = {}) {
    const init = {
      method,
      headers: { 'X-Requested-With': 'laurel', 'Content-Type': 'application/json', Cookie: this.cookies.join('; '), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    };
    const reply = await fetch(`${url}/api${path}`, init);
    const text = await reply.text();
    return { status: reply.status, body: text ? JSON.parse(text) : null };
  }

  /** @param {string} method @param {string} path @param {any} [body] @param {Record<string, string>} [headers] @returns {Promise<any>} */
  async call(method, path, body, headers) {
    const answer = await this.ask(method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  get = (/** @type {string} */ path) => this.call('GET', path);
  post = (/** @type {string} */ path, /** @type {any} */ body = {}) => this.call('POST', path, body);
  put = (/** @type {string} */ path, /** @type {any} */ body, version = 0) => this.call('PUT', path, body, version ? { 'If-Match': `"${version}"` } : {});
  patch = (/** @type {string} */ path, /** @type {any} */ body, /** @type {number} */ version) => this.call('PATCH', path, body, { 'If-Match': `"${version}"` });
}

/** @param {string} email @param {string} password */
export async function signIn(email, password) {
  const reply = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'X-Requested-With': 'laurel', 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!reply.ok) throw new Error(`${email} cannot sign in: ${reply.status} ${await reply.text()}`);
  return new Caller(reply.headers.getSetCookie().map((cookie) => cookie.split(';')[0]));
}

/** The newest mail that was caught for an address, once it is there. What is in it: web/tools/mail-catcher.mjs.
 * @param {string} address @param {string} [subject] the beginning of it, where several are on their way */
export async function mailTo(address, subject = '') {
  const end = Date.now() + 20_000;
  for (;;) {
    // Each look waits for the answer to the one before.
    // eslint-disable-next-line no-await-in-loop
    const { items } = await (await fetch(`${url}/mail/messages?to=${encodeURIComponent(address)}`)).json();
    const found = items.find((/** @type {any} */ mail) => mail.subject.startsWith(subject));
    if (found) return found;
    if (Date.now() > end) throw new Error(`no mail ${subject} came to ${address}`);
    // eslint-disable-next-line no-await-in-loop
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
}

/** @typedef {'sysadmin'|'manager'|'certadmin'|'staff'|'learner'} Role */

/** @type {Map<string, Promise<Caller>>} */
const signedIn = new Map();

/** One of the demo people; each signs in once. @param {Role} role @returns {Promise<Caller>} */
export function demo(role) {
  const caller = signedIn.get(role) ?? signIn(`${role}@demo.test`, demoPassword);
  signedIn.set(role, caller);
  return caller;
}

/** A contact with a name that nobody else has. @param {Record<string, string|null>} [values] */
export async function newContact(values = {}) {
  const family = unique('Quill');
  const staff = await demo('staff');
  return staff.post('/contacts', { given_name: 'Ada', family_name: family, email: `${family.toLowerCase()}@example.test`, ...values });
}

/** Several contacts that share a family name, by which they are found together. @param {string[]} givenNames */
export async function newFamily(givenNames) {
  const family = unique('Brook');
  const contacts = [];
  // In turn, so that their numbers follow the order.
  // eslint-disable-next-line no-await-in-loop
  for (const given_name of givenNames) contacts.push(await newContact({ given_name, family_name: family, email: `${unique('brook')}@example.test` }));
  return { family, contacts };
}

/** A contact who can sign in. @param {string[]} [roles] */
export async function newAccount(roles = []) {
  const sysadmin = await demo('sysadmin');
  const contact = await newContact();
  if (roles.length > 0) await sysadmin.put(`/contacts/${contact.id}/roles`, { roles });
  const { token } = await sysadmin.post(`/contacts/${contact.id}/invitation`);
  const password = unique('gate-under-the-elm-');
  await new Caller([]).post('/invitations/accept', { token, password });
  return { ...contact, password, enter: () => signIn(contact.email, password) };
}

/** @param {{title?: string, kind?: string, status?: string, offerings?: any[]}} [values] */
export async function newComponent({ title = unique('Component '), kind = 'document', offerings = [], status } = {}) {
  const staff = await demo('staff');
  const component = await staff.post('/components', { code: unique('C-'), title, kind, ...(status && { status }) });
  const made = [];
  // eslint-disable-next-line no-await-in-loop
  for (const offering of offerings) made.push(await staff.post(`/components/${component.id}/offerings`, { status: 'open', ...offering }));
  return { ...component, offerings: made };
}

/** @typedef {{title: string, kind?: string, offerings?: any[], component_id?: number, needs_grade?: boolean, pass_grade?: number|null, grade_scale?: number|null,
 *   needs_approval?: boolean, needs_file?: boolean}} Wanted */

/** A requirement as a definition has it, with a component of its own unless it names one. @param {Wanted|string} wanted */
async function requirement(wanted) {
  const { kind, offerings, ...rest } = typeof wanted === 'string' ? { title: wanted } : wanted;
  const component_id = rest.component_id ?? (await newComponent({ kind, offerings })).id;
  return { needs_grade: false, pass_grade: null, grade_scale: null, needs_approval: false, needs_file: false, ...rest, component_id };
}

/**
 * A program with a definition, active unless it is to stay a draft.
 * @param {{stages?: {title: string, needed?: 'all'|number, requirements: (Wanted|string)[]}[], requirements?: (Wanted|string)[], isDraft?: boolean, settings?: Record<string, any>,
 *   in_order?: boolean, requires_approval?: boolean, completion_period?: any, grace_period?: any, certificate_template_id?: number,
 *   certificate_validity?: any}} [options]
 */
export async function newProgram({ stages, requirements = ['First paper', 'Second paper'], isDraft = false, settings = {}, ...rules } = {}) {
  const staff = await demo('staff');
  const code = unique('P-');
  const { id } = await staff.post('/programs', { code, name: `Program ${code}`, kind: 'certification', description: 'Made by a test.', ...settings });
  const wanted = stages ?? [{ title: 'All of it', requirements }];
  const made = [];
  for (const { title, needed = 'all', requirements: list } of wanted) {
    const ready = [];
    // eslint-disable-next-line no-await-in-loop
    for (const one of list) ready.push(await requirement(one));
    made.push({ title, needed, requirements: ready });
  }
  await staff.put(`/programs/${id}/definition`, {
    in_order: false, completion_period: { n: 6, unit: 'months' }, grace_period: { n: 3, unit: 'months' }, requires_approval: false, designation: null, ...rules, stages: made,
  });
  if (!isDraft) await setProgram(id, { status: 'active' });
  return staff.get(`/programs/${id}`);
}

/** Changes live settings of a program. @param {number} id @param {Record<string, any>} patch */
export async function setProgram(id, patch) {
  const staff = await demo('staff');
  const { version } = await staff.get(`/programs/${id}`);
  return staff.patch(`/programs/${id}`, patch, version);
}

/** Enrolls contacts and answers their enrollments, in the same order. @param {{id: number}} program @param {{id: number}[]} contacts @param {string} [enrolled_on] */
export async function enroll(program, contacts, enrolled_on = TODAY) {
  const staff = await demo('staff');
  const { items } = await staff.post(`/programs/${program.id}/enrollments`, { contact_ids: contacts.map(({ id }) => id), enrolled_on });
  return Promise.all(items.map((/** @type {any} */ item) => staff.get(`/enrollments/${item.enrollment_id}`)));
}

/** A program and one new contact in it. @param {Parameters<typeof newProgram>[0]} [options] @param {string} [enrolled_on] */
export async function newEnrollment(options, enrolled_on) {
  const [program, contact] = [await newProgram(options), await newContact()];
  const [enrollment] = await enroll(program, [contact], enrolled_on);
  return { program, contact, enrollment };
}

/** The enrollment as it is now. @param {{id: number}} enrollment */
export const readEnrollment = async ({ id }) => (await demo('manager')).get(`/enrollments/${id}`);

/** The requirement with a title, as it is now. @param {{id: number}} enrollment @param {string} title */
export async function readRequirement(enrollment, title) {
  const { requirements } = await readEnrollment(enrollment);
  return requirements.find((/** @type {any} */ one) => one.title === title);
}

/** Records a completion of a requirement. @param {{id: number}} enrollment @param {string} title @param {Record<string, any>} [values] */
export async function record(enrollment, title, values = {}) {
  const { id } = await readRequirement(enrollment, title);
  return (await demo('staff')).post(`/enrollments/${enrollment.id}/requirements/${id}/completion`, { completed_on: TODAY, ...values });
}

/** A small PDF that staff sent and that waits to be used; its id. */
export async function newFile(name = 'diploma.pdf') {
  const { cookies } = await demo('staff');
  const headers = { 'X-Requested-With': 'laurel', 'Content-Type': 'application/pdf', Cookie: cookies.join('; ') };
  const reply = await fetch(`${url}/api/files?name=${encodeURIComponent(name)}`, { method: 'POST', headers, body: '%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n' });
  if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()).id;
}

/** Completes everything a program asks for. @param {any} enrollment @param {string} [completed_on] */
export async function earn(enrollment, completed_on = TODAY) {
  // One after the other: a later one may wait for an earlier one.
  // eslint-disable-next-line no-await-in-loop
  for (const { title } of enrollment.requirements) await record(enrollment, title, { completed_on });
}
