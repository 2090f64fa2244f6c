-- The mail server that a company chose for its own mails.
CREATE TABLE mail_company (
	tenant_id     TEXT NOT NULL,
	host          TEXT NOT NULL,
	port          BIGINT NOT NULL,
	security      TEXT NOT NULL,  -- starttls, tls
	account       TEXT NOT NULL,  -- empty: it asks for none
	sealed        TEXT NOT NULL,  -- base64url of the sealed password; empty: none
	address       TEXT NOT NULL,  -- From of mails that are nobody's
	failing_since BIGINT,
	tried         BIGINT,         -- when it last failed
	answer        TEXT NOT NULL,  -- what it said then
	PRIMARY KEY (tenant_id)
);
