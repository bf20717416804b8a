//! Proof Key for Code Exchange (RFC 7636), method S256 only.

use crate::host::Random;
use crate::sensitive::PkceVerifier;
use openidconnect::{PkceCodeChallenge, PkceCodeVerifier};

/// A new verifier: 43 unreserved characters from 32 random bytes (RFC 7636 section 4.1).
pub fn new_verifier(random: Random) -> PkceVerifier {
    PkceVerifier::new(random.text())
}

/// `BASE64URL(SHA256(verifier))` (RFC 7636 section 4.2).
pub fn challenge(verifier: &PkceVerifier) -> PkceCodeChallenge {
    PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.expose().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n6_the_challenge_is_that_of_rfc_7636_appendix_b() {
        let challenge = challenge(&PkceVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(challenge.method().as_str(), "S256");
    }

    #[test]
    fn n5_each_verifier_is_new_and_43_unreserved_characters() {
        let (one, other) = (new_verifier(Random), new_verifier(Random));
        assert_ne!(one.expose(), other.expose());
        assert_eq!(one.expose().len(), 43);
        assert!(one.expose().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)));
    }
}
