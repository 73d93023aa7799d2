//! One-time codes of an authenticator (RFC 6238): six digits, thirty seconds, one step either way.

use crate::Exhausted;
use totp_rs::{Builder, Secret, Totp};

/// Who the code is for, as the authenticator shows it.
const ISSUER: &str = "Mingzhang";

/// A new secret of 160 bits, base32.
///
/// # Errors
/// When the system has no randomness.
pub fn new_secret() -> Result<String, Exhausted> {
    let mut bytes = [0_u8; 20];
    getrandom::fill(&mut bytes).map_err(|_| Exhausted)?;
    Ok(Secret::new_stack(bytes).to_base32())
}

/// The address that an authenticator takes in (`otpauth://…`); nothing for a secret or a name that is none.
pub fn url(secret: &str, name: &str) -> Option<String> {
    let builder = builder(secret)?.with_account_name(name).with_issuer(Some(ISSUER));
    builder.build().ok()?.to_url().ok()
}

/// The step of a code that is right now; nothing for a wrong one, and for one at or before the last step
/// that was taken: a code is good once.
pub fn check(secret: &str, code: &str, unix_seconds: u64, last: Option<u64>) -> Option<u64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = totp(secret)?.check(&code, unix_seconds)?;
    last.is_none_or(|last| step > last).then_some(step)
}

fn totp(secret: &str) -> Option<Totp> {
    builder(secret)?.build().ok()
}

fn builder(secret: &str) -> Option<Builder> {
    Some(Builder::new().with_secret(Secret::try_from_base32(secret).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_standard_and_good_once() {
        // The last six of the eight digits that the standard prints.
        let cases = [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")];
        for (at, code) in cases {
            let step = at / 30;
            assert_eq!(check(SECRET, code, at, None), Some(step), "{at}");
            assert_eq!(check(SECRET, code, at + 30, None), Some(step), "one step late");
            assert_eq!(check(SECRET, code, at - 30, None), Some(step), "one step early");
            assert_eq!(check(SECRET, code, at + 61, None), None, "too late");
            assert_eq!(check(SECRET, code, at, Some(step)), None, "used before");
            assert_eq!(check(SECRET, code, at, Some(step - 1)), Some(step));
        }
        assert_eq!(check(SECRET, " 287 082 ", 59, None), Some(1));
        for wrong in ["", "287083", "28708", "2870820", "abcdef", "２８７０８２"] {
            assert_eq!(check(SECRET, wrong, 59, None), None, "{wrong}");
        }
        assert_eq!(check("not base32!", "287082", 59, None), None);
        assert_eq!(check("", "287082", 59, None), None);
    }

    #[test]
    fn a_new_secret_makes_an_address() {
        let secret = new_secret().unwrap();
        assert_eq!(secret.len(), 32);
        assert_ne!(secret, new_secret().unwrap());
        let url = url(&secret, "li").unwrap();
        assert!(url.starts_with("otpauth://totp/Mingzhang:li?"), "{url}");
        assert!(url.contains(&format!("secret={secret}")), "{url}");
        assert_eq!(super::url("!", "li"), None);
    }
}
