-- What is known of a serial beyond its bytes: the profile, the subscriber's key, the part of the revocation list.
ALTER TABLE issuances ADD COLUMN profile TEXT NOT NULL DEFAULT '';
ALTER TABLE issuances ADD COLUMN spki_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE issuances ADD COLUMN shard BIGINT;
ALTER TABLE issuances ADD COLUMN precertificate BLOB;
CREATE INDEX issuances_key ON issuances (spki_sha256);
