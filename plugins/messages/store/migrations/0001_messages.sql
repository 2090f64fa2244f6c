CREATE TABLE messages_message (
	tenant_id       TEXT NOT NULL,
	id              TEXT NOT NULL,     -- 16 bytes as base64url, as on the wire and in the slot header
	sender          TEXT NOT NULL,     -- user
	sender_name     TEXT NOT NULL,
	sender_address  TEXT NOT NULL,
	sender_zone     TEXT NOT NULL,
	sender_language TEXT NOT NULL,
	language        TEXT NOT NULL,
	opens           BIGINT NOT NULL,   -- of each recipient
	gates           BIGINT NOT NULL,   -- flags of the slot header
	delivery        TEXT NOT NULL,     -- mail, link
	state           TEXT NOT NULL,     -- draft, sent, destroying, destroyed
	made            BIGINT NOT NULL,
	sent            BIGINT,
	expires         BIGINT NOT NULL,
	note            BYTEA,             -- sealed by the sender's client
	cause           TEXT,              -- of its destruction: used_up, expired, sender, recipient, abandoned
	destroyed       BIGINT,
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX messages_message_sender ON messages_message (tenant_id, sender, made);
CREATE INDEX messages_message_due ON messages_message (state, expires);

CREATE TABLE messages_grant (
	tenant_id    TEXT NOT NULL,
	id           TEXT NOT NULL,
	message_id   TEXT NOT NULL,
	position     BIGINT NOT NULL,
	token        TEXT NOT NULL,
	address      TEXT NOT NULL,
	name         TEXT NOT NULL,
	opens        BIGINT NOT NULL,
	opens_left   BIGINT NOT NULL,
	share        BYTEA,                -- S, sealed at rest; gone: nothing opens any more
	slot         BYTEA,
	proof_mac    BYTEA,
	password_mac BYTEA,
	code_mac     BYTEA,
	code_sealed  BYTEA,                -- until it is sent
	tries        BIGINT NOT NULL,      -- wrong ones since the last right one
	wait_until   BIGINT NOT NULL,
	first_opened BIGINT,
	delivered    BIGINT,               -- 1, 0, or not known yet
	is_over      BIGINT NOT NULL,      -- used up and every lease ended, or destroyed
	PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX messages_grant_token ON messages_grant (tenant_id, token);
CREATE INDEX messages_grant_message ON messages_grant (tenant_id, message_id);
CREATE INDEX messages_grant_over ON messages_grant (is_over, opens_left);

CREATE TABLE messages_file (
	tenant_id  TEXT NOT NULL,
	message_id TEXT NOT NULL,
	id         TEXT NOT NULL,
	position   BIGINT NOT NULL,
	blob_id    TEXT NOT NULL,
	bytes      BIGINT NOT NULL,        -- sealed
	PRIMARY KEY (tenant_id, message_id, id)
);

CREATE TABLE messages_lease (
	tenant_id  TEXT NOT NULL,
	grant_id   TEXT NOT NULL,
	lease_hash BYTEA NOT NULL,         -- SHA-256 of 32 random bytes that only the reader's tab knows
	message_id TEXT NOT NULL,
	number     BIGINT NOT NULL,        -- which open, from 1
	started    BIGINT NOT NULL,
	expires    BIGINT NOT NULL,
	ended      BIGINT,
	PRIMARY KEY (tenant_id, grant_id, lease_hash)
);
CREATE UNIQUE INDEX messages_lease_number ON messages_lease (tenant_id, grant_id, number);

-- The register of opens and the exact cause of every refusal; without content, it outlives the message.
CREATE TABLE messages_event (
	tenant_id  TEXT NOT NULL,
	message_id TEXT NOT NULL,
	id         TEXT NOT NULL,
	at         BIGINT NOT NULL,
	kind       TEXT NOT NULL,
	grant_id   TEXT,
	cause      TEXT NOT NULL,          -- of a refusal; file of a download; else empty
	number     BIGINT NOT NULL,        -- of an open; tries left; else 0
	address    TEXT NOT NULL,
	agent      TEXT NOT NULL,
	is_told    BIGINT NOT NULL,        -- the sender's mail about it is queued
	PRIMARY KEY (tenant_id, message_id, id)
);

CREATE TABLE messages_receipt (
	tenant_id  TEXT NOT NULL,
	number     BIGINT NOT NULL,        -- from 1, without a gap
	message_id TEXT NOT NULL,
	body       TEXT NOT NULL,          -- canonical JSON
	hash       BYTEA NOT NULL,
	signature  BYTEA NOT NULL,
	public_key BYTEA NOT NULL,
	PRIMARY KEY (tenant_id, number)
);
CREATE UNIQUE INDEX messages_receipt_message ON messages_receipt (tenant_id, message_id);
