-- Groups: named sets of people. `folded` is the name in lower case without accents; `permissions` are separated by
-- blanks; `members` counts the memberships, because a large group is too long to count for a list.
CREATE TABLE directory_group (
	tenant_id TEXT NOT NULL,
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	folded TEXT NOT NULL,
	priority BIGINT NOT NULL,
	permissions TEXT NOT NULL,
	members BIGINT NOT NULL,
	changed BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX directory_group_name ON directory_group (tenant_id, folded);

CREATE TABLE directory_membership (
	tenant_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	group_id TEXT NOT NULL,
	PRIMARY KEY (tenant_id, user_id, group_id)
);
CREATE INDEX directory_membership_group ON directory_membership (tenant_id, group_id, user_id);
