// The page of 50 enrollees of a program with 200,000: by itself, beside a bare loop over the same statements, and beside
// the same page in PHP.
import { execFileSync } from 'node:child_process';

import { capture, writePhp, writePlan } from './capture.mjs';
import { call, childrenCpu, has, home, median, phpUrl, sql, statements, wrk } from './lib.mjs';

const LARGE = 1001;
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const EACH = Number(process.env.SECONDS_EACH ?? 4);
const WORKERS = 4;
const WAYS = ['prepared', 'text'];

const first = `/api/programs/${LARGE}/enrollments?limit=50`;

/** A cursor as the pool makes them, after the first 150,000. */
function deepCursor() {
  const [[id, name]] = sql(`SELECT id, sort_name FROM enrollment WHERE program_id = ${LARGE} ORDER BY sort_name, id LIMIT 150000, 1`);
  return { after_id: Number(id), after_text: name, cursor: Buffer.from(`${id}:${name}`).toString('base64url') };
}

/** A program whose enrollees fill one page and little more. */
function smallProgram() {
  const [[id]] = sql('SELECT program_id FROM enrollment WHERE state <> "cancelled" GROUP BY 1 HAVING COUNT(*) > 50 ORDER BY COUNT(*) LIMIT 1');
  return id;
}

function laurel(path) {
  const before = childrenCpu(`${home}/pool.pid`);
  const run = wrk(path, EACH);
  return { ...run, cpu: (childrenCpu(`${home}/pool.pid`) - before) / run.requests * 1e6 };
}

function php(path, way) {
  const before = childrenCpu(`${home}/php-fpm.pid`);
  const run = wrk(path, EACH, { base: phpUrl, more: { 'X-Bench': way } });
  return { ...run, cpu: (childrenCpu(`${home}/php-fpm.pid`) - before) / run.requests * 1e6 };
}

/** Pages a second of statements alone. */
export function bare(plan, processes = WORKERS, seconds = EACH) {
  const args = [plan, process.env.LAUREL_DB_SOCKET, 'laurel', 'laurel', `${home}/secrets/db_password`, processes, seconds];
  return parseFloat(execFileSync(process.env.BENCH_BARE, args.map(String), { encoding: 'utf8' }));
}

/** PHP must answer with the same bytes, or it is not the same page. */
async function checkPhp(paths) {
  for (const path of paths) {
    const { text } = await call(path);
    for (const way of WAYS) {
      const other = await call(path, { base: phpUrl, more: { 'X-Bench': way } });
      if (other.text !== text) throw new Error(`${path}: PHP (${way}) answers\n${other.text.slice(0, 600)}\nLaurel\n${text.slice(0, 600)}`);
    }
  }
}

async function plans(deep) {
  const marker = `program_id = ${LARGE}`;
  const [page, deepPage] = await capture([{ path: first, marker }, { path: deep.path, marker }]);
  writePlan(`${home}/page.plan`, page);
  const { value: token } = deepPage.flatMap(({ values }) => values ?? []).find(({ value }) => /^[0-9a-f]{64}$/.test(value));
  const given = { token, program: LARGE, rows: 51, after_id: deep.after_id, after_text: deep.after_text };
  writePhp(`${home}/plan.php`, deepPage, given);
}

const rate = (n) => `${Math.round(n)}/s`;
const ms = (n) => `${n.toFixed(1)} ms`;
const us = (n) => `${Math.round(n)} us`;
const mid = (runs, member) => median(runs.map((run) => run[member]));
/** Of runs that stood beside each other: what disturbs the machine disturbs both. */
const beside = (runs, others, member) => median(runs.map((run, i) => run[member] / others[i][member]));

/** One after the other in each round, so that what disturbs the machine disturbs all. */
function take(deep) {
  const rounds = [];
  for (let i = 0; i <= ROUNDS; i++) {
    const round = { first: laurel(first), bare: { rate: bare(`${home}/page.plan`) } };
    if (phpUrl) for (const way of WAYS) round[way] = php(first, way);
    round.deep = laurel(deep.path);
    if (i) rounds.push(round); // the first round warms up
  }
  return Object.fromEntries(Object.keys(rounds[0]).map((name) => [name, rounds.map((round) => round[name])]));
}

async function reportLaurel(report, runs, deep) {
  report('page of 50 in 200,000', rate(mid(runs.first, 'rate')));
  report('  p50', ms(mid(runs.first, 'p50')));
  report('  p99', ms(mid(runs.first, 'p99')));
  const depth = beside(runs.deep, runs.first, 'rate');
  report('page after 150,000 others', rate(mid(runs.deep, 'rate')), `${depth.toFixed(2)} of the first page`, '>= 0.80', depth >= 0.8);
  const counted = [];
  for (const path of [first, deep.path, `/api/programs/${smallProgram()}/enrollments?limit=50`]) counted.push(await statements(path));
  report('statements of a page', counted.join(' '), 'first, deep, small program', 'the same', counted.every((n) => n === counted[0]));
}

function reportBare(report, runs) {
  const share = beside(runs.first, runs.bare, 'rate');
  report('bare loop, 4 processes', rate(mid(runs.bare, 'rate')), `Laurel reaches ${share.toFixed(2)} of it`, '>= 0.60', share >= 0.6);
}

/** Laurel prepares its statements, and so does the PHP that its processor time is held against. */
function reportPhp(report, runs) {
  for (const way of WAYS) {
    const ahead = beside(runs.first, runs[way], 'rate');
    report(`the page in PHP, ${way}`, rate(mid(runs[way], 'rate')), `Laurel is ${ahead.toFixed(2)} times as fast`, '> 1.00', ahead > 1);
    report('  p99', ms(mid(runs[way], 'p99')));
  }
  report("Laurel's worker CPU of a page", us(mid(runs.first, 'cpu')));
  for (const [way, most] of [['prepared', 1 / 3], ['text']]) {
    const share = beside(runs.first, runs[way], 'cpu');
    const target = most ? ['<= 0.33', share <= most] : [];
    report(`  PHP's, ${way}`, us(mid(runs[way], 'cpu')), `Laurel takes ${share.toFixed(2)} of it`, ...target);
  }
}

export async function pages(report) {
  if (!has('wrk')) {
    console.log('left out: the pages (no wrk)');
    return;
  }
  const deep = deepCursor();
  deep.path = `${first}&cursor=${deep.cursor}`;
  await plans(deep);
  if (phpUrl) await checkPhp([first, deep.path]);
  const runs = take(deep);
  await reportLaurel(report, runs, deep);
  reportBare(report, runs);
  if (phpUrl) reportPhp(report, runs);
  else console.log('left out: the same page in PHP (no php-fpm with mysqli)');
}
