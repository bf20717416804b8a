//! Why a token is not decrypted.

use super::{Content, INFLATED_LIMIT, Management};
use crate::jwt::compact::Fault;
use crate::jwt::key::{Needed, quoted};

/// What is wrong with an encrypted token. All that may depend on what is secret of a key is [`Error::Undecryptable`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Form(#[from] Fault),
    #[error("the token is signed, not encrypted: it has three parts instead of five")]
    Signed,
    #[error("the {name} {why}")]
    Part { name: &'static str, why: String },
    #[error("the header has no member {0:?}")]
    Missing(&'static str),
    #[error("the header's member {member:?} {why}")]
    Member { member: &'static str, why: String },
    #[error("the header's member \"crit\" is {}, and no extension is understood here", quoted(.0))]
    Critical(String),
    #[error("keys that are encrypted by {} are not read here (those by {} are)", quoted(.0), Management::names())]
    Management(String),
    #[error("content that is encrypted by {} is not read here (that by {} is)", quoted(.0), Content::names())]
    Content(String),
    #[error("the compression {} is not known (DEF is)", quoted(.0))]
    Compression(String),
    #[error("{management} needs {}, and no such key was given", needed.description())]
    NoKey { management: Management, needed: Needed },
    #[error(
        "the token was made for a key on the curve {}, and what was given is on {}",
        quoted(token),
        keys.join(" and ")
    )]
    OtherCurve { token: String, keys: Vec<&'static str> },
    #[error("the token cannot be decrypted: it was made for another key, or was changed on its way")]
    Undecryptable,
    #[error("what the token holds is compressed, and has more than {INFLATED_LIMIT} bytes otherwise")]
    TooLarge,
    #[error("what the token holds cannot be decompressed")]
    Inflate,
}

impl Error {
    /// What to do about it, where that can be guessed from the error alone.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Form(fault) => fault.hint(),
            Self::Management(name) if name == "RSA1_5" => Some(
                "its padding lets others decrypt by asking often enough; the issuer should use RSA-OAEP-256",
            ),
            Self::Management(name) if name.starts_with("PBES2") => {
                Some("keys made of passwords are not supported")
            }
            _ => None,
        }
    }
}

impl Needed {
    fn description(self) -> String {
        match self {
            Self::Rsa => "a private RSA key".to_owned(),
            Self::Curve => "a private key on the curve P-256, P-384, P-521 or X25519".to_owned(),
            Self::Secret(length) => format!("a secret of {length} bytes"),
        }
    }
}
