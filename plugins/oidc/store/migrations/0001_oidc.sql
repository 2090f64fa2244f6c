-- How companies sign their people in; `secret` is the client secret, sealed, in base64url.
CREATE TABLE oidc_company (
	tenant_id TEXT NOT NULL,
	provider TEXT NOT NULL,
	issuer TEXT NOT NULL,
	client_id TEXT NOT NULL,
	secret TEXT NOT NULL,
	domains TEXT NOT NULL,
	is_on BIGINT NOT NULL,
	is_required BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	PRIMARY KEY (tenant_id)
);

-- Sign-ins under way. `state_hash` and `browser` are hashes; `sealed` holds verifier, nonce and the page to show
-- afterwards.
CREATE TABLE oidc_flow (
	tenant_id TEXT NOT NULL,
	state_hash TEXT NOT NULL,
	browser TEXT NOT NULL,
	issuer TEXT NOT NULL,
	client_id TEXT NOT NULL,
	sealed TEXT NOT NULL,
	expires BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, state_hash)
);
CREATE INDEX oidc_flow_expires ON oidc_flow (expires);

-- Which account of a provider is whose, since its first sign-in.
CREATE TABLE oidc_account (
	tenant_id TEXT NOT NULL,
	issuer TEXT NOT NULL,
	subject TEXT NOT NULL,
	user_id TEXT NOT NULL,
	bound BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, issuer, subject)
);
CREATE UNIQUE INDEX oidc_account_user ON oidc_account (tenant_id, user_id, issuer);
