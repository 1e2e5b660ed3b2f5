-- Requirements that are met by credits: so much of a type, from the ledger.

ALTER TABLE version_requirement
	ADD COLUMN min_credits DECIMAL(8,2) NULL CHECK (min_credits > 0),
	ADD COLUMN credit_type_id BIGINT NULL,
	ADD COLUMN since_enrollment BOOLEAN NOT NULL DEFAULT FALSE, -- what was awarded before does not count
	ADD KEY version_requirement_credit (credit_type_id),
	ADD CONSTRAINT version_requirement_credit FOREIGN KEY (credit_type_id) REFERENCES credit_type (id),
	ADD CONSTRAINT version_requirement_credits CHECK ((min_credits IS NULL) = (credit_type_id IS NULL)),
	ADD CONSTRAINT version_requirement_since CHECK (min_credits IS NOT NULL OR NOT since_enrollment);

ALTER TABLE completion
	MODIFY COLUMN evidence VARCHAR(16) CHARACTER SET ascii NOT NULL
		CHECK (evidence IN ('manual', 'attendance', 'course', 'waiver', 'credits'));
