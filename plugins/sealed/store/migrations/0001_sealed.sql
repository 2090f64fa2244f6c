-- A sealed thing of any kind, without its content.
CREATE TABLE sealed_item (
	tenant_id      TEXT NOT NULL,
	id             TEXT NOT NULL,     -- 16 bytes as base64url, as on the wire and in the slot header
	kind           TEXT NOT NULL,     -- Kind::name of the plugin that made it
	owner          TEXT NOT NULL,     -- user who follows it; empty: nobody
	author_name    TEXT NOT NULL,
	author_address TEXT NOT NULL,
	is_verified    BIGINT NOT NULL,   -- the server knows that it was this author
	language       TEXT NOT NULL,
	state          TEXT NOT NULL,     -- draft, sealed, destroying, destroyed
	made           BIGINT NOT NULL,
	sent           BIGINT,
	expires        BIGINT NOT NULL,
	note           BYTEA,             -- sealed by the owner's client
	cause          TEXT,              -- of its destruction: used_up, expired, sender, recipient, abandoned
	destroyed      BIGINT,
	link           TEXT NOT NULL,     -- grant within whose lease it was written; empty: none
	is_of_stranger BIGINT NOT NULL,   -- its author had no account here
	is_in_clear    BIGINT NOT NULL,   -- a text travels beside it without protection
	PRIMARY KEY (tenant_id, id)
);
-- An owner's list, whole and by cause, newest first.
CREATE INDEX sealed_item_owner ON sealed_item (tenant_id, owner, kind, made, id) WHERE sent IS NOT NULL;
CREATE INDEX sealed_item_cause ON sealed_item (tenant_id, owner, kind, cause, made, id) WHERE sent IS NOT NULL;
-- The sweep over all companies; only what lives stands in these three; the second is of an owner who leaves.
CREATE INDEX sealed_item_due ON sealed_item (expires) WHERE state = 'sealed';
CREATE INDEX sealed_item_live ON sealed_item (tenant_id, owner, expires) WHERE state = 'sealed';
CREATE INDEX sealed_item_draft ON sealed_item (made) WHERE state = 'draft';
-- Drafts that end with a lease.
CREATE INDEX sealed_item_linked ON sealed_item (tenant_id, link) WHERE state = 'draft' AND link <> '';

CREATE TABLE sealed_grant (
	tenant_id    TEXT NOT NULL,
	id           TEXT NOT NULL,
	item_id      TEXT NOT NULL,
	position     BIGINT NOT NULL,
	token        TEXT NOT NULL,
	address      TEXT NOT NULL,
	name         TEXT NOT NULL,
	opens        BIGINT NOT NULL,
	opens_left   BIGINT NOT NULL,
	flags        BIGINT NOT NULL,      -- gates in the slot header
	share        BYTEA,                -- S, sealed at rest; gone: nothing opens any more
	slot         BYTEA,
	proof_mac    BYTEA,
	password_mac BYTEA,
	code_mac     BYTEA,
	code_sealed  BYTEA,                -- until the item is sealed
	tries        BIGINT NOT NULL,      -- wrong ones since the last right one
	wait_until   BIGINT NOT NULL,
	first_opened BIGINT,
	is_over      BIGINT NOT NULL,      -- used up and every lease ended, or destroyed
	PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX sealed_grant_token ON sealed_grant (tenant_id, token);
CREATE INDEX sealed_grant_item ON sealed_grant (tenant_id, item_id, position);
-- Grants whose last lease runs: few at any time.
CREATE INDEX sealed_grant_ending ON sealed_grant (tenant_id, id) WHERE is_over = 0 AND opens_left = 0;

-- Gates of plugins; a row goes with its grant.
CREATE TABLE sealed_gate (
	tenant_id  TEXT NOT NULL,
	grant_id   TEXT NOT NULL,
	name       TEXT NOT NULL,
	item_id    TEXT NOT NULL,
	setting    BYTEA NOT NULL,         -- sealed at rest
	state      BYTEA,                  -- sealed at rest; what was asked for last
	ask_after  BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, grant_id, name)
);
CREATE INDEX sealed_gate_item ON sealed_gate (tenant_id, item_id);
-- The operator is told at start which gates no plugin offers any more, over all companies.
CREATE INDEX sealed_gate_name ON sealed_gate (name);

CREATE TABLE sealed_file (
	tenant_id  TEXT NOT NULL,
	item_id    TEXT NOT NULL,
	id         TEXT NOT NULL,
	position   BIGINT NOT NULL,
	blob_id    TEXT NOT NULL,
	bytes      BIGINT NOT NULL,        -- sealed
	PRIMARY KEY (tenant_id, item_id, id)
);

CREATE TABLE sealed_lease (
	tenant_id  TEXT NOT NULL,
	grant_id   TEXT NOT NULL,
	lease_hash BYTEA NOT NULL,         -- SHA-256 of 32 random bytes that only the reader's tab knows
	item_id    TEXT NOT NULL,
	number     BIGINT NOT NULL,        -- which open, from 1
	started    BIGINT NOT NULL,
	expires    BIGINT NOT NULL,
	ended      BIGINT,
	PRIMARY KEY (tenant_id, grant_id, lease_hash)
);
CREATE UNIQUE INDEX sealed_lease_number ON sealed_lease (tenant_id, grant_id, number);
CREATE INDEX sealed_lease_live ON sealed_lease (tenant_id, grant_id, expires) WHERE ended IS NULL;

-- The register of opens and the exact cause of every refusal; without content, it outlives the item.
CREATE TABLE sealed_event (
	tenant_id  TEXT NOT NULL,
	id         TEXT NOT NULL,
	item_id    TEXT NOT NULL,
	owner      TEXT NOT NULL,          -- the item's
	at         BIGINT NOT NULL,        -- when it happened first
	last       BIGINT NOT NULL,        -- when it happened last
	times      BIGINT NOT NULL,        -- how often: repeats are one line
	kind       TEXT NOT NULL,
	sort       TEXT NOT NULL,          -- the filter of the register that shows it
	grant_id   TEXT,
	cause      TEXT NOT NULL,          -- of a refusal; file of a download; else empty
	number     BIGINT NOT NULL,        -- of an open; tries left; else 0
	most       BIGINT NOT NULL,        -- how many opens the link had when it was opened; else 0
	address    TEXT NOT NULL,
	agent      TEXT NOT NULL,
	is_told    BIGINT NOT NULL,        -- the owner's mail about it is queued
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX sealed_event_owner ON sealed_event (tenant_id, owner, at, id);
CREATE INDEX sealed_event_sort ON sealed_event (tenant_id, owner, sort, at, id);
CREATE INDEX sealed_event_item ON sealed_event (tenant_id, item_id, at, id);
CREATE INDEX sealed_event_grant ON sealed_event (tenant_id, grant_id, kind, at);

CREATE TABLE sealed_receipt (
	tenant_id  TEXT NOT NULL,
	number     BIGINT NOT NULL,        -- from 1, without a gap
	item_id    TEXT NOT NULL,
	body       TEXT NOT NULL,          -- canonical JSON
	hash       BYTEA NOT NULL,
	signature  BYTEA NOT NULL,
	public_key BYTEA NOT NULL,
	PRIMARY KEY (tenant_id, number)
);
CREATE UNIQUE INDEX sealed_receipt_item ON sealed_receipt (tenant_id, item_id);

-- Where each company's chain of receipts ends, under a MAC: the newest receipts cannot be taken away unnoticed.
CREATE TABLE sealed_receipt_end (
	tenant_id TEXT NOT NULL,
	number    BIGINT NOT NULL,
	hash      BYTEA NOT NULL,
	mac       BYTEA NOT NULL,          -- empty: what stood here before was not true
	PRIMARY KEY (tenant_id)
);
