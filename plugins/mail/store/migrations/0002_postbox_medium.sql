-- The postbox shows other things than mails: 'sms'. Their sealed content has the same form.
ALTER TABLE mail_postbox ADD COLUMN medium TEXT NOT NULL DEFAULT 'mail';
