//! Making tokens.

use super::base64url;
use super::key::{self, Signer, SigningKey};
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

/// Makes tokens with one key and one header, which are looked at once, however many tokens there are to be.
pub struct Issuer<'k> {
    header: Map<String, Value>,
    /// The header in base64url and the dot behind it.
    beginning: String,
    signer: Signer<'k>,
}

/// A signed token in the compact form (RFC 7515 section 7.1). Where the header has no `alg` and no `kid`, those of
/// the key are put in; all else is as given.
pub fn sign(
    header: &Map<String, Value>,
    claims: &Map<String, Value>,
    key: &SigningKey,
) -> Result<String, Error> {
    Issuer::new(header, key)?.issue(claims)
}

impl<'k> Issuer<'k> {
    /// Where the header has no `alg` and no `kid`, those of the key are put in.
    pub fn new(header: &Map<String, Value>, key: &'k SigningKey) -> Result<Self, Error> {
        let mut complete = Map::new();
        complete.insert("alg".into(), key.alg().into());
        complete.extend(key.kid().map(|kid| ("kid".to_owned(), kid.into())));
        complete.extend(header.clone());
        if complete["alg"].as_str().and_then(super::Algorithm::from_name) != Some(key.algorithm()) {
            return Err(Error::Algorithm { header: complete["alg"].to_string(), key: key.algorithm() });
        }
        if complete.get("b64").is_some_and(|encoded| *encoded != true) {
            return Err(Error::Unencoded);
        }
        let beginning = format!("{}.", base64url::encode(bytes(&complete)));
        Ok(Self { header: complete, beginning, signer: key.signer()? })
    }

    /// The header that every token gets.
    pub fn header(&self) -> &Map<String, Value> {
        &self.header
    }

    /// A signed token with these claims.
    pub fn issue(&self, claims: &Map<String, Value>) -> Result<String, Error> {
        let claims = bytes(claims);
        let (payload, signature) = (claims.len().div_ceil(3) * 4, 128);
        let mut token = String::with_capacity(self.beginning.len() + payload + signature);
        token.push_str(&self.beginning);
        base64url::append(claims, &mut token);
        let signature = self.signer.sign(token.as_bytes())?;
        token.push('.');
        base64url::append(signature, &mut token);
        Ok(token)
    }
}

fn bytes(members: &Map<String, Value>) -> Vec<u8> {
    // a map of JSON values always serialises
    serde_json::to_vec(members).unwrap_or_default()
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

    /// Random numbers of a seed that a failed run prints (splitmix64).
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, limit: u64) -> u64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (mixed ^ (mixed >> 31)) % limit
        }

        fn text(&mut self) -> String {
            (0..self.below(12))
                .filter_map(|_| char::from_u32(u32::try_from(self.below(0x11_0000)).ok()?))
                .collect()
        }

        fn value(&mut self, depth: u64) -> Value {
            match self.below(6 + 2 * depth) {
                0 => Value::Null,
                1 => (self.below(2) == 0).into(),
                2 => self.below(u64::MAX).into(),
                3 => (-i64::try_from(self.below(1 << 62)).unwrap()).into(),
                4 => json!(f64::from(u32::try_from(self.below(1 << 32)).unwrap()) / 64.0 - 1e6),
                5 => self.text().into(),
                6 | 7 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
                _ => {
                    Value::Object((0..self.below(4)).map(|_| (self.text(), self.value(depth - 1))).collect())
                }
            }
        }
    }

    #[test]
    fn whatever_is_issued_verifies_to_the_same_claims() {
        let seed = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0);
        eprintln!("seed {seed}");
        let mut dice = Dice(seed);
        let second = jiff::Timestamp::from_second(1).unwrap();
        for algorithm in Algorithm::ALL {
            let key = SigningKey::generate(algorithm).unwrap();
            let header = object(&json!({"typ": "JWT", "x": dice.text()}));
            let (issuer, public) = (Issuer::new(&header, &key).unwrap(), key.verification_key().unwrap());
            for _ in 0..50 {
                let mut claims = Map::new();
                for _ in 0..dice.below(6) {
                    claims.insert(format!("_{}", dice.text()), dice.value(4));
                }
                let token = issuer.issue(&claims).unwrap();
                let verified = verify(&token, Keys::One(&public), &Policy::default(), second).unwrap();
                assert_eq!(verified.header(), issuer.header());
                assert_eq!(verified.into_claims(), claims);
                let changed = format!(
                    "{}{}",
                    &token[..token.len() - 3],
                    if token.ends_with("AAA") { "BBB" } else { "AAA" }
                );
                assert!(verify(&changed, Keys::One(&public), &Policy::default(), second).is_err());
            }
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
