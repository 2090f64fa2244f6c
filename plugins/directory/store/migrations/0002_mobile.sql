-- A person's verified mobile (sealed, base64url; empty: none) and the country that numbers are typed for.
ALTER TABLE directory_person ADD COLUMN mobile TEXT NOT NULL DEFAULT '';
ALTER TABLE directory_person ADD COLUMN country TEXT NOT NULL DEFAULT '';
