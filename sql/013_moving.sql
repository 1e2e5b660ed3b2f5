-- Moving enrolments to the newest version of their program, and back.

CREATE TABLE enrollment_move (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	program_id BIGINT NOT NULL,
	to_version BIGINT NOT NULL,
	keep_dates BOOLEAN NOT NULL,
	wanted LONGTEXT NULL, -- ids of enrolments; NULL: all there are
	total BIGINT NOT NULL,
	state VARCHAR(8) CHARACTER SET ascii NOT NULL CHECK (state IN ('moving', 'moved', 'undoing', 'undone')),
	created_at DATETIME(6) NOT NULL,
	created_by BIGINT NULL,
	KEY enrollment_move_program (program_id, id),
	CONSTRAINT enrollment_move_version FOREIGN KEY (program_id, to_version) REFERENCES program_version (program_id, version)
) ENGINE=InnoDB;

-- What each was before, so that it can be put back; it goes with the enrolment when that is purged.
CREATE TABLE enrollment_moved (
	move_id BIGINT NOT NULL,
	enrollment_id BIGINT NOT NULL,
	definition_version BIGINT NOT NULL,
	required BIGINT NOT NULL,
	met BIGINT NOT NULL,
	grace_begins_on DATE NOT NULL,
	expires_on DATE NOT NULL,
	pending_on DATE NULL,
	earned_on DATE NULL,
	approved_on DATE NULL,
	version_after BIGINT NOT NULL, -- of the enrolment: a higher one was changed since
	undone BOOLEAN NOT NULL DEFAULT FALSE,
	refusal VARCHAR(500) NULL, -- why it could not be put back
	PRIMARY KEY (move_id, enrollment_id),
	KEY enrollment_moved_enrollment (enrollment_id),
	CONSTRAINT enrollment_moved_move FOREIGN KEY (move_id) REFERENCES enrollment_move (id),
	CONSTRAINT enrollment_moved_enrollment FOREIGN KEY (enrollment_id) REFERENCES enrollment (id) ON DELETE CASCADE
) ENGINE=InnoDB;
