CREATE TABLE messages_option_template (
	tenant_id  TEXT NOT NULL,
	id         TEXT NOT NULL,
	owner      TEXT,               -- user; NULL: the company's
	name       TEXT NOT NULL,
	options    TEXT NOT NULL,      -- JSON, as on the wire
	is_default BIGINT NOT NULL,    -- one at most of each owner
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX messages_option_template_owner ON messages_option_template (tenant_id, owner, name);
