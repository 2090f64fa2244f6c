-- Who asked for a link and is not answered yet. `sealed` is base64url of the sealed address and page.
CREATE TABLE auth_request (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	made BIGINT NOT NULL,
	sealed TEXT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX auth_request_made ON auth_request (made);

-- Links that were mailed; the token itself and the code stand in the mail only. `browser` is the hash of the cookie of
-- the browser that asked, `code` a MAC, `generation` that of the right to begin a session, `how` the
-- way that it went: mail or sms.
CREATE TABLE auth_link (
	tenant_id TEXT NOT NULL,
	token_hash TEXT NOT NULL,
	user_id TEXT NOT NULL,
	generation BIGINT NOT NULL,
	next TEXT NOT NULL,
	browser TEXT NOT NULL,
	how TEXT NOT NULL,
	code TEXT NOT NULL,
	expires BIGINT NOT NULL,
	used BIGINT,
	PRIMARY KEY (tenant_id, token_hash)
);
CREATE INDEX auth_link_browser ON auth_link (tenant_id, browser);
CREATE INDEX auth_link_user ON auth_link (tenant_id, user_id);
CREATE INDEX auth_link_expires ON auth_link (expires);

-- Answered anti-robot challenges, so that each counts once.
CREATE TABLE auth_proof (
	tenant_id TEXT NOT NULL,
	nonce TEXT NOT NULL,
	expires BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, nonce)
);
CREATE INDEX auth_proof_expires ON auth_proof (expires);

-- How often an address or a network asked; `bucket` is a mac of it.
CREATE TABLE auth_rate (
	tenant_id TEXT NOT NULL,
	bucket TEXT NOT NULL,
	started BIGINT NOT NULL,
	asked BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, bucket)
);
CREATE INDEX auth_rate_started ON auth_rate (started);

-- Browsers in which a person has signed in; `mark` is a MAC of the browser's cookie and the person's address.
CREATE TABLE auth_browser (
	tenant_id TEXT NOT NULL,
	mark TEXT NOT NULL,
	user_id TEXT NOT NULL,
	seen BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, mark)
);
CREATE INDEX auth_browser_user ON auth_browser (tenant_id, user_id);
CREATE INDEX auth_browser_seen ON auth_browser (seen);
