CREATE TABLE policy_list (
	tenant_id TEXT NOT NULL,
	id        TEXT NOT NULL,
	name      TEXT NOT NULL,
	kind      TEXT NOT NULL,     -- words, card, sin
	words     TEXT NOT NULL,     -- one a line; empty for the built-in patterns
	action    TEXT NOT NULL,     -- propose, force
	gates     TEXT NOT NULL,     -- separated by spaces
	is_on     BIGINT NOT NULL,
	changed   BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX policy_list_name ON policy_list (tenant_id, name);
