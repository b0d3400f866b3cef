-- The certificates above an issued one are the same for thousands: each chain stands here once, by the SHA-256 of its
-- bytes. chain_der: for each certificate its length in four bytes, most significant first, then its DER.
CREATE TABLE certificate_chains (
  id NUMBERED,
  sha256 TEXT NOT NULL UNIQUE,
  chain_der BLOB NOT NULL
);
-- chain_der of certificate_files stays for the rows that were there before; new rows leave it empty.
ALTER TABLE certificate_files ADD COLUMN chain BIGINT;
