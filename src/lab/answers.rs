//! Answers as they leave: status, headers that every one of them needs, and the error forms of the RFCs.

use super::request::Fault;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};
use url::Url;

/// The longest `error_description`, in characters.
const LONGEST_DESCRIPTION: usize = 300;

pub type Answer = Response<Full<Bytes>>;

/// JSON that nobody may keep (RFC 6749 section 5.1).
pub fn json(status: StatusCode, body: &Value) -> Answer {
    with_body(status, "application/json", body.to_string())
}

/// The error of RFC 6749 section 5.2.
pub fn error(status: StatusCode, fault: &Fault) -> Answer {
    json(status, &json!({ "error": fault.code, "error_description": described(&fault.description) }))
}

/// 400 with the error of RFC 6749 section 5.2.
pub fn bad_request(fault: &Fault) -> Answer {
    error(StatusCode::BAD_REQUEST, fault)
}

/// A page without script that nobody may keep or put into a frame.
pub fn page(status: StatusCode, html: String) -> Answer {
    page_with_form_to(status, html, "")
}

/// The same with a form whose answer redirects to this URI.
pub fn page_leading_to(redirect_uri: &Url, html: String) -> Answer {
    page_with_form_to(StatusCode::OK, html, &form_source(redirect_uri))
}

/// `form_goes_to` is a CSP source beside this server: browsers check redirects after a form too.
fn page_with_form_to(status: StatusCode, html: String, form_goes_to: &str) -> Answer {
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self'{form_goes_to}; base-uri 'none'; frame-ancestors 'none'"
    );
    with_body(status, "text/html; charset=utf-8", html)
        .with(header::CONTENT_SECURITY_POLICY, &policy)
        .with(header::REFERRER_POLICY, "no-referrer")
        .with(header::X_FRAME_OPTIONS, "DENY")
}

/// The CSP source for redirects to this URI. CSP knows no IPv6 addresses, so there it is the whole scheme.
fn form_source(redirect_uri: &Url) -> String {
    match redirect_uri.host() {
        Some(url::Host::Ipv6(_)) | None => " http:".to_owned(),
        Some(_) => format!(" {}", redirect_uri.origin().ascii_serialization()),
    }
}

pub fn css(text: &'static str) -> Answer {
    with_body(StatusCode::OK, "text/css; charset=utf-8", text)
}

/// 303: the browser goes on with GET (RFC 9700 section 4.12).
pub fn see_other(to: &Url) -> Answer {
    with_body(StatusCode::SEE_OTHER, "text/plain", "").with(header::LOCATION, to.as_str())
}

pub fn not_found() -> Answer {
    bare(StatusCode::NOT_FOUND, "not_found", "there is nothing at this path")
}

/// 405 with the methods that there are.
pub fn method_not_allowed(methods: &'static str) -> Answer {
    bare(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this path has other methods: see Allow")
        .with(header::ALLOW, methods)
}

/// A failure that is none of OAuth's, in the same form.
pub fn bare(status: StatusCode, code: &'static str, description: &str) -> Answer {
    error(status, &Fault::new(code, description))
}

/// Adds a header to an answer.
pub trait With {
    #[must_use]
    fn with(self, name: HeaderName, value: &str) -> Self;
}

impl With for Answer {
    /// The callers' values are visible ASCII; one that is not would be left out.
    fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers_mut().insert(name, value);
        }
        self
    }
}

/// A text with the characters of an `error_description` only (RFC 6749 section 5.2), cut where it gets long.
/// What it leaves is also safe between the quotes of a `WWW-Authenticate` header.
pub fn described(text: &str) -> String {
    let allowed = text.chars().map(|character| match character {
        '"' => '\'',
        '\\' => '?',
        ' '..='~' => character,
        _ => '?',
    });
    if text.chars().count() <= LONGEST_DESCRIPTION {
        return allowed.collect();
    }
    allowed.take(LONGEST_DESCRIPTION).chain("...".chars()).collect()
}

fn with_body(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    answer
        .with(header::CONTENT_TYPE, content_type)
        .with(header::CACHE_CONTROL, "no-store")
        .with(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_holds_the_characters_of_the_rfc_only() {
        assert_eq!(described("a \"b\" \\ é\r\nx: y"), "a 'b' ? ???x: y");
        assert_eq!(described(&"é".repeat(301)), format!("{}...", "?".repeat(300)));
    }

    #[test]
    fn the_form_source_is_the_redirect_uris_origin() {
        let source = |uri| form_source(&Url::parse(uri).unwrap());
        assert_eq!(source("http://127.0.0.1:7/callback"), " http://127.0.0.1:7");
        assert_eq!(source("http://[::1]:7/callback"), " http:");
    }
}
