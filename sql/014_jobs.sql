-- A job that gets further each time may be interrupted as often as it likes.
ALTER TABLE job ADD COLUMN advanced_in BIGINT NOT NULL DEFAULT 0; -- the attempt in which it last got further
