-- 1: whoever answers this person gets the person's mobile put before the answer as an SMS gate (row A14).
ALTER TABLE directory_person ADD COLUMN protects_replies BIGINT NOT NULL DEFAULT 0;
