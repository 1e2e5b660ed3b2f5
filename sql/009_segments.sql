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
	KEY profile_value_field (field_id),
	CONSTRAINT profile_value_contact FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
	CONSTRAINT profile_value_field FOREIGN KEY (field_id) REFERENCES profile_field (id),
	CONSTRAINT profile_value_one CHECK ((text_value IS NOT NULL) + (number_value IS NOT NULL) + (date_value IS NOT NULL) = 1)
) ENGINE=InnoDB;

-- A rule never changes: a segment gets another one. Its parts are conditions, or groups of them with a matching of
-- their own.
CREATE TABLE segment_rule (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	matching VARCHAR(3) CHARACTER SET ascii NOT NULL CHECK (matching IN ('all', 'any'))
) ENGINE=InnoDB;

CREATE TABLE segment_condition (
	rule_id BIGINT NOT NULL,
	n BIGINT NOT NULL,
	part BIGINT NOT NULL,
	part_matching VARCHAR(3) CHARACTER SET ascii NULL CHECK (part_matching IN ('all', 'any')), -- of a group
	field_id BIGINT NOT NULL,
	op VARCHAR(12) CHARACTER SET ascii NOT NULL
		CHECK (op IN ('is', 'is_not', 'contains', 'starts_with', 'is_empty', 'before', 'after')),
	text_value VARCHAR(200) NULL,
	number_value DECIMAL(18,4) NULL,
	date_value DATE NULL,
	PRIMARY KEY (rule_id, n),
	KEY segment_condition_field (field_id, text_value),
	CONSTRAINT segment_condition_rule FOREIGN KEY (rule_id) REFERENCES segment_rule (id) ON DELETE CASCADE,
	CONSTRAINT segment_condition_field FOREIGN KEY (field_id) REFERENCES profile_field (id),
	CONSTRAINT segment_condition_one CHECK ((text_value IS NOT NULL) + (number_value IS NOT NULL) + (date_value IS NOT NULL) = (op <> 'is_empty'))
) ENGINE=InnoDB;

CREATE TABLE segment (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	name VARCHAR(120) NOT NULL,
	rule_id BIGINT NOT NULL,
	job_id BIGINT NULL,               -- the work that brings its members in step with a new rule
	settled_to BIGINT NOT NULL DEFAULT 0, -- how far that has come: contacts up to this one
	version BIGINT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	UNIQUE KEY segment_name (name),
	UNIQUE KEY segment_rule (rule_id),
	CONSTRAINT segment_rule FOREIGN KEY (rule_id) REFERENCES segment_rule (id)
) ENGINE=InnoDB;

CREATE TABLE segment_member (
	segment_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	PRIMARY KEY (segment_id, contact_id),
	KEY segment_member_contact (contact_id),
	CONSTRAINT segment_member_segment FOREIGN KEY (segment_id) REFERENCES segment (id),
	CONSTRAINT segment_member_contact FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
) ENGINE=InnoDB;

-- How many members, kept in the transaction of each change. Apart from the segment, whose row is held by whoever
-- changes its rule or its courses while others change profiles.
CREATE TABLE segment_tally (
	segment_id BIGINT NOT NULL PRIMARY KEY,
	members BIGINT NOT NULL DEFAULT 0 CHECK (members >= 0),
	CONSTRAINT segment_tally_segment FOREIGN KEY (segment_id) REFERENCES segment (id) ON DELETE CASCADE
) ENGINE=InnoDB;

-- People whom staff took out of a segment although its rule fits them.
CREATE TABLE segment_exclusion (
	segment_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	excluded_at DATETIME(6) NOT NULL,
	excluded_by BIGINT NULL,
	reason VARCHAR(500) NULL,
	PRIMARY KEY (segment_id, contact_id),
	KEY segment_exclusion_contact (contact_id),
	CONSTRAINT segment_exclusion_segment FOREIGN KEY (segment_id) REFERENCES segment (id) ON DELETE CASCADE,
	CONSTRAINT segment_exclusion_contact FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
) ENGINE=InnoDB;

CREATE TABLE segment_course (
	segment_id BIGINT NOT NULL,
	course_id BIGINT NOT NULL,
	state VARCHAR(12) CHARACTER SET ascii NOT NULL CHECK (state IN ('linking', 'linked', 'unlinking')),
	job_id BIGINT NULL,
	done_to BIGINT NOT NULL DEFAULT 0, -- how far linking or unlinking has come: contacts up to this one
	linked_at DATETIME(6) NOT NULL,
	linked_by BIGINT NULL,
	PRIMARY KEY (segment_id, course_id),
	KEY segment_course_course (course_id),
	CONSTRAINT segment_course_segment FOREIGN KEY (segment_id) REFERENCES segment (id),
	CONSTRAINT segment_course_course FOREIGN KEY (course_id) REFERENCES course (id)
) ENGINE=InnoDB;

-- One row. Held shared by whoever changes profiles, alone by whoever adds or removes a segment, so that nobody's
-- change falls between two looks at the list of segments.
CREATE TABLE segment_guard (
	id TINYINT NOT NULL PRIMARY KEY CHECK (id = 1)
) ENGINE=InnoDB;
INSERT INTO segment_guard VALUES (1);

-- A change of a segment that moves more people than this, or more than this share of them, asks to be confirmed.
ALTER TABLE organisation
	ADD COLUMN segment_brake_people BIGINT NOT NULL DEFAULT 100,
	ADD COLUMN segment_brake_percent BIGINT NOT NULL DEFAULT 0; -- 0: no share is too large
