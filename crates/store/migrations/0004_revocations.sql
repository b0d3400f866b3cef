-- Revocations, revocation lists and blocked keys.

-- Counts revisions. Whoever revokes changes its one row first and so waits for others until they have committed.
CREATE TABLE revocation_head (
  number BIGINT NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL
);
INSERT INTO revocation_head (number, revision) VALUES (1, 0);

-- Never deleted; shard is empty for what the whole list names alone.
CREATE TABLE revocations (
  serial TEXT NOT NULL PRIMARY KEY,
  issuer TEXT NOT NULL,
  shard BIGINT,
  reason BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL,
  not_after BIGINT NOT NULL,
  revision BIGINT NOT NULL UNIQUE
);
CREATE INDEX revocations_issuer_end ON revocations (issuer, not_after);
CREATE INDEX revocations_issuer_newest ON revocations (issuer, revision);
CREATE INDEX revocations_shard_end ON revocations (issuer, shard, not_after);
CREATE INDEX revocations_shard_newest ON revocations (issuer, shard, revision);

-- The list last published of each part; shard is -1 for the whole list.
CREATE TABLE revocation_lists (
  issuer TEXT NOT NULL,
  shard BIGINT NOT NULL,
  number BIGINT NOT NULL,
  this_update BIGINT NOT NULL,
  next_update BIGINT NOT NULL,
  covers BIGINT NOT NULL,
  der BLOB NOT NULL,
  PRIMARY KEY (issuer, shard)
);

CREATE TABLE blocked_keys (
  spki_sha256 TEXT NOT NULL PRIMARY KEY,
  because TEXT NOT NULL,
  blocked_at BIGINT NOT NULL
);
