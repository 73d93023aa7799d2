-- The journal of a node. {text}, {blob}: names of types that the engines write differently.
CREATE TABLE book (
    code {text} PRIMARY KEY,
    name {text} NOT NULL,
    seq BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    hash {blob} NOT NULL
);
CREATE TABLE entry (
    book {text} NOT NULL,
    seq BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    kind {text} NOT NULL,
    day {text} NOT NULL,
    year BIGINT NOT NULL,
    unit {text} NOT NULL,
    line {text} NOT NULL,
    project {text} NOT NULL,
    fund {text} NOT NULL,
    func {text} NOT NULL,
    eco {text} NOT NULL,
    gov_eco {text} NOT NULL,
    amount BIGINT NOT NULL,
    payee {text} NOT NULL,
    purpose {text} NOT NULL,
    doc {text} NOT NULL,
    contract {text} NOT NULL,
    method {text} NOT NULL,
    topic {text} NOT NULL,
    item {text} NOT NULL,
    payload {text} NOT NULL,
    ext {text} NOT NULL,
    ext_hash BIGINT NOT NULL,
    content BIGINT NOT NULL,
    stamp {text} NOT NULL,
    file {text} NOT NULL,
    sheet {text} NOT NULL,
    src_row BIGINT NOT NULL,
    reverses BIGINT NOT NULL,
    reason {text} NOT NULL,
    hash {blob} NOT NULL,
    PRIMARY KEY (book, seq)
){keyed};
CREATE INDEX entry_ext ON entry (book, ext_hash) WHERE ext <> '';
CREATE INDEX entry_unit ON entry (book, unit, year, kind);
CREATE INDEX entry_topic ON entry (book, topic, item) WHERE topic <> '';
CREATE INDEX entry_reverses ON entry (book, reverses) WHERE reverses <> 0;
-- Kept up with every batch, by the change only; `verify` proves it equal to a re-computation.
CREATE TABLE balance (
    book {text} NOT NULL,
    line {text} NOT NULL,
    initial BIGINT NOT NULL,
    adjusted BIGINT NOT NULL,
    allotted BIGINT NOT NULL,
    planned BIGINT NOT NULL,
    paid BIGINT NOT NULL,
    known BIGINT NOT NULL,
    released {text} NOT NULL,
    PRIMARY KEY (book, line)
){keyed};
