// Transcripts and certificates as PDF, through nginx and the pool, beside Cairo and Pango alone with the same words.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cookie, median, sql, url, wrk } from './lib.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const EACH = Number(process.env.SECONDS_EACH ?? 4);
const WORKERS = 4;

async function textOf(path, folder) {
  const reply = await fetch(url + path, { headers: { Cookie: cookie() } });
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  const [pdf, text] = [join(folder, 'document.pdf'), join(folder, 'document.txt')];
  writeFileSync(pdf, Buffer.from(await reply.arrayBuffer()));
  execFileSync('pdftotext', ['-layout', '-enc', 'UTF-8', pdf, text]);
  return text;
}

/** Documents a second of the libraries alone. */
const bare = (text) => parseFloat(execFileSync(process.env.BENCH_PAPER, [text, WORKERS, EACH].map(String), { encoding: 'utf8' }));

async function document(report, name, path) {
  const folder = mkdtempSync(join(tmpdir(), 'laurel-paper-'));
  const text = await textOf(path, folder);
  const [rates, ratios] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const [alone, { rate }] = [bare(text), wrk(path, EACH)];
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
  const [[code]] = sql('SELECT code FROM certificate ORDER BY id LIMIT 1');
  await document(report, 'certificate PDFs', `/api/certificates/${code}.pdf`);
}
