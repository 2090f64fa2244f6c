-- A company's subscription. `entries` counts its ledger; whoever writes there holds this row until the transaction ends.
CREATE TABLE licensing_subscription (
	tenant_id TEXT NOT NULL,
	period TEXT NOT NULL,
	started BIGINT NOT NULL,
	ends BIGINT NOT NULL,
	entries BIGINT NOT NULL,
	PRIMARY KEY (tenant_id)
);

-- What happened to seats and licences, append-only. `seats` is how many more (or fewer) seats of the plan the company
-- has; what it has is their sum. `user_id` is the person of an entry about a licence, else empty.
CREATE TABLE licensing_entry (
	tenant_id TEXT NOT NULL,
	number BIGINT NOT NULL,
	at BIGINT NOT NULL,
	kind TEXT NOT NULL,
	plan TEXT NOT NULL,
	seats BIGINT NOT NULL,
	user_id TEXT NOT NULL,
	actor TEXT NOT NULL,
	PRIMARY KEY (tenant_id, number)
);

-- Who has a licence now; one a person.
CREATE TABLE licensing_licence (
	tenant_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	plan TEXT NOT NULL,
	since BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, user_id)
);
CREATE INDEX licensing_licence_plan ON licensing_licence (tenant_id, plan);
