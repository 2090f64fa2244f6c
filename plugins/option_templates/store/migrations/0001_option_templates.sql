-- Options of messages, saved under a name by their owner.
CREATE TABLE option_templates_template (
	tenant_id  TEXT NOT NULL,
	id         TEXT NOT NULL,
	owner      TEXT NOT NULL,      -- user; empty: the company's
	name       TEXT NOT NULL,
	options    TEXT NOT NULL,      -- JSON, as on the wire
	is_default BIGINT NOT NULL,    -- one at most of each owner
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX option_templates_template_owner ON option_templates_template (tenant_id, owner, name);
