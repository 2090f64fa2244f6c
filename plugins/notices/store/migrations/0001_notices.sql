-- What people said about a topic, one row an act; never changed. The proof of consent.
CREATE TABLE notices_consent (
	tenant_id TEXT NOT NULL,
	id        TEXT NOT NULL,
	user_id   TEXT NOT NULL,
	topic     TEXT NOT NULL,  -- maintenance, news
	act       TEXT NOT NULL,  -- asked, confirmed, withdrawn
	at        BIGINT NOT NULL,
	language  TEXT NOT NULL,
	words     TEXT NOT NULL,  -- what they read when they did it
	version   TEXT NOT NULL,  -- of the words: the start of their SHA-256
	network   TEXT NOT NULL,  -- address that it came from; empty: erased with the person
	means     TEXT NOT NULL,  -- page, link, one_click
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX notices_consent_user ON notices_consent (tenant_id, user_id, id);

-- What is so now; no row: what is usual for the topic.
CREATE TABLE notices_topic (
	tenant_id TEXT NOT NULL,
	user_id   TEXT NOT NULL,
	topic     TEXT NOT NULL,
	state     TEXT NOT NULL,  -- asked, on, off
	since     BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, user_id, topic)
);

-- Notices on their way to the people of one company.
CREATE TABLE notices_notice (
	tenant_id TEXT NOT NULL,
	id        TEXT NOT NULL,
	topic     TEXT NOT NULL,
	content   TEXT NOT NULL,  -- JSON: {"fr": {"subject", "text"}, "en": …}
	made      BIGINT NOT NULL,
	position  TEXT NOT NULL,  -- where the list of people goes on; empty: at its start
	sent      BIGINT NOT NULL,
	is_done   BIGINT NOT NULL,
	PRIMARY KEY (tenant_id, id)
);
CREATE INDEX notices_notice_made ON notices_notice (made);

-- One banner a company, and one of the deployment (tenant_id empty).
CREATE TABLE notices_banner (
	tenant_id TEXT NOT NULL,
	id        TEXT NOT NULL,  -- another one each time, so that a dismissed one is not shown again
	level     TEXT NOT NULL,  -- info, maintenance, outage
	texts     TEXT NOT NULL,  -- JSON: {"fr": text, "en": text, …}
	starts    BIGINT NOT NULL,
	ends      BIGINT,
	PRIMARY KEY (tenant_id)
);
