-- What companies, their groups and their people say about settings. subject: the id of a group or person; empty: the
-- company. value is null where only a lock or bounds are said. No row: what the levels above say.
CREATE TABLE kernel_tenant_setting (
	tenant_id TEXT NOT NULL,
	subject TEXT NOT NULL DEFAULT '',
	name TEXT NOT NULL,
	value TEXT,
	is_locked BIGINT NOT NULL DEFAULT 0,
	min_value TEXT NOT NULL DEFAULT '',
	max_value TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (tenant_id, subject, name)
);
