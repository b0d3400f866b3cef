-- Reviews by people, reminders of them, and the documents that they look at.
CREATE TABLE reviews (
  id NUMBERED,
  account BIGINT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  is_open BIGINT NOT NULL,
  paid BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX reviews_by_subject ON reviews (kind, subject);
CREATE UNIQUE INDEX reviews_open_subject ON reviews (kind, subject) WHERE is_open = 1;
CREATE INDEX reviews_by_due_date ON reviews (is_open DESC, due_at, paid DESC, id);

CREATE TABLE reminders (
  id NUMBERED,
  certificate TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX reminders_by_certificate ON reminders (certificate, at);

-- The content is sealed under the master key.
CREATE TABLE documents (
  id NUMBERED,
  account BIGINT NOT NULL,
  certificate TEXT NOT NULL,
  purpose TEXT NOT NULL,
  body TEXT NOT NULL,
  sealed BLOB NOT NULL
);
CREATE INDEX documents_by_certificate ON documents (certificate, purpose, id);
