// Registering through the cart: a seat held and an order made, in two calls of each of 16 people at once; beside it the
// statements of both that change something, by as many bare connections as there are workers.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { call, median, signIn, socket, sql, cookie, user } from './lib.mjs';

const PEOPLE = 16;
const CLASSES = 40;
const ROUNDS = 3;
const BARE = 4;
const run = promisify(execFile);

/** Offerings without a limit, and without a price. */
function newClasses() {
  sql(`INSERT INTO component (code, title, kind, status, created_at) VALUES (UUID(), 'Bench', 'class', 'active', '2026-01-01')`);
  const [[component]] = sql('SELECT MAX(id) FROM component');
  const values = Array.from({ length: CLASSES }, (_, i) => `(${component}, 'Bench ${i}', '2026-09-01 09:00:00', 'open', '2026-01-01')`);
  sql(`INSERT INTO offering (component_id, title, starts_at, status, created_at) VALUES ${values.join()}`);
  return sql(`SELECT id FROM offering WHERE component_id = ${component}`).map(([id]) => Number(id));
}

/** People with a session each. */
async function newPeople() {
  const people = [];
  await signIn('sysadmin@demo.test');
  const admin = { Cookie: cookie() };
  for (let i = 0; i < PEOPLE; i++) {
    const email = `bench-${i}-${process.pid}@example.test`;
    const password = 'a-password-of-the-bench';
    /* eslint-disable no-await-in-loop */
    const { json: contact } = await call('/api/contacts', { method: 'POST', more: admin, body: { given_name: 'Bench', family_name: `Buyer${i}`, email } });
    const { json: invitation } = await call(`/api/contacts/${contact.id}/invitation`, { method: 'POST', more: admin, body: {} });
    await call('/api/invitations/accept', { method: 'POST', body: { token: invitation.token, password } }).catch(() => {});
    const { cookies } = await call('/api/session', { method: 'POST', body: { email, password } });
    people.push({ id: contact.id, Cookie: cookies.map((one) => one.split(';')[0]).join('; ') });
  }
  return people;
}

async function buyAll({ Cookie }, classes) {
  for (const id of classes) {
    await call('/api/cart', { method: 'POST', more: { Cookie }, body: { offering_id: id } });
    await call('/api/cart/checkout', { method: 'POST', more: { Cookie }, body: { method: 'free' } });
  }
}

const AUDIT = (action) => `SELECT last_id + 1, hash INTO @a, @h FROM audit_head FOR UPDATE;
  INSERT INTO audit (id, at, action, entity, entity_id, title, via, changes, hash)
    VALUES (@a, '2026-06-15', '${action}', 'registration', 1, 'Bench', 'bare', REPEAT('x', 300), @h);
  UPDATE audit_head SET last_id = @a;`;

/** What changes, for one person and every class. */
const bare = (contact, classes) => `BEGIN NOT ATOMIC FOR k IN (SELECT id FROM offering WHERE id IN (${classes.join()})) DO
  START TRANSACTION; SELECT seats_taken INTO @s FROM offering WHERE id = k.id FOR UPDATE;
  INSERT INTO registration (offering_id, contact_id, state, billing, hold_until, created_at) VALUES (k.id, ${contact}, 'pending', 'cart', '2026-06-16', '2026-06-15');
  SET @r = LAST_INSERT_ID(); UPDATE offering SET seats_taken = seats_taken + 1 WHERE id = k.id;
  SELECT state INTO @t FROM registration WHERE id = @r FOR UPDATE; ${AUDIT('registration.create')} COMMIT;
  START TRANSACTION; SELECT seats_taken INTO @s FROM offering WHERE id = k.id FOR UPDATE;
  SELECT state INTO @t FROM registration WHERE id = @r FOR UPDATE;
  INSERT INTO sales_order (contact_id, state, method, total_minor, created_at) VALUES (${contact}, 'complete', 'free', 0, '2026-06-15');
  SET @o = LAST_INSERT_ID(); INSERT INTO order_line (order_id, registration_id, offering_id, title, amount_minor) VALUES (@o, @r, k.id, 'Bench', 0);
  UPDATE registration SET order_id = @o, state = 'registered', hold_until = NULL WHERE id = @r;
  INSERT INTO mail (contact_id, template, vars, dedupe, send_at, created_at) VALUES (${contact}, 'registration_confirmed', REPEAT('x', 200), CONCAT('bare-', @r), '2026-06-15', '2026-06-15');
  ${AUDIT('order.create')} ${AUDIT('registration.confirm')} COMMIT;
END FOR; END`;

function bareLoop(contact, classes) {
  const args = ['--no-defaults', `--socket=${socket}`, `--user=${user}`, '--delimiter=//', '-e', `SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED// ${bare(contact, classes)}//`, 'laurel'];
  return run('mariadb', args);
}

async function rate(count, work) {
  const began = performance.now();
  await work();
  return (count * 1000) / (performance.now() - began);
}

export async function checkout(report) {
  const people = await newPeople();
  const ours = [];
  const bares = [];
  for (let i = 0; i <= ROUNDS; i++) {
    const [classes, others] = [newClasses(), newClasses()];
    ours.push(await rate(PEOPLE * CLASSES, () => Promise.all(people.map((one) => buyAll(one, classes)))));
    bares.push(await rate(BARE * CLASSES, () => Promise.all(people.slice(0, BARE).map(({ id }) => bareLoop(id, others)))));
  }
  const [one, two] = [median(ours.slice(1)), median(bares.slice(1))];
  report('checkouts (cart and order)', `${Math.round(one)}/s`, `${(one / two).toFixed(2)} of a bare loop`);
  report('  bare loop of the changes', `${Math.round(two)}/s`);
  await signIn();
}
