-- Mails that wait for the mail server, and those that the demonstration postbox shows. `sealed` is base64url of the
-- sealed mail; an empty one has been erased.
CREATE TABLE mail_outbox (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	about TEXT NOT NULL,
	state TEXT NOT NULL,
	made BIGINT NOT NULL,
	sealed TEXT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX mail_outbox_made ON mail_outbox (made);
CREATE INDEX mail_outbox_waiting ON mail_outbox (made) WHERE state = 'waiting';

CREATE TABLE mail_postbox (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	made BIGINT NOT NULL,
	sealed TEXT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX mail_postbox_made ON mail_postbox (made);
