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

-- `time_zone` is empty for whoever follows the company's.
CREATE TABLE directory_person (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	address TEXT NOT NULL,
	role TEXT NOT NULL,
	language TEXT NOT NULL,
	time_zone TEXT NOT NULL,
	is_active BIGINT NOT NULL,
	created BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX directory_person_address ON directory_person (tenant_id, address);
CREATE INDEX directory_person_role ON directory_person (tenant_id, role, is_active, id);
