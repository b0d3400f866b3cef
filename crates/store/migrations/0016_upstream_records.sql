-- TXT records that the operator's program publishes for an upstream's challenges: noted before it runs, forgotten when it
-- has taken them back.
CREATE TABLE upstream_records (
    certificate TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (certificate, name, value)
);
