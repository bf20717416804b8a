//! Each rule of a service on header and claims that break it. That the services answer so is asked of them in
//! `tests/it/service_tokens.rs`.

use super::super::faults_for;
use super::super::tests::{NOW, now};
use crate::jwt::recipient::{Expected, Keys, Recipient};
use serde_json::{Value, json};

/// The rules that find something about a good token for this recipient with these changes; null takes a member out.
fn found(expected: &Expected, header: &Value, claims: &Value) -> Vec<&'static str> {
    let mut all_header = json!({"alg": "HS256", "typ": "JWT"});
    let mut all_claims = json!({
        "iss": "issuer", "aud": "audience", "sub": "19085be8-c3cc-4f41-8b36-0b2a1b0b3c4d", "iat": NOW, "exp": NOW + 60,
    });
    for (all, changes) in [(&mut all_header, header), (&mut all_claims, claims)] {
        for (name, value) in changes.as_object().unwrap() {
            all[name] = value.clone();
        }
        all.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    }
    let parts = [all_header, all_claims].map(|part| part.as_object().unwrap().clone());
    let faults = faults_for(expected, &parts[0], &parts[1], now());
    faults.iter().map(|fault| fault.rule.id).collect()
}

fn expected(recipient: Recipient) -> Expected {
    let (issuer, audience) = (Some("issuer".to_owned()), vec!["audience".to_owned()]);
    Expected { issuer, audience, ..Expected::of(recipient) }
}

#[test]
fn each_service_minds_what_it_cannot_take() {
    let (none, ahead) = (json!({}), json!({"iat": NOW + 1}));
    for recipient in [Recipient::Fluxlit, Recipient::Taskflow, Recipient::Zndraw] {
        assert_eq!(found(&expected(recipient), &none, &none), Vec::<&str>::new(), "{recipient:?}");
    }
    for (recipient, header, claims, rule) in [
        (Recipient::Fluxlit, none.clone(), json!({"scope": ["a"]}), "fluxlit-scope"),
        (Recipient::Fluxlit, none.clone(), json!({"nbf": 1.5}), "fluxlit-date-fraction"),
        (Recipient::Fluxlit, json!({"alg": "RS256"}), none.clone(), "fluxlit-kid-missing"),
        (Recipient::Fluxlit, none.clone(), json!({"jti": 1}), "fluxlit-type"),
        (Recipient::Fluxlit, none.clone(), json!({"exp": null}), "fluxlit-exp-missing"),
        (Recipient::Fluxlit, none.clone(), json!({"iss": "Issuer"}), "fluxlit-iss"),
        (Recipient::Fluxlit, none.clone(), json!({"aud": ["a", 1]}), "fluxlit-aud"),
        (Recipient::Fluxlit, none.clone(), ahead.clone(), "fluxlit-date-ahead"),
        (Recipient::Fluxlit, json!({"alg": "HS512"}), none.clone(), "fluxlit-algorithm"),
        (Recipient::Taskflow, none.clone(), json!({"exp": null}), "taskflow-exp-missing"),
        (Recipient::Taskflow, none.clone(), json!({"sub": ""}), "taskflow-sub-missing"),
        (Recipient::Taskflow, json!({"alg": "none"}), none.clone(), "taskflow-algorithm"),
        (Recipient::Zndraw, none.clone(), json!({"exp": null}), "zndraw-exp-missing"),
        (Recipient::Zndraw, none.clone(), json!({"sub": "ci"}), "zndraw-sub"),
        (Recipient::Zndraw, none.clone(), json!({"aud": null}), "zndraw-aud"),
        (Recipient::Zndraw, none.clone(), ahead, "zndraw-date-ahead"),
        (Recipient::Zndraw, json!({"alg": "HS512"}), none.clone(), "zndraw-algorithm"),
    ] {
        assert_eq!(found(&expected(recipient), &header, &claims), [rule], "{header} {claims}");
    }
}

#[test]
fn what_is_known_of_its_settings_counts() {
    let (none, fluxlit) = (json!({}), expected(Recipient::Fluxlit));
    let unknown = Expected::of(Recipient::Fluxlit);
    assert_eq!(found(&unknown, &none, &json!({"iss": "any", "aud": "any"})), Vec::<&str>::new());
    assert_eq!(found(&unknown, &none, &json!({"iss": null, "aud": null})), ["fluxlit-iss", "fluxlit-aud"]);
    let lenient = Expected { leeway: 5, ..fluxlit.clone() };
    assert_eq!(found(&lenient, &none, &json!({"iat": NOW + 5, "nbf": NOW + 5})), Vec::<&str>::new());
    assert_eq!(found(&lenient, &none, &json!({"nbf": NOW + 6})), ["fluxlit-date-ahead"]);
    let set = Expected { keys: Keys::Set, ..fluxlit.clone() };
    assert_eq!(found(&set, &none, &none), ["fluxlit-kid-missing", "fluxlit-algorithm"]);
    assert_eq!(found(&set, &json!({"alg": "RS256", "kid": "1"}), &none), Vec::<&str>::new());
    let secret = Expected { keys: Keys::Secret, ..fluxlit };
    assert_eq!(found(&secret, &json!({"alg": "RS256"}), &none), ["fluxlit-algorithm"]);
}
