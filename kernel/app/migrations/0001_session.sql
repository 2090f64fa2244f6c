CREATE TABLE kernel_session (
	tenant_id TEXT NOT NULL,
	cookie_hash TEXT NOT NULL,
	user_id TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	seen_at BIGINT NOT NULL,
	device TEXT NOT NULL,
	address TEXT NOT NULL,
	PRIMARY KEY (tenant_id, cookie_hash)
);
CREATE INDEX kernel_session_user ON kernel_session (tenant_id, user_id);
CREATE INDEX kernel_session_seen ON kernel_session (seen_at);
CREATE INDEX kernel_session_made ON kernel_session (made_at);

-- How often all sessions of a user were ended; whoever began to sign in before the last time begins no session.
CREATE TABLE kernel_session_end (
	tenant_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	generation BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, user_id)
);
