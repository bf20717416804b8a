//! What `-v` and `-vv` show of requests and answers, and what may never be shown.
//!
//! The rule is a list of what may be shown: a header, form field or JSON member that is not on it appears by
//! name alone. A new kind of secret is thereby hidden without anybody having to think of it.

use super::{json, spelling};
use crate::host::Terminal;
use crate::host::printable;
use crate::host::style::FAINT;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::HeaderValue;
use hyper::{HeaderMap, Method, Request, StatusCode};
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

/// What messages quote of an answer, whether or not it grants something.
const WORDS: &[&str] = &["error", "error_description", "error_uri", "message", "detail", "token_type"];

/// So many bytes of what an answer says are looked at for secrets, in all spellings that they may have. What lies beyond
/// is shown to nobody: no answer that says no is so long.
const LOOKED_AT: usize = 64 * 1024;
/// So many members of a body have a line.
const MOST_LINES: usize = 200;
const NOT_SHOWN: &str = "(not shown)";

/// A shorter value is no secret worth the name.
const SHORTEST_SECRET: usize = 6;

/// Under these a request says who somebody is. A trace shows it no more than a secret, but an answer may say it too.
const NAMES_OF_PEOPLE: &[&str] = &["username", "email", "login", "user"];

const SHOWN_ENDINGS: &[&str] = &["_endpoint", "_supported", "_required"];

/// A request that is about to be sent. None of these `secrets` is shown of its address, which a redirect may have named.
pub fn request(
    terminal: &Terminal,
    method: &Method,
    url: &Url,
    headers: &HeaderMap,
    body: &[u8],
    secrets: &[Zeroizing<String>],
) {
    if terminal.manners.verbosity == 0 {
        return;
    }
    note(terminal, &format!("> {method} {}", without(shown_url(url), secrets)));
    if terminal.manners.verbosity > 1 {
        show_headers(terminal, '>', headers, &[]);
        show_body(terminal, '>', headers, body, &[]);
    }
}

/// An answer; `body` when it was read whole. Whatever else it holds, none of these `secrets` is shown.
pub fn answer(
    terminal: &Terminal,
    status: StatusCode,
    headers: &HeaderMap,
    body: Option<&[u8]>,
    secrets: &[Zeroizing<String>],
    took: Duration,
) {
    if terminal.manners.verbosity == 0 {
        return;
    }
    note(terminal, &format!("< {status}, {} ms", took.as_millis()));
    if terminal.manners.verbosity > 1 {
        show_headers(terminal, '<', headers, secrets);
        show_body(terminal, '<', headers, body.unwrap_or_default(), secrets);
    }
}

/// The secrets that a request carries: its credential and proof, and what its query, its form or its JSON says under names
/// that may not be shown.
pub fn secrets_of(request: &Request<Vec<u8>>) -> Vec<Zeroizing<String>> {
    let kind = request.headers().get("content-type").and_then(|value| value.to_str().ok());
    let is_form = kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let form = if is_form { request.body().as_slice() } else { &[] };
    let pairs = [request.uri().query().unwrap_or_default().as_bytes(), form]
        .into_iter()
        .flat_map(url::form_urlencoded::parse)
        .filter(|(name, _)| !may_show(name) && !NAMES_OF_PEOPLE.contains(&&**name));
    let mut secrets: Vec<_> = pairs.map(|(_, value)| Zeroizing::new(value.into_owned())).collect();
    if let Ok(value) = json::read(request.body()) {
        gather(value, &mut secrets);
    }
    secrets.retain(is_long_enough);
    secrets.extend(secrets_of_headers(request.headers()));
    secrets
}

/// Those of these texts that are long enough to be secrets, also as they are without quotes and escapes.
pub fn secrets_among<'s>(texts: impl Iterator<Item = &'s str>) -> Vec<Zeroizing<String>> {
    let spelled = texts.flat_map(|text| {
        let bare = text.trim_matches('"');
        [text.to_owned(), bare.to_owned(), spelling::percent_decoded(bare)]
    });
    let mut secrets: Vec<_> = spelled.map(Zeroizing::new).filter(is_long_enough).collect();
    secrets.dedup();
    secrets
}

/// The credential in the headers of a request, and its proof.
pub fn secrets_of_headers(headers: &HeaderMap) -> Vec<Zeroizing<String>> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    // a token of etcd stands there alone
    let credential = text("authorization");
    let credential = credential.map(|text| text.split_once(' ').map_or(text, |(_, value)| value).to_owned());
    let password = credential.as_deref().and_then(password_of_basic);
    let proof = text("dpop").map(str::to_owned);
    let cookies = text("cookie").into_iter();
    let cookies = cookies.flat_map(|line| line.split("; ")).filter_map(|pair| Some(pair.split_once('=')?.1));
    // a credential may have a header of its own, perhaps behind a scheme
    let marked = headers.iter().filter(|(name, value)| {
        value.is_sensitive() && !["authorization", "cookie"].contains(&name.as_str())
    });
    let marked = marked.filter_map(|(_, value)| value.to_str().ok());
    let marked = marked.flat_map(|text| [Some(text), text.split_once(' ').map(|(_, rest)| rest)]);
    let marked = marked.flatten().map(str::to_owned);
    let all = credential.into_iter().chain(password).chain(proof).chain(marked);
    let all = all.map(Zeroizing::new).filter(is_long_enough);
    all.chain(secrets_among(cookies)).collect()
}

/// A short value would be found in innocent words too.
fn is_long_enough(secret: &Zeroizing<String>) -> bool {
    secret.len() >= SHORTEST_SECRET
}

/// The texts of a JSON value that stand under no name that may be shown.
fn gather(value: Value, secrets: &mut Vec<Zeroizing<String>>) {
    match value {
        Value::String(text) => secrets.push(Zeroizing::new(text)),
        Value::Array(list) => list.into_iter().for_each(|one| gather(one, secrets)),
        Value::Object(members) => {
            let hidden = members
                .into_iter()
                .filter(|(name, _)| !may_show(name) && !NAMES_OF_PEOPLE.contains(&name.as_str()));
            hidden.for_each(|(_, one)| gather(one, secrets));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The second half of a Basic credential, form-decoded (RFC 6749 section 2.3.1).
fn password_of_basic(credential: &str) -> Option<String> {
    let pair = Zeroizing::new(String::from_utf8(STANDARD.decode(credential).ok()?).ok()?);
    let (_, password) = pair.split_once(':')?;
    Some(spelling::form_decoded(password))
}

/// True for a JSON object that says no whatever its status: some issuers do that with 200. What they grant is never
/// touched; null or an empty text grants nothing.
pub fn refuses(body: &[u8]) -> bool {
    let Ok(Value::Object(members)) = json::read(body) else { return false };
    let token = members.get("access_token").and_then(Value::as_str).unwrap_or_default();
    members.contains_key("error") && token.is_empty()
}

/// An answer that says no may repeat what it was sent: none of that is shown to anybody. Of JSON the texts are looked
/// at as they are read, whatever was escaped in them.
pub fn scrub(body: Vec<u8>, secrets: &[Zeroizing<String>]) -> Vec<u8> {
    let mut scrubber = Scrubber::new(secrets);
    let Ok(mut value) = json::read(&body) else {
        return scrubber.text(&String::from_utf8_lossy(&body)).map_or(body, String::into_bytes);
    };
    match scrubber.value(&mut value) {
        true => value.to_string().into_bytes(),
        false => body,
    }
}

/// The same for an answer that grants something: its words alone are looked at, for an error may stand beside a token.
pub fn scrub_words(body: Vec<u8>, secrets: &[Zeroizing<String>]) -> Vec<u8> {
    let Ok(Value::Object(mut members)) = json::read(&body) else { return body };
    let mut scrubber = Scrubber::new(secrets);
    let words = members.iter_mut().filter(|(name, _)| WORDS.contains(&name.as_str()));
    match words.filter_map(|(_, value)| scrubber.value(value).then_some(())).count() {
        0 => body,
        _ => Value::Object(members).to_string().into_bytes(),
    }
}

/// Takes secrets out of one answer.
struct Scrubber<'s> {
    secrets: &'s [Zeroizing<String>],
    /// So many bytes are still looked at.
    left: usize,
}

impl<'s> Scrubber<'s> {
    fn new(secrets: &'s [Zeroizing<String>]) -> Self {
        Self { secrets, left: LOOKED_AT }
    }

    /// The text as it may be shown, where that is not as it is.
    fn text(&mut self, text: &str) -> Option<String> {
        if self.secrets.is_empty() {
            return None;
        }
        match self.left.checked_sub(text.len()) {
            Some(left) => {
                self.left = left;
                spelling::without(text, self.secrets)
            }
            None => Some(NOT_SHOWN.to_owned()),
        }
    }

    /// True when something was taken out.
    fn value(&mut self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => self.text(text).map(|clean| *text = clean).is_some(),
            Value::Array(list) => list.iter_mut().filter_map(|one| self.value(one).then_some(())).count() > 0,
            Value::Object(members) => {
                let found = members.values_mut().filter_map(|one| self.value(one).then_some(())).count() > 0;
                let before = members.len();
                members.retain(|name, _| self.text(name).is_none());
                found || members.len() < before
            }
            Value::Number(number) => {
                self.text(&number.to_string()).map(|clean| *value = Value::String(clean)).is_some()
            }
            Value::Null | Value::Bool(_) => false,
        }
    }
}

/// The same for the headers that may be shown, `WWW-Authenticate` above all: messages and advice quote it.
pub fn scrub_headers(headers: &mut HeaderMap, secrets: &[Zeroizing<String>]) {
    let mut scrubber = Scrubber::new(secrets);
    for (_, value) in headers.iter_mut().filter(|(name, _)| SHOWN_HEADERS.contains(&name.as_str())) {
        let clean = scrubber.text(&String::from_utf8_lossy(value.as_bytes()));
        if let Some(clean) = clean {
            // what was percent-encoded may be no header any more
            *value = HeaderValue::from_str(&clean).unwrap_or_else(|_| HeaderValue::from_static(NOT_SHOWN));
        }
    }
}

/// A line of the trace; the caller sees to it that nothing secret is in it.
pub fn note(terminal: &Terminal, line: &str) {
    if terminal.manners.verbosity > 0 {
        terminal.tell(&format!("{FAINT}{}{FAINT:#}", printable::line(line)));
    }
}

fn show_headers(terminal: &Terminal, direction: char, headers: &HeaderMap, secrets: &[Zeroizing<String>]) {
    for (name, value) in headers {
        let shown = match name.as_str() {
            "location" => {
                value.to_str().ok().and_then(|text| Url::parse(text).ok()).map(|url| shown_url(&url))
            }
            known if SHOWN_HEADERS.contains(&known) => value.to_str().ok().map(str::to_owned),
            _ => None,
        };
        let shown = shown.map_or_else(|| "(not shown)".to_owned(), |text| without(text, secrets));
        let name = without(name.as_str().to_owned(), secrets);
        note(terminal, &format!("{direction}   {name}: {shown}"));
    }
}

fn show_body(
    terminal: &Terminal,
    direction: char,
    headers: &HeaderMap,
    body: &[u8],
    secrets: &[Zeroizing<String>],
) {
    if body.is_empty() {
        return;
    }
    let mut scrubber = Scrubber::new(secrets);
    let show = |scrubber: &mut Scrubber<'_>, name: &str, value: Option<String>| {
        let clean = scrubber.text(name);
        let shown = value.map(|text| scrubber.text(&text).unwrap_or(text));
        let name = printable::short(clean.as_deref().unwrap_or(name), 300);
        let shown = printable::short(shown.as_deref().unwrap_or(NOT_SHOWN), 300);
        note(terminal, &format!("{direction}   {name} = {shown}"));
    };
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let count = if let Ok(Value::Object(mut members)) = json::read(body) {
        for (name, value) in members.iter_mut().take(MOST_LINES) {
            let shown = may_show(name).then(|| {
                scrubber.value(value);
                value.to_string()
            });
            show(&mut scrubber, name, shown);
        }
        members.len()
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        let fields = || url::form_urlencoded::parse(body);
        for (name, value) in fields().take(MOST_LINES) {
            let shown = may_show(&name).then(|| value.into_owned());
            show(&mut scrubber, &name, shown);
        }
        fields().count()
    } else {
        return note(terminal, &format!("{direction}   {} bytes of body (not shown)", body.len()));
    };
    if count > MOST_LINES {
        note(terminal, &format!("{direction}   and {} more (not shown)", count - MOST_LINES));
    }
}

/// The text with none of these secrets in it.
pub fn without(text: String, secrets: &[Zeroizing<String>]) -> String {
    spelling::without(&text, secrets).unwrap_or(text)
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
    fn l1_a42_a_secret_is_found_however_an_answer_spells_it() {
        let secrets = ["canary/env+secret 1".to_owned().into(), "other-canary".to_owned().into()];
        let clean = |body: &str| String::from_utf8(scrub(body.as_bytes().to_vec(), &secrets)).unwrap();
        for spelled in [
            "canary/env+secret 1",
            r"canary\/env+secret\u00201",
            "canary%2Fenv%2Bsecret%201",
            "canary%2fenv%2bsecret+1",
            r"canary\\/env+secr\\et 1",
            "canary/env%2Bsecret%201 and other%2dcanary",
        ] {
            let shown = clean(&format!(r#"{{"error":"x","error_description":["is {spelled}!"]}}"#));
            assert_eq!(shown.matches("canary").count(), 0, "{spelled}: {shown}");
            assert!(shown.contains(r#""error":"x""#) && shown.contains("(not shown)"), "{shown}");
        }
        assert!(!clean(r#"{"error":"x","canary/env+secret 1":1}"#).contains("canary"));
        let numeric = ["4711471147".to_owned().into()];
        let shown = scrub(br#"{"error":"x","error_description":[4711471147]}"#.to_vec(), &numeric);
        assert_eq!(shown, br#"{"error":"x","error_description":["(not shown)"]}"#);
        assert_eq!(clean("<p>other-canary</p>"), "<p>(not shown)</p>");
        let innocent = r#"{"error":"100% \/ a+b"}"#;
        assert_eq!(clean(innocent), innocent);
        let mut headers = HeaderMap::new();
        headers.insert("www-authenticate", r#"Bearer realm="other\-can\ary", error="x""#.parse().unwrap());
        scrub_headers(&mut headers, &secrets);
        assert_eq!(headers["www-authenticate"], r#"Bearer realm="(not shown)", error="x""#);
    }

    #[test]
    fn l1_what_a_request_says_under_names_that_may_not_be_shown_is_secret() {
        let secrets = |target: &str, headers: &[(&str, &str)], body: &str| {
            let request = headers
                .iter()
                .fold(Request::post(target), |request, (name, value)| request.header(*name, *value));
            let secrets = secrets_of(&request.body(body.as_bytes().to_vec()).unwrap());
            secrets.iter().map(|secret| secret.to_string()).collect::<Vec<_>>()
        };
        let form = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");
        let etcd = ("authorization", "token-of-etcd.16");
        for (target, headers, body, expected) in [
            (
                "http://a/x",
                &[etcd][..],
                r#"{"name":"alice-of-etcd","password":"a\u0062cdef"}"#,
                &["alice-of-etcd", "abcdef", "token-of-etcd.16"][..],
            ),
            (
                "http://a/x",
                &[],
                r#"{"a":{"pw":"canary-1"},"b":["canary-2",["canary-3"]]}"#,
                &["canary-1", "canary-2", "canary-3"],
            ),
            ("http://a/x", &[], r#""canary-1""#, &["canary-1"]),
            ("http://a/x", &[], r#"{"grant_type":"password","a":"short","b":123456,"c":null}"#, &[]),
            ("http://a/x?secret=a%2Bcanary&scope=profile&x=1", &[], "", &["a+canary"]),
            ("http://a/x", &[form], "password=canary+1&scope=profile", &["canary 1"]),
            ("http://a/x", &[], "password=canary", &[]),
            ("http://a/x", &[("cookie", "a=canary-1; b=canary=2")], "", &["canary-1", "canary=2"]),
        ] {
            assert_eq!(secrets(target, headers, body), expected, "{target} {body}");
        }
    }

    #[test]
    fn l1_a_refusal_is_told_by_the_members_of_its_object() {
        for no in [r#"{"error":"x","a":["access_token"]}"#, r#"{"err\u006fr":"x"}"#] {
            assert!(refuses(no.as_bytes()), "{no}");
        }
        for no in [r#"{"error":"x","access_token":null}"#, r#"{"error":"x","access_token":""}"#] {
            assert!(refuses(no.as_bytes()), "nothing is granted: {no}");
        }
        for other in [r#"{"access_token":"x","error":""}"#, r#"{"a":"error"}"#, "error", "[\"error\"]"] {
            assert!(!refuses(other.as_bytes()), "{other}");
        }
    }

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
            &[],
        );
        let body = br#"{"access_token":"canary","refresh_token":"canary","id_token":"canary","anything":{"x":"canary"},
            "token_type":"Bearer"}"#;
        answer(&terminal, StatusCode::OK, &headers, Some(body), &[], Duration::from_millis(3));
        let (_, shown) = terminal.captured_text();
        assert!(!shown.contains("canary"), "{shown}");
        assert!(
            shown.contains("grant_type = refresh_token") && shown.contains("token_type = \"Bearer\""),
            "{shown}"
        );
        assert!(shown.contains("scope=openid"), "{shown}");
    }
    #[test]
    fn l1_a42_what_an_answer_repeats_is_not_shown_whatever_else_it_holds() {
        let mut terminal = Terminal::captured();
        terminal.manners.verbosity = 2;
        let secrets = ["sent-canary".to_owned().into()];
        let json: HeaderMap =
            [("location".parse().unwrap(), "https://x.example/sent-canary".parse().unwrap())]
                .into_iter()
                .collect();
        let mut form = HeaderMap::new();
        form.insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
        let long = format!(r#"{{"access_token":"t","scope":"{}sent-canary"}}"#, "a ".repeat(145));
        for (headers, body) in [
            (&json, r#"{"access_token":"t","error":"x","error_description":"is sent%2Dcanary"}"#),
            (&json, r#"{"access_token":"t","scope":["sent-canary"],"sent-canary":1}"#),
            (&json, &long),
            (&form, "access_token=t&error_description=is+sent-canary&sent-canary=1"),
        ] {
            let took = Duration::from_millis(3);
            answer(&terminal, StatusCode::OK, headers, Some(body.as_bytes()), &secrets, took);
        }
        let (_, shown) = terminal.captured_text();
        assert!(!shown.contains("canary") && !shown.contains("sent"), "{shown}");
        assert_eq!(shown.matches("access_token = (not shown)").count(), 4, "{shown}");
    }

    #[test]
    fn c8_of_a_long_answer_what_is_not_looked_at_is_not_shown() {
        let secrets = ["sent-canary".to_owned().into()];
        let clean = |body: &str| String::from_utf8(scrub(body.as_bytes().to_vec(), &secrets)).unwrap();
        let long = |text: &str| format!("{}{text}", "%25".repeat(LOOKED_AT / 3));
        let of = |text: &str| format!(r#"{{"error":"x","error_description":"{text}","uri":"sent-canary"}}"#);
        assert_eq!(clean(&of(&long("sent-canary"))), of("(not shown)").replace("sent-canary", "(not shown)"));
        assert_eq!(clean(&long("<p>")), "(not shown)");
        assert_eq!(scrub(long("x").into_bytes(), &[]), long("x").as_bytes(), "nothing can be in it");

        let mut terminal = Terminal::captured();
        terminal.manners.verbosity = 2;
        let members = (0..1000).map(|number| format!(r#""m{number}":0"#)).collect::<Vec<_>>().join(",");
        let body = format!("{{{members}}}");
        let took = Duration::from_millis(3);
        answer(&terminal, StatusCode::OK, &HeaderMap::new(), Some(body.as_bytes()), &secrets, took);
        let (_, shown) = terminal.captured_text();
        assert!(shown.contains("m199 =") && !shown.contains("m200 ="), "{shown}");
        assert!(shown.contains("and 800 more (not shown)"), "{shown}");
    }

    #[test]
    fn l1_the_words_beside_a_token_repeat_nothing_and_the_token_stays() {
        let secrets = ["same-refresh-token".to_owned().into()];
        let clean = |body: &str| String::from_utf8(scrub_words(body.as_bytes().to_vec(), &secrets)).unwrap();
        let body = r#"{"error":"x","message":"not same-refresh-token","refresh_token":"same-refresh-token"}"#;
        assert_eq!(clean(body), body.replace("not same-refresh-token", "not (not shown)"));
        let odd = r#"{"access_token":"t","token_type":"same-refresh-token"}"#;
        assert!(!clean(odd).contains("same"), "its type is quoted where it is not known");
        let innocent = r#"{ "refresh_token":"same-refresh-token" }"#;
        assert_eq!(clean(innocent), innocent);
    }
}
