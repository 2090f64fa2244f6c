-- Mails that were handed over, for as long as other servers may still send them back.
CREATE TABLE mail_sent (
	tenant_id TEXT NOT NULL,
	id        TEXT NOT NULL,    -- of the outbox
	token     TEXT NOT NULL,    -- SHA-256 of its return path's token, in hexadecimal
	kind      TEXT NOT NULL,
	about     TEXT NOT NULL,
	made      BIGINT NOT NULL,
	delays    BIGINT NOT NULL,  -- how often another server said that it is late
	PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX mail_sent_token ON mail_sent (token);
CREATE INDEX mail_sent_made ON mail_sent (made);
