-- What companies have chosen for themselves; no row: the deployment's value.
CREATE TABLE kernel_tenant_setting (
	tenant_id TEXT NOT NULL,
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (tenant_id, name)
);
