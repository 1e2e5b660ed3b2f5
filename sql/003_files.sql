-- Files: evidence of completions, pictures of templates. They are kept with the data, so that one backup holds all
-- and a cluster needs no shared disk.

CREATE TABLE file (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	name VARCHAR(255) NOT NULL,
	size BIGINT NOT NULL CHECK (size > 0),
	type VARCHAR(100) CHARACTER SET ascii NOT NULL, -- found in the content
	declared_type VARCHAR(100) CHARACTER SET ascii NULL, -- what the sender said
	hash CHAR(64) CHARACTER SET ascii NOT NULL,     -- BLAKE2b, 32 bytes
	owner_id BIGINT NULL,
	used_for VARCHAR(16) CHARACTER SET ascii NULL,  -- NULL: waits to be used, and is swept after a day
	created_at DATETIME(6) NOT NULL,
	KEY file_waiting (used_for, created_at),
	KEY file_owner (owner_id, used_for),
	CONSTRAINT file_owner FOREIGN KEY (owner_id) REFERENCES contact (id)
) ENGINE=InnoDB;

-- 256 KiB each, the last one shorter.
CREATE TABLE file_chunk (
	file_id BIGINT NOT NULL,
	n BIGINT NOT NULL CHECK (n >= 0),
	data MEDIUMBLOB NOT NULL,
	PRIMARY KEY (file_id, n),
	CONSTRAINT file_chunk_file FOREIGN KEY (file_id) REFERENCES file (id) ON DELETE CASCADE
) ENGINE=InnoDB;

-- A completion that was carried over to a new enrolment shares the files of the one before.
CREATE TABLE completion_file (
	completion_id BIGINT NOT NULL,
	file_id BIGINT NOT NULL,
	position BIGINT NOT NULL, -- as they were listed
	PRIMARY KEY (completion_id, file_id),
	KEY completion_file_file (file_id),
	CONSTRAINT completion_file_completion FOREIGN KEY (completion_id) REFERENCES completion (id) ON DELETE CASCADE,
	CONSTRAINT completion_file_file FOREIGN KEY (file_id) REFERENCES file (id)
) ENGINE=InnoDB;
