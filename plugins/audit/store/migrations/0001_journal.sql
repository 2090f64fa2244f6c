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

CREATE INDEX audit_entry_actor ON audit_entry (tenant_id, actor, number);
CREATE INDEX audit_entry_actor_kind ON audit_entry (tenant_id, actor, kind, number);
CREATE INDEX audit_entry_subject ON audit_entry (tenant_id, subject, number);
CREATE INDEX audit_entry_at ON audit_entry (tenant_id, at, number);

CREATE TABLE audit_head (
	tenant_id TEXT NOT NULL,
	entries BIGINT NOT NULL,
	hash TEXT NOT NULL,
	mac TEXT NOT NULL,
	forgotten BIGINT NOT NULL,  -- entries that are kept no longer: the chain begins after them
	start TEXT NOT NULL,        -- the hash of the last of them
	PRIMARY KEY (tenant_id)
);

-- What the last check of each chain of a company found.
CREATE TABLE audit_check (
	tenant_id TEXT NOT NULL,
	chain TEXT NOT NULL,
	at BIGINT NOT NULL,
	entries BIGINT NOT NULL,
	fault TEXT NOT NULL,      -- empty: every entry verifies
	PRIMARY KEY (tenant_id, chain)
);
