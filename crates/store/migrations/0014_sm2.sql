-- The encryption certificate of an SM2 pair, beside the signature certificate that the register lists. `serial` names
-- its issuance, whose own `certificate` stays empty; uploads have none. Its chain and key only where they differ from
-- the signature certificate's. The serial stays when the certificate is deleted, as all serials do.
CREATE TABLE encryption_certificates (
  certificate TEXT NOT NULL PRIMARY KEY,
  serial TEXT UNIQUE,
  leaf_der BLOB,
  chain_der BLOB NOT NULL,
  sealed_key BLOB
);

-- Lists of SM2 certificates alone.
ALTER TABLE certificates ADD COLUMN sm2 BIGINT NOT NULL DEFAULT 0;
CREATE INDEX certificates_sm2 ON certificates (account, created_at DESC, number DESC) WHERE sm2 = 1;
