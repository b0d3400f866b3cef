-- Upstream certificate authorities spoken to over ACME.
-- Timestamps of Certificate Transparency logs, recorded before the final bytes are signed (RFC 6962 section 3.3).
ALTER TABLE issuances ADD COLUMN timestamps BLOB;
