-- What a message has besides the sealed item of the same id (plugin sealed).
CREATE TABLE messages_message (
	tenant_id       TEXT NOT NULL,
	id              TEXT NOT NULL,
	sender          TEXT NOT NULL,     -- user; empty: written by a recipient outside
	sender_name     TEXT NOT NULL,
	sender_address  TEXT NOT NULL,
	sender_zone     TEXT NOT NULL,
	sender_language TEXT NOT NULL,
	delivery        TEXT NOT NULL,     -- mail, sms, link, eml
	is_files_only   BIGINT NOT NULL,   -- subject and body travelled in clear in the mail
	made            BIGINT NOT NULL,
	sent            BIGINT,
	is_over         BIGINT NOT NULL,   -- destroyed, or a draft that was given up
	in_reply_to     TEXT NOT NULL,     -- message; empty in one that begins a conversation
	thread          TEXT NOT NULL,     -- the conversation's first message
	reply_grant     TEXT NOT NULL,     -- written within a lease of this grant, not by somebody who had signed in; or empty
	receiver        TEXT NOT NULL,     -- user to whom it replies; empty: a recipient outside
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX messages_message_receiver ON messages_message (tenant_id, receiver, made, id) WHERE sent IS NOT NULL;
CREATE INDEX messages_message_thread ON messages_message (tenant_id, thread, sent, id);

-- What is known of how a recipient's link travels; a row goes with the recipient's grant.
CREATE TABLE messages_recipient (
	tenant_id  TEXT NOT NULL,
	grant_id   TEXT NOT NULL,
	message_id TEXT NOT NULL,
	mobile     BYTEA,              -- where the link goes by SMS, sealed at rest; NULL: another way of delivery
	delivered  BIGINT,             -- 1, 0, or not known yet
	PRIMARY KEY (tenant_id, grant_id)
);
CREATE INDEX messages_recipient_message ON messages_recipient (tenant_id, message_id);
