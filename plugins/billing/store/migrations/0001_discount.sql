-- Discount codes of a company that sells; `mac` is a MAC of the code (base64url), which stands nowhere else. No
-- `uses_left`: it may be used any number of times.
CREATE TABLE billing_discount (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	mac TEXT NOT NULL,
	percent BIGINT NOT NULL,
	cents BIGINT NOT NULL,
	starts BIGINT NOT NULL,
	ends BIGINT,
	uses_left BIGINT,
	PRIMARY KEY (tenant_id, id)
);
