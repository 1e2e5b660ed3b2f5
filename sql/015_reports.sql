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
