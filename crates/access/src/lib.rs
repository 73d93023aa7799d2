//! Who may do what: accounts, roles, rights, reach, passwords.
