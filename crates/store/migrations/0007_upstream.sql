-- Upstream certificate authorities spoken to over ACME.
-- Timestamps of Certificate Transparency logs, recorded before the final bytes are signed (RFC 6962 section 3.3).
ALTER TABLE issuances ADD COLUMN timestamps BLOB;

-- Certificates that an upstream authority issues; the body is the order as JSON.
CREATE TABLE upstream_orders (
  certificate TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL
);

-- Our accounts at upstream directories, keys sealed under the master key.
CREATE TABLE upstream_accounts (
  directory TEXT NOT NULL PRIMARY KEY,
  sealed_key BLOB NOT NULL
);

-- Answers to http-01 challenges of upstream directories, published at /.well-known/acme-challenge/.
CREATE TABLE upstream_proofs (
  token TEXT NOT NULL PRIMARY KEY,
  certificate TEXT NOT NULL,
  content TEXT NOT NULL
);
CREATE INDEX upstream_proofs_certificate ON upstream_proofs (certificate);
