-- 200,000 contacts and 1,000,000 enrolments in 40 programs; the first program has 200,000 of them.
-- Set-based, and in the shape that the core leaves behind: sort names, tally and counts agree.
SET @today = '2026-06-15', @now = '2026-06-15 12:00:00';
SET SESSION foreign_key_checks = 0, unique_checks = 0;

INSERT INTO contact (id, contact_no, given_name, family_name, email, created_at)
SELECT seq + 1000, CONCAT('B', LPAD(seq, 7, '0')),
	ELT(1 + seq * 7919 % 20, 'Ada', 'Ben', 'Chloé', 'Dmitri', 'Elif', 'Farid', 'Grace', 'Hana', 'Ivo', 'Jun',
		'Kofi', 'Lena', 'Mei', 'Nils', 'Olga', 'Pia', 'Quinn', 'Rosa', 'Sven', 'Tala'),
	CONCAT(ELT(1 + seq * 104729 % 16, 'Abara', 'Berg', 'Costa', 'Dahl', 'Eriksen', 'Fischer', 'García', 'Haddad',
		'Ito', 'Jansen', 'Kovács', 'Larsen', 'Moreau', 'Novak', 'Okafor', 'Petrov'), ' ',
		CHAR(65 + seq * 31 % 26 USING utf8mb4), LPAD(seq * 48271 % 99991, 5, '0')),
	CONCAT('b', seq, '@bench.test'), @now
FROM seq_1_to_200000;
INSERT INTO contact_word (word, contact_id)
SELECT w, id FROM (SELECT given_name AS w, id FROM contact WHERE id > 1000
	UNION SELECT SUBSTRING_INDEX(family_name, ' ', 1), id FROM contact WHERE id > 1000
	UNION SELECT SUBSTRING_INDEX(family_name, ' ', -1), id FROM contact WHERE id > 1000
	UNION SELECT contact_no, id FROM contact WHERE id > 1000) words ORDER BY w, id;

INSERT INTO component (id, code, title, kind, status, created_at)
SELECT seq + 1000, CONCAT('BENCH-', seq), CONCAT('Bench component ', seq), 'document', 'active', @now FROM seq_1_to_5;
INSERT INTO program (id, code, name, kind, description, status, definition_version, created_at)
SELECT seq + 1000, CONCAT('BENCH-', seq), CONCAT('Bench program ', seq), 'certification', '', 'active', 1, @now FROM seq_1_to_40;
INSERT INTO program_version (program_id, version, in_order, period_n, period_unit, grace_n, grace_unit, requires_approval, required, created_at)
SELECT seq + 1000, 1, FALSE, 2, 'years', 6, 'months', FALSE, 5, @now FROM seq_1_to_40;
INSERT INTO stage SELECT seq + 1000, 1, 1, 'All of it', 0 FROM seq_1_to_40;
INSERT INTO requirement (id, program_id)
SELECT p.seq * 10 + r.seq + 10000, p.seq + 1000 FROM seq_1_to_40 p, seq_1_to_5 r;
INSERT INTO version_requirement (program_id, version, requirement_id, stage_position, position, title, component_id, needs_grade, pass_grade,
	grade_scale, needs_approval, needs_file)
SELECT p.seq + 1000, 1, p.seq * 10 + r.seq + 10000, 1, r.seq, CONCAT('Requirement ', r.seq), r.seq + 1000, FALSE, NULL, NULL, FALSE, FALSE
FROM seq_1_to_40 p, seq_1_to_5 r;
INSERT INTO enrollment_batch (id, program_id, created_at) SELECT seq + 1000, seq + 1000, @now FROM seq_1_to_40;

-- Everybody is in the first program, and in four of the other 39: one in ten has earned, dates spread over four years.
INSERT INTO enrollment (program_id, contact_id, definition_version, cycle, batch_id, sort_name, enrolled_on, grace_begins_on,
	expires_on, earned_on, met, required)
SELECT p, c.id, 1, 1, p, c.sort_name, d, d + INTERVAL 2 YEAR, d + INTERVAL 30 MONTH,
	IF(m = 5, LEAST(d + INTERVAL 1 YEAR, @today), NULL), m, 5
FROM (SELECT 1001 AS p, seq + 1000 AS contact_id, @today - INTERVAL (seq * 7919 % 1400) DAY AS d,
		IF(seq % 10 = 0, 5, seq % 5) AS m FROM seq_1_to_200000
	UNION ALL
	SELECT 1002 + (s.seq * 13 + k.seq * 9 + s.seq DIV 39) % 39, s.seq + 1000, @today - INTERVAL (s.seq * 104729 % 1400) DAY,
		IF((s.seq + k.seq) % 10 = 0, 5, (s.seq + k.seq) % 5) FROM seq_1_to_200000 s, seq_1_to_4 k) e
JOIN contact c ON c.id = e.contact_id ORDER BY p, c.id;

INSERT INTO program_tally (program_id, version, on_date, graces, untouched)
SELECT program_id, definition_version, grace_begins_on, COUNT(*), SUM(met = 0) FROM enrollment WHERE program_id > 1000 AND earned_on IS NULL GROUP BY 1, 2, 3
ON DUPLICATE KEY UPDATE graces = VALUES(graces), untouched = VALUES(untouched);
INSERT INTO program_tally (program_id, version, on_date, expires)
SELECT program_id, definition_version, expires_on, COUNT(*) FROM enrollment WHERE program_id > 1000 AND earned_on IS NULL GROUP BY 1, 2, 3
ON DUPLICATE KEY UPDATE expires = VALUES(expires);
INSERT INTO program_tally (program_id, version, on_date, earned)
SELECT program_id, definition_version, earned_on, COUNT(*) FROM enrollment WHERE program_id > 1000 AND earned_on IS NOT NULL GROUP BY 1, 2, 3
ON DUPLICATE KEY UPDATE earned = VALUES(earned);
INSERT INTO program_count (program_id, registrants)
SELECT program_id, COUNT(*) FROM enrollment WHERE program_id > 1000 GROUP BY 1;
ANALYZE TABLE contact, contact_word, enrollment, program_tally;
