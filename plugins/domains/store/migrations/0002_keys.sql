-- Keys that sign mails of a company's domain (DKIM).
CREATE TABLE domains_key (
	tenant_id TEXT NOT NULL,
	name      TEXT NOT NULL,  -- of the domain
	selector  TEXT NOT NULL,
	record    TEXT NOT NULL,  -- what its TXT record must say
	state     TEXT NOT NULL,  -- waiting, active, retired
	made      BIGINT NOT NULL,
	activated BIGINT,
	until     BIGINT,         -- a retired one's record must stay published until then
	sealed    TEXT NOT NULL,  -- base64url of the sealed private key; empty once it is retired
	PRIMARY KEY (tenant_id, name, selector)
);
