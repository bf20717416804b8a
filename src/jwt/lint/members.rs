//! The rules about all members, however deep: secrets, tokens, numbers and texts that are not what they seem.

use super::token::Token;
use super::{MOST_OF_A_RULE, Rule, Seen, cut, table};
use crate::jwt::key::PRIVATE_MEMBERS;
use crate::jwt::{compact, json};
use serde_json::{Map, Value};

pub(super) const RULES: &[Rule] = table! {
    Error "private-key" "RFC 7517 section 9.2":
        "the token holds a private key or a shared secret",
        "everybody who sees the token can sign as its owner",
        "take the key out of use now; a token holds public members of a key only",
        |token| members(token, |member| {
            let jwk = member.value.as_object().filter(|jwk| jwk.get("kty").is_some_and(Value::is_string));
            let pem = member.value.as_str().filter(|text| text.contains("-----BEGIN") && text.contains("PRIVATE KEY"));
            let found: Vec<&str> = PRIVATE_MEMBERS.into_iter().filter(|name| jwk.is_some_and(|jwk| jwk.contains_key(*name))).collect();
            match (found.is_empty(), pem) {
                (false, _) => Some(format!("it has {}", found.join(", "))),
                (true, pem) => pem.map(|_| "a PEM file".to_owned()),
            }
        });
    Error "secret" "RFC 7519 section 12":
        "the token holds a secret",
        "a signed token is not encrypted: everybody who sees it can read all that it says",
        "take the secret out of use, and leave it out",
        |token| members(token, |member| {
            let is_there = member.value.as_str().is_some_and(|text| !text.is_empty()) || member.value.is_number();
            (is_there && is_secret(member.name)).then(String::new)
        });
    Warning "unseen-characters" "RFC 8725bis section 3.10":
        "a text holds characters that nobody sees, or that reorder what is shown",
        "it looks like another one: in a log, on a screen, to whoever grants rights",
        "leave them out; reject tokens with them",
        |token| members(token, |member| {
            let in_value = member.value.as_str().unwrap_or_default().chars().find(|found| is_unseen(*found));
            let found = member.name.chars().find(|found| is_unseen(*found)).or(in_value);
            found.map(|found| format!("U+{:04X}", u32::from(found)))
        });
    Warning "number-imprecise" "RFC 7493 section 2.2":
        "a number is larger than what all readers keep exactly",
        "JavaScript and others round it: they check another number than was signed",
        "write it as a string",
        |token| members(token, |member| json::is_inexact(member.value).then(String::new));
    Info "token-in-token" "RFC 7519 section 12":
        "the token holds another token",
        "everybody who sees the one can use the other; and each needs all its checks",
        "leave it out, or make sure that it is good for nothing elsewhere",
        |token| {
            let mut seen = members(token, |member| {
                let text = member.value.as_str().filter(|text| text.starts_with("ey"))?;
                compact::Compact::parse(text).is_ok().then(String::new)
            });
            let is_signed_whole = token.holds_a_token() && !token.is_encrypted();
            seen.extend(is_signed_whole.then(|| Seen::at("payload", "the whole of it")));
            seen
        };
};

const SECRETS: [&str; 20] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "clientsecret",
    "sharedsecret",
    "refreshtoken",
    "codeverifier",
    "privatekey",
    "apikey",
    "apisecret",
    "secretkey",
    "accesskey",
    "otpsecret",
    "totpsecret",
    "authorizationcode",
    "devicecode",
    "sessioncookie",
    "pin",
];

/// A name that says secret, however it is written: `clientSecret`, `client_secret`, `Client-Secret`.
fn is_secret(name: &str) -> bool {
    name.len() < 40 && {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        SECRETS.contains(&plain.to_ascii_lowercase().as_str())
    }
}

/// Controls, and what shows as nothing or reorders text. It is the list of `host::printable`, which this room may not
/// name, without what people write: line breaks, tabs, and what emoji are made of.
pub fn is_unseen(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r')
        || matches!(character, '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
            | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{20dd}'..='\u{20e0}' | '\u{20e2}' | '\u{20e4}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A member, or an entry of a list, which has no name.
struct Member<'t> {
    name: &'t str,
    value: &'t Value,
}

/// What is found in the members of header and claims, however deep, with where.
fn members(token: &Token<'_>, found: impl Fn(&Member<'_>) -> Option<String>) -> Vec<Seen> {
    let none = Map::new();
    let mut walk = Walk { found: &found, path: Vec::new(), seen: Vec::new() };
    for (place, object) in [("header", &token.header), ("claims", token.claims.as_ref().unwrap_or(&none))] {
        walk.path.push(Step::Name(place));
        walk.members(object);
        walk.path.pop();
    }
    walk.seen
}

struct Walk<'t, F> {
    found: F,
    path: Vec<Step<'t>>,
    seen: Vec<Seen>,
}

/// A step on the way to a value.
enum Step<'t> {
    Name(&'t str),
    At(usize),
}

impl<'t, F: Fn(&Member<'_>) -> Option<String>> Walk<'t, F> {
    fn members(&mut self, object: &'t Map<String, Value>) {
        for (name, value) in object {
            self.step(Step::Name(name), &Member { name, value });
        }
    }

    fn step(&mut self, step: Step<'t>, member: &Member<'t>) {
        self.path.push(step);
        if let Some(found) = (self.found)(member) {
            // what is only counted needs no place, which may be long
            let is_listed = self.seen.len() < MOST_OF_A_RULE;
            self.seen.push(if is_listed { Seen::at(self.place(), found) } else { Seen::at("", "") });
        }
        match member.value {
            Value::Object(object) => self.members(object),
            Value::Array(list) => {
                for (at, value) in list.iter().enumerate() {
                    self.step(Step::At(at), &Member { name: "", value });
                }
            }
            _ => {}
        }
        self.path.pop();
    }

    fn place(&self) -> String {
        let steps = self.path.iter().map(|step| match step {
            Step::Name(name) => cut(name),
            Step::At(at) => at.to_string(),
        });
        steps.collect::<Vec<_>>().join("/")
    }
}
