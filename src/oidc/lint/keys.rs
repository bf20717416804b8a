//! The rules about published keys (RFC 7517 section 5).

use super::rules::{rules, when};
use super::{Published, Rule, Severity::Error};
use crate::jwt::key::{self, VerificationKey};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) const RULES: &[Rule] = rules! {
    Error "no-keys": "no address of public keys is published, so ID tokens cannot be checked (OpenID Discovery section 3)",
        "publish jwks_uri",
        |published| when(published.keys.is_none() && is_openid(published), || "jwks_uri is not published".into());
    Error "keys-unreachable": "the public keys cannot be had",
        "serve a JWK set (RFC 7517) at jwks_uri",
        |published| match &published.keys {
            Some(Err(why)) => vec![why.clone()],
            _ => Vec::new(),
        };
    Error "keys-private": "a private key or a shared secret is published: whoever saw it can sign as the issuer",
        "take the key out of use now, make a new one, and publish public members only",
        |published| each(published, |key| {
            let names = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
            let found: Vec<&str> = names.into_iter().filter(|name| key.get(name).is_some()).collect();
            (!found.is_empty()).then(|| format!("it has {}", found.join(", ")))
        });
    Error "keys-duplicate-id": "two keys have the same id, so nobody can tell which one a token means",
        "give each key an id of its own, such as its thumbprint (RFC 7638)",
        |published| duplicates(published);
    Error "keys-weak": "a signing key is too weak or malformed",
        "replace the key: RSA from 2048 bits, or P-256, P-384, P-521, Ed25519",
        |published| each(published, |key| {
            use key::Error as E;
            match VerificationKey::from_jwk(key) {
                // what is of a newer kind, or for another use, harms nobody
                Ok(_) | Err(E::UnknownKind(_) | E::UnknownCurve(_) | E::Purpose { .. }) => None,
                Err(why) => Some(why.to_string()),
            }
        });
    Error "keys-none-usable": "no key that can check a signature is published",
        "publish a public key with the use sig",
        |published| {
            let keys = keys(published);
            let is_usable = |key: &Value| VerificationKey::from_jwk(key).is_ok() && key["kty"] != "oct";
            when(matches!(published.keys, Some(Ok(_))) && !keys.iter().any(is_usable), || format!("of {}", keys.len()))
        };
};

/// Only OpenID issuers must publish keys: RFC 8414 leaves it open.
fn is_openid(published: &Published) -> bool {
    published.openid.is_some()
}

fn keys(published: &Published) -> &[Value] {
    let set = published.keys.as_ref().and_then(|keys| keys.as_ref().ok());
    set.and_then(|set| set.get("keys")?.as_array()).map_or(&[], Vec::as_slice)
}

fn each(published: &Published, found: impl Fn(&Value) -> Option<String>) -> Vec<String> {
    let keys = keys(published).iter().enumerate();
    keys.filter_map(|(at, key)| found(key).map(|why| format!("{}: {why}", name(key, at)))).collect()
}

/// The key's id, else its place in the list.
fn name(key: &Value, at: usize) -> String {
    key["kid"].as_str().map_or_else(|| format!("key no. {}", at + 1), |kid| format!("key {kid:?}"))
}

fn duplicates(published: &Published) -> Vec<String> {
    let ids = keys(published).iter().filter_map(|key| key["kid"].as_str());
    let mut seen = BTreeSet::new();
    let twice: BTreeSet<&str> = ids.filter(|id| !seen.insert(*id)).collect();
    twice.iter().map(|id| format!("{id:?}")).collect()
}

#[cfg(test)]
mod tests {
    use crate::oidc::lint::tests::{ids, key, published};
    use crate::oidc::lint::{Published, lint};
    use serde_json::{Value, json};

    fn with_keys(keys: &Value) -> Published {
        Published { keys: Some(Ok(json!({ "keys": keys }))), ..published(|_| {}) }
    }

    fn changed(member: &str, value: &Value) -> Value {
        let mut key = key();
        key[member] = value.clone();
        key
    }

    #[test]
    fn c8_as_many_keys_as_an_answer_holds_are_judged_in_no_time_and_few_are_listed() {
        let many: Vec<Value> = (0..60_000).map(|number| json!({"kid": (number / 2).to_string()})).collect();
        let many = with_keys(&many.into());
        let took = || {
            let started = std::time::Instant::now();
            lint(&many);
            started.elapsed().as_secs()
        };
        assert!((0..3).any(|_| took() < 5), "a busy machine is not slow three times in a row");
        let found = lint(&many);
        let of = |id: &str| found.iter().filter(|one| one.id == id).map(|one| &*one.why).collect::<Vec<_>>();
        assert_eq!((of("keys-duplicate-id").len(), of("keys-duplicate-id").pop()), (21, Some("29980 more")));
        assert_eq!((of("keys-weak").len(), of("keys-weak").pop()), (21, Some("59980 more")));
    }

    #[test]
    fn unsound_keys_are_found() {
        assert_eq!(ids(&with_keys(&json!([key()]))), [""; 0]);
        assert_eq!(
            ids(&with_keys(&json!([key(), changed("d", &json!("AA"))]))),
            ["keys-private", "keys-duplicate-id"]
        );
        assert_eq!(ids(&with_keys(&json!([key(), changed("kid", &json!("2"))]))), [""; 0]);
        assert_eq!(ids(&with_keys(&json!([]))), ["keys-none-usable"]);
        let short = json!({"kty": "RSA", "kid": "r", "n": "AQAB", "e": "AQAB"});
        let found = lint(&with_keys(&json!([key(), short])));
        assert_eq!((found[0].id, found.len()), ("keys-weak", 1));
        assert!(found[0].why.starts_with("key \"r\": the RSA key has 17 bits"), "{}", found[0].why);
        let off_curve = changed("x", &json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        assert_eq!(ids(&with_keys(&json!([off_curve]))), ["keys-weak", "keys-none-usable"]);
        assert_eq!(
            ids(&with_keys(&json!([key(), {"kty": "oct", "kid": "s", "k": "c2VjcmV0"}]))),
            ["keys-private", "keys-weak"]
        );
    }

    #[test]
    fn keys_of_other_kinds_and_uses_are_nobodys_business() {
        let encryption = changed("use", &json!("enc"));
        let newer = json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"});
        let mut sound = key();
        sound["kid"] = json!("2");
        assert_eq!(ids(&with_keys(&json!([sound, encryption, newer]))), [""; 0]);
        assert_eq!(ids(&with_keys(&json!([encryption]))), ["keys-none-usable"]);
    }

    #[test]
    fn keys_that_cannot_be_had() {
        let unreachable = Published { keys: Some(Err("HTTP 404".into())), ..published(|_| {}) };
        assert_eq!(ids(&unreachable), ["keys-unreachable"]);
        let mut unnamed = published(|document| drop(document.remove("jwks_uri")));
        unnamed.keys = None;
        assert_eq!(ids(&unnamed), ["no-keys"]);
        unnamed.oauth = unnamed.openid.take();
        assert_eq!(ids(&unnamed), [""; 0], "an OAuth server needs none");
    }
}
