-- Certificates: templates and their versions, what was issued with them, and what stands on all of them.

-- What is edited makes a new version; a certificate keeps the version it was issued with.
CREATE TABLE certificate_template (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	name VARCHAR(120) NOT NULL,
	version BIGINT NOT NULL,
	created_at DATETIME(6) NOT NULL,
	UNIQUE KEY certificate_template_name (name)
) ENGINE=InnoDB;

CREATE TABLE certificate_template_version (
	template_id BIGINT NOT NULL,
	version BIGINT NOT NULL,
	title VARCHAR(120) NOT NULL,
	intro VARCHAR(300) NOT NULL,    -- above the name
	body VARCHAR(1000) NOT NULL,    -- below it
	closing VARCHAR(500) NOT NULL,  -- the small line about dates and numbers
	language VARCHAR(8) CHARACTER SET ascii NOT NULL CHECK (language IN ('en', 'de', 'fr', 'es')),
	paper VARCHAR(8) CHARACTER SET ascii NOT NULL CHECK (paper IN ('a4', 'letter')),
	orientation VARCHAR(12) CHARACTER SET ascii NOT NULL CHECK (orientation IN ('landscape', 'portrait')),
	accent CHAR(7) CHARACTER SET ascii NOT NULL,
	qr BOOLEAN NOT NULL,
	logo_file_id BIGINT NULL,
	created_at DATETIME(6) NOT NULL,
	created_by BIGINT NULL,
	PRIMARY KEY (template_id, version),
	CONSTRAINT certificate_template_version_template FOREIGN KEY (template_id) REFERENCES certificate_template (id),
	CONSTRAINT certificate_template_version_logo FOREIGN KEY (logo_file_id) REFERENCES file (id)
) ENGINE=InnoDB;

CREATE TABLE certificate_signature (
	template_id BIGINT NOT NULL,
	version BIGINT NOT NULL,
	position BIGINT NOT NULL,
	name VARCHAR(120) NOT NULL,
	title VARCHAR(120) NOT NULL,
	file_id BIGINT NULL,
	PRIMARY KEY (template_id, version, position),
	CONSTRAINT certificate_signature_version FOREIGN KEY (template_id, version)
		REFERENCES certificate_template_version (template_id, version),
	CONSTRAINT certificate_signature_file FOREIGN KEY (file_id) REFERENCES file (id)
) ENGINE=InnoDB;

INSERT INTO certificate_template VALUES (1, 'Standard', 1, '2026-01-01');
INSERT INTO certificate_template_version VALUES (1, 1, 'Certificate', 'This is to certify that',
	'has met all requirements of\n{program}\n[and may use the designation {designation}]',
	'Awarded on {earned_on}[, valid until {expires_on}]. Certificate {serial}.',
	'en', 'a4', 'landscape', '#1f5f8b', TRUE, NULL, '2026-01-01', NULL);

-- Which template a version's certificates are issued with (NULL: it issues none), and how long they are valid.
ALTER TABLE program_version
	ADD certificate_template_id BIGINT NULL,
	ADD validity_n BIGINT NULL CHECK (validity_n > 0),
	ADD validity_unit VARCHAR(8) CHARACTER SET ascii NULL CHECK (validity_unit IN ('days', 'weeks', 'months', 'years')),
	ADD CONSTRAINT program_version_template FOREIGN KEY (certificate_template_id) REFERENCES certificate_template (id);

-- Numbers are taken inside the transaction that issues, so that there are no gaps.
CREATE TABLE certificate_serial (
	year BIGINT NOT NULL PRIMARY KEY,
	last_no BIGINT NOT NULL
) ENGINE=InnoDB;

-- The certificate of a purged enrolment (withdrawn by then, for who has earned is never purged) stays without it:
-- whoever holds a copy must still be told that it is withdrawn.
CREATE TABLE certificate (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	contact_id BIGINT NOT NULL,
	subject_kind VARCHAR(8) CHARACTER SET ascii NOT NULL CHECK (subject_kind IN ('program', 'course')),
	program_id BIGINT NULL,
	enrollment_id BIGINT NULL,
	cycle BIGINT NOT NULL,                 -- of the enrolment; of a course: the attempt
	course_id BIGINT NULL,
	course_enrollment_id BIGINT NULL,      -- gone when the record in the course is deleted; withdrawn by then
	serial VARCHAR(24) CHARACTER SET ascii NOT NULL,
	code CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	recipient VARCHAR(161) NOT NULL,       -- the name as it was
	title VARCHAR(200) NOT NULL,           -- of the program or the course, as it was
	designation VARCHAR(60) NULL,
	earned_on DATE NOT NULL,
	issued_on DATE NOT NULL,
	expires_on DATE NULL,
	template_id BIGINT NOT NULL,
	template_version BIGINT NOT NULL,
	reissue_of BIGINT NULL,                -- the one it replaces
	reissued BOOLEAN NOT NULL DEFAULT FALSE, -- another replaces it
	withdrawn_at DATETIME(6) NULL,
	withdrawn_by BIGINT NULL,
	withdrawn_because VARCHAR(8) CHARACTER SET ascii NULL CHECK (withdrawn_because IN ('void', 'decision')),
	withdraw_reason VARCHAR(1000) NULL,
	issued_at DATETIME(6) NOT NULL,
	issued_by BIGINT NULL,
	version BIGINT NOT NULL DEFAULT 1,
	live TINYINT AS (IF(reissued, NULL, 1)) STORED,
	revoked TINYINT AS (IF(reissued OR withdrawn_at IS NOT NULL, 1, NULL)) STORED,
	UNIQUE KEY certificate_code (code),
	UNIQUE KEY certificate_serial (serial),
	UNIQUE KEY certificate_enrollment (enrollment_id, live), -- once for each earned cycle
	UNIQUE KEY certificate_course (course_enrollment_id, cycle, live),
	UNIQUE KEY certificate_reissue (reissue_of),
	KEY certificate_contact (contact_id, program_id, cycle),
	KEY certificate_program (program_id, id),
	KEY certificate_revoked (revoked, id),
	CONSTRAINT certificate_contact FOREIGN KEY (contact_id) REFERENCES contact (id),
	CONSTRAINT certificate_program FOREIGN KEY (program_id) REFERENCES program (id),
	CONSTRAINT certificate_enrollment FOREIGN KEY (enrollment_id) REFERENCES enrollment (id) ON DELETE SET NULL,
	CONSTRAINT certificate_reissue FOREIGN KEY (reissue_of) REFERENCES certificate (id),
	CONSTRAINT certificate_template FOREIGN KEY (template_id, template_version)
		REFERENCES certificate_template_version (template_id, version),
	CONSTRAINT certificate_subject CHECK ((subject_kind = 'program') = (program_id IS NOT NULL)
		AND (subject_kind = 'course') = (course_id IS NOT NULL)),
	CONSTRAINT certificate_dates CHECK (expires_on IS NULL OR expires_on >= earned_on),
	CONSTRAINT certificate_withdrawal CHECK ((withdrawn_at IS NULL) = (withdrawn_because IS NULL))
) ENGINE=InnoDB;

-- What the issuer says about itself beside its name.
CREATE TABLE certificate_settings (
	id TINYINT NOT NULL PRIMARY KEY CHECK (id = 1),
	serial_prefix VARCHAR(8) CHARACTER SET ascii NOT NULL,
	website VARCHAR(200) NULL,
	email VARCHAR(254) NULL,
	version BIGINT NOT NULL DEFAULT 1
) ENGINE=InnoDB;
INSERT INTO certificate_settings VALUES (1, 'LRL', NULL, NULL, 1);
