-- Contacts, each of one person. Everything about them is sealed (base64url); `mark` is a MAC of the address, so that
-- one person has it once.
CREATE TABLE contacts_contact (
	tenant_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	id TEXT NOT NULL,
	mark TEXT NOT NULL,
	sealed TEXT NOT NULL,
	changed BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, user_id, id)
);
CREATE UNIQUE INDEX contacts_contact_mark ON contacts_contact (tenant_id, user_id, mark);
