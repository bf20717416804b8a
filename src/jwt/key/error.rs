//! Why a key is not taken.

pub use super::foreign::Foreign;
use crate::jwt::algorithm::{Algorithm, Family};
use crate::jwt::text;

/// What is wrong with a key, or with what it was asked to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the key set {0}")]
    Set(String),
    #[error("the key set is empty")]
    EmptySet,
    #[error("the file holds only public keys, which check signatures and make none")]
    OnlyPublicKeys,
    #[error("the key set has no private key with the id {}; {}", quoted(.kid), ids(.known))]
    NoSuchKey { kid: String, known: Vec<String> },
    #[error("the key set has {count} private keys that may be meant; {}", ids(.known))]
    SeveralPrivate { count: usize, known: Vec<String> },
    #[error("the key set has {0} private keys, and none of them is for such signatures")]
    NoneSigns(usize),
    #[error("the key {0}")]
    NoJson(String),
    #[error("the key is {0} instead of a JSON object")]
    NotAnObject(&'static str),
    #[error("the key has no member {0:?}")]
    Missing(&'static str),
    #[error("the key's member {member:?} {why}")]
    Malformed { member: &'static str, why: String },
    #[error("keys of the kind {} are not known here (known are EC, RSA, OKP and oct)", quoted(.0))]
    UnknownKind(String),
    #[error(
        "the curve {} is not used for signatures here (P-256, P-384, P-521, secp256k1 and Ed25519 are)",
        quoted(.0)
    )]
    UnknownCurve(String),
    #[error("the key is not for {operation} signatures: its {member:?} is {value}")]
    Purpose { operation: &'static str, member: &'static str, value: String },
    #[error("{algorithm} cannot be used with {}", family.description())]
    Family { algorithm: Algorithm, family: Family },
    #[error("the key is for {declared} alone, not for {algorithm}")]
    Declared { declared: Algorithm, algorithm: Algorithm },
    #[error("the secret has {length} bytes; {algorithm} needs at least {}", algorithm.minimum_secret())]
    ShortSecret { length: usize, algorithm: Algorithm },
    #[error("the secret can be guessed: {0}")]
    GuessableSecret(&'static str),
    #[error(
        "the secret is the text of a public key, which anybody may know: everybody could make tokens with it"
    )]
    PublicSecret,
    #[error("it is published with its private half: everybody can sign with it")]
    PrivatePublished,
    #[error("a shared secret cannot be used with {0}")]
    NotForSecrets(Algorithm),
    #[error("the RSA key has {0} bits; only 2048 to 8192 are safe and supported")]
    RsaSize(usize),
    #[error("the RSA key's {0}")]
    RsaNumber(&'static str),
    #[error("the RSA key was made by a faulty generator and can be broken (ROCA, CVE-2017-15361)")]
    Roca,
    #[error("the key's point is not one of {}", curve(*.0))]
    Point(Family),
    #[error("the key is not for decryption: its {member:?} is {}", quoted(.value))]
    NotForDecryption { member: &'static str, value: String },
    #[error("the key is a public one: it encrypts, and only its private part decrypts")]
    OnlyPublic,
    #[error("the key is for RSA-PSS alone (PS256, PS384 and PS512), not for {0}")]
    OnlyPss(Algorithm),
    #[error(
        "the private RSA key has no member {0:?}: it is used here with its primes only (p, q, dp, dq and qi)"
    )]
    NoPrimes(&'static str),
    #[error("the RSA key has more than two primes, which is not supported")]
    MultiPrime,
    #[error("the private part of the key does not belong to its public part, or is malformed")]
    PrivatePart,
    #[error("the file holds {0}")]
    Pem(&'static str),
    #[error("the file holds {}", .0.description())]
    Foreign(Foreign),
    #[error("the file holds {0} keys that do not belong together, so it cannot be told which one is meant")]
    SeveralKeys(usize),
    #[error("the file is empty")]
    Empty,
    #[error("the file holds {} and no private key", quoted(.0))]
    NotPrivate(String),
    #[error("the file holds {} and no key", quoted(.0))]
    NoKey(String),
    #[error("the file holds neither a JWK, nor a JWK set, nor a key in PEM or DER")]
    NeitherJwkNorPem,
    #[error("certificates by the ids of their keys (of Google or Firebase) are no JWK set")]
    CertificatesById,
    #[error("the private key is encrypted, and authctl does not ask for its passphrase")]
    Encrypted,
    #[error("the key set has two keys with the id {}, so it cannot be told which one is meant", quoted(.0))]
    DuplicateKid(String),
    #[error("the key set mixes shared secrets with public keys; whoever published it gave a secret away")]
    MixedSymmetry,
    #[error("the cryptographic library failed")]
    Library,
}

impl Error {
    /// The deed that helps, where there is one.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::ShortSecret { .. } | Self::GuessableSecret(_) => {
                Some("replace it by a random one that is long enough")
            }
            Self::Roca | Self::RsaSize(_) => Some("the owner of the key should replace it"),
            Self::OnlyPublicKeys | Self::NotPrivate(_) => Some("give the file that holds the private key"),
            Self::Foreign(form) => Some(form.conversion()),
            Self::SeveralKeys(_) => Some("give a file of one key, with or without its certificates"),
            Self::NoPrimes(_) => Some("export the key anew from where it was made, with all its members"),
            Self::CertificatesById => Some(
                "the issuer's metadata names its JWK set (jwks_uri); one of the certificates as PEM will do too",
            ),
            Self::Encrypted => Some("openssl pkey -in OLD -out NEW writes it unencrypted; chmod 600 NEW"),
            _ => None,
        }
    }
}

/// What a key says, as a message can show it: in quotes, escaped and short.
pub(in crate::jwt) fn quoted(text: &str) -> String {
    let (head, more) = text::head(text, 100);
    format!("{head:?}{more}")
}

/// The ids of the keys there are, as far as a message has room for them.
fn ids(known: &[String]) -> String {
    const MOST: usize = 8;
    let shown: Vec<String> = known.iter().take(MOST).map(|kid| quoted(kid)).collect();
    match (shown.as_slice(), known.len().saturating_sub(MOST)) {
        ([], _) => "none of them has an id".to_owned(),
        ([only], _) => format!("the only id is {only}"),
        (_, 0) => format!("the ids are {}", shown.join(", ")),
        (_, more) => format!("the ids are {} and {more} more", shown.join(", ")),
    }
}

fn curve(family: Family) -> &'static str {
    match family {
        Family::P256 => "the curve P-256",
        Family::P384 => "the curve P-384",
        Family::P521 => "the curve P-521",
        Family::Secp256k1 => "the curve secp256k1",
        Family::Ed25519 | Family::Rsa | Family::Hmac => "the safe points of Ed25519",
    }
}
