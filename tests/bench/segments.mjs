// Linking a course to a segment of 200,000 people and unlinking it, beside the same rows written bare; pages meanwhile; 100 segments
// brought in step with one profile and with 10,000.
import { execFileSync } from 'node:child_process';
import { call, databaseCpu, median, pause, sql, user, wrk } from './lib.mjs';

const PEOPLE = 200_000;
const SEGMENTS = 100;
const FIRST = 1001; // of the seed's contacts
const PAGE = '/api/programs/1001/enrollments?limit=50';

/** Fields, values of everybody and a hundred rules of three conditions, with the members they have. */
function fill() {
  sql(`INSERT INTO profile_field (id, field_key, label, type, created_at) VALUES (9001, 'b_region', 'Region', 'text', '2026-01-01'),
      (9002, 'b_job', 'Job', 'text', '2026-01-01'), (9003, 'b_since', 'Since', 'date', '2026-01-01'), (9004, 'b_staff', 'Staff', 'number', '2026-01-01');
    INSERT INTO profile_value (contact_id, field_id, text_value) SELECT id, 9001, CONCAT('Region ', id % 10) FROM contact WHERE id >= ${FIRST};
    INSERT INTO profile_value (contact_id, field_id, text_value) SELECT id, 9002, CONCAT('Job ', id % 50) FROM contact WHERE id >= ${FIRST};
    INSERT INTO profile_value (contact_id, field_id, date_value) SELECT id, 9003, DATE_ADD('2015-01-01', INTERVAL id % 3650 DAY) FROM contact WHERE id >= ${FIRST};
    INSERT INTO profile_value (contact_id, field_id, number_value) SELECT id, 9004, id % 1000 FROM contact WHERE id >= ${FIRST};
    INSERT INTO segment_rule (id, matching) SELECT 9000 + seq, 'all' FROM seq_1_to_${SEGMENTS};
    INSERT INTO segment_condition (rule_id, n, part, field_id, op, text_value) SELECT 9000 + seq, 0, 1, 9001, 'is', CONCAT('Region ', seq % 10) FROM seq_1_to_${SEGMENTS};
    INSERT INTO segment_condition (rule_id, n, part, field_id, op, date_value) SELECT 9000 + seq, 1, 2, 9003, 'before', '2023-01-01' FROM seq_1_to_${SEGMENTS};
    INSERT INTO segment_condition (rule_id, n, part, field_id, op, number_value) SELECT 9000 + seq, 2, 3, 9004, 'after', seq * 5 FROM seq_1_to_${SEGMENTS};
    INSERT INTO segment (id, name, rule_id, created_at) SELECT 9000 + seq, CONCAT('Bench ', seq), 9000 + seq, '2026-01-01' FROM seq_1_to_${SEGMENTS};
    INSERT INTO segment_member (segment_id, contact_id) SELECT 9000 + s.seq, c.id FROM seq_1_to_${SEGMENTS} s JOIN contact c ON c.id >= ${FIRST}
      AND c.id % 10 = s.seq % 10 AND DATE_ADD('2015-01-01', INTERVAL c.id % 3650 DAY) < '2023-01-01' AND c.id % 1000 > s.seq * 5 ORDER BY 1, 2;
    INSERT INTO segment_rule (id, matching) VALUES (9500, 'all');
    INSERT INTO segment_condition (rule_id, n, part, field_id, op, number_value) VALUES (9500, 0, 1, 9004, 'after', -1);
    INSERT INTO segment (id, name, rule_id, created_at) VALUES (9500, 'Everybody', 9500, '2026-01-01');
    INSERT INTO segment_member (segment_id, contact_id) SELECT 9500, id FROM contact WHERE id >= ${FIRST} ORDER BY id LIMIT ${PEOPLE};
    INSERT INTO segment_tally SELECT s.id, COUNT(m.contact_id) FROM segment s LEFT JOIN segment_member m ON m.segment_id = s.id WHERE s.id > 9000 GROUP BY s.id;
    ANALYZE TABLE profile_value, segment_member, segment_condition, segment, segment_rule`);
}

async function newCourse(code) {
  const { json } = await call('/api/courses', { method: 'POST', body: { code, title: code, enrollment_method: 'assignment_only' } });
  sql(`INSERT INTO course_step (course_id, position, title, kind, required) VALUES (${json.id}, 1, 'Read it', 'lesson', TRUE);
    UPDATE course SET required_steps = 1 WHERE id = ${json.id}`);
  return json.id;
}

/** Seconds that a job ran, from the moment a runner took it. */
async function ran() {
  const state = () => sql('SELECT state FROM job ORDER BY id DESC LIMIT 1')[0][0];
  while (state() === 'waiting') await pause(10);
  const began = performance.now();
  while (state() === 'running') await pause(20);
  if (state() !== 'done') throw new Error(`the job is ${state()}`);
  return (performance.now() - began) / 1000;
}

const timed = (text) => Number(sql(`SET @began = SYSDATE(6); START TRANSACTION; ${text}; COMMIT; SELECT TIMESTAMPDIFF(MICROSECOND, @began, SYSDATE(6))`)[0][0]) / 1e6;

/** The same rows in the same tables, in the order of their keys, by one statement each. */
const bareLink = (course) => timed(`INSERT INTO course_enrollment (course_id, contact_id, status, active, sort_name, enrolled_on, created_at)
  SELECT ${course}, m.contact_id, 'assigned', TRUE, c.sort_name, DATE'2026-06-15', '2026-06-15 12:00:00' FROM segment_member m
  STRAIGHT_JOIN contact c ON c.id = m.contact_id WHERE m.segment_id = 9500;
  INSERT INTO course_source (course_id, contact_id, kind, ref_id, active) SELECT ${course}, contact_id, 'segment', 9999, TRUE FROM segment_member
  WHERE segment_id = 9500`);
const bareUnlink = (course) => timed(`UPDATE course_source SET active = FALSE WHERE course_id = ${course} AND kind = 'segment' AND ref_id = 9999;
  UPDATE course_enrollment SET active = FALSE, version = version + 1 WHERE course_id = ${course}`);

const unpurged = () => Number(sql("SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'INNODB_HISTORY_LIST_LENGTH'")[0][0]);

/** A statement of its own counts as one however many rows it changed, so nothing at all may be left; what goes on beside is small. */
async function cleared() {
  const end = performance.now() + 60_000;
  while (unpurged() > 0 && performance.now() < end) await pause(20);
}

/**
 * What a piece of work took, until the database has cleared away the old rows as well, and what its processors did for all of it. It does
 * that while chunks are committed, but after a single statement.
 */
async function measured(work) {
  await cleared();
  const [cpu, began] = [databaseCpu(), performance.now()];
  const seconds = await work();
  await cleared();
  return { seconds, all: (performance.now() - began) / 1000, cpu: databaseCpu() - cpu };
}

function tell(report, name, ours, bare) {
  const ratio = ours.seconds / bare.seconds;
  const beside = (key) => [`${ours[key].toFixed(1)} s`, `${(ours[key] / bare[key]).toFixed(2)} of the bare ${bare[key].toFixed(1)} s`];
  report(`${name} of 200,000`, `${ours.seconds.toFixed(1)} s`, `${ratio.toFixed(2)} of the bare ${bare.seconds.toFixed(1)} s`, '<= 1.5', ratio <= 1.5);
  report('  until old rows are cleared away', ...beside('all'));
  report('  processor time', ...beside('cpu'));
}

async function links(report) {
  const [ours, bare, busy] = [await newCourse('BENCH-LINK'), await newCourse('BENCH-BARE'), await newCourse('BENCH-BUSY')];
  const bareLinked = await measured(() => bareLink(bare));
  const linked = await measured(async () => {
    await call('/api/segments/9500/courses', { method: 'POST', body: { course_ids: [ours] } });
    return ran();
  });
  tell(report, 'link', linked, bareLinked);
  const bareUnlinked = await measured(() => bareUnlink(bare));
  const unlinked = await measured(async () => {
    await call(`/api/segments/9500/courses/${ours}?preview=false`, { method: 'DELETE' });
    return ran();
  });
  tell(report, 'unlink', unlinked, bareUnlinked);
  wrk(PAGE, 2);
  const quiet = wrk(PAGE, 4);
  await call('/api/segments/9500/courses', { method: 'POST', body: { course_ids: [busy] } });
  while (sql('SELECT state FROM job ORDER BY id DESC LIMIT 1')[0][0] === 'waiting') await pause(10);
  const meanwhile = wrk(PAGE, 4);
  const ratio = meanwhile.p99 / quiet.p99;
  report('page p99 while a link is made', `${meanwhile.p99.toFixed(0)} ms`, `${ratio.toFixed(2)} of the quiet ${quiet.p99.toFixed(0)} ms`, '< 3', ratio < 3);
  while (sql('SELECT state FROM job ORDER BY id DESC LIMIT 1')[0][0] !== 'done') await pause(50);
}

/** Milliseconds of each round after the first. */
function changed(field, count, texts) {
  const env = { ...process.env, LAUREL_DB_NAME: 'laurel', LAUREL_DB_USER: user };
  const out = execFileSync(process.env.BENCH_PROFILES, [String(field), String(FIRST + 20_000), String(count), ...texts], { env, encoding: 'utf8' });
  return median(out.trim().split('\n').slice(1).map((us) => Number(us) / 1000));
}

/** Jobs stand in no rule, so nobody moves; a new region moves everybody out of some segments and into others. */
function steps(report) {
  const [jobs, regions] = ['Job', 'Region'].map((word) => [1, 2, 3, 4, 5, 6].map((n) => `${word} ${n}`));
  const one = changed(9001, 1, regions);
  report('100 segments, one profile', `${one.toFixed(1)} ms`, '-', '< 10 ms', one < 10);
  const rate = 10_000 / (changed(9002, 10_000, jobs) / 1000);
  report('100 segments, 10,000 profiles', `${Math.round(rate)}/s`, 'saving and comparing', '>= 20000/s', rate >= 20_000);
  const moved = sql(`SELECT COUNT(*) FROM segment_member WHERE contact_id BETWEEN ${FIRST + 20_000} AND ${FIRST + 29_999}`)[0][0];
  const seconds = changed(9001, 10_000, regions) / 1000;
  report('  10,000 who all move', `${Math.round(10_000 / seconds)}/s`, `about ${2 * moved} memberships written`);
}

export async function segments(report) {
  fill();
  steps(report);
  await links(report);
}
