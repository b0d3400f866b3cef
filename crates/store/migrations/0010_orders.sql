-- Orders of everything that is sold, benefit packages and their points, and extra places for free certificates.

-- The whole order as JSON, the authority on everything about it; empty for orders made before this step, which are
-- read from their columns. `certificate` is empty where there is none, `product` 0 for bundles of points.
ALTER TABLE orders ADD COLUMN body TEXT NOT NULL DEFAULT '';
CREATE INDEX orders_newest ON orders (account, created_at DESC, id DESC);
CREATE INDEX orders_certificate ON orders (certificate);

-- What was ordered under a token of the client's, so that the same request is carried out once.
CREATE TABLE purchases (
  account BIGINT NOT NULL,
  token TEXT NOT NULL,
  content_sha256 TEXT NOT NULL,
  orders TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account, token)
);

CREATE TABLE benefit_packages (
  id TEXT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX benefit_packages_newest ON benefit_packages (account, created_at DESC, id DESC);

-- The consumption log: lines are only added.
CREATE TABLE benefit_movements (
  number NUMBERED,
  package TEXT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  points BIGINT NOT NULL,
  balance BIGINT NOT NULL,
  order_number BIGINT
);
CREATE INDEX benefit_movements_package ON benefit_movements (package, number DESC);

-- Codes are not kept, only their SHA-256.
CREATE TABLE benefit_transfers (
  code_sha256 TEXT NOT NULL PRIMARY KEY,
  package TEXT NOT NULL,
  stage TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX benefit_transfers_package ON benefit_transfers (package, created_at DESC);

CREATE TABLE extra_places (
  id TEXT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  places BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX extra_places_account ON extra_places (account, expires_at);
