-- Mail: what is to be sent, who wants what, in which language and time zone.

-- Without one of their own, people are written to in the organisation's.
ALTER TABLE contact
	ADD language VARCHAR(8) CHARACTER SET ascii NULL,
	ADD time_zone VARCHAR(60) NULL,
	ADD KEY contact_time_zone (time_zone), -- which time zones there are
	ADD CONSTRAINT contact_language CHECK (language IN ('en', 'de', 'fr', 'es'));
ALTER TABLE organisation
	ADD language VARCHAR(8) CHARACTER SET ascii NOT NULL DEFAULT 'en',
	ADD CONSTRAINT organisation_language CHECK (language IN ('en', 'de', 'fr', 'es'));

-- Written in the transaction that causes the mail, sent after its commit.
CREATE TABLE mail (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	contact_id BIGINT NULL,
	address VARCHAR(254) NULL, -- NULL: the contact's, as it is when the mail is sent
	language VARCHAR(8) CHARACTER SET ascii NULL, -- for people who are no contact yet
	template VARCHAR(32) CHARACTER SET ascii NOT NULL,
	vars LONGTEXT NULL, -- NULL: forgotten, once a mail with a secret link has left
	dedupe VARCHAR(120) CHARACTER SET ascii NULL,
	kind VARCHAR(16) CHARACTER SET ascii NULL, -- what the person may have refused; NULL: it always comes
	enrollment_id BIGINT NULL, -- a reminder of it, which is pointless once it is open no more
	ics TEXT NULL,
	state VARCHAR(8) CHARACTER SET ascii NOT NULL DEFAULT 'waiting'
		CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'unclear', 'skipped')),
	send_at DATETIME(6) NOT NULL, -- while sending: when whoever does it must have died
	attempts BIGINT NOT NULL DEFAULT 0,
	error VARCHAR(500) NULL,
	created_at DATETIME(6) NOT NULL,
	ended_at DATETIME(6) NULL, -- when it was sent, given up or skipped
	version BIGINT NOT NULL DEFAULT 1,
	UNIQUE KEY mail_dedupe (dedupe),
	KEY mail_due (state, send_at),
	KEY mail_state (state, id),
	KEY mail_contact (contact_id),
	CONSTRAINT mail_contact FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
	CONSTRAINT mail_whom CHECK (contact_id IS NOT NULL OR address IS NOT NULL)
) ENGINE=InnoDB;

-- The kinds of optional mail that somebody does not want.
CREATE TABLE mail_refusal (
	contact_id BIGINT NOT NULL,
	kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
	PRIMARY KEY (contact_id, kind),
	CONSTRAINT mail_refusal_contact FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
) ENGINE=InnoDB;

-- Signs the links by which people refuse mails without signing in.
CREATE TABLE mail_key (
	id TINYINT NOT NULL PRIMARY KEY CHECK (id = 1),
	secret CHAR(64) CHARACTER SET ascii NOT NULL
) ENGINE=InnoDB;

-- Up to which day the reminders of the people of a time zone are written.
CREATE TABLE mail_sweep (
	time_zone VARCHAR(60) NOT NULL PRIMARY KEY,
	swept_on DATE NOT NULL,
	swept_at DATETIME(6) NOT NULL
) ENGINE=InnoDB;

-- How many days before a date people are reminded of it.
CREATE TABLE program_reminder (
	program_id BIGINT NOT NULL,
	days BIGINT NOT NULL CHECK (days BETWEEN 1 AND 366),
	PRIMARY KEY (program_id, days),
	CONSTRAINT program_reminder_program FOREIGN KEY (program_id) REFERENCES program (id)
) ENGINE=InnoDB;
