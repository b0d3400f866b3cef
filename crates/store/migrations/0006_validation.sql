-- What validation remembers: the last CAA look-up for each name of a certificate or order.
CREATE TABLE caa_checks (
  subject TEXT NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (subject, name)
);
