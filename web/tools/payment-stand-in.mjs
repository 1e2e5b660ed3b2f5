// A payment provider for trying things out: Stripe's shapes, no money. `nginx/stack` runs it with demo data and in the
// tests, when no LAUREL_PAYMENT_KEY_FILE is set.
//
//   node web/tools/payment-stand-in.mjs FOLDER SITE KEY_FILE SECRET_FILE
//
// Answers on 127.0.0.1, on a port that is written to FOLDER/port; nginx shows its pages under /pay/. SITE is where Laurel
// answers: its webhook is told, with a signature, what became of a page. With LAUREL_TODAY it lives in that day, too.
import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [folder, site, keyFile, secretFile] = process.argv.slice(2);
const key = (await readFile(keyFile, 'utf8')).trim();
const secret = (await readFile(secretFile, 'utf8')).trim();
const DAY = 86_400_000;
const today = process.env.LAUREL_TODAY;
/** In seconds. */
const now = () => Math.floor((today ? Date.parse(`${today}T00:00:00Z`) + (Date.now() % DAY) : Date.now()) / 1000);
const newId = (prefix) => `${prefix}_test_${randomBytes(12).toString('hex')}`;

/** Pages that were asked for, by id; answers that were given, by Idempotency-Key. */
const sessions = new Map();
const given = new Map();

async function read(request) {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return new URLSearchParams(text);
}

async function tell(type, object) {
  const body = JSON.stringify({ id: newId('evt'), object: 'event', type, created: now(), data: { object } });
  const t = now();
  const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex');
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Stripe-Signature': `t=${t},v1=${v1}` };
  const reply = await fetch(`${site}/api/payments/webhook`, { method: 'POST', headers, body });
  process.stdout.write(`${type}: ${reply.status} ${await reply.text()}\n`);
}

function openSession(form) {
  const id = newId('cs');
  const session = {
    id,
    object: 'checkout.session',
    url: `${site}/pay/${id}`,
    client_reference_id: form.get('client_reference_id'),
    metadata: { order_id: form.get('metadata[order_id]') },
    amount_total: Number(form.get('line_items[0][price_data][unit_amount]')),
    currency: form.get('line_items[0][price_data][currency]'),
    expires_at: Number(form.get('expires_at')),
    success_url: form.get('success_url'),
    cancel_url: form.get('cancel_url'),
    payment_status: 'unpaid',
    payment_intent: null,
  };
  sessions.set(id, { session, title: form.get('line_items[0][price_data][product_data][name]') });
  return session;
}

const refund = (form) => ({ id: newId('re'), object: 'refund', amount: Number(form.get('amount')), payment_intent: form.get('payment_intent'), status: 'succeeded' });

const CALLS = { '/v1/checkout/sessions': openSession, '/v1/refunds': refund };

const json = (response, status, value) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));

async function call(request, response, run) {
  const form = await read(request);
  const once = request.headers['idempotency-key'];
  if (request.headers.authorization !== `Bearer ${key}`) return json(response, 401, { error: { message: 'Invalid API key' } });
  const answer = given.get(once) ?? run(form);
  if (once) given.set(once, answer);
  return json(response, 200, answer);
}

const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function page(response, { session, title }) {
  const amount = `${(session.amount_total / 100).toFixed(2)} ${session.currency.toUpperCase()}`;
  const button = (verb, words) => `<form method="post" action="/pay/${session.id}/${verb}"><button>${words}</button></form>`;
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Test payment</title>
<main><h1>Test payment</h1><p>No money moves here.</p><p>${escape(title)}</p><p><strong>${escape(amount)}</strong></p>
${button('pay', 'Pay')}${button('decline', 'Let the card be declined')}${button('cancel', 'Cancel and go back')}</main></html>`);
}

async function press(response, { session }, verb) {
  if (verb === 'decline') return response.writeHead(402, { 'Content-Type': 'text/html' }).end('<!doctype html><html lang="en"><title>Declined</title><h1>The card was declined</h1>');
  if (verb === 'pay' && session.payment_status !== 'paid') {
    Object.assign(session, { payment_status: 'paid', payment_intent: newId('pi') });
    await tell('checkout.session.completed', session);
  }
  return response.writeHead(303, { Location: verb === 'pay' ? session.success_url : session.cancel_url }).end();
}

const server = createServer((request, response) => {
  const run = CALLS[request.url ?? ''];
  const [, id, verb] = /^\/pay\/(\w+)(?:\/(pay|decline|cancel))?$/.exec(request.url ?? '') ?? [];
  const known = sessions.get(id);
  const work = run && request.method === 'POST' ? call(request, response, run)
    : known && verb && request.method === 'POST' ? press(response, known, verb)
      : known && !verb ? page(response, known) : json(response, 404, { error: { message: 'No such page' } });
  Promise.resolve(work).catch((fault) => {
    process.stderr.write(`${fault}\n`);
    response.destroy();
  });
});

server.listen(0, '127.0.0.1');
await new Promise((resolve) => { server.once('listening', resolve); });
await mkdir(folder, { recursive: true, mode: 0o700 });
await writeFile(join(folder, 'port.new'), String(/** @type {import('node:net').AddressInfo} */ (server.address()).port));
await rename(join(folder, 'port.new'), join(folder, 'port'));
process.on('SIGTERM', () => process.exit(0));
