// Enrolling 10,000 contacts in one call, and the same rows put into the same table by one bare INSERT ... SELECT.
import { call, median, sql } from './lib.mjs';

const MANY = 10000;
const ROUNDS = 5;
const [OURS, BARE] = [1002, 1003]; // alike, with some 20,000 enrolments each

/** Contacts who are in neither program yet, of all ages and names. */
function newcomers() {
  return sql(`SELECT c.id FROM contact c WHERE c.id > 1000 AND NOT EXISTS
    (SELECT 1 FROM enrollment e WHERE e.contact_id = c.id AND e.program_id IN (${OURS}, ${BARE}))
    ORDER BY c.id LIMIT ${MANY}`).map(([id]) => Number(id));
}

async function enrolled(ids) {
  const began = performance.now();
  const { json } = await call(`/api/programs/${OURS}/enrollments`, { method: 'POST', body: { contact_ids: ids } });
  const seconds = (performance.now() - began) / 1000;
  if (json.enrolled !== MANY) throw new Error(`${json.enrolled} of ${MANY} were enrolled`);
  return MANY / seconds;
}

/** The clock stands in the database: only the insert and its commit count. */
function inserted(ids) {
  const [[us]] = sql(`CREATE TEMPORARY TABLE newcomer (id BIGINT PRIMARY KEY);
    INSERT INTO newcomer VALUES (${ids.join('),(')});
    SET @began = SYSDATE(6);
    START TRANSACTION;
    INSERT INTO enrollment (program_id, contact_id, definition_version, cycle, batch_id, sort_name, enrolled_on, grace_begins_on,
      expires_on, required)
    SELECT ${BARE}, c.id, 1, 1, 3, c.sort_name, DATE'2026-06-15', DATE'2028-06-15', DATE'2028-12-15', 5
    FROM newcomer n STRAIGHT_JOIN contact c ON c.id = n.id ORDER BY n.id;
    COMMIT;
    SELECT TIMESTAMPDIFF(MICROSECOND, @began, SYSDATE(6))`);
  return MANY / (Number(us) / 1e6);
}

export async function enrol(report) {
  const ours = [];
  const bare = [];
  for (let i = 0; i <= ROUNDS; i++) {
    const ids = newcomers();
    // Whoever comes second finds the contacts in memory: they take turns.
    if (i % 2) bare.push(inserted(ids));
    ours.push(await enrolled(ids));
    if (i % 2 === 0) bare.push(inserted(ids));
  }
  const rates = ours.slice(1); // the first round warms up
  const ratio = median(rates.map((one, i) => one / bare[i + 1]));
  const rate = median(rates);
  report('enrolments of 10,000 in one call', `${Math.round(rate)}/s`, `${ratio.toFixed(2)} of a bare insert`, '>= 50000/s', rate >= 50000);
  report('  bare INSERT ... SELECT', `${Math.round(median(bare.slice(1)))}/s`);
}
