//! Who may do what: roles and their rights, how far they reach, accounts, passwords, one-time codes.
//!
//! **Invariant:** 三员分离: the system administrator, the security administrator and the auditor see no
//! business data, and none of them does the work of another. [`Rights`] refuses a table that says otherwise.
//!
//! **Invariant:** pure: no disk, no clock, no SQL. Randomness for salts and tokens is the one thing taken
//! from outside.

mod account;
mod common;
mod limits;
mod pace;
pub mod password;
mod reach;
mod right;
mod rights;
mod role;
mod secret;
pub mod totp;

pub use account::{Account, login_name};
pub use limits::Limits;
pub use pace::Pace;
pub use password::Weak;
pub use reach::Reach;
pub use right::Right;
pub use rights::{Rights, RightsError};
pub use role::Role;
pub use secret::{Exhausted, fingerprint, same, token};

/// An enumeration whose values have an id for data, and a name in both languages for people.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $id:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(#[doc = $zh] #[serde(rename = $id)] $variant,)+
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[$name] = &[$($name::$variant,)+];

            /// Its id, as data and addresses write it.
            pub const fn id(self) -> &'static str {
                match self { $($name::$variant => $id,)+ }
            }

            /// Its Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $($name::$variant => $zh,)+ }
            }

            /// Its English name.
            pub const fn en(self) -> &'static str {
                match self { $($name::$variant => $en,)+ }
            }

            /// Reads an id; nothing for another text.
            pub fn parse(id: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.id() == id)
            }
        }
    };
}
pub(crate) use named;
