-- Passkeys of people. `id` is the credential's (base64url), `public_key` as libfido2 takes it (base64url), `counter` the
-- last one seen; 0: the authenticator counts nothing. Both hold no secret.
CREATE TABLE passkeys_credential (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	name TEXT NOT NULL,
	public_key TEXT NOT NULL,
	algorithm BIGINT NOT NULL,
	counter BIGINT NOT NULL,
	made BIGINT NOT NULL,
	last_used BIGINT,
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX passkeys_credential_user ON passkeys_credential (tenant_id, user_id);

-- Challenges that were answered, so that each counts once.
CREATE TABLE passkeys_challenge (
	tenant_id TEXT NOT NULL,
	nonce TEXT NOT NULL,
	expires BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, nonce)
);
CREATE INDEX passkeys_challenge_expires ON passkeys_challenge (expires);
