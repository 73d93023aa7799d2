//! Passwords: how they are kept (argon2id), compared, and judged when they are chosen.

use crate::common::is_common;
use crate::{Exhausted, Limits};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

/// Memory in KiB, passes, lanes: the first of the equal choices of OWASP's Password Storage Cheat Sheet.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// Bytes that are hashed at most: a longer text is nobody's password and only costs time.
const LONGEST: usize = 4096;

/// Characters that must differ from each other.
const DISTINCT: usize = 5;

/// Letters from which a login name counts: two stand in many a word.
const NAME: usize = 3;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} / {}", self.zh(), self.en())]
pub enum Weak {
    /// Too few characters.
    Short,
    /// Too many.
    Long,
    /// Too few kinds of characters for its length.
    Plain,
    /// The same few characters again and again.
    Repetitive,
    /// It holds the login name.
    Name,
    /// Everybody tries it first.
    Common,
}

impl Weak {
    /// What is wrong and what to do, in Chinese.
    pub fn zh(self) -> String {
        let l = Limits::embedded();
        match self {
            Weak::Short => format!("密码太短；至少 {} 个字符", l.password_least),
            Weak::Long => format!("密码太长；最多 {} 个字符", l.password_most),
            Weak::Plain => format!(
                "密码太简单；请用小写字母、大写字母、数字、其他字符中的至少 {} 类，或者至少 {} 个字符",
                l.password_kinds, l.password_long
            ),
            Weak::Repetitive => format!("密码重复太多；请至少用 {DISTINCT} 个不同的字符"),
            Weak::Name => "密码中不能含有登录名；请换一个".to_owned(),
            Weak::Common => "这个密码太常见，最先被人试到；请换一个".to_owned(),
        }
    }

    /// The same in English.
    pub fn en(self) -> String {
        let l = Limits::embedded();
        match self {
            Weak::Short => format!("too short; at least {} characters", l.password_least),
            Weak::Long => format!("too long; at most {} characters", l.password_most),
            Weak::Plain => format!(
                "too simple; take at least {} kinds of small letters, capitals, digits and others, or at least {} characters",
                l.password_kinds, l.password_long
            ),
            Weak::Repetitive => {
                format!("too repetitive; take at least {DISTINCT} different characters")
            }
            Weak::Name => "it must not hold the login name; choose another".to_owned(),
            Weak::Common => "too common, it is tried first; choose another".to_owned(),
        }
    }
}

/// The PHC string of a password, with a salt of its own.
///
/// # Errors
/// When the system has no randomness or no memory for it.
pub fn hash(password: &str) -> Result<String, Exhausted> {
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(|_| Exhausted)?;
    let hashed = engine().hash_password_with_salt(password.as_bytes(), &salt);
    hashed.map(|h: PasswordHash| h.to_string()).map_err(|_| Exhausted)
}

/// Whether a password fits a PHC string. Where there is none (no such account, no password set) the same
/// work is done, so that the time tells nothing.
pub fn verify(phc: &str, password: &str) -> bool {
    let bytes = password.as_bytes();
    if bytes.len() > LONGEST {
        return false;
    }
    match PasswordHash::new(phc) {
        Ok(known) => engine().verify_password(bytes, &known).is_ok(),
        Err(_) => {
            let nobody: Result<PasswordHash, _> = engine().hash_password_with_salt(bytes, &[0; 16]);
            std::hint::black_box(nobody.is_ok());
            false
        }
    }
}

/// Whether a password may be chosen by the account of this name.
///
/// # Errors
/// Says what is wrong with it.
pub fn strength(password: &str, name: &str) -> Result<(), Weak> {
    let limits = Limits::embedded();
    let length = password.chars().count();
    if length > limits.password_most {
        return Err(Weak::Long);
    }
    if length < limits.password_least {
        return Err(Weak::Short);
    }
    let lower = password.to_lowercase();
    if name.len() >= NAME && lower.contains(&name.to_lowercase()) {
        return Err(Weak::Name);
    }
    if is_common(password) {
        return Err(Weak::Common);
    }
    let distinct: std::collections::BTreeSet<char> = password.chars().collect();
    if distinct.len() < DISTINCT {
        return Err(Weak::Repetitive);
    }
    match length >= limits.password_long || kinds(password) >= limits.password_kinds {
        true => Ok(()),
        false => Err(Weak::Plain),
    }
}

/// How many kinds of characters: small letters, capitals, digits, others.
fn kinds(password: &str) -> usize {
    let kind = |c: char| match c {
        _ if c.is_lowercase() => 0,
        _ if c.is_uppercase() => 1,
        _ if c.is_numeric() => 2,
        _ => 3,
    };
    let mut seen = [0_usize; 4];
    for c in password.chars() {
        if let Some(slot) = seen.get_mut(kind(c)) {
            *slot = 1;
        }
    }
    seen.iter().sum()
}

fn engine() -> Argon2<'static> {
    let (memory, passes, lanes) = COST;
    // The crate's own default is the same choice; ours is spelt so that an update cannot change it.
    let params = Params::new(memory, passes, lanes, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let phc = hash("正确的马-电池-订书钉").unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(verify(&phc, "正确的马-电池-订书钉"));
        assert!(!verify(&phc, "正确的马-电池-订书"));
        assert!(!verify(&phc, ""));
        assert_ne!(phc, hash("正确的马-电池-订书钉").unwrap(), "each has a salt of its own");
        for nobody in ["", "*", "$argon2id$v=19$m=19456,t=2,p=1$x", "text"] {
            assert!(!verify(nobody, "") && !verify(nobody, "x"), "{nobody}");
        }
        assert!(!verify(&phc, &"x".repeat(LONGEST + 1)));
    }

    #[test]
    fn weak_passwords_are_told_what_is_wrong() {
        let cases = [
            ("Aa1!", Err(Weak::Short)),
            ("Xk7-mnop!", Err(Weak::Short)),
            ("Xk7-mnop!q", Ok(())),
            ("xkmnopqrstuv", Err(Weak::Plain)),
            ("xkmnop123456", Err(Weak::Plain)),
            ("xkmnopqrstuvwyza", Ok(())),
            ("今天下雨我没带伞但是不冷真的", Err(Weak::Plain)),
            ("今天下雨我没带伞但是不冷真的不冷", Ok(())),
            ("今天下雨我没带伞a1", Ok(())),
            ("aaaaaaaaaaaaaaaa", Err(Weak::Repetitive)),
            ("Admin@123456", Err(Weak::Common)),
            ("x-LiHua-2031!", Err(Weak::Name)),
        ];
        for (password, expect) in cases {
            assert_eq!(strength(password, "lihua"), expect, "{password}");
        }
        assert_eq!(strength(&"ab1!x".repeat(52), "lihua"), Err(Weak::Long));
    }

    #[test]
    fn what_is_said_has_two_languages() {
        for weak in
            [Weak::Short, Weak::Long, Weak::Plain, Weak::Repetitive, Weak::Name, Weak::Common]
        {
            assert_eq!(weak.to_string(), format!("{} / {}", weak.zh(), weak.en()));
        }
    }
}
