-- The life after the first issue.

-- Which certificates came from which: the children of a certificate by reissue, renewal and continuation.
CREATE TABLE certificate_relations (
  parent TEXT NOT NULL,
  relation TEXT NOT NULL,
  number BIGINT NOT NULL REFERENCES certificates (number) ON DELETE CASCADE,
  PRIMARY KEY (parent, relation, number)
);
CREATE INDEX certificate_relations_number ON certificate_relations (number);
