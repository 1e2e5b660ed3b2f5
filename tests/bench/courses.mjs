// The course report's page of 50, in a course of 200,000 people: the first page, one far behind it, and beside it the page of
// enrollees of a program as large.
import { call, has, median, sql, statements, wrk } from './lib.mjs';

const LARGE = 7001; // course
const SMALL = 7002;
const PEOPLE = 200_000;
const FEW = 200;
const FIRST = 1001; // of the seed's contacts
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const EACH = Number(process.env.SECONDS_EACH ?? 4);

const page = (course) => `/api/courses/${course}/enrollments?limit=50`;

/**
 * Two courses of three required steps. One in five of the people has completed, one in ten of these in an earlier attempt as well, one in
 * five is on the way, and one in a thousand waits for approval.
 */
function fill() {
  sql(`INSERT INTO course (id, code, title, description, content_source, enrollment_method, status, required_steps, created_at)
      VALUES (${LARGE}, 'BENCH-LARGE', 'Bench, large', '', 'own', 'open', 'active', 3, '2026-01-01'), (${SMALL}, 'BENCH-SMALL', 'Bench, small', '', 'own', 'open', 'active', 3, '2026-01-01');
    INSERT INTO course_step (course_id, position, title, kind, required) SELECT c.id, s.seq, CONCAT('Step ', s.seq), 'lesson', TRUE
      FROM course c JOIN seq_1_to_3 s WHERE c.id IN (${LARGE}, ${SMALL});
    INSERT INTO course_enrollment (course_id, contact_id, attempt, status, active, sort_name, enrolled_on, completed_on, completion_origin, created_at)
      SELECT r.id, c.id, IF(c.id % 50 = 0, 2, 1), CASE WHEN c.id % 5 = 0 THEN 'completed' WHEN c.id % 1000 = 1 THEN 'pending'
        WHEN c.id % 5 = 1 THEN 'in_progress' WHEN c.id % 5 = 2 THEN 'assigned' ELSE 'not_started' END, c.id % 20 <> 3, c.sort_name,
        '2026-01-05', IF(c.id % 5 = 0, '2026-03-01', NULL), IF(c.id % 5 = 0, 'steps', NULL), '2026-01-05'
      FROM course r JOIN contact c ON c.id >= ${FIRST} AND c.id < ${FIRST} + IF(r.id = ${LARGE}, ${PEOPLE}, ${FEW})
      WHERE r.id IN (${LARGE}, ${SMALL}) ORDER BY r.id, c.id;
    INSERT INTO course_source (course_id, contact_id, kind, ref_id, active) SELECT course_id, contact_id, IF(status = 'assigned', 'staff', 'self'), 0, active
      FROM course_enrollment WHERE course_id IN (${LARGE}, ${SMALL}) ORDER BY course_id, contact_id;
    INSERT INTO course_attempt (course_enrollment_id, n, status, enrolled_on, completed_on, completion_origin, ended_by, ended_at)
      SELECT id, 1, 'completed', '2025-01-05', '2025-03-01', 'staff', 're_enroll', '2026-01-05' FROM course_enrollment
      WHERE course_id IN (${LARGE}, ${SMALL}) AND attempt = 2;
    INSERT INTO course_step_progress (course_enrollment_id, attempt, step_id, percent, done_on, changed_at)
      SELECT e.id, e.attempt, s.id, 100, '2026-03-01', '2026-03-01' FROM course_enrollment e JOIN course_step s ON s.course_id = e.course_id
      WHERE e.course_id IN (${LARGE}, ${SMALL}) AND (e.status = 'completed' OR e.status = 'in_progress' AND s.position = 1) ORDER BY e.id, s.id;
    INSERT INTO course_tally (course_id, status, active, archived, n) SELECT course_id, status, active, archived, COUNT(*) FROM course_enrollment
      WHERE course_id IN (${LARGE}, ${SMALL}) GROUP BY course_id, status, active, archived;
    ANALYZE TABLE course, course_step, course_enrollment, course_source, course_attempt, course_step_progress, course_tally`);
}

/** The page after 150,000 people. */
function deepPage() {
  const [[id, name]] = sql(`SELECT id, sort_name FROM course_enrollment WHERE course_id = ${LARGE} ORDER BY sort_name, id LIMIT 150000, 1`);
  return `${page(LARGE)}&cursor=${Buffer.from(`${id}:${name}`).toString('base64url')}`;
}

/** One after the other in each round, so that what disturbs the machine disturbs all; the first round warms up. */
function take(paths) {
  const rounds = [];
  for (let i = 0; i <= ROUNDS; i++) rounds.push(Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, wrk(path, EACH)])));
  return rounds.slice(1);
}

/** Every page must be full and of other people, or it would be fast for nothing. */
async function check(paths) {
  const pages = [];
  for (const path of paths) pages.push((await call(path)).json.items);
  if (pages.some((items) => items.length !== 50)) throw new Error('a page is not full');
  if (pages[0][0].id === pages[1][0].id) throw new Error('the deep page is the first one');
}

export async function courses(report) {
  if (!has('wrk')) {
    console.log('left out: the course report (no wrk)');
    return;
  }
  fill();
  const paths = { first: page(LARGE), deep: deepPage(), small: page(SMALL), program: '/api/programs/1001/enrollments?limit=50', pending: `${page(LARGE)}&status=pending` };
  await check([paths.first, paths.deep, paths.small]);
  const rounds = take(paths);
  const mid = (name, member) => median(rounds.map((round) => round[name][member]));
  const beside = (name, other) => median(rounds.map((round) => round[name].rate / round[other].rate));
  const rate = (name) => `${Math.round(mid(name, 'rate'))}/s`;

  const enrollees = beside('first', 'program');
  report('course report, 50 in 200,000', rate('first'), `${enrollees.toFixed(2)} of a page of enrollees`);
  report('  p50', `${mid('first', 'p50').toFixed(1)} ms`);
  report('  p99', `${mid('first', 'p99').toFixed(1)} ms`);
  const depth = beside('deep', 'first');
  report('course report after 150,000', rate('deep'), `${depth.toFixed(2)} of the first page`, '>= 0.80', depth >= 0.8);
  report('course report of 200 people', rate('small'), `200,000: ${beside('first', 'small').toFixed(2)} of it`);
  report('the 200 of 200,000 who wait', rate('pending'), `${beside('pending', 'first').toFixed(2)} of all`);
  const counted = [];
  for (const path of [paths.first, paths.deep, paths.small]) counted.push(await statements(path));
  report('statements of a course report', counted.join(' '), 'first, deep, small course', 'the same', counted.every((n) => n === counted[0]));
}
