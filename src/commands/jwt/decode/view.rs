//! What was read as people see it: sections of fields, each with what it means.

use super::session::{self, Session};
use crate::commands::outcome::{Cell, Field, Note, Section, TimeLine, claim_cell, distance};
use crate::jwt::algorithm::is_none;
use crate::jwt::date::{self, NumericDate};
use crate::jwt::decode::lenient::{Content, Reading, Unread};
use crate::jwt::lifetime::Lifetime;
use crate::jwt::meaning::{self, Origin};
use crate::jwt::rounded::is_rounded;
use jiff::Timestamp;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Objects deeper than this are shown as JSON.
const DEEPEST: usize = 4;
/// So are those whose path is longer, since every path within would repeat it.
const LONGEST_PATH: usize = 300;
/// So many bytes of what is no text are shown.
const MOST_BYTES: usize = 64;

/// How dates are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum TimeForm {
    /// In this machine's time zone
    #[default]
    Local,
    /// In UTC, as RFC 3339 has it
    Utc,
    /// How far away alone
    Relative,
    /// The number of the token
    Unix,
}

/// How it is to be shown.
#[derive(Clone, Copy)]
pub struct View {
    pub time: TimeForm,
    pub now: Timestamp,
    pub header_only: bool,
}

type Meaning<'a> = &'a dyn Fn(&str, &Value) -> Option<Cow<'static, str>>;

impl View {
    /// Header, claims and what the dates mean; then those of the token within.
    pub fn token(&self, token: &Reading) -> Vec<Section> {
        let mut sections = self.titled(token, ["HEADER", "CLAIMS", "PAYLOAD"]);
        let mut inner = token.inner.as_deref().filter(|_| !self.header_only);
        while let Some(token) = inner {
            sections.extend(self.titled(token, ["HEADER WITHIN", "CLAIMS WITHIN", "PAYLOAD WITHIN"]));
            inner = token.inner.as_deref();
        }
        sections
    }

    fn titled(&self, token: &Reading, [header, claims, other]: [&'static str; 3]) -> Vec<Section> {
        let of_header =
            token.header.as_ref().map(|content| self.section(header, content, &meaning::of_header));
        let mut sections: Vec<_> = of_header.into_iter().collect();
        if let Some(payload) = token.payload.as_ref().filter(|_| !self.header_only) {
            let title = if payload.is_object() { claims } else { other };
            let origin = Origin::of(|name| payload.get(name));
            let meaning = |path: &str, value: &Value| meaning::of_claim(path, value, origin);
            sections.push(self.section(title, payload, &meaning));
            sections.extend(self.time(payload));
        }
        sections
    }

    pub fn cookie(&self, session: &Session) -> Vec<Section> {
        let cookie = &session.cookie;
        let field = |name: &str, cell, meaning: &str| {
            let note = (!meaning.is_empty()).then(|| Note::Meaning(meaning.to_owned()));
            Field { name: name.to_owned(), cell, note }
        };
        let seconds = Value::from(cookie.signed_at.as_second());
        let form = match cookie.is_compressed {
            true => "compressed, as Flask makes it",
            false => "as Flask and Starlette make it",
        };
        let digest = match cookie.signature {
            20 => "HMAC with SHA-1, as is usual",
            32 => "HMAC with SHA-256",
            64 => "HMAC with SHA-512",
            _ => "",
        };
        let bytes = format!("{} bytes", cookie.signature);
        let signature = match (session.signer, session.public) {
            (_, Some(_)) => Cell::Bad(format!("{bytes}, by a public secret")),
            (Some(_), None) => Cell::Good(format!("{bytes}, by this secret")),
            (None, None) => Cell::text(bytes),
        };
        let fields = vec![
            field("form", Cell::text("payload.timestamp.signature"), form),
            field("signed", self.date(cookie.signed_at, &seconds), "how long it is good, the server decides"),
            field("signature", signature, digest),
        ];
        let about = Section { title: "COOKIE", fields, time_line: None };
        vec![
            about,
            self.section("SESSION", &cookie.content, &|path, _| session::meaning(path).map(Cow::Borrowed)),
        ]
    }

    fn section(&self, title: &'static str, content: &Content, meaning: Meaning<'_>) -> Section {
        let mut times = BTreeMap::new();
        for (name, _) in &content.members {
            *times.entry(name).or_insert(0_u32) += 1;
        }
        let mut fields = Vec::new();
        for (name, value) in &content.members {
            let first = fields.len();
            self.flatten(name, value, 0, meaning, &mut fields);
            if times[name] > 1 {
                let note = Note::Remark("there more than once: most readers take the last".to_owned());
                fields[first..].iter_mut().take(1).for_each(|field| field.note = Some(Note::clone(&note)));
            }
        }
        fields.extend(content.unread.as_ref().map(unread));
        Section { title, fields, time_line: None }
    }

    /// A field for each value that is no object, named by its path, as `--claim` takes it.
    fn flatten(
        &self,
        path: &str,
        value: &Value,
        depth: usize,
        meaning: Meaning<'_>,
        fields: &mut Vec<Field>,
    ) {
        match value {
            Value::Object(members)
                if !members.is_empty() && depth < DEEPEST && path.len() <= LONGEST_PATH =>
            {
                for (name, value) in members {
                    self.flatten(&format!("{path}.{name}"), value, depth + 1, meaning, fields);
                }
            }
            value => fields.push(self.field(path, value, meaning)),
        }
    }

    fn field(&self, path: &str, value: &Value, meaning: Meaning<'_>) -> Field {
        let note = meaning(path, value).map(|meaning| Note::Meaning(meaning.into_owned()));
        let (cell, note) = match value {
            Value::String(text) if text.is_empty() => (Cell::text("\"\""), note),
            Value::String(text) if path == "alg" && is_none(text) => {
                (Cell::Bad(text.clone()), Some(Note::Remark("nothing is signed".to_owned())))
            }
            value if date::CLAIMS.contains(&path) => match NumericDate::from_claim(value) {
                Ok(date) => (self.date(date.time(), value), note),
                Err(_) => (Cell::text(plain(value)), date::misfit(value).map(Note::Remark)),
            },
            value if value.is_number() && is_rounded(value) => {
                (claim_cell(path, value), Some(Note::Remark("so large that readers round it".to_owned())))
            }
            value => (claim_cell(path, value), note),
        };
        Field { name: path.to_owned(), cell, note }
    }

    fn date(&self, time: Timestamp, value: &Value) -> Cell {
        match self.time {
            TimeForm::Local => Cell::Time(time),
            form => Cell::text(match form {
                TimeForm::Utc => format!("{time} ({})", distance(time.duration_since(self.now))),
                TimeForm::Relative => distance(time.duration_since(self.now)),
                TimeForm::Unix | TimeForm::Local => value.to_string(),
            }),
        }
    }

    fn time(&self, claims: &Content) -> Option<Section> {
        let lifetime = Lifetime::of(|name| claims.get(name), self.now)?;
        let time_line = TimeLine {
            words: format!("{}, says the token", lifetime.state),
            begins: lifetime.date("nbf").or_else(|| lifetime.date("iat")),
            ends: lifetime.date("exp"),
            now: self.now,
            is_good: lifetime.state.is_good(),
            dates: lifetime.dates,
        };
        Some(Section { title: "TIME", fields: Vec::new(), time_line: Some(time_line) })
    }
}

/// Texts without quotes, all else as JSON.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What is no JSON object, as it is.
fn unread(unread: &Unread) -> Field {
    let (name, cell) = match unread {
        Unread::Text(text) => ("as text", Cell::text(text)),
        Unread::Bytes(bytes) => {
            let mut hex = format!("{} bytes, no text: ", bytes.len());
            for byte in bytes.iter().take(MOST_BYTES) {
                let _ = write!(hex, "{byte:02x}"); // a String takes all
            }
            let more = if bytes.len() > MOST_BYTES { "…" } else { "" };
            ("as it is", Cell::text(hex + more))
        }
    };
    Field { name: name.to_owned(), cell, note: None }
}
