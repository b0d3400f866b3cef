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
