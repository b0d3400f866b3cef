-- Organisation profiles, their administrators and the domains proved under them (F1).

-- details never changes once the row is there; only stage does.
CREATE TABLE organizations (
  id NUMBERED,
  account BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  details TEXT NOT NULL,
  stage TEXT NOT NULL
);
CREATE INDEX organizations_newest ON organizations (account, id DESC);

-- Accounts that an operator allows another number of profiles than the policy.
CREATE TABLE organization_allowances (
  account BIGINT NOT NULL PRIMARY KEY,
  profiles BIGINT NOT NULL
);

CREATE TABLE administrators (
  id NUMBERED,
  organization BIGINT NOT NULL REFERENCES organizations (id),
  body TEXT NOT NULL
);
CREATE INDEX administrators_organization ON administrators (organization, id DESC);

-- Which certificates name an administrator.
CREATE TABLE administrator_links (
  administrator BIGINT NOT NULL REFERENCES administrators (id),
  number BIGINT NOT NULL REFERENCES certificates (number) ON DELETE CASCADE,
  PRIMARY KEY (administrator, number)
);
CREATE INDEX administrator_links_number ON administrator_links (number);

-- look: the last look at the challenge, for the account of what was seen.
CREATE TABLE administrator_domains (
  id NUMBERED,
  administrator BIGINT NOT NULL REFERENCES administrators (id) ON DELETE CASCADE,
  organization BIGINT NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  look TEXT,
  UNIQUE (administrator, name)
);
CREATE INDEX administrator_domains_organization ON administrator_domains (organization, id DESC);
