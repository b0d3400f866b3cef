-- Hierarchies of the certificate authority: rotation, hardware keys, cross-signatures.
ALTER TABLE authorities ADD COLUMN line TEXT NOT NULL DEFAULT '';
ALTER TABLE authorities ADD COLUMN stage TEXT NOT NULL DEFAULT 'active';
-- Empty for a root, and for an authority whose signer has no row.
ALTER TABLE authorities ADD COLUMN parent TEXT NOT NULL DEFAULT '';
ALTER TABLE authorities ADD COLUMN above_der BLOB;
-- The key's label in a hardware module; empty when sealed_key holds it.
ALTER TABLE authorities ADD COLUMN key_label TEXT NOT NULL DEFAULT '';
UPDATE authorities SET line = id;
UPDATE authorities SET parent = 'root' WHERE brand <> '';

CREATE TABLE cross_certificates (
  authority TEXT NOT NULL,
  signed_by TEXT NOT NULL,
  certificate_der BLOB NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (authority, signed_by)
);

-- Grows with every change to authorities and cross-signatures, so that running nodes notice.
CREATE TABLE authorities_head (
  number BIGINT NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL
);
INSERT INTO authorities_head (number, revision) VALUES (1, 1);
