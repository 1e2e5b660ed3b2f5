-- Courses with their steps, events, and who is in which course, why, and how far.

CREATE TABLE course (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	code VARCHAR(64) NOT NULL, -- external_course_id of imports
	title VARCHAR(200) NOT NULL,
	description TEXT NOT NULL,
	content_source VARCHAR(16) CHARACTER SET ascii NOT NULL
		CHECK (content_source IN ('own', 'premium', 'marketplace', 'import_shell')),
	enrollment_method VARCHAR(16) CHARACTER SET ascii NOT NULL
		CHECK (enrollment_method IN ('open', 'approval', 'assignment_only')),
	status VARCHAR(16) CHARACTER SET ascii NOT NULL CHECK (status IN ('active', 'inactive')),
	certificate BOOLEAN NOT NULL DEFAULT FALSE,
	in_catalogue BOOLEAN NOT NULL DEFAULT FALSE,
	made_by_import BIGINT NULL, -- the import that made the shell
	required_steps BIGINT NOT NULL DEFAULT 0 CHECK (required_steps >= 0), -- kept with its steps; without any, enrolling completes
	version BIGINT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	UNIQUE KEY course_code (code),
	KEY course_title (title, id),
	CONSTRAINT course_shell CHECK (content_source <> 'import_shell' OR NOT certificate) -- CRI-02
) ENGINE=InnoDB;

-- A live event. A person's attendance is a step of the course it belongs to, where it belongs to one.
CREATE TABLE event (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	title VARCHAR(200) NOT NULL,
	starts_at DATETIME(6) NOT NULL,
	duration_minutes BIGINT NOT NULL CHECK (duration_minutes > 0),
	required_minutes BIGINT NOT NULL CHECK (required_minutes > 0),
	course_id BIGINT NULL,
	version BIGINT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	KEY event_course (course_id),
	KEY event_start (starts_at, id),
	CONSTRAINT event_course FOREIGN KEY (course_id) REFERENCES course (id)
) ENGINE=InnoDB;

CREATE TABLE course_step (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	course_id BIGINT NOT NULL,
	position BIGINT NOT NULL,
	title VARCHAR(200) NOT NULL,
	kind VARCHAR(16) CHARACTER SET ascii NOT NULL CHECK (kind IN ('lesson', 'event', 'ojt', 'assessment')),
	required BOOLEAN NOT NULL,
	event_id BIGINT NULL,
	retired BOOLEAN NOT NULL DEFAULT FALSE, -- taken out of the course; what people did in it stays
	KEY course_step_course (course_id, retired, position),
	UNIQUE KEY course_step_event (event_id),
	CONSTRAINT course_step_course FOREIGN KEY (course_id) REFERENCES course (id),
	CONSTRAINT course_step_event FOREIGN KEY (event_id) REFERENCES event (id),
	CONSTRAINT course_step_kind CHECK (kind = 'event' OR event_id IS NULL)
) ENGINE=InnoDB;

-- One row for a contact in a course: the current attempt. Earlier attempts stand in course_attempt.
-- Activity (sources) and `archived` are facts apart from the status.
CREATE TABLE course_enrollment (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	course_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	attempt BIGINT NOT NULL DEFAULT 1,
	status ENUM('assigned', 'not_started', 'in_progress', 'pending', 'completed') CHARACTER SET ascii NOT NULL,
	active BOOLEAN NOT NULL,     -- at least one source is
	archived BOOLEAN NOT NULL DEFAULT FALSE,
	sort_name VARCHAR(161) NOT NULL, -- the contact's, so that a course's report is read in order from one index
	enrolled_on DATE NOT NULL,   -- of the current attempt
	completed_on DATE NULL,
	completion_origin ENUM('steps', 'no_steps', 'staff', 'import', 'equivalency') CHARACTER SET ascii NULL,
	origin_ref BIGINT NULL,      -- import, or the course that counted as this one
	origin_note VARCHAR(500) NULL,
	grade VARCHAR(40) NULL,
	ends_on DATE NULL,           -- enrollment_end of an import
	version BIGINT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	UNIQUE KEY course_enrollment_pair (course_id, contact_id),
	-- the course report in order; the rest lets its filters be decided without reading the rows
	KEY course_enrollment_roll (course_id, sort_name, id, status, active, archived),
	KEY course_enrollment_contact (contact_id, course_id),
	CONSTRAINT course_enrollment_course FOREIGN KEY (course_id) REFERENCES course (id),
	CONSTRAINT course_enrollment_contact FOREIGN KEY (contact_id) REFERENCES contact (id),
	CONSTRAINT course_enrollment_completed CHECK ((status = 'completed') = (completed_on IS NOT NULL)),
	CONSTRAINT course_enrollment_origin CHECK ((completed_on IS NULL) = (completion_origin IS NULL))
) ENGINE=InnoDB;

-- Why somebody is in a course (SEG-18..20). `ref_id` is the segment, the program or the import; 0 for self and staff.
CREATE TABLE course_source (
	course_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	kind ENUM('self', 'staff', 'import', 'segment', 'program') CHARACTER SET ascii NOT NULL,
	ref_id BIGINT NOT NULL DEFAULT 0,
	active BOOLEAN NOT NULL,
	PRIMARY KEY (course_id, contact_id, kind, ref_id),
	KEY course_source_ref (kind, ref_id, course_id),
	CONSTRAINT course_source_enrollment FOREIGN KEY (course_id, contact_id)
		REFERENCES course_enrollment (course_id, contact_id) ON DELETE CASCADE,
	CONSTRAINT course_source_ref_of CHECK ((kind IN ('self', 'staff')) = (ref_id = 0))
) ENGINE=InnoDB;

-- Attempts that were followed by another, as they were when it began.
CREATE TABLE course_attempt (
	course_enrollment_id BIGINT NOT NULL,
	n BIGINT NOT NULL,
	status ENUM('assigned', 'not_started', 'in_progress', 'pending', 'completed') CHARACTER SET ascii NOT NULL,
	enrolled_on DATE NOT NULL,
	completed_on DATE NULL,
	completion_origin ENUM('steps', 'no_steps', 'staff', 'import', 'equivalency') CHARACTER SET ascii NULL,
	origin_ref BIGINT NULL,
	origin_note VARCHAR(500) NULL,
	grade VARCHAR(40) NULL,
	ended_by ENUM('re_enroll', 'reassign') CHARACTER SET ascii NOT NULL,
	ended_at DATETIME(6) NOT NULL,
	PRIMARY KEY (course_enrollment_id, n),
	CONSTRAINT course_attempt_enrollment FOREIGN KEY (course_enrollment_id) REFERENCES course_enrollment (id) ON DELETE CASCADE
) ENGINE=InnoDB;

CREATE TABLE course_step_progress (
	course_enrollment_id BIGINT NOT NULL,
	attempt BIGINT NOT NULL,
	step_id BIGINT NOT NULL,
	percent BIGINT NOT NULL CHECK (percent BETWEEN 0 AND 100),
	done_on DATE NULL, -- the day of the fact that made it whole; the last one is the day the course was completed
	changed_at DATETIME(6) NOT NULL,
	PRIMARY KEY (course_enrollment_id, attempt, step_id),
	CONSTRAINT course_step_progress_done CHECK ((percent = 100) = (done_on IS NOT NULL)),
	KEY course_step_progress_step (step_id),
	CONSTRAINT course_step_progress_enrollment FOREIGN KEY (course_enrollment_id) REFERENCES course_enrollment (id) ON DELETE CASCADE,
	CONSTRAINT course_step_progress_step FOREIGN KEY (step_id) REFERENCES course_step (id)
) ENGINE=InnoDB;

-- How many enrolments of a course stand where, so that a report's head costs the same for two people and two
-- hundred thousand. Kept in the transaction of each change (GO1-01).
CREATE TABLE course_tally (
	course_id BIGINT NOT NULL,
	status ENUM('assigned', 'not_started', 'in_progress', 'pending', 'completed') CHARACTER SET ascii NOT NULL,
	active BOOLEAN NOT NULL,
	archived BOOLEAN NOT NULL,
	n BIGINT NOT NULL CHECK (n >= 0),
	PRIMARY KEY (course_id, status, active, archived),
	CONSTRAINT course_tally_course FOREIGN KEY (course_id) REFERENCES course (id)
) ENGINE=InnoDB;

-- Course `counts_id`, or a proof from outside (NULL), counts as `course_id`.
CREATE TABLE course_equivalency (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	course_id BIGINT NOT NULL,
	counts_id BIGINT NOT NULL,
	both_ways BOOLEAN NOT NULL DEFAULT FALSE,
	created_at DATETIME(6) NOT NULL,
	UNIQUE KEY course_equivalency_pair (course_id, counts_id),
	KEY course_equivalency_counts (counts_id),
	CONSTRAINT course_equivalency_course FOREIGN KEY (course_id) REFERENCES course (id),
	CONSTRAINT course_equivalency_counts FOREIGN KEY (counts_id) REFERENCES course (id),
	CONSTRAINT course_equivalency_other CHECK (course_id <> counts_id)
) ENGINE=InnoDB;

-- What may be done from which state, for statements that judge many rows at once: `refusal` is why not, or null.
-- It says what core/course_move.c says; a test compares the two.
CREATE TABLE course_move (
	verb VARCHAR(12) CHARACTER SET ascii NOT NULL, -- import: a completion by file; change: by staff; re_enroll; reassign
	from_status VARCHAR(12) CHARACTER SET ascii NOT NULL, -- of course_enrollment, or none
	content_source VARCHAR(16) CHARACTER SET ascii NOT NULL,
	refusal VARCHAR(40) CHARACTER SET ascii NULL,
	PRIMARY KEY (verb, from_status, content_source)
) ENGINE=InnoDB;

INSERT INTO course_move (verb, from_status, content_source, refusal)
WITH source (s) AS (SELECT 'own' UNION SELECT 'premium' UNION SELECT 'marketplace' UNION SELECT 'import_shell'),
	status (f) AS (SELECT 'none' UNION SELECT 'assigned' UNION SELECT 'not_started' UNION SELECT 'in_progress'
		UNION SELECT 'pending' UNION SELECT 'completed')
SELECT 'import', f, s, IF(f IN ('none', 'assigned'), NULL, CONCAT('exists_', f)) FROM source JOIN status
UNION ALL
SELECT 'change', f, s, CASE WHEN f = 'none' THEN 'not_found' WHEN s IN ('premium', 'marketplace') THEN 'shared_content'
	WHEN f IN ('assigned', 'pending') THEN 'use_import' END FROM source JOIN status
UNION ALL
SELECT 're_enroll', f, s, IF(f = 'completed' AND s IN ('own', 'premium'), NULL, IF(f = 'none', 'not_found', 'not_re_enrollable'))
	FROM source JOIN status
UNION ALL
SELECT 'reassign', f, s, CASE WHEN f = 'none' THEN 'not_found' WHEN f NOT IN ('in_progress', 'completed') THEN 'bad_move' END
	FROM source JOIN status;

ALTER TABLE component
	ADD KEY component_course (course_id),
	ADD CONSTRAINT component_course FOREIGN KEY (course_id) REFERENCES course (id);
