-- all tenants: one row, of the deployment itself
CREATE TABLE kernel_deployment (
	id BIGINT NOT NULL PRIMARY KEY,
	public_key TEXT NOT NULL,
	is_demonstration BIGINT NOT NULL DEFAULT 0
);
