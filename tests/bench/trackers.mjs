// The four trackers of a program with 200,000 enrolments, and what counting the enrolments would cost.
import { capture, writePlan } from './capture.mjs';
import { call, home, median, sql } from './lib.mjs';
import { bare } from './pages.mjs';

const LARGE = 1001;
const ROUNDS = 3;

/* All that is asked for stands in the index of a program's list: no row of the table is read. */
const COUNT = `SELECT COUNT(*) AS total, SUM(state = 'earned') AS earned,
SUM(state <> 'earned' AND grace_begins_on > DATE'2026-06-15') AS enrolled_not_earned,
SUM(state <> 'earned' AND grace_begins_on <= DATE'2026-06-15' AND expires_on >= DATE'2026-06-15') AS grace_period,
SUM(state <> 'earned' AND expires_on < DATE'2026-06-15') AS expired
FROM enrollment FORCE INDEX (enrollment_roll) WHERE program_id = ${LARGE} AND state <> 'cancelled'`.replace(/\s+/g, ' ');

function checkCount(tracker) {
  const [counted] = sql(COUNT);
  const told = [tracker.total, tracker.earned, tracker.enrolled_not_earned, tracker.grace_period, tracker.expired];
  if (told.join() !== counted.join()) throw new Error(`the trackers say ${told}, the enrolments ${counted}`);
}

/** Milliseconds of one execution, as one client on the socket sees it. */
const milliseconds = (plan) => median(Array.from({ length: ROUNDS }, () => 1000 / bare(plan, 1, 2)));

export async function trackers(report) {
  const path = `/api/programs/${LARGE}/tracker`;
  checkCount((await call(path)).json);
  const [steps] = await capture([{ path, marker: 'program_tally' }]);
  writePlan(`${home}/tracker.plan`, steps.filter((step) => step.sql.includes('program_tally')));
  writePlan(`${home}/count.plan`, [{ sql: COUNT, values: [] }]);
  const tracker = milliseconds(`${home}/tracker.plan`);
  const count = milliseconds(`${home}/count.plan`);
  report('trackers of 200,000, database', `${tracker.toFixed(2)} ms`, `${(tracker / count).toFixed(3)} of counting an index`, '< 5 ms', tracker < 5);
  report('  counting a covering index', `${count.toFixed(1)} ms`);
}
