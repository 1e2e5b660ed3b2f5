// Course records from the upload to the applied import, beside the bare pipeline: LOAD DATA into a staging table and one INSERT ... SELECT
// into each of the same final tables. Memory of the processes, and a page meanwhile. IMPORT_ROWS says how many, IMPORT_MORE measures a
// multiple of them beside it.
import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync, rmSync } from 'node:fs';
import { call, cookie, home, pause, sql, url, wrk } from './lib.mjs';

const ROWS = Number(process.env.IMPORT_ROWS ?? 1_000_000);
const MORE = Number(process.env.IMPORT_MORE ?? 0);
const COURSES = 50;
const PAGE = '/api/programs/1001/enrollments?limit=50';
const HEAD = 'external_course_id,title,external_user_id,complete,date_completed,credit_type,credits,grade\n';

/** A person's whole history stands together, as other systems write it: against the order of the tables' keys. */
async function write(name, code, rows, first = 1) {
  const path = `${home}/${name}.csv`;
  const out = createWriteStream(path);
  out.write(HEAD);
  for (let person = 0; person < rows / COURSES; person++) {
    const no = `B${String(first + person).padStart(7, '0')}`;
    let part = '';
    for (let n = 0; n < COURSES; n++)
      part += `${code}-${n},Course ${code} ${n},${no},1,20${10 + (person % 15)}-0${1 + (n % 9)}-1${person % 10},BENCH,${1 + (n % 3)},Pass\n`;
    if (!out.write(part)) await new Promise((resolve) => { out.once('drain', resolve); });
  }
  await new Promise((resolve) => { out.end(resolve); });
  return path;
}

const seconds = (since) => (performance.now() - since) / 1000;
const clocked = (text) => Number(sql(`SET @began = SYSDATE(6); ${text}; SELECT TIMESTAMPDIFF(MICROSECOND, @began, SYSDATE(6))`)[0][0]) / 1e6;

/** The same rows in the same tables; courses and people are found by a join, and nothing else is looked at. */
function bare(path, rows) {
  sql(`DROP TABLE IF EXISTS bench_stage;
    CREATE TABLE bench_stage (line BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, course_code VARCHAR(64), title VARCHAR(200), person_no VARCHAR(32),
      complete BOOLEAN, completed_on DATE, credit_code VARCHAR(40), amount DECIMAL(8,2), grade VARCHAR(40)) ENGINE=InnoDB;
    INSERT INTO course (code, title, description, content_source, enrollment_method, status, certificate, created_at)
      SELECT CONCAT('BARE${rows}-', seq), 'Course BARE${rows}', '', 'import_shell', 'assignment_only', 'active', FALSE, '2026-06-15' FROM seq_0_to_${COURSES - 1}`);
  const load = clocked(`LOAD DATA LOCAL INFILE '${path}' INTO TABLE bench_stage CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' IGNORE 1 LINES
    (course_code, title, person_no, complete, completed_on, credit_code, amount, grade)`);
  const found = `FROM bench_stage r JOIN course k ON k.code = r.course_code JOIN contact p ON p.contact_no = r.person_no`;
  const insert = clocked(`START TRANSACTION;
    INSERT INTO course_enrollment (course_id, contact_id, sort_name, attempt, status, active, enrolled_on, completed_on, completion_origin, origin_ref,
      grade, created_at) SELECT k.id, p.id, p.sort_name, 1, 'completed', TRUE, r.completed_on, r.completed_on, 'import', 999999, r.grade,
      '2026-06-15 12:00:00' ${found};
    INSERT INTO course_source (course_id, contact_id, kind, ref_id, active) SELECT k.id, p.id, 'import', 999999, TRUE ${found};
    INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, provenance, import_id, submission, created_at)
      SELECT k.id, p.id, 1, t.id, r.amount, r.completed_on, 'import_legacy', 999999, 'not_reportable', '2026-06-15 12:00:00' ${found}
      JOIN credit_type t ON t.code = r.credit_code;
    COMMIT`);
  const [[made]] = sql(`SELECT COUNT(*) FROM course k JOIN credit_award a ON a.course_id = k.id WHERE k.code LIKE 'BARE${rows}-%'`);
  if (Number(made) !== rows) throw new Error(`the bare pipeline made ${made} of ${rows} rows`);
  sql('DROP TABLE bench_stage');
  return { load, insert, all: load + insert };
}

/** Resident megabytes of the largest process of the pool. */
function largest() {
  const [pool] = readFileSync(`${home}/pool.pid`, 'utf8').split(' ');
  const pids = readFileSync(`/proc/${pool}/task/${pool}/children`, 'utf8').trim().split(' ');
  return Math.max(...pids.map((pid) => {
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      return 0; // it has just been replaced
    }
  }));
}

function upload(path) {
  return new Promise((resolve, reject) => {
    let text = '';
    const sending = spawn('curl', ['--silent', '--show-error', '--fail-with-body', '--upload-file', path, '--request', 'POST', '--header', 'Content-Type: text/csv',
      '--header', 'X-Requested-With: laurel', '--header', `Cookie: ${cookie()}`, `${url}/api/imports?kind=course_records`], { stdio: ['ignore', 'pipe', 'inherit'] });
    sending.stdout.on('data', (part) => { text += part; });
    sending.on('close', (code) => (code ? reject(new Error(`upload: ${text}`)) : resolve(JSON.parse(text).id)));
  });
}

async function reach(id, state) {
  for (;;) {
    const [now, error] = sql(`SELECT state, COALESCE(error, '') FROM import WHERE id = ${id}`)[0];
    if (now === state) return;
    if (now === 'failed') throw new Error(`import ${id}: ${error}`);
    await pause(50);
  }
}

async function take(path) {
  let memory = 0;
  const watch = setInterval(() => { memory = Math.max(memory, largest()); }, 100);
  const times = {};
  const phase = async (name, work) => {
    const began = performance.now();
    const result = await work();
    times[name] = seconds(began);
    return result;
  };
  const id = await phase('upload', () => upload(path));
  await phase('check', () => reach(id, 'validated'));
  await phase('apply', async () => {
    await call(`/api/imports/${id}/apply`, { method: 'POST', body: {} });
    await reach(id, 'applied');
  });
  clearInterval(watch);
  return { id, ...times, memory, all: times.upload + times.check + times.apply };
}

async function undo(id) {
  const began = performance.now();
  await call(`/api/imports/${id}/revert`, { method: 'POST', body: {} });
  await reach(id, 'reverted');
  return seconds(began);
}

async function compare(report, rows) {
  const [own, path] = [await write('bare', `BARE${rows}`, rows), await write('bench', `OURS${rows}`, rows)];
  const plain = bare(own, rows);
  const ours = await take(path);
  for (const file of [own, path]) rmSync(file);
  const [whole, stage] = [ours.all / plain.all, plain.load / ours.upload];
  report(`${rows} records, to applied`, `${ours.all.toFixed(1)} s`, `${whole.toFixed(2)} of the bare ${plain.all.toFixed(1)} s`, '<= 2', whole <= 2);
  report('  upload and staging', `${ours.upload.toFixed(1)} s`, `${stage.toFixed(2)} of LOAD DATA's rate (${plain.load.toFixed(1)} s)`, '>= 0.60', stage >= 0.6);
  report('  dry run', `${ours.check.toFixed(1)} s`);
  report('  apply', `${ours.apply.toFixed(1)} s`, `bare INSERT ... SELECT: ${plain.insert.toFixed(1)} s`);
  report('  largest process', `${ours.memory.toFixed(0)} MB`, '-', '< 64 MB', ours.memory < 64);
  report('  undo', `${(await undo(ours.id)).toFixed(1)} s`);
  return ours.all / rows;
}

/** Two clients, as the processors are shared with all that is measured. */
async function meanwhile(report) {
  const look = () => wrk(PAGE, 3, { clients: 2 });
  const path = await write('beside', 'BESIDE', Math.min(ROWS, 200_000));
  look();
  const quiet = look().p99;
  const seen = [];
  let done = false;
  const work = take(path).then(() => { done = true; });
  while (!done) {
    seen.push(look().p99);
    await pause(100);
  }
  await work;
  const [worst, ratio] = [Math.max(...seen), Math.max(...seen) / quiet];
  report('page p99 while records come in', `${worst.toFixed(1)} ms`, `${ratio.toFixed(2)} of the quiet ${quiet.toFixed(1)} ms`, '< 3', ratio < 3);
}

export async function imports(report) {
  sql(`INSERT IGNORE INTO credit_type (code, title, increment, decimals, created_at) VALUES ('BENCH', 'Bench', 1, 0, '2026-01-01')`);
  const each = await compare(report, ROWS);
  if (MORE) {
    const ratio = (await compare(report, ROWS * MORE)) / each;
    report(`  a row of ${MORE} times as many`, '-', `${ratio.toFixed(2)} of the time`, '<= 1.3', ratio <= 1.3);
  }
  await meanwhile(report);
}
