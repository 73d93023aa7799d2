//! Spreadsheets read as they are displayed.
