//! The ledger on disk: SQLite (one file, embedded) and PostgreSQL (by URL) through one face.
