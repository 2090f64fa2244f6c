-- The register over all messages goes by time.
CREATE INDEX messages_event_at ON messages_event (tenant_id, at);
