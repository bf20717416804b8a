//! The rules about what a token says: who made it, for whom, about whom, with what rights.

use super::token::{Kind, Token};
use super::{Rule, Seen, table, when};
use crate::jwt::json;
use crate::jwt::rejection::shown;
use serde_json::Value;

pub(super) const RULES: &[Rule] = table! {
    Error "claim-type" "RFC 7519 section 4.1":
        "a registered claim is of the wrong type, or empty",
        "careful readers reject the token, others compare it with something that it is not",
        "write iss, sub and jti as strings, aud as a string or a list of strings, none of them empty",
        |token| ["iss", "sub", "aud", "jti", "client_id", "azp"].into_iter()
            .filter_map(|name| Some((name, token.claim(name)?)))
            .filter(|(name, value)| !is_named(value, *name == "aud"))
            .map(|(name, value)| Seen::claim(name, match is_empty(value) {
                true => "it is empty".to_owned(),
                false => format!("it is {}", json::kind(value)),
            })).collect();
    Error "scope-list" "RFC 9068 section 2.2.3":
        "scope is a list, where one string with spaces between is meant",
        "careful readers find no scope in it, or reject the token",
        "write one string: \"read write\"",
        |token| when(token.claim("scope").is_some_and(Value::is_array), || Seen::claim("scope", ""));
    Error "cnf-invalid" "RFC 7800 section 3.1":
        "cnf does not say which key the token is bound to",
        "careful readers reject the token, others take it as one that is bound to nothing",
        "write one of jkt (43 characters), x5t#S256, jwk or kid into it",
        |token| token.claim("cnf").and_then(unbinding).map(|why| Seen::claim("cnf", why)).into_iter().collect();
    Warning "iss-missing" "RFC 8725bis section 3.8":
        "the token does not say who made it",
        "readers cannot tell whose keys must have signed it",
        "write iss",
        |token| when(token.misses("iss"), || Seen::claim("iss", ""));
    Warning "iss-not-https" "RFC 8414 section 2":
        "the issuer is no plain https address",
        "its keys and metadata can be changed on the way, or are not found",
        "let the issuer be an https address, without query and fragment",
        |token| when(token.claim_text("iss").is_some_and(|iss| {
            let is_of_the_web = matches!(token.kind(), Kind::Access { .. } | Kind::Id | Kind::Logout);
            iss.starts_with("http://") || is_of_the_web && iss.contains(['?', '#'])
        }), || Seen::claim("iss", token.claim_text("iss").map(shown_address).unwrap_or_default()));
    Warning "aud-missing" "RFC 8725bis section 3.9":
        "the token does not say whom it is for",
        "whoever gets it can use it elsewhere, and a careful reader rejects it",
        "write aud: the name or address of the one that is to take it",
        |token| when(token.misses("aud"), || Seen::claim("aud", ""));
    Warning "aud-wildcard" "RFC 8725bis section 3.9":
        "the token is for everybody",
        "whoever gets it can use it elsewhere",
        "name whom it is for",
        |token| token.audiences().into_iter()
            .find(|name| name.contains('*') || matches!(name.to_ascii_lowercase().as_str(), "any" | "all"))
            .map(|name| Seen::claim("aud", format!("{:?}", super::cut(name)))).into_iter().collect();
    Warning "scope-form" "RFC 6749 section 3.3":
        "scope is not names with one space between",
        "readers split it differently, and find other scopes than were meant",
        "write one string with one space between the names; no commas, no empty string",
        |token| when(token.claim("scope").is_some_and(|scope| match scope {
            Value::String(text) => text.split(' ').any(|name| !is_scope(name)),
            other => !other.is_array(),
        }), || Seen::claim("scope", shown(token.claim("scope"))));
    Warning "sub-personal" "RFC 9068 section 6":
        "the subject is what a person is reached by",
        "everybody who sees the token learns it, and the next owner of the address becomes the same person",
        "use an id that means nothing and is never given again",
        |token| token.claim_text("sub").and_then(personal).map(|kind| Seen::claim("sub", kind)).into_iter().collect();
    Info "aud-many" "RFC 9700 section 2.3":
        "the token is for many",
        "each of them can use it at the others",
        "one token for each, with one audience",
        |token| when(token.audiences().len() > 3,
            || Seen::claim("aud", format!("{} audiences", token.audiences().len())));
    Info "sub-missing" "RFC 7519 section 4.1.2":
        "the token does not say whom it is about",
        "readers cannot tell whose rights it carries, nor write that into a log",
        "write sub",
        |token| when(token.misses("sub"), || Seen::claim("sub", ""));
    Info "jti-missing" "RFC 7519 section 4.1.7":
        "the token has no id",
        "nobody can revoke this one alone, notice that it came twice, or find it in a log",
        "write jti, a value that is never given again",
        |token| when(token.misses("jti"), || Seen::claim("jti", ""));
    Info "personal-data" "RFC 7519 section 12":
        "the token holds data about a person, which everybody who sees it can read",
        "it lands in logs, in browsers and at every API",
        "leave it out, and let readers ask the userinfo endpoint; or encrypt the token",
        |token| {
            let names = personal_names(token);
            when(!names.is_empty(), || Seen::at("claims", names.join(", ")))
        };
};

fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty() || list.iter().any(|one| one.as_str() == Some("")),
        _ => false,
    }
}

fn is_named(value: &Value, takes_list: bool) -> bool {
    let is_text = match value {
        Value::Array(list) => takes_list && list.iter().all(Value::is_string),
        value => value.is_string(),
    };
    is_text && !is_empty(value)
}

/// What RFC 6749 appendix A.4 allows, without commas, which are there where a list was joined wrongly.
fn is_scope(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\' | b','))
}

/// An address without the user and the password in it.
fn shown_address(address: &str) -> String {
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address[host..].find(['/', '?', '#', '\\']).map_or(address.len(), |at| host + at);
    let after_user = address[host..end].rfind('@').map_or(host, |at| host + at + 1);
    shown(Some(&format!("{}{}", &address[..host], &address[after_user..]).into()))
}

fn personal(subject: &str) -> Option<&'static str> {
    let is_address = subject.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.contains(['/', '@'])
            && !subject.contains(char::is_whitespace)
    });
    let digits = subject.strip_prefix('+').map(|rest| rest.chars().filter(|sign| !" -()".contains(*sign)));
    let is_phone =
        digits.is_some_and(|mut digits| subject.len() > 7 && digits.all(|sign| sign.is_ascii_digit()));
    match (is_address, is_phone) {
        (true, _) => Some("an e-mail address"),
        (_, true) => Some("a phone number"),
        _ => None,
    }
}

/// Claims about people (OpenID Connect Core section 5.1, and what others call the same).
const PERSONAL: [&str; 27] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "birthdate",
    "date_of_birth",
    "dob",
    "gender",
    "email",
    "phone_number",
    "phone",
    "address",
    "picture",
    "profile",
    "ssn",
    "social_security_number",
    "iban",
    "credit_card",
    "passport",
    "nationality",
    "first_name",
    "last_name",
    "ipaddr",
    "preferred_username",
    "upn",
    "unique_name",
];

fn personal_names<'t>(token: &'t Token<'_>) -> Vec<&'t str> {
    let names = token.claims.iter().flat_map(|claims| claims.keys()).map(String::as_str);
    names.filter(|name| PERSONAL.contains(name)).collect()
}

/// Why a confirmation names no key (RFC 7800 section 3.1, RFC 8705 section 3.1, RFC 9449 section 6).
fn unbinding(cnf: &Value) -> Option<String> {
    let Some(members) = cnf.as_object() else { return Some(format!("it is {}", json::kind(cnf))) };
    let known = ["jkt", "x5t#S256", "jwk", "jwe", "kid", "jku"];
    if !known.iter().any(|name| members.contains_key(*name)) {
        return Some("it names no key".to_owned());
    }
    let is_digest = |value: &Value| {
        let bytes = value.as_str().and_then(|text| crate::jwt::base64url::decode(text).ok());
        bytes.is_some_and(|bytes| bytes.len() == 32)
    };
    let digests = ["jkt", "x5t#S256"].into_iter().filter_map(|name| Some((name, members.get(name)?)));
    digests
        .into_iter()
        .find(|(_, value)| !is_digest(value))
        .map(|(name, _)| format!("{name} is no SHA-256 in base64url"))
}
