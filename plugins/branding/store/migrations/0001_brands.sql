-- Versions of a company's brand, numbered from 1; the greatest number is the one in force. `content` is JSON of
-- domain/Brand.h; `undone` is the version that this one returns to, or 0.
CREATE TABLE branding_version (
	tenant_id TEXT NOT NULL,
	number BIGINT NOT NULL,
	made BIGINT NOT NULL,
	user_id TEXT NOT NULL,
	user_name TEXT NOT NULL,
	content TEXT NOT NULL,
	undone BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, number)
);

-- Style sheets and pictures that this server made. `name` is their SHA-256 with an ending.
CREATE TABLE branding_file (
	tenant_id TEXT NOT NULL,
	name TEXT NOT NULL,
	bytes BLOB NOT NULL,
	made BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, name)
);

-- Names of a company's own that its portal shall have. `proof` is what DNS must say; `proved`, `seen` (when the proof was
-- last found) and `checked` are 0 until they happen.
CREATE TABLE branding_host (
	tenant_id TEXT NOT NULL,
	host TEXT NOT NULL,
	proof TEXT NOT NULL,
	made BIGINT NOT NULL,
	proved BIGINT NOT NULL,
	seen BIGINT NOT NULL,
	checked BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, host)
);
CREATE INDEX branding_host_checked ON branding_host (checked) WHERE proved > 0;
