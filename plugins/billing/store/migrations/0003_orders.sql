-- Orders of new companies (kind `company`) and of ways to pay (kind `method`, of amount 0 and no host), kept by the
-- company that sells. `details` holds who orders what, sealed; `checkout` and `payment` what the provider said, sealed.
-- `buyer` is the company, or the id that a new one has once it exists.
CREATE TABLE billing_order (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	gateway TEXT NOT NULL,
	reference TEXT NOT NULL,
	checkout TEXT NOT NULL,
	payment TEXT NOT NULL,
	amount BIGINT NOT NULL,
	currency TEXT NOT NULL,
	host TEXT NOT NULL,
	buyer TEXT NOT NULL,
	discount TEXT NOT NULL,
	details TEXT NOT NULL,
	made BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX billing_order_host ON billing_order (tenant_id, host, made);
CREATE INDEX billing_order_state ON billing_order (state, made);
CREATE INDEX billing_order_made ON billing_order (made);

-- Reports of payment providers, so that one that comes again counts once.
CREATE TABLE billing_report (
	tenant_id TEXT NOT NULL,
	gateway TEXT NOT NULL,
	id TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, gateway, id)
);
CREATE INDEX billing_report_at ON billing_report (at);

-- Companies that an order made, so that it makes each once.
CREATE TABLE billing_customer (
	tenant_id TEXT NOT NULL,
	seller TEXT NOT NULL,
	order_id TEXT NOT NULL,
	made BIGINT NOT NULL,
	PRIMARY KEY (tenant_id)
);
