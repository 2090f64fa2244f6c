-- How much a person used of what their plan limits by the month (202611, UTC), such as API requests; one row a person
-- and limit, which counts anew when the month changes.
CREATE TABLE licensing_use (
	tenant_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	limited TEXT NOT NULL,
	month BIGINT NOT NULL,
	used BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, user_id, limited)
);
