-- Migrations are numbered and never edited after a release. Write one file for both databases, or two:
-- NNNN_name.sqlite.sql and NNNN_name.postgresql.sql.
CREATE TABLE @TABLES@_wave (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
