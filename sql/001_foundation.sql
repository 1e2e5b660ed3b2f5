-- Organisation, contacts, accounts, audit, jobs.
-- Instants are UTC and always given by the program: nothing here asks the clock.

CREATE TABLE organisation (
	id TINYINT NOT NULL PRIMARY KEY CHECK (id = 1),
	organisation_name VARCHAR(120) NOT NULL,
	time_zone VARCHAR(60) NOT NULL,
	version BIGINT NOT NULL DEFAULT 1
) ENGINE=InnoDB;
INSERT INTO organisation VALUES (1, 'Your organisation', 'UTC', 1);

CREATE TABLE contact (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	contact_no VARCHAR(32) NULL,
	given_name VARCHAR(80) NOT NULL,
	family_name VARCHAR(80) NOT NULL,
	email VARCHAR(254) NULL,
	sort_name VARCHAR(161) AS (CONCAT(family_name, ' ', given_name)) STORED,
	version BIGINT NOT NULL DEFAULT 1,
	created_at DATETIME(6) NOT NULL,
	UNIQUE KEY contact_no (contact_no),
	UNIQUE KEY contact_email (email),
	KEY contact_sort (sort_name, id)
) ENGINE=InnoDB;

-- Every word of a name, number and e-mail address: searching is by the beginning of words.
CREATE TABLE contact_word (
	word VARCHAR(80) NOT NULL,
	contact_id BIGINT NOT NULL,
	PRIMARY KEY (word, contact_id),
	KEY contact_word_contact (contact_id),
	CONSTRAINT contact_word_contact FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
) ENGINE=InnoDB;

CREATE TABLE account (
	contact_id BIGINT NOT NULL PRIMARY KEY,
	password_hash VARCHAR(128) CHARACTER SET ascii NOT NULL,
	created_at DATETIME(6) NOT NULL,
	last_sign_in_at DATETIME(6) NULL,
	CONSTRAINT account_contact FOREIGN KEY (contact_id) REFERENCES contact (id)
) ENGINE=InnoDB;

CREATE TABLE role_grant (
	contact_id BIGINT NOT NULL,
	role VARCHAR(32) CHARACTER SET ascii NOT NULL
		CHECK (role IN ('sysadmin', 'certification_manager', 'certification_admin', 'staff')),
	PRIMARY KEY (contact_id, role),
	KEY role_grant_role (role),
	CONSTRAINT role_grant_contact FOREIGN KEY (contact_id) REFERENCES contact (id)
) ENGINE=InnoDB;

-- A session is known by the hash of its cookie only.
CREATE TABLE session (
	token_hash CHAR(64) CHARACTER SET ascii NOT NULL PRIMARY KEY,
	contact_id BIGINT NOT NULL,
	created_at DATETIME(6) NOT NULL,
	seen_at DATETIME(6) NOT NULL,
	KEY session_contact (contact_id),
	CONSTRAINT session_account FOREIGN KEY (contact_id) REFERENCES account (contact_id) ON DELETE CASCADE
) ENGINE=InnoDB;

-- Failed sign-ins per account name and per address, both only as hashes.
CREATE TABLE sign_in_failure (
	subject CHAR(64) CHARACTER SET ascii NOT NULL PRIMARY KEY,
	failures BIGINT NOT NULL,
	first_at DATETIME(6) NOT NULL,
	blocked_until DATETIME(6) NULL
) ENGINE=InnoDB;

-- One-time links to set a password.
CREATE TABLE invitation (
	token_hash CHAR(64) CHARACTER SET ascii NOT NULL PRIMARY KEY,
	contact_id BIGINT NOT NULL,
	expires_at DATETIME(6) NOT NULL,
	KEY invitation_contact (contact_id),
	CONSTRAINT invitation_contact FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
) ENGINE=InnoDB;

CREATE TABLE idempotency (
	actor_id BIGINT NOT NULL,
	key_hash CHAR(64) CHARACTER SET ascii NOT NULL,
	request_hash CHAR(64) CHARACTER SET ascii NOT NULL,
	status BIGINT NULL,
	body LONGTEXT NULL,
	created_at DATETIME(6) NOT NULL,
	PRIMARY KEY (actor_id, key_hash),
	KEY idempotency_age (created_at)
) ENGINE=InnoDB;

-- The audit: numbered without gaps in commit order, each entry hashed with the one before it.
CREATE TABLE audit (
	id BIGINT NOT NULL PRIMARY KEY,
	at DATETIME(6) NOT NULL,
	actor_id BIGINT NULL,
	action VARCHAR(64) CHARACTER SET ascii NOT NULL,
	entity VARCHAR(32) CHARACTER SET ascii NOT NULL,
	entity_id BIGINT NOT NULL,
	title VARCHAR(255) NULL,
	reason VARCHAR(1000) NULL,
	via VARCHAR(16) CHARACTER SET ascii NOT NULL,
	request_id VARCHAR(64) CHARACTER SET ascii NULL,
	changes LONGTEXT NOT NULL,
	hash CHAR(64) CHARACTER SET ascii NOT NULL,
	KEY audit_object (entity, entity_id, id),
	KEY audit_actor (actor_id, id),
	KEY audit_action (action, id)
) ENGINE=InnoDB;

CREATE TABLE audit_head (
	id TINYINT NOT NULL PRIMARY KEY CHECK (id = 1),
	last_id BIGINT NOT NULL,
	hash CHAR(64) CHARACTER SET ascii NOT NULL
) ENGINE=InnoDB;
INSERT INTO audit_head VALUES (1, 0, REPEAT('0', 64));

-- Long or later work. A job is leased while it runs, so that a killed runner's job is taken up again.
CREATE TABLE job (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	kind VARCHAR(32) CHARACTER SET ascii NOT NULL,
	args LONGTEXT NULL,
	state VARCHAR(16) CHARACTER SET ascii NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
	run_at DATETIME(6) NOT NULL,
	leased_until DATETIME(6) NULL,
	attempts BIGINT NOT NULL DEFAULT 0,
	done BIGINT NOT NULL DEFAULT 0,
	total BIGINT NULL,
	error VARCHAR(500) NULL,
	result LONGTEXT NULL,
	created_at DATETIME(6) NOT NULL,
	KEY job_due (state, run_at)
) ENGINE=InnoDB;

-- What must leave Laurel once its transaction is committed: mail, webhooks, reports.
CREATE TABLE outbox (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	kind VARCHAR(32) CHARACTER SET ascii NOT NULL,
	payload LONGTEXT NOT NULL,
	created_at DATETIME(6) NOT NULL,
	send_at DATETIME(6) NOT NULL,
	sent_at DATETIME(6) NULL,
	attempts BIGINT NOT NULL DEFAULT 0,
	error VARCHAR(500) NULL,
	KEY outbox_due (sent_at, send_at)
) ENGINE=InnoDB;
