-- The message to which one replies. NULL in one that begins a conversation.
ALTER TABLE messages_message ADD COLUMN in_reply_to TEXT;   -- message
ALTER TABLE messages_message ADD COLUMN thread TEXT;        -- the conversation's first message
-- reply_grant: written within a lease of this grant, not by somebody who had signed in
ALTER TABLE messages_message ADD COLUMN reply_grant TEXT;
ALTER TABLE messages_message ADD COLUMN receiver TEXT;      -- user to whom it replies; NULL: a recipient outside
CREATE INDEX messages_message_receiver ON messages_message (tenant_id, receiver, made);
CREATE INDEX messages_message_thread ON messages_message (tenant_id, thread);
CREATE INDEX messages_message_reply ON messages_message (tenant_id, reply_grant);
