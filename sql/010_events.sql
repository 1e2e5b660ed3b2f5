-- Attendance: the minutes of one person at one event, over all joins; the percentage always follows from them.
CREATE TABLE event_attendance (
	event_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	minutes BIGINT NOT NULL CHECK (minutes >= 0),
	score DECIMAL(8,2) NULL,
	import_id BIGINT NULL,
	version BIGINT NOT NULL DEFAULT 1,
	changed_at DATETIME(6) NOT NULL,
	PRIMARY KEY (event_id, contact_id),
	KEY event_attendance_contact (contact_id),
	CONSTRAINT event_attendance_event FOREIGN KEY (event_id) REFERENCES event (id),
	CONSTRAINT event_attendance_contact FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE
) ENGINE=InnoDB;
