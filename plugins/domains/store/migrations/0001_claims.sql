CREATE TABLE domains_claim (
	tenant_id     TEXT NOT NULL,
	id            TEXT NOT NULL,
	name          TEXT NOT NULL,    -- lower-case ASCII
	txt           TEXT NOT NULL,    -- what its TXT record must say
	state         TEXT NOT NULL,    -- waiting, proved, failing, lapsed, refused
	proof         TEXT NOT NULL,    -- none, record, operator
	finding       TEXT NOT NULL,    -- of the last look
	made          BIGINT NOT NULL,
	seen          BIGINT,
	failing_since BIGINT,
	checked       BIGINT,
	next          BIGINT,           -- when the schedule looks again
	is_reminded   BIGINT NOT NULL,
	reading       TEXT NOT NULL,    -- JSON: what the domain publishes about mail
	reason        TEXT NOT NULL,    -- why the operator refused it
	sending       TEXT NOT NULL,    -- off, ready, broken: whether mails may leave from its addresses
	sending_fault TEXT NOT NULL,    -- why they may not
	sending_seen  BIGINT,           -- when all was last as it must be
	PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX domains_claim_name ON domains_claim (tenant_id, name);
CREATE INDEX domains_claim_next ON domains_claim (next);

-- all tenants: one company has a domain, in the whole deployment
CREATE TABLE domains_owner (
	name         TEXT NOT NULL,
	tenant_id    TEXT NOT NULL,
	covers_below BIGINT NOT NULL,  -- nobody else gets a name below it
	PRIMARY KEY (name)
);
