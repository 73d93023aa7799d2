-- Whose a budget line is and what it is for: of each, the first that an entry of the line says.
ALTER TABLE balance ADD COLUMN unit {text} NOT NULL DEFAULT '';
ALTER TABLE balance ADD COLUMN year BIGINT NOT NULL DEFAULT 0;
ALTER TABLE balance ADD COLUMN project {text} NOT NULL DEFAULT '';
ALTER TABLE balance ADD COLUMN fund {text} NOT NULL DEFAULT '';
ALTER TABLE balance ADD COLUMN func {text} NOT NULL DEFAULT '';
ALTER TABLE balance ADD COLUMN eco {text} NOT NULL DEFAULT '';
CREATE INDEX balance_unit ON balance (book, year, unit);
-- Budgets, adjustments, releases and plans are few beside the payments; this finds them.
CREATE INDEX entry_plan ON entry (book, year, unit, project, kind)
    WHERE kind IN ('年初预算', '预算调整', '指标下达', '用款计划');
-- What was stated and recorded of a unit, and its payments on contracts: few among its payments.
CREATE INDEX entry_record ON entry (book, unit, topic, year) WHERE topic <> '';
CREATE INDEX entry_contract ON entry (book, unit, year, contract) WHERE contract <> '';
-- The latest registration of units and projects that was not taken back.
CREATE TABLE unit_card (
    book {text} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    department {text} NOT NULL,
    department_name {text} NOT NULL,
    region {text} NOT NULL,
    kind {text} NOT NULL,
    alone BIGINT NOT NULL,
    PRIMARY KEY (book, code)
){keyed};
CREATE TABLE project_card (
    book {text} NOT NULL,
    code {text} NOT NULL,
    name {text} NOT NULL,
    kind {text} NOT NULL,
    unit {text} NOT NULL,
    PRIMARY KEY (book, code)
){keyed};
-- Rollups: sums of the entries that are money, kept up with every batch, by the change only; `verify`
-- proves them equal to a re-computation. `month` is the calendar month of the day, 202305.
CREATE TABLE by_month (
    book {text} NOT NULL, year BIGINT NOT NULL, class {text} NOT NULL, fund {text} NOT NULL,
    kind {text} NOT NULL, month BIGINT NOT NULL, amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, class, fund, kind, month)
){keyed};
CREATE TABLE by_unit_year (
    book {text} NOT NULL, year BIGINT NOT NULL, unit {text} NOT NULL, kind {text} NOT NULL,
    amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, unit, kind)
){keyed};
CREATE TABLE by_unit (
    book {text} NOT NULL, year BIGINT NOT NULL, unit {text} NOT NULL, kind {text} NOT NULL,
    month BIGINT NOT NULL, amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, unit, kind, month)
){keyed};
CREATE TABLE by_department (
    book {text} NOT NULL, year BIGINT NOT NULL, kind {text} NOT NULL, month BIGINT NOT NULL,
    region {text} NOT NULL, department {text} NOT NULL, unit_kind {text} NOT NULL,
    amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, kind, month, region, department, unit_kind)
){keyed};
CREATE TABLE by_department_year (
    book {text} NOT NULL, year BIGINT NOT NULL, kind {text} NOT NULL, region {text} NOT NULL,
    department {text} NOT NULL, unit_kind {text} NOT NULL,
    amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, kind, region, department, unit_kind)
){keyed};
CREATE TABLE by_region (
    book {text} NOT NULL, year BIGINT NOT NULL, region {text} NOT NULL, kind {text} NOT NULL,
    month BIGINT NOT NULL, amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, region, kind, month)
){keyed};
CREATE TABLE by_project (
    book {text} NOT NULL, year BIGINT NOT NULL, unit {text} NOT NULL, project {text} NOT NULL,
    kind {text} NOT NULL, month BIGINT NOT NULL, amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, unit, project, kind, month)
){keyed};
CREATE TABLE by_subject (
    book {text} NOT NULL, year BIGINT NOT NULL, unit {text} NOT NULL, func {text} NOT NULL,
    eco {text} NOT NULL, fund {text} NOT NULL, kind {text} NOT NULL, month BIGINT NOT NULL,
    amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, unit, func, eco, fund, kind, month)
){keyed};
CREATE TABLE by_code (
    book {text} NOT NULL, year BIGINT NOT NULL, func {text} NOT NULL, eco {text} NOT NULL,
    fund {text} NOT NULL, kind {text} NOT NULL, month BIGINT NOT NULL,
    amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, func, eco, fund, kind, month)
){keyed};
CREATE TABLE by_eco (
    book {text} NOT NULL, year BIGINT NOT NULL, eco {text} NOT NULL, unit {text} NOT NULL,
    kind {text} NOT NULL, amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, eco, unit, kind)
){keyed};
CREATE TABLE by_func (
    book {text} NOT NULL, year BIGINT NOT NULL, func {text} NOT NULL, unit {text} NOT NULL,
    kind {text} NOT NULL, amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, func, unit, kind)
){keyed};
CREATE TABLE by_payee (
    book {text} NOT NULL, year BIGINT NOT NULL, unit {text} NOT NULL, payee {text} NOT NULL,
    kind {text} NOT NULL, month BIGINT NOT NULL, amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, unit, payee, kind, month)
){keyed};
CREATE TABLE by_supplier (
    book {text} NOT NULL, year BIGINT NOT NULL, payee {text} NOT NULL, kind {text} NOT NULL,
    amount BIGINT NOT NULL, entries BIGINT NOT NULL,
    PRIMARY KEY (book, year, payee, kind)
){keyed};
