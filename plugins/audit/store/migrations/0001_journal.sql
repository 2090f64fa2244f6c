-- The journal: one chain per tenant, and where each ends.
CREATE TABLE audit_entry (
	tenant_id TEXT NOT NULL,
	number BIGINT NOT NULL,
	at BIGINT NOT NULL,
	kind TEXT NOT NULL,
	actor TEXT NOT NULL,
	subject TEXT NOT NULL,
	details TEXT NOT NULL,
	address TEXT NOT NULL,
	previous TEXT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (tenant_id, number)
);
CREATE INDEX audit_entry_kind ON audit_entry (tenant_id, kind, number);

CREATE TABLE audit_head (
	tenant_id TEXT NOT NULL,
	entries BIGINT NOT NULL,
	hash TEXT NOT NULL,
	mac TEXT NOT NULL,
	PRIMARY KEY (tenant_id)
);
