-- What each person did on each day (days since 1970, of the company's time zone); person '' is the whole company.
CREATE TABLE statistics_day (
	tenant_id TEXT NOT NULL,
	person TEXT NOT NULL,
	day BIGINT NOT NULL,
	messages BIGINT NOT NULL,
	recipients BIGINT NOT NULL,
	files BIGINT NOT NULL,
	bytes BIGINT NOT NULL,
	opened BIGINT NOT NULL,
	signed_files BIGINT NOT NULL,
	signatures BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, person, day)
);
CREATE INDEX statistics_day_day ON statistics_day (tenant_id, day);
