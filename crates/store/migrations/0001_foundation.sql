-- The register's first tables. The same text for SQLite and PostgreSQL: columns are BIGINT, TEXT or BLOB; NUMBERED
-- is a primary key that the database counts up and never gives twice, KEYED a number as primary key (see
-- `migrations.rs`).
-- Moments are seconds since 1970-01-01T00:00:00Z.

CREATE TABLE accounts (
  id BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE api_keys (
  id TEXT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES accounts (id),
  sealed_secret BLOB NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT
);

-- The embedded CA: the root and the intermediates, keys sealed under the master key.
CREATE TABLE authorities (
  id TEXT NOT NULL PRIMARY KEY,
  brand TEXT NOT NULL,
  family TEXT NOT NULL,
  certificate_der BLOB NOT NULL,
  sealed_key BLOB NOT NULL,
  created_at BIGINT NOT NULL
);

-- What lists filter and sort by; derived from the body in one place (`rooms/certificates/columns.rs`).
-- Kept narrow so that a search reads few pages. ends_at is FOREVER while there is no last second of validity.
-- Ids are drawn by chance; what belongs to a certificate hangs on its number, so that it is written in sequence.
CREATE TABLE certificates (
  number NUMBERED,
  id TEXT NOT NULL UNIQUE,
  account BIGINT NOT NULL,
  stage TEXT NOT NULL,
  usage TEXT NOT NULL,
  uploaded BIGINT NOT NULL,
  project BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  fingerprint_sha1 TEXT,
  search_text TEXT NOT NULL
);
CREATE INDEX certificates_newest ON certificates (account, created_at DESC, number DESC);
CREATE INDEX certificates_stage_newest ON certificates (account, stage, created_at DESC, number DESC);
CREATE INDEX certificates_stage_ends ON certificates (account, stage, ends_at, number);
CREATE INDEX certificates_project_newest ON certificates (account, project, created_at DESC, number DESC);
CREATE INDEX certificates_fingerprint ON certificates (account, fingerprint_sha1, created_at, id)
  WHERE fingerprint_sha1 IS NOT NULL;
CREATE INDEX certificates_to_expire ON certificates (ends_at) WHERE stage = 'issued';

-- The whole certificate as JSON: the authority on everything about it.
CREATE TABLE certificate_bodies (
  number KEYED REFERENCES certificates (number) ON DELETE CASCADE,
  body TEXT NOT NULL
);

-- chain_der: for each certificate its length in four bytes, most significant first, then its DER.
CREATE TABLE certificate_files (
  number KEYED REFERENCES certificates (number) ON DELETE CASCADE,
  csr_der BLOB,
  leaf_der BLOB,
  chain_der BLOB NOT NULL,
  sealed_key BLOB,
  download_allowed BIGINT NOT NULL
);

CREATE TABLE certificate_tags (
  account BIGINT NOT NULL,
  tag_key TEXT NOT NULL,
  tag_value TEXT NOT NULL,
  number BIGINT NOT NULL REFERENCES certificates (number) ON DELETE CASCADE,
  PRIMARY KEY (account, tag_key, tag_value, number)
);
CREATE INDEX certificate_tags_number ON certificate_tags (number);

-- How many certificates an account has of each kind; changed in the same unit of work as the certificates.
CREATE TABLE certificate_counts (
  account BIGINT NOT NULL,
  stage TEXT NOT NULL,
  usage TEXT NOT NULL,
  uploaded BIGINT NOT NULL,
  certificates BIGINT NOT NULL,
  PRIMARY KEY (account, stage, usage, uploaded)
);

-- Ids of deleted certificates: never given again.
CREATE TABLE deleted_certificates (
  id TEXT NOT NULL PRIMARY KEY
);

-- Which certificate's order a public key belongs to, also after the certificate is deleted (D2).
CREATE TABLE public_keys (
  spki_sha256 TEXT NOT NULL PRIMARY KEY,
  certificate TEXT NOT NULL
);

CREATE TABLE looks (
  number BIGINT NOT NULL REFERENCES certificates (number) ON DELETE CASCADE,
  position BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (number, position)
);

CREATE TABLE csrs (
  id NUMBERED,
  account BIGINT NOT NULL,
  family TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  search_text TEXT NOT NULL,
  body TEXT NOT NULL,
  csr_der BLOB,
  sealed_key BLOB,
  used_by TEXT
);
CREATE INDEX csrs_newest ON csrs (account, created_at DESC, id DESC);

CREATE TABLE orders (
  id NUMBERED,
  account BIGINT NOT NULL,
  certificate TEXT NOT NULL,
  product BIGINT NOT NULL,
  term_days BIGINT NOT NULL,
  price_cents BIGINT NOT NULL,
  stage TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE quota_uses (
  certificate TEXT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  primary_domain TEXT NOT NULL,
  account_until BIGINT NOT NULL,
  domain_until BIGINT NOT NULL
);
CREATE INDEX quota_uses_account ON quota_uses (account, account_until);
CREATE INDEX quota_uses_domain ON quota_uses (primary_domain, domain_until);

-- Every serial ever recorded, before anything is signed under it; never deleted.
CREATE TABLE issuances (
  serial TEXT NOT NULL PRIMARY KEY,
  issuer TEXT NOT NULL,
  certificate TEXT UNIQUE,
  to_be_signed BLOB NOT NULL,
  not_before BIGINT NOT NULL,
  not_after BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  signed BLOB
);

-- The operation log: append-only, one hash chain per account. The head stands apart, so that lines missing at
-- the end are noticed too.
CREATE TABLE operation_log (
  account BIGINT NOT NULL,
  position BIGINT NOT NULL,
  at BIGINT NOT NULL,
  body TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (account, position)
);
CREATE INDEX operation_log_at ON operation_log (account, at, position);

CREATE TABLE operation_log_heads (
  account BIGINT NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,
  hash TEXT NOT NULL
);

-- owner is empty and leased_until 0 while nobody works on the task.
CREATE TABLE tasks (
  id NUMBERED,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  owner TEXT NOT NULL,
  leased_until BIGINT NOT NULL,
  last_error TEXT NOT NULL,
  UNIQUE (kind, subject)
);
CREATE INDEX tasks_due ON tasks (due_at, id);

-- Signatures of mutating requests with the answers they got.
CREATE TABLE replays (
  signature TEXT NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL,
  answer TEXT
);
CREATE INDEX replays_expiry ON replays (expires_at);

CREATE TABLE deletion_results (
  id NUMBERED,
  task TEXT NOT NULL,
  account BIGINT NOT NULL,
  certificate TEXT NOT NULL,
  outcome TEXT NOT NULL,
  error TEXT NOT NULL,
  domains TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (task, certificate)
);
