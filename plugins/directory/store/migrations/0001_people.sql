-- Companies, the hosts that name them, and their people.
CREATE TABLE directory_tenant (
	tenant_id TEXT NOT NULL,
	name TEXT NOT NULL,
	language TEXT NOT NULL,
	time_zone TEXT NOT NULL,
	brand TEXT NOT NULL,
	created BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	PRIMARY KEY (tenant_id)
);

CREATE TABLE directory_host (
	tenant_id TEXT NOT NULL,
	host TEXT NOT NULL,
	position BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, host)
);
CREATE UNIQUE INDEX directory_host_name ON directory_host (host);

-- `name` is first and last name; `folded` is it and the address in lower case without accents, for order and search.
-- `time_zone` is empty for whoever follows the company's; `last_sent` is 0 for who never sent a message; `is_invited` is
-- 1 until the activation mail of an import is queued.
CREATE TABLE directory_person (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	first_name TEXT NOT NULL,
	last_name TEXT NOT NULL,
	name TEXT NOT NULL,
	folded TEXT NOT NULL,
	address TEXT NOT NULL,
	role TEXT NOT NULL,
	language TEXT NOT NULL,
	time_zone TEXT NOT NULL,
	is_active BIGINT NOT NULL,
	last_sent BIGINT NOT NULL,
	is_invited BIGINT NOT NULL,
	created BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX directory_person_address ON directory_person (tenant_id, address);
CREATE INDEX directory_person_invited ON directory_person (tenant_id, id) WHERE is_invited = 1;
CREATE INDEX directory_person_role ON directory_person (tenant_id, role, is_active, id);
-- The rest of their columns lets a search walk the index alone.
CREATE INDEX directory_person_name ON directory_person (tenant_id, folded, id, role, is_active);
CREATE INDEX directory_person_sent ON directory_person (tenant_id, last_sent, id, folded, role, is_active);

-- A new address that awaits its proof: a link in a mail to it, whose token is here as a hash.
CREATE TABLE directory_address_change (
	tenant_id TEXT NOT NULL,
	person_id TEXT NOT NULL,
	address TEXT NOT NULL,
	token_hash TEXT NOT NULL,
	asked_by TEXT NOT NULL,
	expires BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, person_id)
);
CREATE UNIQUE INDEX directory_address_change_token ON directory_address_change (tenant_id, token_hash);
CREATE INDEX directory_address_change_expires ON directory_address_change (expires);
