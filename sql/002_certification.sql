-- Components and offerings, programs and their versions, enrolments, requirement records.

CREATE TABLE component (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	code VARCHAR(40) NOT NULL,
	title VARCHAR(200) NOT NULL,
	kind VARCHAR(16) CHARACTER SET ascii NOT NULL CHECK (kind IN ('class', 'exam', 'experience', 'document', 'course')),
	status VARCHAR(16) CHARACTER SET ascii NOT NULL CHECK (status IN ('active', 'inactive')),
	course_id BIGINT NULL,
	version BIGINT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	UNIQUE KEY component_code (code),
	KEY component_title (title, id)
) ENGINE=InnoDB;

CREATE TABLE offering (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	component_id BIGINT NOT NULL,
	title VARCHAR(200) NOT NULL,
	starts_at DATETIME(6) NULL,
	ends_at DATETIME(6) NULL,
	location VARCHAR(200) NULL,
	capacity BIGINT NULL CHECK (capacity > 0),
	price_minor BIGINT NULL CHECK (price_minor >= 0),
	price_currency CHAR(3) CHARACTER SET ascii NULL,
	status VARCHAR(16) CHARACTER SET ascii NOT NULL CHECK (status IN ('open', 'closed', 'cancelled')),
	event_id BIGINT NULL,
	version BIGINT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	KEY offering_component (component_id, starts_at),
	CONSTRAINT offering_component FOREIGN KEY (component_id) REFERENCES component (id),
	CONSTRAINT offering_order CHECK (ends_at IS NULL OR starts_at IS NOT NULL AND ends_at >= starts_at),
	CONSTRAINT offering_price CHECK ((price_minor IS NULL) = (price_currency IS NULL))
) ENGINE=InnoDB;

-- The live settings; what enrolments keep stands in program_version.
CREATE TABLE program (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	code VARCHAR(40) NOT NULL,
	name VARCHAR(200) NOT NULL,
	kind VARCHAR(16) CHARACTER SET ascii NOT NULL CHECK (kind IN ('certification', 'award')),
	description TEXT NOT NULL,
	status VARCHAR(16) CHARACTER SET ascii NOT NULL CHECK (status IN ('draft', 'active', 'inactive', 'cancelled')),
	maintenance BOOLEAN NOT NULL DEFAULT FALSE,
	allow_enrollee_cancel BOOLEAN NOT NULL DEFAULT FALSE,
	self_enrollment BOOLEAN NOT NULL DEFAULT FALSE,
	in_catalogue BOOLEAN NOT NULL DEFAULT FALSE,
	version BIGINT NOT NULL DEFAULT 1,
	definition_version BIGINT NOT NULL DEFAULT 0,
	created_at DATETIME(6) NOT NULL,
	UNIQUE KEY program_code (code),
	KEY program_name (name, id)
) ENGINE=InnoDB;

CREATE TABLE program_prerequisite (
	program_id BIGINT NOT NULL,
	required_program_id BIGINT NOT NULL,
	PRIMARY KEY (program_id, required_program_id),
	KEY program_prerequisite_required (required_program_id),
	CONSTRAINT program_prerequisite_program FOREIGN KEY (program_id) REFERENCES program (id),
	CONSTRAINT program_prerequisite_required FOREIGN KEY (required_program_id) REFERENCES program (id),
	CONSTRAINT program_prerequisite_other CHECK (program_id <> required_program_id)
) ENGINE=InnoDB;

-- A version never changes once it is saved (IMIS-65).
CREATE TABLE program_version (
	program_id BIGINT NOT NULL,
	version BIGINT NOT NULL,
	in_order BOOLEAN NOT NULL,
	period_n BIGINT NOT NULL CHECK (period_n > 0),
	period_unit VARCHAR(8) CHARACTER SET ascii NOT NULL CHECK (period_unit IN ('days', 'weeks', 'months', 'years')),
	grace_n BIGINT NULL CHECK (grace_n > 0),
	grace_unit VARCHAR(8) CHARACTER SET ascii NULL CHECK (grace_unit IN ('days', 'weeks', 'months', 'years')),
	requires_approval BOOLEAN NOT NULL,
	designation VARCHAR(60) NULL,
	note VARCHAR(500) NULL,
	required BIGINT NOT NULL, -- how many requirements the stages ask for in all
	created_at DATETIME(6) NOT NULL,
	created_by BIGINT NULL,
	PRIMARY KEY (program_id, version),
	CONSTRAINT program_version_program FOREIGN KEY (program_id) REFERENCES program (id)
) ENGINE=InnoDB;

CREATE TABLE stage (
	program_id BIGINT NOT NULL,
	version BIGINT NOT NULL,
	position BIGINT NOT NULL,
	title VARCHAR(200) NOT NULL,
	needed BIGINT NOT NULL CHECK (needed >= 0), -- 0: all of its requirements
	PRIMARY KEY (program_id, version, position),
	CONSTRAINT stage_version FOREIGN KEY (program_id, version) REFERENCES program_version (program_id, version)
) ENGINE=InnoDB;

-- What stays the same from version to version.
CREATE TABLE requirement (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	program_id BIGINT NOT NULL,
	KEY requirement_program (program_id),
	CONSTRAINT requirement_program FOREIGN KEY (program_id) REFERENCES program (id)
) ENGINE=InnoDB;

CREATE TABLE version_requirement (
	program_id BIGINT NOT NULL,
	version BIGINT NOT NULL,
	requirement_id BIGINT NOT NULL,
	stage_position BIGINT NOT NULL,
	position BIGINT NOT NULL,
	title VARCHAR(200) NOT NULL,
	component_id BIGINT NOT NULL,
	needs_grade BOOLEAN NOT NULL,
	pass_grade DECIMAL(8,2) NULL,
	grade_scale DECIMAL(8,2) NULL,
	needs_approval BOOLEAN NOT NULL,
	needs_file BOOLEAN NOT NULL,
	PRIMARY KEY (program_id, version, requirement_id),
	UNIQUE KEY version_requirement_place (program_id, version, stage_position, position),
	KEY version_requirement_component (component_id),
	CONSTRAINT version_requirement_stage FOREIGN KEY (program_id, version, stage_position)
		REFERENCES stage (program_id, version, position),
	CONSTRAINT version_requirement_requirement FOREIGN KEY (requirement_id) REFERENCES requirement (id),
	CONSTRAINT version_requirement_component FOREIGN KEY (component_id) REFERENCES component (id),
	CONSTRAINT version_requirement_grade CHECK (needs_grade OR pass_grade IS NULL)
) ENGINE=InnoDB;

-- Enrolments that were made by one call; the audit tells of the call once.
CREATE TABLE enrollment_batch (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	program_id BIGINT NOT NULL,
	created_at DATETIME(6) NOT NULL,
	created_by BIGINT NULL
) ENGINE=InnoDB;

CREATE TABLE enrollment (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	program_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	definition_version BIGINT NOT NULL,
	cycle BIGINT NOT NULL,
	previous_id BIGINT NULL, -- the cycle before; it may have been purged
	batch_id BIGINT NOT NULL,
	sort_name VARCHAR(161) NOT NULL, -- the contact's, so that a program's list is read in order from one index
	enrolled_on DATE NOT NULL,
	grace_begins_on DATE NOT NULL,
	expires_on DATE NOT NULL,
	earned_on DATE NULL,
	pending_on DATE NULL, -- all requirements met since; waits for the program completion's approval
	approved_on DATE NULL,
	met BIGINT NOT NULL DEFAULT 0,
	required BIGINT NOT NULL,
	cancelled_at DATETIME(6) NULL,
	cancelled_by BIGINT NULL,
	cancel_reason VARCHAR(1000) NULL,
	superseded BOOLEAN NOT NULL DEFAULT FALSE, -- expired, and enrolled again since
	version BIGINT NOT NULL DEFAULT 1,
	live TINYINT AS (IF(cancelled_at IS NULL AND earned_on IS NULL AND NOT superseded, 1, NULL)) STORED,
	-- the part of the status that does not depend on today
	state ENUM('open', 'pending_approval', 'earned', 'cancelled') CHARACTER SET ascii AS (CASE
		WHEN cancelled_at IS NOT NULL THEN 'cancelled' WHEN earned_on IS NOT NULL THEN 'earned'
		WHEN pending_on IS NOT NULL THEN 'pending_approval' ELSE 'open' END) STORED,
	UNIQUE KEY enrollment_live (program_id, contact_id, live), -- at most one open enrolment
	-- a program's list in order; the rest lets filters by status be decided without reading the rows
	KEY enrollment_roll (program_id, sort_name, id, state, grace_begins_on, expires_on),
	KEY enrollment_contact (contact_id, program_id),
	KEY enrollment_pending (pending_on, id),
	-- That the version exists too is held by program_tally, which has a row for each enrolment's.
	CONSTRAINT enrollment_program FOREIGN KEY (program_id) REFERENCES program (id),
	CONSTRAINT enrollment_contact FOREIGN KEY (contact_id) REFERENCES contact (id),
	CONSTRAINT enrollment_dates CHECK (enrolled_on <= grace_begins_on AND grace_begins_on <= expires_on)
) ENGINE=InnoDB;

CREATE TABLE completion (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	enrollment_id BIGINT NOT NULL,
	requirement_id BIGINT NOT NULL,
	offering_id BIGINT NULL,
	status VARCHAR(20) CHARACTER SET ascii NOT NULL
		CHECK (status IN ('awaiting_grade', 'awaiting_approval', 'rejected', 'complete', 'waived', 'void')),
	completed_on DATE NOT NULL,
	grade DECIMAL(8,2) NULL,
	notes VARCHAR(2000) NULL,
	evidence VARCHAR(16) CHARACTER SET ascii NOT NULL CHECK (evidence IN ('manual', 'attendance', 'course', 'waiver')),
	recorded_by BIGINT NULL,
	recorded_at DATETIME(6) NOT NULL,
	decided_by BIGINT NULL,
	decided_at DATETIME(6) NULL,
	decision_note VARCHAR(1000) NULL,
	current TINYINT AS (IF(status = 'void', NULL, 1)) STORED,
	UNIQUE KEY completion_current (enrollment_id, requirement_id, current), -- voided ones stay beside it
	KEY completion_queue (status, id),
	KEY completion_offering (offering_id),
	CONSTRAINT completion_enrollment FOREIGN KEY (enrollment_id) REFERENCES enrollment (id),
	CONSTRAINT completion_requirement FOREIGN KEY (requirement_id) REFERENCES requirement (id),
	CONSTRAINT completion_offering FOREIGN KEY (offering_id) REFERENCES offering (id)
) ENGINE=InnoDB;

-- How many enrolments of a version that are not cancelled have their deciding date on a day. The four trackers
-- are sums over at most some thousand rows of this, however many people are enrolled.
CREATE TABLE program_tally (
	program_id BIGINT NOT NULL,
	version BIGINT NOT NULL,
	on_date DATE NOT NULL,
	graces BIGINT NOT NULL DEFAULT 0,    -- not earned, grace period begins that day
	untouched BIGINT NOT NULL DEFAULT 0, -- of these: nothing completed yet
	expires BIGINT NOT NULL DEFAULT 0,   -- not earned, expire that day
	earned BIGINT NOT NULL DEFAULT 0,    -- earned that day
	PRIMARY KEY (program_id, version, on_date),
	CONSTRAINT program_tally_version FOREIGN KEY (program_id, version) REFERENCES program_version (program_id, version),
	CONSTRAINT program_tally_counts CHECK (graces >= 0 AND untouched >= 0 AND expires >= 0 AND earned >= 0)
) ENGINE=InnoDB;

-- The sum of the tally, for lists of programs.
CREATE TABLE program_count (
	program_id BIGINT NOT NULL PRIMARY KEY,
	registrants BIGINT NOT NULL DEFAULT 0 CHECK (registrants >= 0),
	CONSTRAINT program_count_program FOREIGN KEY (program_id) REFERENCES program (id)
) ENGINE=InnoDB;
