//! Keys: the private one stays with the node that sends, the public one is known to the one that
//! receives.

use crate::error::Unfit;
use crate::parcel::{hex, unhex};
use sm2::SecretKey;
use sm2::dsa::signature::{Signer, Verifier};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm2::elliptic_curve::Generate;
use sm2::elliptic_curve::sec1::ToSec1Point;
use sm2::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding,
};
use sm3::{Digest, Sm3};

/// Who signs, where nobody says otherwise (GB/T 35276): other programs check our signatures with it.
const SIGNER: &str = "1234567812345678";

/// A private key.
pub struct Key(SigningKey);

/// A public key.
#[derive(Clone, Debug)]
pub struct Public(VerifyingKey);

impl PartialEq for Public {
    fn eq(&self, other: &Public) -> bool {
        self.0.as_affine() == other.0.as_affine()
    }
}

impl Key {
    /// A new key, from the randomness of the system.
    ///
    /// # Errors
    /// When the system has none.
    pub fn generate() -> Result<Key, Unfit> {
        let secret = SecretKey::try_generate().map_err(|e| Unfit::Disk(e.to_string()))?;
        SigningKey::new(SIGNER, &secret).map(Key).map_err(|_| Unfit::Key)
    }

    /// Reads a PKCS#8 file.
    ///
    /// # Errors
    /// When it is none, or the key is not one of SM2.
    pub fn from_pem(text: &str) -> Result<Key, Unfit> {
        let secret = SecretKey::from_pkcs8_pem(text).map_err(|_| Unfit::Key)?;
        SigningKey::new(SIGNER, &secret).map(Key).map_err(|_| Unfit::Key)
    }

    /// Writes a PKCS#8 file.
    ///
    /// # Errors
    /// Never, as far as is known.
    pub fn to_pem(&self) -> Result<String, Unfit> {
        let secret = SecretKey::from(self.0.as_nonzero_scalar());
        let pem = secret.to_pkcs8_pem(LineEnding::LF).map_err(|_| Unfit::Key)?;
        Ok(pem.as_str().to_owned())
    }

    /// Its public half.
    pub fn public(&self) -> Public {
        Public(self.0.verifying_key().clone())
    }

    /// The signature of some bytes: the same bytes, the same signature.
    pub(crate) fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
        let signature: Signature = self.0.try_sign(bytes).map_err(|_| Unfit::Key)?;
        Ok(signature.to_bytes().to_vec())
    }
}

impl Public {
    /// Reads a PEM file.
    ///
    /// # Errors
    /// When it is none, or the key is not one of SM2.
    pub fn from_pem(text: &str) -> Result<Public, Unfit> {
        let key = sm2::PublicKey::from_public_key_pem(text).map_err(|_| Unfit::Key)?;
        VerifyingKey::new(SIGNER, key).map(Public).map_err(|_| Unfit::Key)
    }

    /// Writes a PEM file.
    ///
    /// # Errors
    /// Never, as far as is known.
    pub fn to_pem(&self) -> Result<String, Unfit> {
        self.0.to_public_key_pem(LineEnding::LF).map_err(|_| Unfit::Key)
    }

    /// Reads what [`Public::hex`] writes.
    ///
    /// # Errors
    /// When it is no key.
    pub fn from_hex(text: &str) -> Result<Public, Unfit> {
        let bytes = unhex(text).ok_or(Unfit::Key)?;
        VerifyingKey::from_sec1_bytes(SIGNER, &bytes).map(Public).map_err(|_| Unfit::Key)
    }

    /// The point, uncompressed, hexadecimal.
    pub fn hex(&self) -> String {
        hex(self.0.to_sec1_point(false).as_bytes())
    }

    /// What people compare over the telephone: sixteen bytes of the SM3 of the point.
    pub fn fingerprint(&self) -> String {
        let digest: [u8; 32] = Sm3::digest(self.0.to_sec1_point(false).as_bytes()).into();
        let groups: Vec<String> = digest.chunks(2).take(8).map(hex).collect();
        groups.join(" ")
    }

    pub(crate) fn signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|s| self.0.verify(bytes, &s).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Annex A of GB/T 32918.5: the public key and a signature of “message digest”.
    const STANDARD: [&str; 3] = [
        "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
         ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3",
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
    ];

    /// A key, its public half and its signature of “mingzhang\n”, all made by OpenSSL 3.
    const OPENSSL: [&str; 3] = [
        "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQg8mrDI+63abWLTdoT
l2sSoTaVEcgUQrmztpUa2Wyplb6hRANCAASrwrszvp9y0eIRvKiV4jmSKuEuPh7n
6aSzql9gDfzc0px3dmPJz8uqVbUsQ18EMV4zQH0T/zZucP8ibPEUTVKV
-----END PRIVATE KEY-----
",
        "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEq8K7M76fctHiEbyoleI5kirhLj4e
5+mks6pfYA383NKcd3Zjyc/LqlW1LENfBDFeM0B9E/82bnD/ImzxFE1SlQ==
-----END PUBLIC KEY-----
",
        "0bc33791a54c8f7f40fc1f35f50677b7ae86e584a803a750090b05b726cdcb91\
         dcfd6b6c5f16014686a9dd68e0273ba5fd4e8c8b4ba6a1f21d22cf8ee226ce25",
    ];

    #[test]
    fn the_example_of_the_standard_holds() {
        let [point, r, s] = STANDARD;
        let public = Public::from_hex(point).unwrap();
        let signature = unhex(&format!("{r}{s}")).unwrap();
        assert!(public.signed(b"message digest", &signature));
        assert!(!public.signed(b"message digesT", &signature));
    }

    #[test]
    fn keys_and_signatures_are_those_of_other_programs() {
        let [private, public, signature] = OPENSSL;
        let key = Key::from_pem(private).unwrap();
        assert_eq!(key.to_pem().unwrap(), private);
        assert_eq!(key.public().to_pem().unwrap(), public);
        assert!(key.public().signed(b"mingzhang\n", &unhex(signature).unwrap()));
        assert_eq!(Public::from_pem(public).unwrap(), key.public());
        assert_eq!(Public::from_hex(&key.public().hex()).unwrap(), key.public());
    }

    #[test]
    fn a_new_key_signs_and_another_did_not() {
        let (key, other) = (Key::generate().unwrap(), Key::generate().unwrap());
        let signature = key.sign(b"a").unwrap();
        assert!(key.public().signed(b"a", &signature));
        assert!(!other.public().signed(b"a", &signature));
        assert_ne!(key.public().fingerprint(), other.public().fingerprint());
        let again = Key::from_pem(&key.to_pem().unwrap()).unwrap();
        assert_eq!(again.sign(b"a").unwrap(), signature);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let [private, public, _] = OPENSSL;
        for text in ["", "x", public, &private.replace("MIGH", "MIGG")] {
            assert!(matches!(Key::from_pem(text), Err(Unfit::Key)), "{text}");
        }
        for text in ["", private] {
            assert_eq!(Public::from_pem(text), Err(Unfit::Key));
        }
        for text in ["", "04", "0", "04ff", &"00".repeat(65)] {
            assert_eq!(Public::from_hex(text), Err(Unfit::Key), "{text}");
        }
    }
}
