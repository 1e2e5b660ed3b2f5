-- Credit types, what courses award, and what people were awarded.

CREATE TABLE credit_type (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	code VARCHAR(40) NOT NULL,
	title VARCHAR(200) NOT NULL,
	increment DECIMAL(8,2) NOT NULL CHECK (increment > 0), -- amounts are multiples of it
	decimals BIGINT NOT NULL CHECK (decimals BETWEEN 0 AND 2),
	version BIGINT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	UNIQUE KEY credit_type_code (code)
) ENGINE=InnoDB;

CREATE TABLE course_credit (
	course_id BIGINT NOT NULL,
	credit_type_id BIGINT NOT NULL,
	maximum DECIMAL(8,2) NOT NULL CHECK (maximum > 0),
	variable BOOLEAN NOT NULL, -- less than the maximum may be awarded (CRI-01)
	valid_months BIGINT NULL CHECK (valid_months > 0), -- awards expire after so many
	PRIMARY KEY (course_id, credit_type_id),
	KEY course_credit_type (credit_type_id),
	CONSTRAINT course_credit_course FOREIGN KEY (course_id) REFERENCES course (id),
	CONSTRAINT course_credit_type FOREIGN KEY (credit_type_id) REFERENCES credit_type (id)
) ENGINE=InnoDB;

-- One credit of a type for an attempt at a course.
CREATE TABLE credit_award (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	course_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	attempt BIGINT NOT NULL,
	credit_type_id BIGINT NOT NULL,
	amount DECIMAL(8,2) NOT NULL CHECK (amount >= 0),
	awarded_on DATE NOT NULL,
	expires_on DATE NULL,
	provenance ENUM('earned', 'claimed', 'import_course', 'import_legacy', 'auto_on_import') CHARACTER SET ascii NOT NULL,
	import_id BIGINT NULL,
	submission ENUM('not_reportable', 'queued', 'sent', 'accepted', 'rejected') CHARACTER SET ascii NOT NULL,
	version BIGINT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	UNIQUE KEY credit_award_pair (course_id, contact_id, credit_type_id, attempt),
	KEY credit_award_contact (contact_id, awarded_on),
	KEY credit_award_type (credit_type_id),
	KEY credit_award_queue (submission, id),
	CONSTRAINT credit_award_enrollment FOREIGN KEY (course_id, contact_id)
		REFERENCES course_enrollment (course_id, contact_id) ON DELETE CASCADE,
	CONSTRAINT credit_award_type FOREIGN KEY (credit_type_id) REFERENCES credit_type (id),
	CONSTRAINT credit_award_imported CHECK ((provenance IN ('import_course', 'import_legacy')) <= (import_id IS NOT NULL))
) ENGINE=InnoDB;
