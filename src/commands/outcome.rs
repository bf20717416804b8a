//! What a verb comes to: one value, printed as text or as JSON by `cli::report`.

use crate::failure::Failure;
use crate::host::printable;
use crate::jwt::date;
use jiff::{SignedDuration, Timestamp};
use serde::de::IgnoredAny;
use serde_json::Value;
use zeroize::Zeroizing;

/// The result of a verb.
#[derive(Debug)]
pub struct Outcome {
    /// For people, on stdout.
    pub page: Page,
    /// For scripts, on stdout with `--json`; null prints nothing.
    pub json: Value,
    /// Talk for stderr, without `--json` and `--quiet`.
    pub talk: Vec<String>,
    /// What the other side wants, for stderr: for scripts too.
    pub advice: Option<Advice>,
    /// 0 but where a verb answers a question by its exit code.
    pub exit_code: u8,
    /// Something is not as it was before: to do it again is not the same.
    pub is_change: bool,
    /// What went wrong in the end, after all that is told above was done.
    pub failure: Option<Failure>,
}

/// What an API wants of a token that it did not take.
#[derive(Debug, Default, PartialEq)]
pub struct Advice {
    /// Sentences for people.
    pub said: Vec<String>,
    /// Commands that a person may paste.
    pub commands: Vec<String>,
    /// The same for scripts.
    pub json: Value,
}

/// What is laid out on stdout.
#[derive(Debug, PartialEq, Eq)]
pub enum Page {
    Nothing,
    /// As it is, with a line break at its end.
    Raw(String),
    /// To the byte, but for a terminal, which gets it as text that it does not obey.
    Bytes(Zeroizing<Vec<u8>>),
    /// A name and a value a line.
    Fields(Vec<(String, Cell)>),
    Table {
        heads: Vec<&'static str>,
        rows: Vec<Vec<Cell>>,
    },
    /// Fields below titles, with an empty line between.
    Sections(Vec<Section>),
}

/// Fields below a title.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Section {
    pub title: &'static str,
    pub fields: Vec<Field>,
    /// Below the fields.
    pub time_line: Option<TimeLine>,
}

/// A name, a value, and what is said of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub cell: Cell,
    pub note: Option<Note>,
}

/// What stands beside a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    Meaning(String),
    /// Something is wrong with the value.
    Remark(String),
}

/// Where now lies between dates: in words, and on a terminal as a bar.
#[derive(Debug, PartialEq, Eq)]
pub struct TimeLine {
    pub words: String,
    pub dates: Vec<(&'static str, Timestamp)>,
    pub now: Timestamp,
    /// From when to when all is well; `None` where no date says so.
    pub begins: Option<Timestamp>,
    pub ends: Option<Timestamp>,
    /// All is well now.
    pub is_good: bool,
}

/// A value on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Good(String),
    Bad(String),
    Faint(String),
    /// Shown in the person's time zone, with how far away it is.
    Time(Timestamp),
    /// The same to the minute alone, where many times stand beside each other.
    Minute(Timestamp),
}

impl Outcome {
    /// Nothing for people; `json` for scripts.
    pub fn silent(json: Value) -> Self {
        Self::page(Page::Nothing, json)
    }

    /// [`Outcome::silent`] of a verb that has changed something.
    pub fn done(json: Value) -> Self {
        Self { is_change: true, ..Self::silent(json) }
    }

    pub fn page(page: Page, json: Value) -> Self {
        Self { page, json, talk: Vec::new(), advice: None, exit_code: 0, is_change: false, failure: None }
    }

    /// The same for people and for scripts: an object, laid out readably for people.
    pub fn object(json: Value) -> Self {
        let text = printable::json(&serde_json::to_string_pretty(&json).unwrap_or_default());
        Self::page(Page::Raw(text), json)
    }

    #[must_use]
    pub fn say(mut self, line: impl Into<String>) -> Self {
        self.talk.push(line.into());
        self
    }

    #[must_use]
    pub fn advise(self, advice: Option<Advice>) -> Self {
        Self { advice, ..self }
    }

    #[must_use]
    pub fn but(self, failure: Failure) -> Self {
        Self { failure: Some(failure), ..self }
    }

    /// With what was done behind it, which is told too: also what went wrong there.
    #[must_use]
    pub fn and_then(mut self, next: Self) -> Self {
        self.talk.extend(next.talk);
        self.failure = self.failure.or(next.failure);
        self.exit_code = if self.exit_code == 0 { next.exit_code } else { self.exit_code };
        self
    }

    #[must_use]
    pub fn exit(mut self, code: u8) -> Self {
        self.exit_code = code;
        self
    }
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A time in seconds since 1970; one that no calendar has is shown as the number.
    pub fn unix(seconds: i64) -> Self {
        Timestamp::from_second(seconds).map_or_else(|_| Self::Text(seconds.to_string()), Self::Time)
    }

    /// The same to the minute.
    pub fn unix_minute(seconds: i64) -> Self {
        Timestamp::from_second(seconds).map_or_else(|_| Self::Text(seconds.to_string()), Self::Minute)
    }
}

/// A claim: dates as dates (RFC 7519 section 4.1, OpenID Connect Core section 5.1), texts without quotes, lists of several
/// texts with commas, all else as JSON; and so is a text that would be taken for something else.
pub fn claim_cell(name: &str, value: &Value) -> Cell {
    match value {
        Value::Number(seconds) if date::CLAIMS.contains(&name) => {
            seconds.as_i64().map_or_else(|| Cell::text(seconds.to_string()), Cell::unix)
        }
        Value::String(text) if !is_deceptive(text) => Cell::text(text),
        Value::Array(list) if list.len() > 1 => {
            let plain = |value: &'_ Value| {
                value.as_str().filter(|text| !text.is_empty() && !is_deceptive(text)).map(str::to_owned)
            };
            let texts: Option<Vec<String>> = list.iter().map(plain).collect();
            Cell::text(texts.map_or_else(|| value.to_string(), |texts| texts.join(", ")))
        }
        other => Cell::text(other.to_string()),
    }
}

/// True for a text that looks like a number, true, false, null, a list or an object.
fn is_deceptive(text: &str) -> bool {
    // most claims begin as no JSON does, and need no parser with its error
    let begins_as_json = |sign: char| sign.is_ascii_digit() || "{[\"-tfn".contains(sign);
    text.contains(", ")
        || text.trim_start().starts_with(begins_as_json) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// RFC 3339 in UTC, for JSON.
pub fn utc(seconds: i64) -> Value {
    Timestamp::from_second(seconds).map_or(Value::Null, |time| time.to_string().into())
}

/// How far away a time is: "in 4 min", "3 days ago".
pub fn distance(away: SignedDuration) -> String {
    match away {
        now if now.as_secs() == 0 => "now".to_owned(),
        behind if behind.is_negative() => format!("{} ago", date::span(behind)),
        ahead => format!("in {}", date::span(ahead)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_claim_is_shown_as_what_it_is() {
        for (value, shown) in [
            (json!("alice smith"), "alice smith"),
            (json!("https://id.example.com"), "https://id.example.com"),
            (json!("2026-11"), "2026-11"),
            (json!(5), "5"),
            (json!("5"), r#""5""#),
            (json!(true), "true"),
            (json!("true"), r#""true""#),
            (json!("null"), r#""null""#),
            (json!("{}"), r#""{}""#),
            (json!("\"a\""), r#""\"a\"""#),
            (json!("api"), "api"),
            (json!(["api"]), r#"["api"]"#),
            (json!(["a", "b"]), "a, b"),
            (json!("a, b"), r#""a, b""#),
            (json!(["a, b", "c"]), r#"["a, b","c"]"#),
            (json!(["1", "2"]), r#"["1","2"]"#),
            (json!([1, 2]), "[1,2]"),
            (json!([]), "[]"),
        ] {
            assert_eq!(claim_cell("x", &value), Cell::text(shown), "{value}");
        }
    }
}
