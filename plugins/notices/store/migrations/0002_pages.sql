-- Who wrote a notice (empty: the operator, by a command), and how many people heard of its topic then.
ALTER TABLE notices_notice ADD COLUMN author TEXT NOT NULL DEFAULT '';
ALTER TABLE notices_notice ADD COLUMN people BIGINT NOT NULL DEFAULT 0;
