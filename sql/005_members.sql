-- Members: one-time links that are mailed or handed over, in place of the table of invitations.

CREATE TABLE account_link (
	token_hash CHAR(64) CHARACTER SET ascii NOT NULL PRIMARY KEY,
	purpose VARCHAR(16) CHARACTER SET ascii NOT NULL CHECK (purpose IN ('invitation', 'registration', 'reset', 'email')),
	contact_id BIGINT NULL, -- whose; a registration has nobody yet
	email VARCHAR(254) NULL, -- the address that following the link confirms
	given_name VARCHAR(80) NULL,
	family_name VARCHAR(80) NULL,
	password_hash VARCHAR(128) CHARACTER SET ascii NULL,
	language VARCHAR(8) CHARACTER SET ascii NULL,
	expires_at DATETIME(6) NOT NULL,
	KEY account_link_contact (contact_id, purpose),
	KEY account_link_email (email, purpose),
	KEY account_link_age (expires_at),
	CONSTRAINT account_link_contact FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
	CONSTRAINT account_link_address CHECK ((purpose IN ('registration', 'email')) = (email IS NOT NULL)),
	CONSTRAINT account_link_person CHECK ((purpose = 'registration') =
		(given_name IS NOT NULL AND family_name IS NOT NULL AND password_hash IS NOT NULL)),
	CONSTRAINT account_link_whose CHECK (purpose IN ('registration', 'reset') OR contact_id IS NOT NULL)
) ENGINE=InnoDB;
INSERT INTO account_link (token_hash, purpose, contact_id, expires_at)
	SELECT token_hash, 'invitation', contact_id, expires_at FROM invitation;
DROP TABLE invitation;
