-- Who pays a company's subscription, and how. `anchor` is the day of the month of its renewals, `attempts` how often the
-- open payment was refused. `method` is the gateway's token: no card number; `method_since` is when its checkout was
-- begun, so that a report that comes late does not bring an older card back. `charging` is the charge of which nobody
-- knows yet what became (JSON), empty: none.
CREATE TABLE billing_account (
	tenant_id TEXT NOT NULL,
	seller TEXT NOT NULL,
	company TEXT NOT NULL,
	person TEXT NOT NULL,
	address TEXT NOT NULL,
	phone TEXT NOT NULL,
	postal_code TEXT NOT NULL,
	time_zone TEXT NOT NULL,
	gateway TEXT NOT NULL,
	method TEXT NOT NULL,
	card TEXT NOT NULL,
	anchor BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	method_since BIGINT NOT NULL,
	charging TEXT NOT NULL,
	PRIMARY KEY (tenant_id)
);

-- Invoices and credit notes, which no statement changes. `document` is the whole of it (JSON); their entries stand in
-- the ledger of licensing.
CREATE TABLE billing_invoice (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	number BIGINT NOT NULL,
	seller TEXT NOT NULL,
	issued BIGINT NOT NULL,
	total BIGINT NOT NULL,
	credits TEXT NOT NULL,
	document TEXT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX billing_invoice_number ON billing_invoice (tenant_id, number, seller);
CREATE INDEX billing_invoice_credits ON billing_invoice (tenant_id, credits) WHERE credits <> '';

-- The last number that a company that sells gave to an invoice; `buyer` is whose it is. Whoever issues an invoice holds
-- the row until the transaction ends, so that numbers have no gap.
CREATE TABLE billing_series (
	tenant_id TEXT NOT NULL,
	last BIGINT NOT NULL,
	buyer TEXT NOT NULL,
	PRIMARY KEY (tenant_id)
);
