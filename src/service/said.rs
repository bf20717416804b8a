//! What a service says of a refusal, however it says it: one sentence, with nothing in it that a terminal obeys.

use crate::host::printable;
use crate::http;
use html5gum::{Token, Tokenizer};
use hyper::HeaderMap;
use hyper::header::CONTENT_TYPE;
use serde_json::Value;

/// Longer words help nobody.
const LONGEST: usize = 300;
/// No more of it is gathered, in bytes: a page may be made of words.
const GATHERED: usize = 4 * LONGEST + 4;
/// As many faults of a form are more than that.
const MOST_FIELDS: usize = LONGEST;
/// So much of a page is looked at.
const LOOKED_AT: usize = 256 * 1024;

/// The words of an answer: `detail` as a text or a list, `error` and `error_description`, `message`, what a page shows as
/// its error or has as its title, or plain text.
pub fn said(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let text = match http::json::read(body) {
        Ok(value) => of_json(&value),
        Err(_) if kind.contains("html") || body.trim_ascii_start().starts_with(b"<") => of_page(body),
        Err(_) if kind.starts_with("text/") || kind.is_empty() => {
            std::str::from_utf8(body).ok().map(str::to_owned)
        }
        Err(_) => None,
    }?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then(|| printable::short(&text, LONGEST))
}

fn of_json(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(members) => {
            let text = |name: &str| members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
            match (
                members.get("detail"),
                text("error"),
                text("error_description").or_else(|| text("message")),
            ) {
                (Some(Value::String(detail)), ..) => Some(detail.clone()),
                (Some(Value::Array(list)), ..) => Some(of_list(list)),
                (Some(Value::Object(detail)), ..) => {
                    of_json(&Value::Object(detail.clone())).or_else(|| reason(detail))
                }
                (_, Some(error), Some(more)) => Some(format!("{error}: {more}")),
                (_, error, more) => error.or(more).map(str::to_owned),
            }
        }
        _ => None,
    }
}

/// fastapi-users says `{"code": …, "reason": …}`.
fn reason(detail: &serde_json::Map<String, Value>) -> Option<String> {
    let text = |name: &str| detail.get(name).and_then(Value::as_str);
    match (text("code"), text("reason")) {
        (Some(code), Some(reason)) => Some(format!("{code}: {reason}")),
        (code, reason) => code.or(reason).map(str::to_owned),
    }
}

/// What FastAPI says of a request that it cannot read: where, and what. What was sent is among it as `input`, and is left
/// out.
fn of_list(list: &[Value]) -> String {
    let one = |fault: &Value| {
        let what = fault.get("msg").and_then(Value::as_str)?;
        let place = fault.get("loc").and_then(Value::as_array).into_iter().flatten();
        let place: Vec<String> = place
            .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
            .filter(|part| !matches!(part.as_str(), "body" | "query" | "path"))
            .collect();
        Some(match place.is_empty() {
            true => what.to_owned(),
            false => format!("{}: {what}", place.join(".")),
        })
    };
    list.iter().filter_map(one).collect::<Vec<_>>().join("; ")
}

/// What a page shows as its error (`class="error"`, `role="alert"`), else of fields that were filled in wrongly, each behind its
/// label, else its first heading, else its title.
fn of_page(body: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(&body[..body.len().min(LOOKED_AT)]);
    let (mut error, mut heading, mut title) = (Text::default(), Text::default(), Text::default());
    let mut fields = Fields::default();
    for Ok(token) in Tokenizer::new(&*page) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let has = |attribute: &str, words: &[&str]| {
                    let value = tag
                        .attributes
                        .get(attribute.as_bytes())
                        .map(|value| String::from_utf8_lossy(value).into_owned());
                    value.is_some_and(|value| value.split_whitespace().any(|word| words.contains(&word)))
                };
                let is_error = has("class", &["error", "errors", "alert", "alert-danger", "errorlist"])
                    || has("role", &["alert"]);
                let is_of_field = has("class", &["invalid-feedback", "text-danger"]);
                if !tag.self_closing {
                    fields.open(&name, is_of_field);
                    error.open(&name, is_error);
                    heading.open(&name, name == "h1");
                    title.open(&name, name == "title");
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                for text in [&mut error, &mut heading, &mut title] {
                    text.close(&name);
                }
                fields.close(&name);
            }
            Token::String(words) => {
                let words = String::from_utf8_lossy(&words);
                for text in [&mut error, &mut heading, &mut title] {
                    text.add(&words);
                }
                fields.add(&words);
            }
            _ => {}
        }
    }
    let texts = [error.words, fields.told.join("; "), heading.words, title.words];
    texts.into_iter().find(|words| !words.is_empty())
}

/// What is said of the fields of a form, as Bootstrap lays it out: a label, the field, what is wrong with it.
#[derive(Default)]
struct Fields {
    label: Text,
    wrong: Text,
    told: Vec<String>,
}

impl Fields {
    fn open(&mut self, name: &str, is_wrong: bool) {
        if name == "label" {
            self.label = Text::default();
        }
        self.label.open(name, name == "label");
        self.wrong.open(name, is_wrong);
    }

    fn close(&mut self, name: &str) {
        self.label.close(name);
        self.wrong.close(name);
        if self.wrong.within.is_none() && !self.wrong.words.is_empty() {
            let wrong = std::mem::take(&mut self.wrong).words;
            if self.told.len() < MOST_FIELDS {
                self.told.push(match self.label.words.as_str() {
                    "" => wrong,
                    label => format!("{label}: {wrong}"),
                });
            }
        }
    }

    fn add(&mut self, words: &str) {
        self.label.add(words);
        self.wrong.add(words);
    }
}

/// The words within the first element that is wanted and has any.
#[derive(Default)]
struct Text {
    /// With one space between two.
    words: String,
    /// The element that is gathered from, and how many of its name are open in it.
    within: Option<(String, usize)>,
}

impl Text {
    fn open(&mut self, name: &str, is_wanted: bool) {
        match &mut self.within {
            Some((wanted, depth)) if wanted == name => *depth += 1,
            None if is_wanted && self.words.is_empty() => self.within = Some((name.to_owned(), 1)),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((_, depth)) = self.within.as_mut().filter(|(wanted, _)| wanted == name) {
            *depth -= 1;
            if *depth == 0 {
                self.within = None;
            }
        }
    }

    fn add(&mut self, words: &str) {
        if self.within.is_none() {
            return;
        }
        for word in words.split_whitespace() {
            if self.words.len() > GATHERED {
                return;
            }
            if !self.words.is_empty() {
                self.words.push(' ');
            }
            self.words.push_str(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: &str, body: &str) -> Option<String> {
        let headers = [(CONTENT_TYPE, kind.parse().unwrap())].into_iter().collect();
        said(&headers, body.as_bytes())
    }

    #[test]
    fn a_service_is_understood_however_it_says_no() {
        let json = "application/json";
        let page = "text/html; charset=utf-8";
        for (kind, body, words) in [
            (json, r#"{"detail":"LOGIN_BAD_CREDENTIALS"}"#, Some("LOGIN_BAD_CREDENTIALS")),
            (
                json,
                r#"{"detail":[{"type":"missing","loc":["body","password"],"msg":"Field required","input":{"username":"canary"}},{"loc":["query",0],"msg":"Bad"}]}"#,
                Some("password: Field required; 0: Bad"),
            ),
            (
                json,
                r#"{"detail":{"code":"REGISTER_INVALID_PASSWORD","reason":"too short"}}"#,
                Some("REGISTER_INVALID_PASSWORD: too short"),
            ),
            (
                json,
                r#"{"error":"invalid_grant","error_description":"no such code"}"#,
                Some("invalid_grant: no such code"),
            ),
            (json, r#"{"error":"nope"}"#, Some("nope")),
            (json, r#"{"message":"No"}"#, Some("No")),
            (json, r#""No session""#, Some("No session")),
            (json, r#"{"ok":false}"#, None),
            (
                page,
                r#"<html><head><title>Login</title></head><body><div class="error">Invalid <b>username</b> or password.</div><p>x</p>"#,
                Some("Invalid username or password."),
            ),
            (
                page,
                "<!DOCTYPE html><title>404 &mdash; Page Not\n Found</title><p>x",
                Some("404 — Page Not Found"),
            ),
            (page, "<h1>Access Denied</h1><title>Oops</title>", Some("Access Denied")),
            (
                page,
                "<div role=alert></div><div class='box error'><div>Locked</div> out</div><div class=error>two</div>",
                Some("Locked out"),
            ),
            (
                page,
                "<title>T</title><h2>Make one</h2><label for=u>Username</label><input><div class='invalid-feedback'>Too \
                 short.</div><label>Password</label><input><div class='text-danger mt-1'><b>Too</b> long.</div>",
                Some("Username: Too short.; Password: Too long."),
            ),
            ("", "<p>nothing", None),
            ("text/plain; charset=utf-8", "Login Required", Some("Login Required")),
            ("text/plain", "Internal Server Error\n", Some("Internal Server Error")),
            ("text/plain", "a\u{1b}[31mb", Some("a\\u{1b}[31mb")),
            ("application/octet-stream", "x", None),
            (json, "", None),
        ] {
            assert_eq!(of(kind, body).as_deref(), words, "{body}");
        }
        assert!(of("text/plain", &"x".repeat(100_000)).unwrap().len() < 400);
    }
}
