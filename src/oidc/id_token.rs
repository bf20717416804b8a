//! Checking an ID token (OIDC Core sections 3.1.3.7, 3.1.3.8 and 12.2), with the one verifier of the house.

use super::back_channel::BackChannel;
use super::{Client, Error, LEEWAY, Provider, jwks};
use crate::host::printable;
use crate::jwt::key::VerificationKey;
use crate::jwt::policy::{Accepted, Algorithms};
use crate::jwt::verify::{Keys, verify};
use crate::jwt::{Algorithm, Policy, Rejection, decode};
use crate::sensitive::{AccessToken, IdToken, SecretBytes};
use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// The longest `sub` (OIDC Core section 2).
const LONGEST_SUBJECT: usize = 255;
/// An ID token that says it was made longer ago than this was not made for this login.
const OLDEST: u32 = 3600;

/// What the token is checked against.
pub struct Expected<'e> {
    /// What the login sent; `None` for a token from a renewal or a device code, which send none.
    pub nonce: Option<&'e str>,
    /// What else the login asked for and the token must answer: `max_age` and `acr_values`.
    pub asked: &'e [(String, String)],
    /// What `at_hash`, when there, must be the hash of.
    pub access_token: &'e AccessToken,
    /// The ID token before this one, from the same login.
    pub earlier: Option<&'e IdToken>,
}

/// Who logged in.
#[derive(Debug)]
pub struct Person {
    pub subject: String,
    /// A name for people: `preferred_username`, `email` or `name`.
    pub account: Option<String>,
}

impl BackChannel<'_> {
    /// Checks the token with the keys that the issuer publishes now. They are fetched for this check, so a key that was
    /// exchanged a moment ago is there.
    pub async fn check_id_token(&self, token: &IdToken, expected: &Expected<'_>) -> Result<Person, Error> {
        let (provider, client, now) = (&self.provider, &self.client, self.clock.now());
        let rejected = |why: String, only_time| Error::IdToken {
            issuer: provider.issuer.as_str().to_owned(),
            why,
            only_time,
        };
        let policy = policy(provider, client);
        let by_secret = header_algorithm(token).filter(|algorithm| !algorithm.is_asymmetric());
        let verified = match by_secret {
            Some(algorithm) => {
                let key = secret_key(client, algorithm).map_err(|why| rejected(why, false))?;
                verify(token.expose(), Keys::One(&key), &policy, now)
            }
            None => {
                let keys = jwks::fetch(self.http, provider).await?;
                verify(token.expose(), Keys::Set(&keys), &policy, now)
            }
        };
        let verified = verified.map_err(|why| rejected(told(&why), why.only_time()))?;
        judge(verified.header(), verified.claims(), expected, &client.id, now)
            .map_err(|why| rejected(why, false))
    }
}

/// The claims of a kept token that was checked when it came.
pub fn claims(token: &IdToken) -> Option<Map<String, Value>> {
    decode::decode(token.expose()).ok()?.claims().cloned()
}

/// When a kept token ends, in seconds since 1970.
pub fn expiry(token: &IdToken) -> Option<i64> {
    claims(token)?.get("exp")?.as_i64()
}

/// RS256, or what the issuer lists; HS* only for a client that has a secret; `none` never.
fn algorithms(provider: &Provider, client: &Client) -> Vec<Algorithm> {
    let listed = provider.id_token_algorithms();
    listed
        .into_iter()
        .filter_map(Algorithm::from_name)
        .filter(|algorithm| algorithm.is_asymmetric() || client.secret().is_some())
        .collect()
}

fn policy(provider: &Provider, client: &Client) -> Policy {
    Policy {
        algorithms: Algorithms::Only(algorithms(provider, client)),
        issuer: Accepted::one(provider.issuer.as_str()),
        audience: Accepted::one(&client.id),
        required: ["exp", "iat", "sub"].map(str::to_owned).to_vec(),
        leeway: LEEWAY,
        max_age: Some(OLDEST),
        ..Policy::default()
    }
}

fn header_algorithm(token: &IdToken) -> Option<Algorithm> {
    let token = decode::decode(token.expose()).ok()?;
    Algorithm::from_name(token.header().get("alg")?.as_str()?)
}

fn secret_key(client: &Client, algorithm: Algorithm) -> Result<VerificationKey, String> {
    let secret = client.secret().ok_or_else(|| {
        format!("it is signed with {}, which only a client with a secret can check", algorithm.name())
    })?;
    VerificationKey::hmac(&SecretBytes::new(secret.expose().as_bytes().to_vec()), algorithm)
        .map_err(|why| why.to_string())
}

/// What OIDC asks for besides signature, issuer, audience and times; `id` is the client's.
fn judge(
    header: &Map<String, Value>,
    claims: &Map<String, Value>,
    expected: &Expected<'_>,
    id: &str,
    now: Timestamp,
) -> Result<Person, String> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let subject =
        text("sub").filter(|subject| (1..=LONGEST_SUBJECT).contains(&subject.len()) && subject.is_ascii());
    let subject = subject.ok_or("its sub is not a text of 1 to 255 ASCII characters")?;
    if let Some(Value::Array(audiences)) = claims.get("aud")
        && let Some(other) = audiences.iter().find(|audience| audience.as_str() != Some(id))
    {
        return Err(format!(
            "it is also for {}, whom nobody here knows",
            printable::short(&other.to_string(), 100)
        ));
    }
    if claims.get("azp").is_some_and(|party| party.as_str() != Some(id)) {
        return Err("its azp is not this client".to_owned());
    }
    if expected.nonce.is_some_and(|sent| text("nonce") != Some(sent)) {
        return Err("its nonce is not the one that this login sent".to_owned());
    }
    if let Some(hash) = claims.get("at_hash")
        && hash.as_str() != at_hash(header, expected.access_token).as_deref()
    {
        return Err("its at_hash is not that of the access token".to_owned());
    }
    answers(claims, expected, now)?;
    if let Some(earlier) = expected.earlier.and_then(self::claims) {
        same_login(claims, &earlier)?;
    }
    let account = ["preferred_username", "email", "name"].into_iter().find_map(text).map(str::to_owned);
    Ok(Person { subject: subject.to_owned(), account })
}

/// `max_age` asks for `auth_time`, which is then checked, and `acr_values` for one of these where it is named (nos. 12
/// and 13).
fn answers(claims: &Map<String, Value>, expected: &Expected<'_>, now: Timestamp) -> Result<(), String> {
    for (name, asked) in expected.asked {
        let is_met = match name.as_str() {
            "max_age" => {
                let oldest = asked
                    .parse()
                    .map(|most: i64| now.as_second().saturating_sub(most).saturating_sub(i64::from(LEEWAY)));
                let since = claims.get("auth_time").and_then(Value::as_i64);
                oldest.is_ok_and(|oldest| since.is_some_and(|since| since >= oldest))
            }
            // a voluntary claim (section 3.1.2.1): an issuer may leave it out, but not name another one
            "acr_values" => claims
                .get("acr")
                .is_none_or(|acr| asked.split_whitespace().any(|wanted| acr.as_str() == Some(wanted))),
            _ => true,
        };
        if !is_met {
            return Err(format!(
                "it does not answer {name}={}, which the login asked for",
                printable::short(asked, 50)
            ));
        }
    }
    Ok(())
}

/// A token from a renewal speaks of the same login (OIDC Core section 12.2).
fn same_login(now: &Map<String, Value>, earlier: &Map<String, Value>) -> Result<(), String> {
    for name in ["iss", "sub", "aud", "azp"] {
        if now.get(name) != earlier.get(name) {
            return Err(format!("its {name} differs from that of the token before"));
        }
    }
    // both are optional: only what both say must be the same
    for name in ["auth_time", "nonce"] {
        if let (Some(one), Some(other)) = (now.get(name), earlier.get(name))
            && one != other
        {
            return Err(format!("its {name} differs from that of the token before"));
        }
    }
    Ok(())
}

/// The left half of the hash that the token's algorithm uses (OIDC Core section 3.1.3.6); `None` for an algorithm
/// that names no hash here.
fn at_hash(header: &Map<String, Value>, token: &AccessToken) -> Option<String> {
    let name = header.get("alg")?.as_str()?;
    let hash = match name.get(2..)? {
        "256" | "256K" => &digest::SHA256,
        "384" => &digest::SHA384,
        // Ed25519 hashes with SHA-512
        "512" | "DSA" | "25519" => &digest::SHA512,
        _ => return None,
    };
    let whole = digest::digest(hash, token.expose().as_bytes());
    let (left, _) = whole.as_ref().split_at(whole.as_ref().len() / 2);
    Some(URL_SAFE_NO_PAD.encode(left))
}

fn told(rejection: &Rejection) -> String {
    printable::short(&rejection.to_string(), 500)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn judged(claims: &Value, earlier: Option<&IdToken>) -> Result<Person, String> {
        judged_for(claims, earlier, &[])
    }

    fn judged_for(
        claims: &Value,
        earlier: Option<&IdToken>,
        asked: &[(String, String)],
    ) -> Result<Person, String> {
        let expected = Expected {
            nonce: Some("n"),
            asked,
            access_token: &AccessToken::new("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            earlier,
        };
        let mut all = json!({"sub": "alice", "aud": "authctl", "nonce": "n"}).as_object().unwrap().clone();
        all.extend(claims.as_object().unwrap().clone());
        let header = json!({"alg": "RS256"});
        judge(header.as_object().unwrap(), &all, &expected, "authctl", Timestamp::UNIX_EPOCH)
    }

    fn why(claims: &Value) -> String {
        judged(claims, None).unwrap_err()
    }

    #[test]
    fn o2_o3_the_token_is_for_this_client_alone() {
        assert!(judged(&json!({"aud": ["authctl"], "azp": "authctl"}), None).is_ok());
        assert!(why(&json!({"aud": ["authctl", "other"]})).contains("also for \"other\""));
        assert!(why(&json!({"azp": "other"})).contains("azp"));
        assert!(why(&json!({"azp": null})).contains("azp"));
    }

    #[test]
    fn o7_the_nonce_is_the_one_that_was_sent() {
        for other in [json!("m"), json!(null), json!(["n"])] {
            assert!(why(&json!({"nonce": other})).contains("nonce"));
        }
    }

    #[test]
    fn o8_what_was_asked_for_is_answered() {
        let asked = |name: &str, value: &str| [(name.to_owned(), value.to_owned())];
        let holds = |claims: Value, asked: &[(String, String)]| judged_for(&claims, None, asked).is_ok();
        let age = asked("max_age", "60");
        assert!(holds(json!({"auth_time": -119}), &age), "60 s and the leeway of 60 s");
        assert!(!holds(json!({"auth_time": -121}), &age) && !holds(json!({}), &age));
        let acr = asked("acr_values", "gold silver");
        assert!(holds(json!({"acr": "silver"}), &acr));
        assert!(!holds(json!({"acr": "0"}), &acr) && holds(json!({}), &acr));
    }

    #[test]
    fn o9_at_hash_is_the_left_half_of_the_access_tokens_hash() {
        // the example of OIDC Core appendix A.4
        assert!(judged(&json!({"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"}), None).is_ok());
        for wrong in [json!("77QmUPtjPfzWtF2AnpK9RA"), json!(""), json!(null), json!(7)] {
            assert!(why(&json!({"at_hash": wrong})).contains("at_hash"));
        }
    }

    #[test]
    fn o10_sub_is_1_to_255_ascii_characters() {
        for wrong in [json!(""), json!("x".repeat(256)), json!("ü"), json!(5), json!(null)] {
            assert!(why(&json!({"sub": wrong})).contains("sub"));
        }
        assert!(judged(&json!({"sub": "x".repeat(255)}), None).is_ok());
    }

    #[test]
    fn o12_a_renewed_token_speaks_of_the_same_login() {
        let earlier = |claims: &Value| {
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            IdToken::new(format!("{}.{}.c2ln", part(&json!({"alg": "RS256"})), part(claims)))
        };
        let before = json!({"sub": "alice", "aud": "authctl", "auth_time": 5});
        assert!(judged(&json!({"auth_time": 5}), Some(&earlier(&before))).is_ok());
        assert!(judged(&json!({}), Some(&earlier(&before))).is_ok(), "auth_time may be left out");
        for (changed, name) in [
            (json!({"sub": "bob"}), "sub"),
            (json!({"iss": "https://evil"}), "iss"),
            (json!({"auth_time": 6}), "auth_time"),
        ] {
            assert!(judged(&changed, Some(&earlier(&before))).unwrap_err().contains(name));
        }
    }
}
