-- The company's register of confidentiality incidents. Days are ISO texts, empty if they are not known yet.
CREATE TABLE privacy_incident (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,          -- UUIDv7: in order of entry
	happened TEXT NOT NULL,
	noticed TEXT NOT NULL,
	what TEXT NOT NULL,        -- circumstances, and what personal information it is about
	people BIGINT NOT NULL,    -- how many are concerned
	is_serious BIGINT NOT NULL,-- 1: a risk of serious injury
	measures TEXT NOT NULL,
	told_authority TEXT NOT NULL,
	told_people TEXT NOT NULL,
	is_closed BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX privacy_incident_changed ON privacy_incident (tenant_id, is_closed, changed);
