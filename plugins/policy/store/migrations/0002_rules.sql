CREATE TABLE policy_rule (
	tenant_id  TEXT NOT NULL,
	domain     TEXT NOT NULL,     -- ASCII, lower case; *.example.org: the domains below it; *: every domain
	applies    TEXT NOT NULL,     -- all, with_files, without_files
	protection TEXT NOT NULL,     -- off, default, mandatory, forbidden
	gates      TEXT NOT NULL,     -- separated by spaces
	opens_max  BIGINT,
	PRIMARY KEY (tenant_id, domain, applies)
);
