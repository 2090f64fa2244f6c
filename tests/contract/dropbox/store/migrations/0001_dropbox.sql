-- A page for each person; what was dropped there and is not destroyed yet.
CREATE TABLE dropbox_box (
	tenant_id TEXT NOT NULL,
	token TEXT NOT NULL,
	owner TEXT NOT NULL,
	PRIMARY KEY (tenant_id, token)
);
CREATE UNIQUE INDEX dropbox_box_owner ON dropbox_box (tenant_id, owner);

CREATE TABLE dropbox_drop (
	tenant_id TEXT NOT NULL,
	item TEXT NOT NULL,
	token TEXT NOT NULL,
	PRIMARY KEY (tenant_id, item)
);
CREATE INDEX dropbox_drop_token ON dropbox_drop (tenant_id, token);
