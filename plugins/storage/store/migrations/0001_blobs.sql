CREATE TABLE storage_blob (
	tenant_id TEXT NOT NULL,
	id        TEXT NOT NULL,
	bytes     BIGINT NOT NULL,
	state     TEXT NOT NULL,    -- open, complete, destroyed
	touched   BIGINT NOT NULL,  -- last part, or creation
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX storage_blob_open ON storage_blob (touched) WHERE state = 'open';
-- Files bear this name alone.
CREATE UNIQUE INDEX storage_blob_id ON storage_blob (id);

-- A row says that the part is whole and on the disk.
CREATE TABLE storage_part (
	tenant_id TEXT NOT NULL,
	blob_id   TEXT NOT NULL,
	part      BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, blob_id, part)
);
