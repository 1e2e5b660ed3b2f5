-- Registrations for offerings, seats, carts, orders, payments and refunds.

-- Seats are counted on the offering itself, whose row is locked whenever one is taken or freed; whatever goes
-- wrong elsewhere, the database refuses one seat too many.
ALTER TABLE offering
	ADD seats_taken BIGINT NOT NULL DEFAULT 0 CHECK (seats_taken >= 0),
	ADD seats_waiting BIGINT NOT NULL DEFAULT 0 CHECK (seats_waiting >= 0),
	ADD refund_days BIGINT NULL CHECK (refund_days BETWEEN 1 AND 365), -- NULL: the organisation's
	ADD KEY offering_when (status, starts_at, id),
	ADD CONSTRAINT offering_seats CHECK (capacity IS NULL OR seats_taken <= capacity);

ALTER TABLE organisation
	ADD refund_days BIGINT NOT NULL DEFAULT 7 CHECK (refund_days BETWEEN 0 AND 365),
	ADD hold_minutes BIGINT NOT NULL DEFAULT 30 CHECK (hold_minutes BETWEEN 5 AND 1440),
	ADD promotion_hours BIGINT NOT NULL DEFAULT 48 CHECK (promotion_hours BETWEEN 1 AND 336);

-- "order" is a word of SQL.
CREATE TABLE sales_order (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	contact_id BIGINT NOT NULL,
	state VARCHAR(16) CHARACTER SET ascii NOT NULL CHECK (state IN
		('awaiting_payment', 'invoiced', 'paid', 'complete', 'cancelled', 'partly_refunded', 'refunded')),
	method VARCHAR(8) CHARACTER SET ascii NOT NULL CHECK (method IN ('free', 'invoice', 'card')),
	currency CHAR(3) CHARACTER SET ascii NULL,
	total_minor BIGINT NOT NULL CHECK (total_minor >= 0),
	-- given back or, of an invoice that was not paid, no longer asked for
	refunded_minor BIGINT NOT NULL DEFAULT 0,
	invoice_no BIGINT NULL, -- without gaps
	payment_session VARCHAR(255) CHARACTER SET ascii NULL,
	payment_url VARCHAR(2048) CHARACTER SET ascii NULL,
	payment_attempts BIGINT NOT NULL DEFAULT 0,
	payment_opened_at DATETIME(6) NULL,
	payment_expires_at DATETIME(6) NULL,
	payment_intent VARCHAR(255) CHARACTER SET ascii NULL,
	created_at DATETIME(6) NOT NULL,
	created_by BIGINT NULL,
	paid_at DATETIME(6) NULL,
	cancelled_at DATETIME(6) NULL,
	version BIGINT NOT NULL DEFAULT 1,
	UNIQUE KEY sales_order_invoice (invoice_no),
	UNIQUE KEY sales_order_session (payment_session),
	UNIQUE KEY sales_order_intent (payment_intent),
	KEY sales_order_contact (contact_id, id),
	KEY sales_order_state (state, id),
	CONSTRAINT sales_order_contact FOREIGN KEY (contact_id) REFERENCES contact (id),
	CONSTRAINT sales_order_refunded CHECK (refunded_minor BETWEEN 0 AND total_minor),
	CONSTRAINT sales_order_currency CHECK (total_minor = 0 OR currency IS NOT NULL)
) ENGINE=InnoDB;

CREATE TABLE invoice_head (
	id TINYINT NOT NULL PRIMARY KEY CHECK (id = 1),
	last_no BIGINT NOT NULL
) ENGINE=InnoDB;
INSERT INTO invoice_head VALUES (1, 0);

-- A contact's place in an offering, or in the line for one.
CREATE TABLE registration (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, -- also the place in the line: given under the offering's lock
	offering_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	enrollment_id BIGINT NULL, -- made for it, and purged with it
	order_id BIGINT NULL,      -- NULL: in the cart, or nothing to pay
	state VARCHAR(12) CHARACTER SET ascii NOT NULL
		CHECK (state IN ('pending', 'waiting', 'registered', 'attended', 'cancelled')),
	-- how a price is asked for once there is a seat: through the cart, by invoice, or not at all
	billing VARCHAR(8) CHARACTER SET ascii NOT NULL CHECK (billing IN ('cart', 'invoice', 'none')),
	price_minor BIGINT NOT NULL DEFAULT 0 CHECK (price_minor >= 0),
	price_currency CHAR(3) CHARACTER SET ascii NULL,
	hold_until DATETIME(6) NULL,
	promoted_at DATETIME(6) NULL,
	cancelled_at DATETIME(6) NULL,
	cancelled_by BIGINT NULL,
	cancel_cause VARCHAR(16) CHARACTER SET ascii NULL
		CHECK (cancel_cause IN ('asked', 'expired', 'order', 'offering')),
	created_at DATETIME(6) NOT NULL,
	created_by BIGINT NULL,
	version BIGINT NOT NULL DEFAULT 1,
	live TINYINT AS (IF(state = 'cancelled', NULL, 1)) STORED,
	UNIQUE KEY registration_live (offering_id, contact_id, live), -- at most one that counts
	KEY registration_line (offering_id, state, id),
	KEY registration_contact (contact_id, state, id),
	KEY registration_hold (state, hold_until),
	KEY registration_enrollment (enrollment_id),
	KEY registration_order (order_id),
	CONSTRAINT registration_offering FOREIGN KEY (offering_id) REFERENCES offering (id),
	CONSTRAINT registration_contact FOREIGN KEY (contact_id) REFERENCES contact (id),
	CONSTRAINT registration_enrollment FOREIGN KEY (enrollment_id) REFERENCES enrollment (id),
	CONSTRAINT registration_order FOREIGN KEY (order_id) REFERENCES sales_order (id),
	CONSTRAINT registration_held CHECK ((state = 'pending') = (hold_until IS NOT NULL)),
	CONSTRAINT registration_ended CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL)),
	CONSTRAINT registration_price CHECK (price_minor = 0 OR price_currency IS NOT NULL)
) ENGINE=InnoDB;

-- What was bought, as it was called and what it cost then; the registration may be purged.
CREATE TABLE order_line (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	order_id BIGINT NOT NULL,
	registration_id BIGINT NULL,
	offering_id BIGINT NOT NULL,
	title VARCHAR(200) NOT NULL,
	amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
	refunded_minor BIGINT NOT NULL DEFAULT 0,
	KEY order_line_order (order_id),
	KEY order_line_registration (registration_id),
	CONSTRAINT order_line_order FOREIGN KEY (order_id) REFERENCES sales_order (id),
	CONSTRAINT order_line_registration FOREIGN KEY (registration_id) REFERENCES registration (id) ON DELETE SET NULL,
	CONSTRAINT order_line_offering FOREIGN KEY (offering_id) REFERENCES offering (id),
	CONSTRAINT order_line_refunded CHECK (refunded_minor BETWEEN 0 AND amount_minor)
) ENGINE=InnoDB;

-- Money on its way back. By the card's provider, or by hand where the money came by bank.
CREATE TABLE refund (
	id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
	order_id BIGINT NOT NULL,
	amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
	state VARCHAR(8) CHARACTER SET ascii NOT NULL CHECK (state IN ('queued', 'manual', 'done', 'failed')),
	cause VARCHAR(200) NOT NULL,
	payment_intent VARCHAR(255) CHARACTER SET ascii NULL, -- what is given back of
	provider_ref VARCHAR(255) CHARACTER SET ascii NULL,
	error VARCHAR(500) NULL,
	created_at DATETIME(6) NOT NULL,
	done_at DATETIME(6) NULL,
	KEY refund_order (order_id),
	CONSTRAINT refund_order FOREIGN KEY (order_id) REFERENCES sales_order (id)
) ENGINE=InnoDB;

-- Each message of the provider, once.
CREATE TABLE payment_event (
	event_id VARCHAR(255) CHARACTER SET ascii NOT NULL PRIMARY KEY,
	kind VARCHAR(64) CHARACTER SET ascii NOT NULL,
	order_id BIGINT NULL,
	outcome VARCHAR(32) CHARACTER SET ascii NOT NULL,
	detail VARCHAR(500) NULL,
	received_at DATETIME(6) NOT NULL,
	KEY payment_event_order (order_id)
) ENGINE=InnoDB;
