-- The life after the first issue.

-- Proofs of names that may be used again (E5), and approvals of organisations (F4); what they are worth at a moment is
-- for the dated policy to say. organization is the text that the same organisation always has.
CREATE TABLE domain_evidence (
  account BIGINT NOT NULL,
  organization TEXT NOT NULL,
  base TEXT NOT NULL,
  wildcards BIGINT NOT NULL,
  certificate TEXT NOT NULL,
  proved_at BIGINT NOT NULL,
  PRIMARY KEY (account, organization, base, wildcards)
);
CREATE INDEX domain_evidence_certificate ON domain_evidence (certificate);

CREATE TABLE approval_evidence (
  account BIGINT NOT NULL,
  product BIGINT NOT NULL,
  information TEXT NOT NULL,
  approved_at BIGINT NOT NULL,
  PRIMARY KEY (account, product, information)
);

-- Which certificates came from which: the children of a certificate by reissue, renewal and continuation.
CREATE TABLE certificate_relations (
  parent TEXT NOT NULL,
  relation TEXT NOT NULL,
  number BIGINT NOT NULL REFERENCES certificates (number) ON DELETE CASCADE,
  PRIMARY KEY (parent, relation, number)
);
CREATE INDEX certificate_relations_number ON certificate_relations (number);

-- Reissues that run: while one does, nothing else of the account under its primary domains is reissued (J1). A row
-- for each primary domain; they go when the reissue ends.
CREATE TABLE running_reissues (
  account BIGINT NOT NULL,
  primary_domain TEXT NOT NULL,
  certificate TEXT NOT NULL,
  original TEXT NOT NULL,
  PRIMARY KEY (account, primary_domain)
);
CREATE INDEX running_reissues_certificate ON running_reissues (certificate);

-- What the service does by itself with a certificate, and when (K3, K4). Only certificates with something to do have
-- a row, so that a round costs by what is due.
CREATE TABLE dues (
  certificate TEXT NOT NULL,
  concern TEXT NOT NULL,
  account BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  PRIMARY KEY (certificate, concern)
);
CREATE INDEX dues_due ON dues (concern, due_at, certificate);

-- What is in force while its revocation is undecided ends like everything else (I2).
CREATE INDEX certificates_undecided_ends ON certificates (ends_at)
  WHERE stage IN ('revoking', 'awaiting-revocation-letter');
