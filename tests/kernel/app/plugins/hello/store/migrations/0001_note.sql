CREATE TABLE hello_note (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	text TEXT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
