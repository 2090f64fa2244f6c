-- What identity providers say of people and groups beyond what the directory keeps.
-- `user_name` is empty for whoever is called by their address; `is_removed` 1: a DELETE has hidden the person.
CREATE TABLE scim_person (
	tenant_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	user_name TEXT NOT NULL,
	external_id TEXT NOT NULL,
	is_removed BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, user_id)
);
CREATE UNIQUE INDEX scim_person_name ON scim_person (tenant_id, user_name) WHERE user_name <> '';
CREATE INDEX scim_person_external ON scim_person (tenant_id, external_id, user_id);
CREATE INDEX scim_person_removed ON scim_person (tenant_id, user_id) WHERE is_removed = 1;

CREATE TABLE scim_group (
	tenant_id TEXT NOT NULL,
	group_id TEXT NOT NULL,
	external_id TEXT NOT NULL,
	changed BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, group_id)
);
