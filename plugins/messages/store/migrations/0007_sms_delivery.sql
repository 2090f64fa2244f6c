-- Where the link goes by SMS, sealed at rest; erased with the other secrets. NULL: another way of delivery.
ALTER TABLE messages_grant ADD COLUMN mobile BYTEA;
