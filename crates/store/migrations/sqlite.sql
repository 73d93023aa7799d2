-- What SQLite believes of the tables: a book of a million entries. Without it the planner takes "one
-- book" for a few rows, and walks all of it where an index names the one row; with it the plans are
-- the same on the first day and after ten years. (tbl, idx, rows and rows a value of each column.)
ANALYZE;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('entry', 'entry', '1000000 1000000 1'),
    ('entry', 'entry_ext', '1000000 1000000 1 1'),
    ('entry', 'entry_unit', '1000000 1000000 5000 2500 500 1'),
    ('entry', 'entry_topic', '20000 20000 1000 2 1'),
    ('entry', 'entry_record', '20000 20000 10 3 2 1'),
    ('entry', 'entry_contract', '20000 20000 10 5 2 1'),
    ('entry', 'entry_reverses', '10000 10000 1 1'),
    ('entry', 'entry_plan', '100000 100000 50000 20 4 1'),
    ('balance', 'balance', '20000 20000 1'),
    ('balance', 'balance_unit', '20000 20000 10000 10'),
    ('unit_card', 'unit_card', '1000 1000 1'),
    ('project_card', 'project_card', '20000 20000 1'),
    ('by_month', 'by_month', '5000 5000 2500 200 50 10 1'),
    ('by_unit_year', 'by_unit_year', '20000 20000 10000 4 1'),
    ('by_department', 'by_department', '100000 100000 50000 10000 1000 20 2 1'),
    ('by_department_year', 'by_department_year', '20000 20000 10000 1000 20 2 1'),
    ('by_region', 'by_region', '5000 5000 2500 50 10 1'),
    ('by_unit', 'by_unit', '100000 100000 50000 20 8 1'),
    ('by_project', 'by_project', '1000000 1000000 500000 200 20 8 1'),
    ('by_subject', 'by_subject', '2000000 2000000 1000000 700 200 15 12 10 1'),
    ('by_code', 'by_code', '100000 100000 50000 2000 100 50 12 1'),
    ('by_eco', 'by_eco', '100000 100000 50000 1000 2 1'),
    ('by_func', 'by_func', '50000 50000 25000 300 4 1'),
    ('by_payee', 'by_payee', '5000000 5000000 2000000 2000 3 3 1'),
    ('by_supplier', 'by_supplier', '100000 100000 50000 1 1');
ANALYZE sqlite_schema;
