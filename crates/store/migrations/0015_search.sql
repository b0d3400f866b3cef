-- Searching an account's certificates for a part of a text. Texts of accounts that hold many are packed, some thousand
-- together, into rows that never change (`rooms/certificates/packed`); a search reads those rows from end to end.
-- segment: see `packed/segment.rs`. certificates: how many are in it.
CREATE TABLE search_segments (
  id NUMBERED,
  account BIGINT NOT NULL,
  first_number BIGINT NOT NULL,
  last_number BIGINT NOT NULL,
  certificates BIGINT NOT NULL,
  segment BLOB NOT NULL
);
CREATE INDEX search_segments_account ON search_segments (account, last_number);

-- Certificates whose text is in no segment, or in one that is no longer true (packed = 1): a search looks at these one by
-- one, and believes no segment about them. A row may outlive its certificate, while a segment still has its text.
CREATE TABLE search_loose (
  account BIGINT NOT NULL,
  number BIGINT NOT NULL,
  packed BIGINT NOT NULL,
  PRIMARY KEY (account, number)
);
INSERT INTO search_loose (account, number, packed) SELECT account, number, 0 FROM certificates;
