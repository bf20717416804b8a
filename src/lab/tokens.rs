//! The one place where the lab signs and checks JWTs, with the room that is there for it.

use crate::jwt::policy::{Accepted, Algorithms, Expiry, Policy};
use crate::jwt::verify::{Keys as VerificationKeys, Verified, verify};
use crate::jwt::{Algorithm, KeySet, SigningKey, issue, key};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Why there is no key or no token.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the lab has no signing key: {0}")]
    Key(#[from] key::Error),
    #[error("the lab cannot sign: {0}")]
    Signature(#[from] issue::Error),
}

/// The issuer's one key, that signs and is published.
pub struct Keys {
    signing: SigningKey,
    verifying: KeySet,
}

impl Keys {
    /// A fresh ES256 key.
    pub fn generate() -> Result<Self, Error> {
        let signing = SigningKey::generate(Algorithm::ES256)?;
        let verifying = KeySet::from_value(&published(&signing))?;
        Ok(Self { signing, verifying })
    }

    /// The public key in a set (RFC 7517 section 5).
    pub fn jwks(&self) -> Value {
        published(&self.signing)
    }

    /// Signs these claims as a token of this `typ`.
    pub fn sign(&self, typ: &str, claims: &Map<String, Value>) -> Result<String, Error> {
        let header = Map::from_iter([("typ".to_owned(), json!(typ))]);
        Ok(issue::sign(&header, claims, &self.signing)?)
    }

    /// The claims of an access token that holds (RFC 9068 section 4), or why it does not.
    pub fn check_access_token(
        &self,
        token: &str,
        issuer: &str,
        audience: &str,
        now: Timestamp,
    ) -> Result<Map<String, Value>, String> {
        let policy = Policy {
            audience: Accepted::one(audience),
            typ: Some("at+jwt".to_owned()),
            required: ["exp", "sub", "client_id"].map(str::to_owned).to_vec(),
            ..of_issuer(issuer)
        };
        self.verified(token, &policy, now).map(Verified::into_claims)
    }

    /// The client that an ID token was issued to, however long ago: a hint at sign-out may have expired
    /// (OIDC RP-Initiated Logout 1.0 section 2).
    pub fn client_of_id_token(&self, token: &str, issuer: &str, now: Timestamp) -> Option<String> {
        let policy = Policy {
            audience: Accepted::Anything,
            typ: Some("JWT".to_owned()),
            expiry: Expiry::Ignored,
            ..of_issuer(issuer)
        };
        let verified = self.verified(token, &policy, now).ok()?;
        verified.text("aud").map(str::to_owned)
    }

    fn verified(&self, token: &str, policy: &Policy, now: Timestamp) -> Result<Verified, String> {
        verify(token, VerificationKeys::Set(&self.verifying), policy, now)
            .map_err(|rejection| rejection.to_string())
    }
}

fn published(signing: &SigningKey) -> Value {
    json!({ "keys": [signing.public_jwk()] })
}

fn of_issuer(issuer: &str) -> Policy {
    Policy {
        algorithms: Algorithms::Only(vec![Algorithm::ES256]),
        issuer: Accepted::one(issuer),
        ..Policy::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_token_with_a_single_fault_is_refused_for_it() {
        let keys = Keys::generate().unwrap();
        let good = json!({"iss": "i", "aud": "a", "sub": "s", "client_id": "c", "exp": 10});
        let check = |typ: &str, name: &str, value: Value| {
            let mut claims = good.as_object().unwrap().clone();
            claims.insert(name.to_owned(), value);
            claims.retain(|_, value| !value.is_null());
            let token = keys.sign(typ, &claims).unwrap();
            keys.check_access_token(&token, "i", "a", Timestamp::from_second(9).unwrap())
        };
        assert!(check("at+jwt", "jti", json!("j")).is_ok());
        let table = [
            ("JWT", "jti", json!("j"), "typ"),
            ("at+jwt", "iss", json!("other"), "iss"),
            ("at+jwt", "aud", json!("other"), "aud"),
            ("at+jwt", "aud", Value::Null, "aud"),
            ("at+jwt", "sub", Value::Null, "sub"),
            ("at+jwt", "client_id", Value::Null, "client_id"),
            ("at+jwt", "exp", Value::Null, "exp"),
            ("at+jwt", "exp", json!(9), "expired"),
            ("at+jwt", "nbf", json!(10), "nbf"),
        ];
        for (typ, name, value, word) in table {
            let why = check(typ, name, value.clone()).unwrap_err();
            assert!(why.contains(word), "{typ} {name} {value}: {why}");
        }
        assert_eq!(keys.client_of_id_token("x", "i", Timestamp::UNIX_EPOCH), None);
    }
}
