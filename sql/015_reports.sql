-- What is told to others about credits: who carries which number where, and every file that was made.

-- Which profile field says what the agencies ask for. One row.
CREATE TABLE report_setting (
	id TINYINT NOT NULL PRIMARY KEY CHECK (id = 1),
	birth_field_id BIGINT NULL,
	license_state_field_id BIGINT NULL,
	license_field_id BIGINT NULL,
	eprofile_field_id BIGINT NULL,
	version BIGINT NOT NULL DEFAULT 1,
	CONSTRAINT report_setting_birth FOREIGN KEY (birth_field_id) REFERENCES profile_field (id) ON DELETE SET NULL,
	CONSTRAINT report_setting_state FOREIGN KEY (license_state_field_id) REFERENCES profile_field (id) ON DELETE SET NULL,
	CONSTRAINT report_setting_license FOREIGN KEY (license_field_id) REFERENCES profile_field (id) ON DELETE SET NULL,
	CONSTRAINT report_setting_eprofile FOREIGN KEY (eprofile_field_id) REFERENCES profile_field (id) ON DELETE SET NULL
) ENGINE=InnoDB;
INSERT INTO report_setting (id) VALUES (1);

-- The credits an agency takes; of an agency without a row here: all there are.
CREATE TABLE report_type (
	agency ENUM('pars', 'cpe') CHARACTER SET ascii NOT NULL,
	credit_type_id BIGINT NOT NULL,
	PRIMARY KEY (agency, credit_type_id),
	CONSTRAINT report_type_type FOREIGN KEY (credit_type_id) REFERENCES credit_type (id) ON DELETE CASCADE
) ENGINE=InnoDB;

-- What an agency calls a course: ACCME's activity ID, ACPE's Universal Activity Number.
CREATE TABLE report_activity (
	course_id BIGINT NOT NULL,
	agency ENUM('pars', 'cpe') CHARACTER SET ascii NOT NULL,
	activity_id VARCHAR(64) NOT NULL,
	PRIMARY KEY (course_id, agency),
	CONSTRAINT report_activity_course FOREIGN KEY (course_id) REFERENCES course (id) ON DELETE CASCADE
) ENGINE=InnoDB;

-- Credits are reported by the day they were awarded. What was imported is never queued for anybody (CRI-21).
ALTER TABLE credit_award
	ADD KEY credit_award_day (awarded_on, id),
	ADD CONSTRAINT credit_award_untold CHECK ((provenance IN ('import_course', 'import_legacy')) <= (submission = 'not_reportable'));

-- A file that was made for an agency. Its rows stand beside it: it can be written again, byte by byte as it was.
CREATE TABLE report_export (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	agency ENUM('pars', 'cpe') CHARACTER SET ascii NOT NULL,
	from_on DATE NULL,
	to_on DATE NULL,
	state ENUM('making', 'sent', 'accepted', 'rejected') CHARACTER SET ascii NOT NULL,
	phase ENUM('deletes', 'adds', 'seal') CHARACTER SET ascii NOT NULL, -- how far a job has made it
	at_award BIGINT NOT NULL DEFAULT 0, -- in this phase
	last_award BIGINT NOT NULL DEFAULT 0, -- what is awarded later comes with a later file
	looked BIGINT NOT NULL DEFAULT 0,
	to_look BIGINT NOT NULL DEFAULT 0,
	job_id BIGINT NULL,
	adds BIGINT NOT NULL DEFAULT 0,
	deletes BIGINT NOT NULL DEFAULT 0,
	left_out BIGINT NOT NULL,   -- credits of the window that lacked something then
	rejected BIGINT NOT NULL DEFAULT 0,
	hash CHAR(64) CHARACTER SET ascii NOT NULL DEFAULT '', -- SHA-256 of the file
	created_by BIGINT NULL,
	created_at DATETIME(6) NOT NULL,
	decided_by BIGINT NULL,
	decided_at DATETIME(6) NULL,
	version BIGINT NOT NULL DEFAULT 1,
	KEY report_export_state (agency, state),
	CONSTRAINT report_export_decided CHECK ((state IN ('making', 'sent')) = (decided_at IS NULL)),
	CONSTRAINT report_export_sealed CHECK ((state = 'making') = (hash = ''))
) ENGINE=InnoDB;

-- What was said of a credit then; the credit and its person may be gone since.
CREATE TABLE report_row (
	export_id BIGINT NOT NULL,
	n BIGINT NOT NULL,
	action ENUM('add', 'delete') CHARACTER SET ascii NOT NULL,
	award_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	course_id BIGINT NOT NULL,
	activity_id VARCHAR(64) NOT NULL,
	completed_on DATE NOT NULL,
	given_name VARCHAR(80) NOT NULL,
	family_name VARCHAR(80) NOT NULL,
	birth CHAR(4) CHARACTER SET ascii NOT NULL,
	license_state VARCHAR(200) NULL,
	person_id VARCHAR(200) NOT NULL,
	amount DECIMAL(8,2) NOT NULL CHECK (amount > 0),
	state ENUM('sent', 'accepted', 'rejected') CHARACTER SET ascii NOT NULL,
	message VARCHAR(500) NULL, -- the agency's
	PRIMARY KEY (export_id, n),
	KEY report_row_award (award_id, export_id, n),
	CONSTRAINT report_row_export FOREIGN KEY (export_id) REFERENCES report_export (id),
	CONSTRAINT report_row_why CHECK (message IS NULL OR state = 'rejected')
) ENGINE=InnoDB;

-- The row by which an agency knows a credit now.
CREATE TABLE report_standing (
	agency ENUM('pars', 'cpe') CHARACTER SET ascii NOT NULL,
	award_id BIGINT NOT NULL,
	export_id BIGINT NOT NULL,
	n BIGINT NOT NULL,
	PRIMARY KEY (agency, award_id),
	KEY report_standing_row (export_id, n),
	CONSTRAINT report_standing_row FOREIGN KEY (export_id, n) REFERENCES report_row (export_id, n)
) ENGINE=InnoDB;

-- Where the association's own system is told what happens. One row; the secret that signs is no part of the database.
CREATE TABLE webhook_setting (
	id TINYINT NOT NULL PRIMARY KEY CHECK (id = 1),
	enabled BOOLEAN NOT NULL DEFAULT FALSE,
	url VARCHAR(2000) NULL,
	version BIGINT NOT NULL DEFAULT 1,
	CONSTRAINT webhook_setting_whither CHECK (NOT enabled OR url IS NOT NULL)
) ENGINE=InnoDB;
INSERT INTO webhook_setting (id) VALUES (1);

-- Written in the transaction that causes the message, sent after its commit.
CREATE TABLE webhook_delivery (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	event VARCHAR(32) CHARACTER SET ascii NOT NULL,
	dedupe VARCHAR(64) CHARACTER SET ascii NULL, -- what is told once only
	payload LONGTEXT NOT NULL,
	state ENUM('waiting', 'delivered', 'failed') CHARACTER SET ascii NOT NULL,
	attempts BIGINT NOT NULL DEFAULT 0,
	send_at DATETIME(6) NOT NULL,
	status BIGINT NULL, -- of the last answer
	error VARCHAR(500) NULL,
	created_at DATETIME(6) NOT NULL,
	ended_at DATETIME(6) NULL,
	version BIGINT NOT NULL DEFAULT 1,
	UNIQUE KEY webhook_delivery_dedupe (dedupe),
	KEY webhook_delivery_due (state, send_at),
	CONSTRAINT webhook_delivery_ended CHECK ((state = 'waiting') = (ended_at IS NULL))
) ENGINE=InnoDB;
