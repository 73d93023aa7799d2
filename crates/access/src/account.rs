//! An account: who somebody is to the program, and what the program remembers of it.

use crate::{Reach, Role};
use serde::{Deserialize, Serialize};

/// Characters of a name for logging in at most.
const LONGEST: usize = 32;

/// An account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Name for logging in, see [`login_name`].
    pub name: String,
    /// Name as shown: of the person or the post.
    pub shown: String,
    /// Role.
    pub role: Role,
    /// How far its rights reach.
    pub reach: Reach,
    /// Whether it may be used at all.
    pub active: bool,
    /// Whether the security administrator has confirmed role and reach; until then it can do nothing.
    pub granted: bool,
    /// Whether the password must be changed before anything else.
    pub must_change: bool,
    /// PHC string of the password; empty while none was ever set. No password fits what is no PHC string.
    pub password: String,
    /// Secret of the second factor, base32.
    pub totp: Option<String>,
    /// The last step whose one-time code was taken; it and those before are not taken again.
    #[serde(default)]
    pub totp_step: Option<u64>,
    /// Whether larger text is preferred.
    pub large: bool,
    /// Preferred language, `zh` or `en`.
    pub lang: Option<String>,
    /// Failures in a row.
    pub failed: u32,
    /// Until when it is locked (RFC 3339, UTC).
    pub locked_until: Option<String>,
    /// When it was made (RFC 3339, UTC).
    pub created: String,
    /// When somebody last logged in with it (RFC 3339, UTC).
    pub seen: Option<String>,
}

impl Account {
    /// A new account, which can do nothing yet.
    pub fn new(name: &str, shown: &str, role: Role, reach: Reach, created: &str) -> Account {
        Account {
            name: name.to_owned(),
            shown: shown.to_owned(),
            role,
            reach,
            active: true,
            granted: false,
            must_change: false,
            password: String::new(),
            totp: None,
            totp_step: None,
            large: false,
            lang: None,
            failed: 0,
            locked_until: None,
            created: created.to_owned(),
            seen: None,
        }
    }

    /// The account as it is handed out: what is secret is blank, whether it is set can still be seen
    /// ([`Account::has_password`], `totp.is_some()`).
    #[must_use]
    pub fn bare(mut self) -> Account {
        if !self.password.is_empty() {
            self.password = "*".to_owned();
        }
        self.totp = self.totp.map(|_| String::new());
        self
    }

    /// Whether a password was ever set.
    pub fn has_password(&self) -> bool {
        !self.password.is_empty()
    }

    /// Whether it may be used: active and confirmed.
    pub fn is_in_use(&self) -> bool {
        self.active && self.granted
    }
}

impl std::fmt::Debug for Account {
    /// Without what is secret: this may end in a log.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Account")
            .field("name", &self.name)
            .field("role", &self.role)
            .field("reach", &self.reach)
            .field("active", &self.active)
            .field("granted", &self.granted)
            .finish_non_exhaustive()
    }
}

/// The name as it is kept: 2 to 32 letters (a–z), digits, dots, hyphens or underscores, small, beginning with a
/// letter or digit. Nothing for another text.
pub fn login_name(text: &str) -> Option<String> {
    let name = text.trim().to_ascii_lowercase();
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let begins = name.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
    ((2..=LONGEST).contains(&name.len()) && begins && name.bytes().all(fits)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_small() {
        let cases = [
            ("li", Some("li")),
            (" Li.Hua-2 ", Some("li.hua-2")),
            ("a", None),
            ("", None),
            (".li", None),
            ("li hua", None),
            ("李华", None),
            ("li/hua", None),
            ("li:hua", None),
            ("li\0", None),
            ("abcdefghijklmnopqrstuvwxyz0123456", None),
        ];
        for (text, expect) in cases {
            assert_eq!(login_name(text).as_deref(), expect, "{text:?}");
        }
    }

    #[test]
    fn what_is_secret_is_neither_handed_out_nor_printed() {
        let mut account =
            Account::new("li", "李", Role::Clerk, Reach::nothing(), "2026-01-01T00:00:00Z");
        assert_eq!(account.clone().bare(), account);
        (account.password, account.totp) = ("$argon2id$x".to_owned(), Some("SECRET".to_owned()));
        let printed = format!("{account:?}");
        assert!(!printed.contains("argon2") && !printed.contains("SECRET"), "{printed}");
        let bare = account.bare();
        assert!(bare.has_password() && bare.totp == Some(String::new()) && bare.password == "*");
    }
}
