-- A person's verified mobile (sealed, base64url; empty: none), a MAC of it by which the person is found, and the country
-- that numbers are typed for.
ALTER TABLE directory_person ADD COLUMN mobile TEXT NOT NULL DEFAULT '';
ALTER TABLE directory_person ADD COLUMN mobile_mark TEXT NOT NULL DEFAULT '';
ALTER TABLE directory_person ADD COLUMN country TEXT NOT NULL DEFAULT '';
CREATE INDEX directory_person_mobile ON directory_person (tenant_id, mobile_mark, id) WHERE mobile_mark <> '';
