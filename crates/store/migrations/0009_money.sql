-- Money of the counting-house: the double-entry ledger, how orders were paid, vouchers, gift cards, discounts, and the
-- reports of payment processors. Amounts are cents.

-- One entry for each kind and reference of an account: what is done twice counts once.
CREATE TABLE ledger_entries (
  id NUMBERED,
  account BIGINT NOT NULL,
  kind TEXT NOT NULL,
  reference TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (account, kind, reference)
);
CREATE INDEX ledger_entries_latest ON ledger_entries (account, id DESC);

-- The postings of an entry sum to zero.
CREATE TABLE ledger_postings (
  entry BIGINT NOT NULL REFERENCES ledger_entries (id),
  book TEXT NOT NULL,
  cents BIGINT NOT NULL,
  PRIMARY KEY (entry, book)
);

-- The sum of the postings of each book, kept in the same unit of work. A tenant never has less than nothing.
CREATE TABLE ledger_balances (
  account BIGINT NOT NULL,
  book TEXT NOT NULL,
  cents BIGINT NOT NULL,
  PRIMARY KEY (account, book),
  CHECK (cents >= 0 OR book NOT IN ('cash', 'gift'))
);

-- due_cents = discount_cents + voucher_cents + cash_cents + gift_cents.
CREATE TABLE payments (
  order_id KEYED,
  account BIGINT NOT NULL,
  due_cents BIGINT NOT NULL,
  discount_cents BIGINT NOT NULL,
  voucher BIGINT,
  voucher_cents BIGINT NOT NULL,
  cash_cents BIGINT NOT NULL,
  gift_cents BIGINT NOT NULL,
  returned_cash_cents BIGINT NOT NULL,
  returned_gift_cents BIGINT NOT NULL,
  paid_at BIGINT NOT NULL,
  CHECK (due_cents = discount_cents + voucher_cents + cash_cents + gift_cents),
  CHECK (returned_cash_cents BETWEEN 0 AND cash_cents AND returned_gift_cents BETWEEN 0 AND gift_cents)
);

-- Codes are secrets: only their SHA-256 is kept. Either amount_cents or percent.
CREATE TABLE vouchers (
  id NUMBERED,
  code_sha256 TEXT NOT NULL UNIQUE,
  account BIGINT,
  amount_cents BIGINT,
  percent BIGINT,
  minimum_cents BIGINT NOT NULL,
  brand TEXT,
  issued_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  stage TEXT NOT NULL,
  stage_at BIGINT,
  used_by BIGINT,
  used_order BIGINT
);
CREATE INDEX vouchers_account ON vouchers (account, id DESC);

CREATE TABLE gift_cards (
  id NUMBERED,
  code_sha256 TEXT NOT NULL UNIQUE,
  cents BIGINT NOT NULL,
  issued_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  stage TEXT NOT NULL,
  stage_at BIGINT,
  used_by BIGINT
);

-- brand is empty for the discount on everything.
CREATE TABLE discounts (
  account BIGINT NOT NULL,
  brand TEXT NOT NULL,
  percent BIGINT NOT NULL,
  ends_at BIGINT,
  set_at BIGINT NOT NULL,
  PRIMARY KEY (account, brand)
);

-- Reports of payment processors by their id, so that none counts twice.
CREATE TABLE payment_reports (
  id TEXT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  content_sha256 TEXT NOT NULL,
  received_at BIGINT NOT NULL
);
