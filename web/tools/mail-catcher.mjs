// A mail server for trying things out: takes every mail and shows it, sends none. `nginx/stack` runs it with demo data
// and in the tests, when no LAUREL_SMTP_URL is set.
//
//   node web/tools/mail-catcher.mjs FOLDER SOCKET
//
// SMTP on 127.0.0.1, on the port in FOLDER/port where it is free, else on another, which is written there; pages on the
// unix socket SOCKET, which nginx shows under /mail/. Messages are kept in FOLDER as they came.
import { once } from 'node:events';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

const [folder, socket] = process.argv.slice(2);
const KEPT = 1000;
const messages = new Map();
let last = 0;

/** Where an address of the site is opened when somebody clicks it in the frame. */
const FRAME = '<base target="_top">';

async function add(id, source, to) {
  const mail = await PostalMime.parse(source, { attachmentEncoding: 'utf8' });
  messages.set(id, {
    id,
    to,
    subject: mail.subject ?? '',
    from: mail.from?.address ?? '',
    date: mail.date ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    links: [...new Set((mail.html ?? '').match(/(?<=href=")[^"]+/g) ?? [])].map((l) => l.replaceAll('&amp;', '&')),
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
    attachments: mail.attachments.map(({ filename, mimeType, content }) => ({
      filename, type: mimeType, text: String(content),
    })),
    source: source.toString('utf8'),
  });
  last = Math.max(last, id);
  if (messages.size > KEPT) await forget(messages.keys().next().value);
}

const file = (id, end) => join(folder, `${String(id).padStart(6, '0')}.${end}`);

async function forget(id) {
  messages.delete(id);
  await Promise.all([rm(file(id, 'eml'), { force: true }), rm(file(id, 'to'), { force: true })]);
}

async function keep(source, to) {
  const id = ++last;
  await writeFile(file(id, 'to'), to.join('\n'));
  await writeFile(file(id, 'new'), source);
  await rename(file(id, 'new'), file(id, 'eml'));
  await add(id, source, to);
}

async function load() {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).toSorted();
  for (const name of names) {
    const id = Number.parseInt(name, 10);
    const to = await readFile(file(id, 'to'), 'utf8').catch(() => '');
    await add(id, await readFile(file(id, 'eml')), to.split('\n'));
  }
}

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  size: 30 << 20,
  onData(stream, session, done) {
    const parts = [];
    stream.on('data', (part) => parts.push(part)).on('end', () => {
      keep(Buffer.concat(parts), session.envelope.rcptTo.map(({ address }) => address)).then(() => done(), done);
    });
  },
});

// --- pages ---

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const h = (text) => String(text).replace(/[&<>"]/g, (sign) => escapes[sign]);

const page = (title, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${h(title)}</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #8884;vertical-align:top}
pre{white-space:pre-wrap;overflow-wrap:anywhere}iframe{width:100%;height:32rem;border:1px solid #8884}</style>
</head><body><main>${body}</main></body></html>`;

const list = () => page('Caught mail', `<h1>Caught mail</h1>
<p>Mails that this Laurel sent. They go nowhere else.</p>
${messages.size ? '' : '<p>There is none yet.</p>'}
<table><thead><tr><th>To</th><th>Subject</th><th>Date</th></tr></thead><tbody>${[...messages.values()].toReversed().map((m) =>
  `<tr><td>${h(m.to.join(', '))}</td><td><a href="/mail/messages/${m.id}">${h(m.subject)}</a></td><td>${h(m.date)}</td></tr>`).join('\n')}
</tbody></table>`);

const show = (m) => page(m.subject, `<p><a href="/mail/">All caught mail</a></p><h1>${h(m.subject)}</h1>
<p>From ${h(m.from)} to ${h(m.to.join(', '))}, ${h(m.date)} · <a href="/mail/messages/${m.id}/source">Source</a></p>
<iframe title="The mail as HTML" sandbox="allow-top-navigation-by-user-activation" src="/mail/messages/${m.id}/html"></iframe>
<h2>As text</h2><pre>${h(m.text)}</pre>
${m.attachments.map((a) => `<h2>Attached: ${h(a.filename ?? a.type)}</h2><pre>${h(a.text)}</pre>`).join('')}`);

const policy = {
  page: "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  mail: "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
};

function answer(response, type, body, csp = policy.page, status = 200) {
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-store',
    'Content-Security-Policy': csp, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' });
  response.end(body);
}

function find(to) {
  const found = [...messages.values()].filter((m) => !to || m.to.includes(to));
  return JSON.stringify({ items: found.toReversed().map((m) => ({ ...m, source: undefined })) });
}

function get(url, response) {
  const [, id, form] = /^\/mail\/messages\/(\d+)(?:\/(html|source))?$/.exec(url.pathname) ?? [];
  const m = messages.get(Number(id));
  if (url.pathname === '/mail/') answer(response, 'text/html', list());
  else if (url.pathname === '/mail/messages') answer(response, 'application/json', find(url.searchParams.get('to')));
  else if (!m) answer(response, 'text/html', page('Not found', '<h1>There is no such mail</h1>'), policy.page, 404);
  else if (form === 'html') answer(response, 'text/html', m.html.replace('<head>', `<head>${FRAME}`), policy.mail);
  else if (form === 'source') answer(response, 'text/plain', m.source);
  else answer(response, 'text/html', show(m));
}

const web = createServer((request, response) => {
  if (request.method !== 'GET') answer(response, 'text/plain', 'Only to be read.', policy.page, 405);
  else get(new URL(request.url ?? '', 'http://localhost'), response);
});

/** @param {number} port @returns {Promise<number>} the port it became */
const attempt = (port) => new Promise((resolve, reject) => {
  smtp.server.once('error', reject);
  smtp.listen(port, '127.0.0.1', () => resolve(/** @type {import('node:net').AddressInfo} */ (smtp.server.address()).port));
});

/** The port of last time, so that a pool that is still running finds it again. */
async function listen() {
  const before = Number(await readFile(join(folder, 'port'), 'utf8').catch(() => 0));
  const port = await attempt(before).catch(() => attempt(0));
  await writeFile(join(folder, 'port.new'), String(port));
  await rename(join(folder, 'port.new'), join(folder, 'port'));
}

smtp.on('error', (error) => process.stderr.write(`mail catcher: ${error.message}\n`));
await load();
await rm(socket, { force: true });
process.umask(0o117);
await once(web.listen(socket), 'listening');
process.umask(0o077);
await listen();
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
