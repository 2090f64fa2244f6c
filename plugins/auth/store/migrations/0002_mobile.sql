-- A mobile that waits for the code that was sent to it; one a person. `mobile` is sealed (base64url), `code` a MAC
-- (base64url).
CREATE TABLE auth_mobile (
	tenant_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	mobile TEXT NOT NULL,
	code TEXT NOT NULL,
	tries_left BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, user_id)
);
CREATE INDEX auth_mobile_expires ON auth_mobile (expires);
