-- Work to do. A row is waiting, running (until its lease ends), or failed for good; a finished one is deleted.
CREATE TABLE kernel_job (
	tenant_id TEXT NOT NULL,           -- empty: the work of no tenant
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	payload TEXT NOT NULL,             -- JSON: a list of one value
	unique_key TEXT,
	state TEXT NOT NULL,               -- waiting, running, failed
	attempts BIGINT NOT NULL,          -- begun so far
	due_at BIGINT NOT NULL,            -- waiting: not before; running: the lease's end; failed: when it was given up
	owner TEXT NOT NULL,               -- the node that runs it
	last_error TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX kernel_job_key ON kernel_job (tenant_id, kind, unique_key)
	WHERE state = 'waiting' AND unique_key IS NOT NULL;
CREATE INDEX kernel_job_due ON kernel_job (due_at) WHERE state <> 'failed';
CREATE INDEX kernel_job_running ON kernel_job (due_at) WHERE state = 'running';
CREATE INDEX kernel_job_failed ON kernel_job (due_at) WHERE state = 'failed';
CREATE INDEX kernel_job_failed_id ON kernel_job (id) WHERE state = 'failed';

-- Work by the clock: one row a schedule, taken by the node that moves due_at forward.
CREATE TABLE kernel_schedule (
	name TEXT NOT NULL PRIMARY KEY,
	due_at BIGINT NOT NULL,
	owner TEXT NOT NULL,
	last_error TEXT NOT NULL,
	ran_at BIGINT
);
