-- How the opening codes reach the recipients: notice, mail, author (row J1); decided when the item is begun.
ALTER TABLE sealed_item ADD COLUMN code_delivery TEXT NOT NULL DEFAULT 'notice';
