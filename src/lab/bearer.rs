//! A bearer token in a request, and how it is refused (RFC 6750).

use super::answers::{Answer, With as _, described, error, json};
use super::request::Fault;
use hyper::StatusCode;
use hyper::header::{AUTHORIZATION, HeaderMap, WWW_AUTHENTICATE};
use serde_json::json;
use std::fmt::Write as _;

/// What a request carries for authentication.
pub enum Presented<'a> {
    Nothing,
    Bearer(&'a str),
    /// Two `Authorization` headers, another scheme, or no token.
    Unreadable,
}

/// The bearer token of the `Authorization` header, the only place where it may be (RFC 6750 section 2.1).
pub fn presented(headers: &HeaderMap) -> Presented<'_> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Presented::Nothing };
    if values.next().is_some() {
        return Presented::Unreadable;
    }
    match value.to_str().ok().and_then(|value| value.split_once(' ')) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
            Presented::Bearer(token.trim())
        }
        _ => Presented::Unreadable,
    }
}

/// What a protected place says when it refuses; `about` are further members of the challenge.
pub struct Refusal<'a> {
    pub status: StatusCode,
    /// None when the request carried nothing (RFC 6750 section 3.1).
    pub fault: Option<Fault>,
    pub about: &'a [(&'a str, &'a str)],
}

impl Refusal<'_> {
    pub fn into_answer(self) -> Answer {
        let mut challenge = "Bearer realm=\"lab\"".to_owned();
        let mut member = |name: &str, value: &str| {
            let _ = write!(challenge, ", {name}=\"{}\"", described(value)); // writing to a String cannot fail
        };
        if let Some(fault) = &self.fault {
            member("error", fault.code);
            member("error_description", &fault.description);
        }
        for (name, value) in self.about {
            member(name, value);
        }
        let answer = match &self.fault {
            Some(fault) => error(self.status, fault),
            None => json(
                self.status,
                &json!({ "error": "unauthorized", "error_description": "a token is needed" }),
            ),
        };
        answer.with(WWW_AUTHENTICATE, &challenge)
    }
}
