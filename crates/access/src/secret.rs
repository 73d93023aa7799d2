//! Random tokens, and what is kept of them: never the token itself.

use sm3::{Digest, Sm3};

/// The system has no randomness or no memory to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "系统无法提供随机数或内存；请检查操作系统 / the system gives no random numbers or no memory; check the machine"
)]
pub struct Exhausted;

/// A new secret of 256 bits, hexadecimal.
///
/// # Errors
/// When the system has no randomness.
pub fn token() -> Result<String, Exhausted> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| Exhausted)?;
    Ok(hex(&bytes))
}

/// What is kept of a secret: its SM3 (GB/T 32905), hexadecimal. A secret of 256 random bits needs no salt.
pub fn fingerprint(secret: &str) -> String {
    hex(&Sm3::digest(secret.as_bytes()))
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub fn same(a: &str, b: &str) -> bool {
    let (a, b) = (Sm3::digest(a.as_bytes()), Sm3::digest(b.as_bytes()));
    // Hashed first, so that neither the length nor the place of a difference shows in the time.
    a.iter().zip(b.iter()).fold(0_u8, |all, (x, y)| all | (x ^ y)) == 0
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let (a, b) = (token().unwrap(), token().unwrap());
        assert_eq!((a.len(), b.len()), (64, 64));
        assert!(!same(&a, &b) && same(&a, &a.clone()));
        assert!(!same("", "a") && same("", ""));
    }

    #[test]
    fn a_fingerprint_is_the_sm3_of_the_standard() {
        // The first example of GB/T 32905.
        let expect = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(fingerprint("abc"), expect);
    }
}
