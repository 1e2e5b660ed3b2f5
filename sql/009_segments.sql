-- Profile fields, segments and the courses they bring.

CREATE TABLE profile_field (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	field_key VARCHAR(64) CHARACTER SET ascii NOT NULL,
	label VARCHAR(120) NOT NULL,
	type VARCHAR(8) CHARACTER SET ascii NOT NULL CHECK (type IN ('text', 'choice', 'date', 'number')),
	options LONGTEXT NULL, -- JSON array of texts, for a choice
	member_edits BOOLEAN NOT NULL DEFAULT FALSE,
	version BIGINT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	UNIQUE KEY profile_field_key (field_key)
) ENGINE=InnoDB;

-- One row for a field that is filled; an empty field has none (SEG-06).
CREATE TABLE profile_value (
	contact_id BIGINT NOT NULL,
	field_id BIGINT NOT NULL,
	text_value VARCHAR(200) NULL,
	number_value DECIMAL(18,4) NULL,
	date_value DATE NULL,
	PRIMARY KEY (contact_id, field_id),
	KEY profile_value_text (field_id, text_value),
	KEY profile_value_number (field_id, number_value),
	KEY profile_value_date (field_id, date_value),
	CONSTRAINT profile_value_contact FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
	CONSTRAINT profile_value_field FOREIGN KEY (field_id) REFERENCES profile_field (id),
	CONSTRAINT profile_value_one CHECK ((text_value IS NOT NULL) + (number_value IS NOT NULL) + (date_value IS NOT NULL) = 1)
) ENGINE=InnoDB;

CREATE TABLE segment (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	name VARCHAR(120) NOT NULL,
	matching VARCHAR(3) CHARACTER SET ascii NOT NULL CHECK (matching IN ('all', 'any')),
	members BIGINT NOT NULL DEFAULT 0,
	version BIGINT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	UNIQUE KEY segment_name (name)
) ENGINE=InnoDB;

CREATE TABLE segment_member (
	segment_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	PRIMARY KEY (segment_id, contact_id),
	KEY segment_member_contact (contact_id),
	CONSTRAINT segment_member_segment FOREIGN KEY (segment_id) REFERENCES segment (id),
	CONSTRAINT segment_member_contact FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
) ENGINE=InnoDB;

CREATE TABLE segment_course (
	segment_id BIGINT NOT NULL,
	course_id BIGINT NOT NULL,
	state VARCHAR(12) CHARACTER SET ascii NOT NULL CHECK (state IN ('linking', 'linked', 'unlinking')),
	job_id BIGINT NULL,
	linked_at DATETIME(6) NOT NULL,
	linked_by BIGINT NULL,
	PRIMARY KEY (segment_id, course_id),
	KEY segment_course_course (course_id),
	CONSTRAINT segment_course_segment FOREIGN KEY (segment_id) REFERENCES segment (id),
	CONSTRAINT segment_course_course FOREIGN KEY (course_id) REFERENCES course (id)
) ENGINE=InnoDB;
