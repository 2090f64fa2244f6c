-- What was destroyed and is not in the destruction log yet.
CREATE TABLE kernel_destruction (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	at BIGINT NOT NULL,
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
-- Which log belongs to this database; every node writes to the same one.
ALTER TABLE kernel_deployment ADD COLUMN destruction_log TEXT;
