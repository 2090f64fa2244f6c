-- API keys. `hash` is of the text, which stands nowhere; after a rotation `previous_hash` is of the text before, which
-- works until `previous_until`. `maker` is who made it (empty: the operator), `maker_key` the key by
-- which they did (empty: they were signed in). `scopes` and `networks` are separated by
-- blanks. `used` counts the requests of `month` (202611, UTC) of keys that have a quota; 0 in `monthly_requests` is
-- none.
CREATE TABLE api_keys_key (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	maker TEXT NOT NULL,
	maker_key TEXT NOT NULL,
	name TEXT NOT NULL,
	application TEXT NOT NULL,
	scopes TEXT NOT NULL,
	networks TEXT NOT NULL,
	made BIGINT NOT NULL,
	expires BIGINT,
	revoked BIGINT,
	hash TEXT NOT NULL,
	previous_hash TEXT NOT NULL DEFAULT '',
	previous_until BIGINT,
	monthly_requests BIGINT NOT NULL,
	month BIGINT NOT NULL DEFAULT 0,
	used BIGINT NOT NULL DEFAULT 0,
	last_used BIGINT,
	last_network TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX api_keys_key_made ON api_keys_key (tenant_id, made, id);
CREATE INDEX api_keys_key_user ON api_keys_key (tenant_id, user_id, made, id);
CREATE INDEX api_keys_key_maker ON api_keys_key (tenant_id, maker_key);
