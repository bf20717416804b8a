//! Secrets in types of their own, so that none is ever printed, logged or compared by accident.
//!
//! Each type has no `Display`, a `Debug` that shows the type's name only, one way in (`new`), one greppable
//! way out (`expose`), and is wiped when dropped. Serde reaches them only where a field says so
//! (`#[serde(with = "crate::sensitive::stored")]`), which is the credential that goes into a store.

use zeroize::Zeroizing;

/// A secret text: what the types below share, and what [`stored`] needs to know of them.
pub trait SecretText: Sized {
    fn from_text(text: String) -> Self;
    fn text(&self) -> &str;
}

macro_rules! secret_texts {
    ($($(#[$doc:meta])+ $name:ident)+) => {$(
        $(#[$doc])+
        #[derive(Clone)]
        pub struct $name(Zeroizing<String>);

        impl $name {
            pub fn new(secret: impl Into<String>) -> Self {
                Self(Zeroizing::new(secret.into()))
            }
            /// The secret itself. Search for `expose` to see every place that may leak it.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl SecretText for $name {
            fn from_text(text: String) -> Self {
                Self::new(text)
            }
            fn text(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )+};
}

secret_texts! {
    /// An access token (RFC 6749 section 1.4), opaque or a JWT.
    AccessToken
    /// A refresh token (RFC 6749 section 1.5).
    RefreshToken
    /// An ID token (OIDC Core section 2) as received, before anybody checked it.
    IdToken
    /// A token of whatever kind: one that was given, or one of several that a person may mean.
    Token
    /// An authorization code (RFC 6749 section 1.3.1).
    AuthorizationCode
    /// What a person pasted, or piped in: an authorization code or a token may be in it.
    PastedText
    /// What a device exchanges for tokens (RFC 8628 section 3.2); the user code is for everybody to see.
    DeviceCode
    /// A client's password at the token endpoint (RFC 6749 section 2.3.1).
    ClientSecret
    /// A client's signed word about itself (RFC 7523 section 2.2), good for one request.
    ClientAssertion
    /// A PKCE code verifier (RFC 7636 section 4.1).
    PkceVerifier
    /// A private key as a JWK (RFC 7517 section 4), in JSON.
    PrivateJwk
    /// A person's password, or the passphrase of a store.
    Password
}

/// Secret bytes: what a store keeps, a key, the text of a credential before it is parsed.
#[derive(Clone)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    pub fn new(secret: Vec<u8>) -> Self {
        Self(Zeroizing::new(secret))
    }
    /// The secret itself. Search for `expose` to see every place that may leak it.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretBytes")
    }
}

/// Serde for a secret text that may be there, for what goes into a store and nowhere else; use with `default` and
/// `skip_serializing_if = "Option::is_none"`.
pub mod stored {
    use super::SecretText;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(secret: &Option<impl SecretText>, to: S) -> Result<S::Ok, S::Error> {
        secret.as_ref().map(SecretText::text).serialize(to)
    }
    pub fn deserialize<'de, T: SecretText, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.map(T::from_text))
    }

    /// The same for a secret text that is always there.
    pub mod always {
        use super::{Deserialize as _, Deserializer, SecretText, Serialize as _, Serializer};

        pub fn serialize<S: Serializer>(secret: &impl SecretText, to: S) -> Result<S::Ok, S::Error> {
            secret.text().serialize(to)
        }
        pub fn deserialize<'de, T: SecretText, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
            Ok(T::from_text(String::deserialize(from)?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_its_type_and_nothing_else() {
        assert_eq!(format!("{:?}", RefreshToken::new("canary")), "RefreshToken");
        assert_eq!(format!("{:?}", Some(SecretBytes::new(b"canary".to_vec()))), "Some(SecretBytes)");
    }
}
