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
    ('entry', 'entry_reverses', '10000 10000 1 1'),
    ('balance', 'balance', '20000 20000 1');
ANALYZE sqlite_schema;
