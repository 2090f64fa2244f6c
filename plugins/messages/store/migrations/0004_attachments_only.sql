-- Subject and body travelled in clear in the mail; only the files are sealed.
ALTER TABLE messages_message ADD COLUMN files_only BIGINT;   -- 1, or NULL: all of it is
