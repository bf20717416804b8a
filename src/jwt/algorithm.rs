//! The signature algorithms: their names, the keys they take, and who computes them.

use serde::{Deserialize, Serialize};

/// A JWS algorithm (RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 8812 section 3.2). There is no "none".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    HS256,
    HS384,
    HS512,
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    ES256K,
    /// With Ed25519 keys only. RFC 9864 names the same algorithm "Ed25519".
    EdDSA,
}

/// What kind of key an algorithm takes; for an elliptic curve, which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    Hmac,
    Rsa,
    P256,
    P384,
    P521,
    Secp256k1,
    Ed25519,
}

impl Algorithm {
    pub const ALL: [Self; 14] = [
        Self::HS256,
        Self::HS384,
        Self::HS512,
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::ES512,
        Self::ES256K,
        Self::EdDSA,
    ];

    /// The other name of EdDSA with such a key (RFC 9864).
    pub const ED25519: &str = "Ed25519";

    /// The `alg` value that is written into headers and keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::ES512 => "ES512",
            Self::ES256K => "ES256K",
            Self::EdDSA => "EdDSA",
        }
    }

    /// The algorithm of exactly this name, byte for byte; "Ed25519" is EdDSA (RFC 9864).
    pub fn from_name(name: &str) -> Option<Self> {
        let name = if name == Self::ED25519 { "EdDSA" } else { name };
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    pub fn family(self) -> Family {
        match self {
            Self::HS256 | Self::HS384 | Self::HS512 => Family::Hmac,
            Self::RS256 | Self::RS384 | Self::RS512 | Self::PS256 | Self::PS384 | Self::PS512 => Family::Rsa,
            Self::ES256 => Family::P256,
            Self::ES384 => Family::P384,
            Self::ES512 => Family::P521,
            Self::ES256K => Family::Secp256k1,
            Self::EdDSA => Family::Ed25519,
        }
    }

    /// True when the key that signs must not be known to those who verify, or they could sign too.
    pub fn is_asymmetric(self) -> bool {
        self.family() != Family::Hmac
    }

    /// True for RSA-PSS (RFC 7518 section 3.5).
    pub fn is_pss(self) -> bool {
        matches!(self, Self::PS256 | Self::PS384 | Self::PS512)
    }

    /// The least length of an HMAC secret in bytes, that of the hash (RFC 7518 section 3.2); 0 for key pairs.
    pub fn minimum_secret(self) -> usize {
        match self {
            Self::HS256 => 32,
            Self::HS384 => 48,
            Self::HS512 => 64,
            _ => 0,
        }
    }

    /// The name that `jsonwebtoken` has for it, if any. It computes HMAC with it, and signs by ES256, ES384 and EdDSA.
    pub(super) fn common(self) -> Option<jsonwebtoken::Algorithm> {
        self.name().parse().ok()
    }
}

/// True for "none" in whatever spelling (RFC 7518 section 3.6): some readers take them all for it.
pub fn is_none(name: &str) -> bool {
    name.trim().eq_ignore_ascii_case("none")
}

/// The lengths in bytes that a signature by an algorithm of this name can have, known here or not; none where that depends
/// on the key (RFC 7518 section 3, RFC 8032 sections 5.1 and 5.2, RFC 8812 section 3.2). EdDSA is Ed25519 or Ed448.
pub fn signature_lengths(name: &str) -> &'static [usize] {
    match name {
        "HS256" => &[32],
        "HS384" => &[48],
        "HS512" | "ES256" | "ES256K" | "Ed25519" => &[64],
        "ES384" => &[96],
        "ES512" => &[132],
        "EdDSA" => &[64, 114],
        "Ed448" => &[114],
        _ => &[],
    }
}

/// Such lengths in words: "64 or 114".
pub fn one_of(lengths: &[usize]) -> String {
    lengths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
}

impl Family {
    /// What a key of this kind is used with when neither the key nor the caller says.
    pub fn default_algorithm(self) -> Algorithm {
        match self {
            Self::Hmac => Algorithm::HS256,
            Self::Rsa => Algorithm::RS256,
            Self::P256 => Algorithm::ES256,
            Self::P384 => Algorithm::ES384,
            Self::P521 => Algorithm::ES512,
            Self::Secp256k1 => Algorithm::ES256K,
            Self::Ed25519 => Algorithm::EdDSA,
        }
    }

    /// How a person calls a key of this kind.
    pub fn description(self) -> &'static str {
        match self {
            Self::Hmac => "a shared secret",
            Self::Rsa => "an RSA key",
            Self::P256 => "a key on the curve P-256",
            Self::P384 => "a key on the curve P-384",
            Self::P521 => "a key on the curve P-521",
            Self::Secp256k1 => "a key on the curve secp256k1",
            Self::Ed25519 => "an Ed25519 key",
        }
    }
}

impl std::fmt::Display for Algorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j3_names_are_compared_byte_for_byte() {
        for algorithm in Algorithm::ALL {
            assert_eq!(Algorithm::from_name(algorithm.name()), Some(algorithm));
            assert_eq!(Algorithm::from_name(&algorithm.name().to_lowercase()), None);
            assert_eq!(Algorithm::from_name(&format!("{algorithm} ")), None);
        }
        assert_eq!(Algorithm::from_name("none"), None);
        assert_eq!(Algorithm::from_name(""), None);
    }

    #[test]
    fn j4_none_is_known_in_every_spelling() {
        assert!(["none", "None", "nOnE", " none\n"].into_iter().all(is_none));
        assert!(!["", "nonesuch", "no ne", "HS256"].into_iter().any(is_none));
    }

    #[test]
    fn j47_ed25519_is_another_name_of_eddsa() {
        assert_eq!(Algorithm::from_name("Ed25519"), Some(Algorithm::EdDSA));
    }

    #[test]
    fn j47_signatures_have_the_length_of_their_algorithm() {
        let by_eddsa = signature_lengths("EdDSA");
        assert_eq!([signature_lengths("Ed25519"), signature_lengths("Ed448")].concat(), by_eddsa);
        for algorithm in Algorithm::ALL {
            let lengths = signature_lengths(algorithm.name());
            assert_eq!(lengths.is_empty(), algorithm.family() == Family::Rsa, "{algorithm}");
            assert!(
                algorithm.minimum_secret() == 0 || lengths == [algorithm.minimum_secret()],
                "{algorithm}"
            );
        }
    }

    #[test]
    fn jsonwebtoken_has_a_name_for_all_but_two() {
        let direct: Vec<_> =
            Algorithm::ALL.into_iter().filter(|algorithm| algorithm.common().is_none()).collect();
        assert_eq!(direct, [Algorithm::ES512, Algorithm::ES256K]);
    }
}
