-- Imports: the file's rows as they were read, what was decided about each, and who holds the lock.

-- Whom an import made, so that its undo finds exactly them.
ALTER TABLE contact ADD COLUMN made_by_import BIGINT NULL, ADD KEY contact_import (made_by_import);

CREATE TABLE import (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	kind ENUM('course_records', 'course', 'attendance', 'contacts') CHARACTER SET ascii NOT NULL,
	target_id BIGINT NOT NULL DEFAULT 0, -- the course or the event; 0 for kinds without
	unknown_person ENUM('hold', 'create') CHARACTER SET ascii NOT NULL,
	state ENUM('uploading', 'uploaded', 'validated', 'applying', 'applied', 'failed', 'reverting', 'reverted')
		CHARACTER SET ascii NOT NULL,
	file_name VARCHAR(255) NULL,
	file_bytes BIGINT NOT NULL DEFAULT 0,
	file_hash CHAR(64) CHARACTER SET ascii NULL,
	encoding VARCHAR(16) CHARACTER SET ascii NULL,
	separator_name VARCHAR(16) CHARACTER SET ascii NULL,
	header LONGTEXT NULL,  -- JSON: each column as it was, what it was taken for, and what was cleaned
	row_count BIGINT NOT NULL DEFAULT 0,
	last_line BIGINT NOT NULL DEFAULT 0,
	creates BIGINT NOT NULL DEFAULT 0,
	fulfils BIGINT NOT NULL DEFAULT 0,
	holds BIGINT NOT NULL DEFAULT 0,
	unchanged BIGINT NOT NULL DEFAULT 0,
	rejects BIGINT NOT NULL DEFAULT 0,
	reported BIGINT NOT NULL DEFAULT 0,
	suspects BIGINT NOT NULL DEFAULT 0,   -- rows that would be UTF-8 in a file read as Windows-1252
	warnings LONGTEXT NULL,  -- JSON array
	confirmed VARCHAR(255) CHARACTER SET ascii NULL, -- the warnings somebody accepted
	phase VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT 'upload',
	at_course BIGINT NOT NULL DEFAULT 0,  -- the checkpoint: all up to here is done
	at_contact BIGINT NOT NULL DEFAULT 0,
	at_line BIGINT NOT NULL DEFAULT 0,
	done BIGINT NOT NULL DEFAULT 0,
	total BIGINT NOT NULL DEFAULT 0,
	kept BIGINT NOT NULL DEFAULT 0,       -- rows whose undo something later stands against
	phase_at DATETIME(6) NULL,            -- when the running phase began, for its rate
	job_id BIGINT NULL,
	error VARCHAR(500) NULL,
	created_by BIGINT NULL,
	created_at DATETIME(6) NOT NULL,
	acted_by BIGINT NULL,                 -- who asked for what runs
	applied_at DATETIME(6) NULL,
	ended_at DATETIME(6) NULL,
	KEY import_state (state, id),
	KEY import_hash (file_hash, kind, target_id)
) ENGINE=InnoDB;

-- One import per kind and target runs at a time (CRI-16). A lapsed lease is nobody's.
CREATE TABLE import_lock (
	kind ENUM('course_records', 'course', 'attendance', 'contacts') CHARACTER SET ascii NOT NULL,
	target_id BIGINT NOT NULL,
	import_id BIGINT NOT NULL,
	owner_id BIGINT NULL,
	taken_at DATETIME(6) NOT NULL,
	leased_until DATETIME(6) NOT NULL,
	PRIMARY KEY (kind, target_id),
	KEY import_lock_import (import_id)
) ENGINE=InnoDB;

-- Headers of other systems that somebody said what to take for.
CREATE TABLE import_mapping (
	kind ENUM('course_records', 'course', 'attendance', 'contacts') CHARACTER SET ascii NOT NULL,
	header VARCHAR(120) NOT NULL,
	column_name VARCHAR(64) CHARACTER SET ascii NOT NULL,
	PRIMARY KEY (kind, header)
) ENGINE=InnoDB;

-- A row of the file, by the line it begins on. `raw` holds the record where the columns would not give it back as it was.
CREATE TABLE import_row (
	import_id BIGINT NOT NULL,
	line BIGINT NOT NULL,
	bad BOOLEAN NOT NULL,
	course_code VARCHAR(64) NULL,
	title VARCHAR(200) NULL,
	person_no VARCHAR(32) NULL,
	email VARCHAR(254) NULL,
	given_name VARCHAR(80) NULL,
	family_name VARCHAR(80) NULL,
	starts_on DATE NULL,
	ends_on DATE NULL,
	complete BOOLEAN NULL,
	completed_on DATE NULL,
	credit_code VARCHAR(40) NULL,
	amount DECIMAL(8,2) NULL,
	credit_expires_on DATE NULL,
	grade VARCHAR(40) NULL,
	event_id BIGINT NULL,
	minutes BIGINT NULL,
	score DECIMAL(8,2) NULL,
	profile MEDIUMTEXT NULL,
	raw MEDIUMTEXT NULL,
	PRIMARY KEY (import_id, line)
) ENGINE=InnoDB;

-- Courses that a file names and nobody has yet, with the ids they get once it is applied: what was decided about their rows stays as it is then.
CREATE TABLE import_course (
	import_id BIGINT NOT NULL,
	code VARCHAR(64) NOT NULL,
	title VARCHAR(200) NOT NULL,
	course_id BIGINT NOT NULL,   -- taken from the ids of courses, and given to nobody else; 0: not yet
	PRIMARY KEY (import_id, code)
) ENGINE=InnoDB;

-- What was decided about a row, and on whom it acts. 0: nobody and nothing yet.
CREATE TABLE import_item (
	import_id BIGINT NOT NULL,
	line BIGINT NOT NULL,
	course_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	credit_type_id BIGINT NOT NULL,
	verdict ENUM('create', 'fulfil', 'hold', 'unchanged', 'reject') CHARACTER SET ascii NOT NULL,
	complete BOOLEAN NOT NULL,
	reported BOOLEAN NOT NULL,   -- its credit awards itself and is reported (CRI-22)
	faults BIGINT NOT NULL,      -- bits of import_fault.def
	other_line BIGINT NULL,      -- the line it contradicts or repeats
	PRIMARY KEY (import_id, line),
	KEY import_item_order (import_id, course_id, contact_id, credit_type_id, verdict)
) ENGINE=InnoDB;

CREATE TABLE import_problem (
	import_id BIGINT NOT NULL,
	line BIGINT NOT NULL,
	n BIGINT NOT NULL,
	code VARCHAR(32) CHARACTER SET ascii NOT NULL,
	column_name VARCHAR(64) CHARACTER SET ascii NULL,
	value VARCHAR(200) NULL,
	detail VARCHAR(300) NULL,
	fatal BOOLEAN NOT NULL,      -- the row is rejected; else it was only cleaned
	PRIMARY KEY (import_id, line, n),
	KEY import_problem_code (import_id, code, line)
) ENGINE=InnoDB;

-- Rows of applied imports that wait for their person.
CREATE TABLE import_holding (
	import_id BIGINT NOT NULL,
	line BIGINT NOT NULL,
	person_no VARCHAR(32) NULL,
	email VARCHAR(254) NULL,
	PRIMARY KEY (import_id, line),
	KEY import_holding_no (person_no),
	KEY import_holding_email (email)
) ENGINE=InnoDB;

-- What an enrolment was before a row fulfilled it.
CREATE TABLE import_before (
	import_id BIGINT NOT NULL,
	course_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	status ENUM('assigned', 'not_started', 'in_progress', 'pending', 'completed') CHARACTER SET ascii NOT NULL,
	active BOOLEAN NOT NULL,
	grade VARCHAR(40) NULL,
	ends_on DATE NULL,
	version BIGINT NOT NULL,
	PRIMARY KEY (import_id, course_id, contact_id)
) ENGINE=InnoDB;

-- Minutes before an attendance import changed them.
CREATE TABLE import_minutes (
	import_id BIGINT NOT NULL,
	event_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	minutes BIGINT NULL, -- NULL: there was no attendance
	score DECIMAL(8,2) NULL,
	after_minutes BIGINT NOT NULL,
	PRIMARY KEY (import_id, event_id, contact_id)
) ENGINE=InnoDB;
