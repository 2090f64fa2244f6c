-- What a subject (a person, a link, a MAC; empty: the company) has taken of a quota.
CREATE TABLE quotas_use (
	tenant_id TEXT NOT NULL,
	quota     TEXT NOT NULL,
	subject   TEXT NOT NULL,
	ends      BIGINT NOT NULL,  -- when the window ends; 0: a standing sum
	used      BIGINT NOT NULL,
	most      BIGINT NOT NULL,  -- the limit when it was taken last
	PRIMARY KEY (tenant_id, quota, subject)
);
-- Who uses most.
CREATE INDEX quotas_use_most ON quotas_use (tenant_id, quota, used, subject);
-- The sweep over all companies: what is over, and what was given back.
CREATE INDEX quotas_use_over ON quotas_use (ends) WHERE ends > 0;
CREATE INDEX quotas_use_empty ON quotas_use (tenant_id) WHERE used = 0;

-- The limits that the operator gave a company instead of the deployment's.
CREATE TABLE quotas_limit (
	tenant_id TEXT NOT NULL,
	quota     TEXT NOT NULL,
	most      BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, quota)
);
