//! What `-v` and `-vv` show of requests and answers, and what may never be shown.
//!
//! The rule is a list of what may be shown: a header, form field or JSON member that is not on it appears by
//! name alone. A new kind of secret is thereby hidden without anybody having to think of it.

use crate::host::Terminal;
use crate::host::printable;
use crate::host::terminal::style::FAINT;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::HeaderValue;
use hyper::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use std::time::Duration;
use url::Url;
use zeroize::Zeroizing;

const SHOWN_HEADERS: &[&str] = &[
    "accept",
    "allow",
    "age",
    "cache-control",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "etag",
    "expires",
    "last-modified",
    "retry-after",
    "server",
    "user-agent",
    "vary",
    "www-authenticate",
];

const SHOWN_FIELDS: &[&str] = &[
    "active",
    "audience",
    "client_id",
    "code_challenge_method",
    "error",
    "error_description",
    "error_uri",
    "exp",
    "expires_in",
    "grant_type",
    "iat",
    "interval",
    "iss",
    "issuer",
    "jwks_uri",
    "prompt",
    "redirect_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "token_type",
    "token_type_hint",
];

/// A shorter value is no secret worth the name.
const SHORTEST_SECRET: usize = 6;

const SHOWN_ENDINGS: &[&str] = &["_endpoint", "_supported", "_required"];

/// A request that is about to be sent.
pub fn request(terminal: &Terminal, method: &Method, url: &Url, headers: &HeaderMap, body: &[u8]) {
    if terminal.manners.verbosity == 0 {
        return;
    }
    note(terminal, &format!("> {method} {}", shown_url(url)));
    if terminal.manners.verbosity > 1 {
        show_headers(terminal, '>', headers);
        show_body(terminal, '>', headers, body);
    }
}

/// An answer; `body` when it was read whole.
pub fn answer(
    terminal: &Terminal,
    status: StatusCode,
    headers: &HeaderMap,
    body: Option<&[u8]>,
    took: Duration,
) {
    if terminal.manners.verbosity == 0 {
        return;
    }
    note(terminal, &format!("< {status}, {} ms", took.as_millis()));
    if terminal.manners.verbosity > 1 {
        show_headers(terminal, '<', headers);
        show_body(terminal, '<', headers, body.unwrap_or_default());
    }
}

/// The secrets that a request carries: values of form fields that may not be shown, its credential, its proof.
pub fn secrets_of(headers: &HeaderMap, body: &[u8]) -> Vec<Zeroizing<String>> {
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let fields = url::form_urlencoded::parse(body)
        .filter(|(name, _)| kind.starts_with("application/x-www-form-urlencoded") && !may_show(name))
        .map(|(_, value)| value.into_owned());
    let credential = headers.get("authorization").and_then(|value| value.to_str().ok());
    let credential = credential.and_then(|text| text.split_once(' ')).map(|(_, value)| value.to_owned());
    let password = credential.as_deref().and_then(password_of_basic);
    let proof = headers.get("dpop").and_then(|value| value.to_str().ok()).map(str::to_owned);
    // a short value would be found in innocent words too
    fields
        .chain(credential)
        .chain(password)
        .chain(proof)
        .map(Zeroizing::new)
        .filter(|secret| secret.len() >= SHORTEST_SECRET)
        .collect()
}

/// The second half of a Basic credential, form-decoded (RFC 6749 section 2.3.1).
fn password_of_basic(credential: &str) -> Option<String> {
    let pair = Zeroizing::new(String::from_utf8(STANDARD.decode(credential).ok()?).ok()?);
    let (_, password) = pair.split_once(':')?;
    // as the value of a field without a name
    url::form_urlencoded::parse(format!("={password}").as_bytes()).next().map(|(_, value)| value.into_owned())
}

/// An answer that says no may repeat what it was sent: none of that is shown to anybody.
pub fn scrub(body: Vec<u8>, secrets: &[Zeroizing<String>]) -> Vec<u8> {
    let text = String::from_utf8_lossy(&body);
    if !secrets.iter().any(|secret| text.contains(secret.as_str())) {
        return body;
    }
    secrets
        .iter()
        .fold(text.into_owned(), |text, secret| text.replace(secret.as_str(), "(not shown)"))
        .into_bytes()
}

/// The same for the headers that may be shown, `WWW-Authenticate` above all: messages and advice quote it.
pub fn scrub_headers(headers: &mut HeaderMap, secrets: &[Zeroizing<String>]) {
    for (_, value) in headers.iter_mut().filter(|(name, _)| SHOWN_HEADERS.contains(&name.as_str())) {
        let scrubbed = scrub(value.as_bytes().to_vec(), secrets);
        if let Ok(scrubbed) = HeaderValue::from_bytes(&scrubbed) {
            *value = scrubbed;
        }
    }
}

/// A line of the trace; the caller sees to it that nothing secret is in it.
pub fn note(terminal: &Terminal, line: &str) {
    if terminal.manners.verbosity > 0 {
        terminal.tell(&format!("{FAINT}{}{FAINT:#}", printable::line(line)));
    }
}

fn show_headers(terminal: &Terminal, direction: char, headers: &HeaderMap) {
    for (name, value) in headers {
        let shown = match name.as_str() {
            "location" => {
                value.to_str().ok().and_then(|text| Url::parse(text).ok()).map(|url| shown_url(&url))
            }
            known if SHOWN_HEADERS.contains(&known) => value.to_str().ok().map(str::to_owned),
            _ => None,
        };
        note(terminal, &format!("{direction}   {name}: {}", shown.as_deref().unwrap_or("(not shown)")));
    }
}

fn show_body(terminal: &Terminal, direction: char, headers: &HeaderMap, body: &[u8]) {
    if body.is_empty() {
        return;
    }
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Ok(Value::Object(members)) = serde_json::from_slice(body) {
        for (name, value) in members {
            let shown = if may_show(&name) { value.to_string() } else { "(not shown)".into() };
            note(terminal, &format!("{direction}   {name} = {}", printable::short(&shown, 300)));
        }
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        for (name, value) in url::form_urlencoded::parse(body) {
            let shown = if may_show(&name) { &value } else { "(not shown)" };
            note(terminal, &format!("{direction}   {name} = {}", printable::short(shown, 300)));
        }
    } else {
        note(terminal, &format!("{direction}   {} bytes of body (not shown)", body.len()));
    }
}

/// The URL with the values of unknown query parameters, its user and its fragment left out.
fn shown_url(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_fragment(None);
    // these two fail only for URLs that cannot have a user
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    if url.query().is_some() {
        let pairs = url
            .query_pairs()
            .map(|(name, value)| if may_show(&name) { (name, value) } else { (name, "…".into()) })
            .collect::<Vec<_>>();
        shown.query_pairs_mut().clear().extend_pairs(pairs);
    }
    shown.as_str().replace("%E2%80%A6", "…")
}

fn may_show(name: &str) -> bool {
    SHOWN_FIELDS.contains(&name) || SHOWN_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a42_a_trace_shows_no_secret() {
        let mut terminal = Terminal::captured();
        terminal.manners.verbosity = 2;
        let url =
            Url::parse("https://user:canary@id.example.com/token?code=canary&scope=openid#canary").unwrap();
        let headers: HeaderMap = [
            ("authorization", "Basic canary"),
            ("cookie", "canary"),
            ("x-api-key", "canary"),
            ("dpop", "canary"),
            ("content-type", "application/x-www-form-urlencoded"),
            ("location", "https://x.example/?code=canary"),
        ]
        .into_iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect();
        request(
            &terminal,
            &Method::POST,
            &url,
            &headers,
            b"grant_type=refresh_token&refresh_token=canary&client_secret=canary",
        );
        let body = br#"{"access_token":"canary","refresh_token":"canary","id_token":"canary","anything":{"x":"canary"},
            "token_type":"Bearer"}"#;
        answer(&terminal, StatusCode::OK, &headers, Some(body), Duration::from_millis(3));
        let (_, shown) = terminal.captured_text();
        assert!(!shown.contains("canary"), "{shown}");
        assert!(
            shown.contains("grant_type = refresh_token") && shown.contains("token_type = \"Bearer\""),
            "{shown}"
        );
        assert!(shown.contains("scope=openid"), "{shown}");
    }
}
