-- A person's second factors. `totp` is the sealed secret of the authenticator app (base64url), empty: none; `totp_step`
-- the last step whose code was accepted. `seen` is when the person's first session began.
CREATE TABLE auth_person (
	tenant_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	by_sms BIGINT NOT NULL,
	totp TEXT NOT NULL,
	totp_step BIGINT NOT NULL,
	seen BIGINT,
	PRIMARY KEY (tenant_id, user_id)
);

-- Recovery codes, ten a person; `mac` is base64url. A used code keeps its row, so that its number stays taken.
CREATE TABLE auth_recovery (
	tenant_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	number BIGINT NOT NULL,
	mac TEXT NOT NULL,
	used BIGINT,
	PRIMARY KEY (tenant_id, user_id, number)
);

-- Who has given their first proof and waits for the second factor; `token_hash` is that of the browser's cookie. `code`
-- is the MAC of the code that was sent, empty: none. No session exists for them yet.
CREATE TABLE auth_waiting (
	tenant_id TEXT NOT NULL,
	token_hash TEXT NOT NULL,
	user_id TEXT NOT NULL,
	generation BIGINT NOT NULL,
	how TEXT NOT NULL,
	next TEXT NOT NULL,
	code TEXT NOT NULL,
	expires BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, token_hash)
);
CREATE INDEX auth_waiting_user ON auth_waiting (tenant_id, user_id);
CREATE INDEX auth_waiting_expires ON auth_waiting (expires);
