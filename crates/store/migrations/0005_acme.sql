-- The ACME server: accounts, orders, authorizations, external account bindings, rate limits.

-- A key names its account, so that no two have the same. The body is the whole account as JSON.
CREATE TABLE acme_accounts (
  id TEXT NOT NULL PRIMARY KEY,
  tenant BIGINT NOT NULL,
  thumbprint TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
);

-- External account bindings; the key is sealed. Each is used for one account.
CREATE TABLE acme_bindings (
  kid TEXT NOT NULL PRIMARY KEY,
  tenant BIGINT NOT NULL,
  sealed_hmac BLOB NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT,
  used_by TEXT
);
CREATE INDEX acme_bindings_tenant ON acme_bindings (tenant, created_at, kid);

-- Ids begin with the moment at which they were made, so that rows are put in in sequence and lists need no other order.
CREATE TABLE acme_orders (
  id TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL,
  tenant BIGINT NOT NULL,
  stage TEXT NOT NULL,
  body TEXT NOT NULL,
  csr_der BLOB
);
CREATE INDEX acme_orders_account ON acme_orders (account, id);
CREATE INDEX acme_orders_processing ON acme_orders (id) WHERE stage = 'processing';

-- Which order replaces a certificate (RFC 9773), by the certificate's identifier there.
CREATE TABLE acme_replacements (
  certificate TEXT NOT NULL PRIMARY KEY,
  order_id TEXT NOT NULL
);

CREATE TABLE acme_authorizations (
  id TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL,
  identifier TEXT NOT NULL,
  stage TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX acme_authorizations_valid ON acme_authorizations (account, identifier, expires_at) WHERE stage = 'valid';
CREATE INDEX acme_authorizations_open ON acme_authorizations (account, id) WHERE stage IN ('pending', 'valid');

-- Allowances: the moment, in milliseconds since 1970, at which each is full again.
CREATE TABLE acme_rates (
  key TEXT NOT NULL PRIMARY KEY,
  full_at BIGINT NOT NULL
);


-- The tenant of accounts that were made without a binding; one row once there is one.
CREATE TABLE acme_default_tenant (
  position BIGINT NOT NULL PRIMARY KEY,
  tenant BIGINT NOT NULL
);
