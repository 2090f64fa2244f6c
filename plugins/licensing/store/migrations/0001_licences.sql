-- A company's subscription. `entries` counts its ledger; whoever writes there holds this row until the transaction
-- ends.
-- `balance` is the sum of its ledger's amounts, kept because a ledger only grows. `due` is when something happens next,
-- 0 never; `planned` the seats from the next renewal on, as "avance:3,eco:0".
CREATE TABLE licensing_subscription (
	tenant_id TEXT NOT NULL,
	period TEXT NOT NULL,
	next_period TEXT NOT NULL,
	standing TEXT NOT NULL,
	started BIGINT NOT NULL,
	ends BIGINT NOT NULL,
	due BIGINT NOT NULL,
	ends_then BIGINT NOT NULL,
	planned TEXT NOT NULL,
	entries BIGINT NOT NULL,
	balance BIGINT NOT NULL,
	PRIMARY KEY (tenant_id)
);
CREATE INDEX licensing_subscription_due ON licensing_subscription (due) WHERE due > 0;

-- What happened to seats, money and licences, append-only. `seats` is how many more (or fewer) seats of the plan the
-- company has, and `amount` how many cents more (or fewer) it owes: what it has and owes are their sums. `invoice` is
-- the
-- id of the invoice whose line the entry is, or which it pays; else empty. `reference` is the gateway's of a payment.
-- `user_id` is the person of an entry about a licence, else empty.
CREATE TABLE licensing_entry (
	tenant_id TEXT NOT NULL,
	number BIGINT NOT NULL,
	at BIGINT NOT NULL,
	kind TEXT NOT NULL,
	plan TEXT NOT NULL,
	seats BIGINT NOT NULL,
	amount BIGINT NOT NULL,
	invoice TEXT NOT NULL,
	reference TEXT NOT NULL,
	user_id TEXT NOT NULL,
	actor TEXT NOT NULL,
	PRIMARY KEY (tenant_id, number)
);
CREATE INDEX licensing_entry_invoice ON licensing_entry (tenant_id, invoice, number) WHERE invoice <> '';

-- How many seats of a plan a company has, and how many are assigned: the sums of its ledger and its licences, kept
-- because a ledger only grows. Written in the transaction that writes those.
CREATE TABLE licensing_seats (
	tenant_id TEXT NOT NULL,
	plan TEXT NOT NULL,
	bought BIGINT NOT NULL,
	assigned BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, plan)
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
