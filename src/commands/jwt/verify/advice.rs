//! What helps whoever asked for something that the token says in other words, or elsewhere.

use super::keys::TrustedKeys;
use super::policy::PolicyFlags;
use crate::host::printable;
use crate::jwt::claims::at;
use crate::jwt::decode::decode;
use crate::jwt::rejection::Failure;
use crate::jwt::{Rejection, json};
use serde_json::{Map, Value};

/// What fails of a token that nobody has shown to be genuine: whatever it says would be no advice.
const OF_FORGERIES: [&str; 8] = ["form", "alg", "crit", "b64", "kid", "key", "signature", "claims"];

/// So long may a path be that is told, and so deep it may lead.
const LONGEST_PATH: usize = 200;
const DEEPEST: usize = 4;

/// What the names of claims that hold roles have in them.
const OF_ROLES: [&str; 4] = ["role", "group", "permission", "authorit"];

pub fn of(why: &Rejection, token: &str, keys: &TrustedKeys<'_>, policy: &PolicyFlags) -> Vec<String> {
    if why.other_key() {
        return keys.other_reading(token, &policy.algorithms()).into_iter().collect();
    }
    let failures = why.failures();
    if failures.iter().any(|failure| OF_FORGERIES.contains(&failure.check)) {
        return Vec::new();
    }
    let advice = failures.iter().filter_map(|failure| match failure.check {
        // which spelling a service takes its own settings say, to the slash
        "iss" => spelling(failure).filter(|_| policy.issuer.is_some() || keys.issuer.is_some()),
        "aud" => comma(&policy.audience, "audience"),
        "scope" => comma(&policy.scope, "scope"),
        "role" => comma(&policy.role, "role").or_else(|| role_claim(failure, token, policy)),
        _ => None,
    });
    advice.collect()
}

/// An issuer of which all but a slash at its end is right.
fn spelling(failure: &Failure) -> Option<String> {
    let name = |shown: &str| Some(json::strict(shown.as_bytes()).ok()?.as_str()?.to_owned());
    let (expected, found) = (name(&failure.expected)?, name(&failure.found)?);
    let is_near = expected.trim_end_matches('/') == found.trim_end_matches('/');
    is_near.then(|| format!("--issuer {} is its own spelling", shell_words::quote(&found)))
}

/// A name that may be meant as several.
fn comma(typed: &[String], what: &str) -> Option<String> {
    let odd = typed.iter().find(|name| name.contains(','))?;
    let shown = printable::short(odd, 100);
    Some(format!("{shown:?} is one {what} with a comma in it; several have --{what} each"))
}

/// Where the role is, or that it may be elsewhere.
fn role_claim(failure: &Failure, token: &str, policy: &PolicyFlags) -> Option<String> {
    let token = decode(token.trim()).ok()?;
    let claims = token.claims()?;
    if let Some(path) = holder(claims, "", DEEPEST, &policy.role).filter(|path| at(claims, path).is_some()) {
        return Some(format!("--role-claim {} holds it", shell_words::quote(&path)));
    }
    let is_unsaid = policy.role_claim.is_none() && failure.found == "nothing";
    is_unsaid.then(|| "--role-claim CLAIM says where else the roles are".to_owned())
}

/// The first claim with a name like one of roles that holds one of these.
fn holder(members: &Map<String, Value>, above: &str, levels: usize, roles: &[String]) -> Option<String> {
    let is_wanted = |value: &Value| value.as_str().is_some_and(|text| roles.iter().any(|role| role == text));
    members.iter().find_map(|(name, value)| {
        let path = format!("{above}{name}");
        if path.len() > LONGEST_PATH || !path.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let lower = path.to_ascii_lowercase();
        let is_there = match value {
            Value::Array(list) => list.iter().any(is_wanted),
            Value::Object(inner) if levels > 1 => {
                return holder(inner, &format!("{path}."), levels - 1, roles);
            }
            value => is_wanted(value),
        };
        (is_there && OF_ROLES.iter().any(|word| lower.contains(word))).then_some(path)
    })
}
