-- What a company says instead of the catalogue in its mails and texts: each piece of each kind, with its earlier texts.
CREATE TABLE email_templates_text (
	tenant_id  TEXT NOT NULL,
	language   TEXT NOT NULL,      -- "fr"
	kind       TEXT NOT NULL,      -- "messages.notice"
	piece      TEXT NOT NULL,      -- key of the catalogue: "notice.intro"
	number     BIGINT NOT NULL,    -- of the version, from 1
	is_current BIGINT NOT NULL,    -- of one version of each piece
	text       TEXT NOT NULL,      -- empty: the catalogue's text was brought back
	html       TEXT NOT NULL,      -- empty: not formatted
	made       BIGINT NOT NULL,
	author     TEXT NOT NULL,
	PRIMARY KEY (tenant_id, language, kind, piece, number)
);
-- For every node, which looks every second for what another one has changed.
CREATE INDEX email_templates_text_made ON email_templates_text (made);
