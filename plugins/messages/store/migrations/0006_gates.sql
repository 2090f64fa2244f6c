-- Each recipient has gates of his own; those of plugins keep a setting (a mobile number, a question) sealed at rest.
ALTER TABLE messages_grant ADD COLUMN gates BIGINT NOT NULL DEFAULT 0;  -- flags of the slot header
UPDATE messages_grant SET gates = (
	SELECT m.gates FROM messages_message m
	WHERE m.tenant_id = messages_grant.tenant_id AND m.id = messages_grant.message_id);

CREATE TABLE messages_gate (
	tenant_id  TEXT NOT NULL,
	grant_id   TEXT NOT NULL,
	name       TEXT NOT NULL,      -- sms, or a plugin's
	message_id TEXT NOT NULL,
	setting    BYTEA NOT NULL,     -- sealed
	state      BYTEA,              -- sealed; what was asked for last
	ask_after  BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, grant_id, name)
);
CREATE INDEX messages_gate_message ON messages_gate (tenant_id, message_id);
