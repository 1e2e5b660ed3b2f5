// Transcripts and certificates as PDF, through nginx and the pool, beside Cairo and Pango alone with the same words.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cookie, median, sql, url, wrk } from './lib.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const EACH = Number(process.env.SECONDS_EACH ?? 4);
const WORKERS = 4;

async function textOf(path, folder, body) {
  const more = { Cookie: cookie(), 'X-Requested-With': 'laurel', 'Content-Type': 'application/json' };
  // The rounds before stood still for longer than a connection is kept.
  const reply = await fetch(url + path, { headers: { ...more, Connection: 'close' }, ...(body && { method: 'POST', body }) });
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  const [pdf, text] = [join(folder, 'document.pdf'), join(folder, 'document.txt')];
  writeFileSync(pdf, Buffer.from(await reply.arrayBuffer()));
  execFileSync('pdftotext', ['-layout', '-enc', 'UTF-8', pdf, text]);
  return text;
}

/** What wrk sends; it says so in Lua. */
function post(folder, body) {
  const script = join(folder, 'post.lua');
  writeFileSync(script, `wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = [[${body}]]\n`);
  return script;
}

/** Documents a second of the libraries alone. */
const bare = (text) => parseFloat(execFileSync(process.env.BENCH_PAPER, [text, WORKERS, EACH].map(String), { encoding: 'utf8' }));

async function document(report, name, path, body) {
  const folder = mkdtempSync(join(tmpdir(), 'laurel-paper-'));
  const text = await textOf(path, folder, body);
  const script = body && post(folder, body);
  const [rates, ratios] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const [alone, { rate }] = [bare(text), wrk(path, EACH, { script })];
    if (round === 0) continue;
    rates.push(rate);
    ratios.push(rate / alone);
  }
  rmSync(folder, { recursive: true });
  report(name, `${median(rates).toFixed(0)}/s`, `${median(ratios).toFixed(2)} of Cairo and Pango alone`);
}

export async function paper(report) {
  // Somebody of the demo with a few programs, and the one with the most.
  const [[some], [most]] = [
    sql('SELECT contact_id FROM enrollment GROUP BY 1 HAVING COUNT(*) = 2 ORDER BY SUM(met) DESC, 1 LIMIT 1')[0],
    sql('SELECT contact_id FROM enrollment GROUP BY 1 ORDER BY COUNT(*) DESC, 1 LIMIT 1')[0],
  ];
  await document(report, 'transcript PDFs, two programs', `/api/contacts/${some}/transcript.pdf`);
  await document(report, 'transcript PDFs, most programs', `/api/contacts/${most}/transcript.pdf`);
  // As the preview: what the public gets is limited to a few a second for each address.
  const standard = JSON.stringify({ title: 'Certificate', intro: 'This is to certify that', body: 'has met all requirements of {program}.', closing: 'Issued on {issued_on}[, valid until {expires_on}]. {serial}', qr: true });
  await document(report, 'certificate PDFs', '/api/certificate-templates/preview.pdf', standard);
}
