-- Texts: what waits for the gateway (sealed, base64url; empty once erased), then only that one left and what became of
-- it. `report` is the SHA-256 of the token under which the gateway reports, in hexadecimal.
CREATE TABLE sms_text (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	about TEXT NOT NULL,
	country TEXT NOT NULL,
	segments BIGINT NOT NULL,
	state TEXT NOT NULL,
	told TEXT NOT NULL,
	made BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	report TEXT NOT NULL,
	sealed TEXT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX sms_text_made ON sms_text (made);
CREATE INDEX sms_text_waiting ON sms_text (made) WHERE state = 'waiting';
CREATE UNIQUE INDEX sms_text_report ON sms_text (report);
