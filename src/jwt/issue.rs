//! Making a token.

use super::base64url;
use super::key::{self, SigningKey};
use serde_json::{Map, Value};

/// Why no token was made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the header names the algorithm {header}, but the key is for {key}")]
    Algorithm { header: String, key: super::Algorithm },
    #[error("payloads are always written in base64url, so the header cannot say \"b64\": false")]
    Unencoded,
    #[error(transparent)]
    Key(#[from] key::Error),
}

/// A signed token in the compact form (RFC 7515 section 7.1). Where the header has no `alg` and no `kid`, those of
/// the key are put in; all else is as given.
pub fn sign(
    header: &Map<String, Value>,
    claims: &Map<String, Value>,
    key: &SigningKey,
) -> Result<String, Error> {
    let mut complete = Map::new();
    complete.insert("alg".into(), key.algorithm().name().into());
    complete.extend(key.kid().map(|kid| ("kid".to_owned(), kid.into())));
    complete.extend(header.clone());
    if complete["alg"].as_str().and_then(super::Algorithm::from_name) != Some(key.algorithm()) {
        return Err(Error::Algorithm { header: complete["alg"].to_string(), key: key.algorithm() });
    }
    if complete.get("b64").is_some_and(|encoded| *encoded != true) {
        return Err(Error::Unencoded);
    }
    let part = |members: &Map<String, Value>| base64url::encode(serde_json::json!(members).to_string());
    let signing_input = format!("{}.{}", part(&complete), part(claims));
    let signature = base64url::encode(key.sign(signing_input.as_bytes())?);
    Ok(format!("{signing_input}.{signature}"))
}

#[cfg(test)]
mod tests {
    use super::super::policy::{Accepted, Policy};
    use super::super::verify::{Keys, verify};
    use super::super::{Algorithm, decode::decode};
    use super::*;
    use serde_json::json;

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn every_algorithm_makes_tokens_that_verify() {
        let claims =
            json!({"iss": "me", "sub": "ä \u{1f600}", "exp": 2, "nested": {"list": [1, 2.5, null, true]}});
        for algorithm in Algorithm::ALL {
            let key = SigningKey::generate(algorithm).unwrap();
            let token = sign(&object(&json!({"typ": "JWT"})), &object(&claims), &key).unwrap();
            let policy = Policy { issuer: Accepted::one("me"), ..Policy::default() };
            let second = jiff::Timestamp::from_second(1).unwrap();
            let verified =
                verify(&token, Keys::One(&key.verification_key().unwrap()), &policy, second).unwrap();
            assert_eq!(Value::Object(verified.into_claims()), claims);
        }
    }

    #[test]
    fn the_header_is_as_given_with_the_key_put_in() {
        let key = SigningKey::generate(Algorithm::ES256).unwrap().with_kid("one");
        let header = |given: &Value| {
            Value::Object(decode(&sign(&object(given), &Map::new(), &key).unwrap()).unwrap().header().clone())
        };
        assert_eq!(header(&json!({})).to_string(), r#"{"alg":"ES256","kid":"one"}"#);
        assert_eq!(
            header(&json!({"typ": "at+jwt", "kid": "two"})),
            json!({"alg": "ES256", "kid": "two", "typ": "at+jwt"})
        );
    }

    #[test]
    fn j2_j4_the_header_names_the_algorithm_of_the_key() {
        let key = SigningKey::generate(Algorithm::ES256).unwrap();
        for algorithm in [json!("none"), json!("ES384"), json!("HS256"), json!(null), json!(1)] {
            let error = sign(&object(&json!({"alg": algorithm})), &Map::new(), &key).unwrap_err();
            assert!(
                error.to_string().contains(&format!("the algorithm {algorithm}, but the key is for ES256"))
            );
        }
    }

    #[test]
    fn j20_no_token_says_that_its_payload_is_not_encoded() {
        let key = SigningKey::generate(Algorithm::ES256).unwrap();
        assert_eq!(sign(&object(&json!({"b64": false})), &Map::new(), &key), Err(Error::Unencoded));
    }
}
