//! What was found, for people and for scripts.

use super::answer::{Answer, Kind};
use super::findings::{Answers, Level};
use crate::commands::Outcome;
use crate::commands::outcome::{Cell, Field, Note, Page, Section};
use crate::http;
use reqwest::Method;
use serde_json::{Map, Value, json};
use url::Url;

pub fn outcome(method: &Method, url: &Url, answers: &Answers) -> Outcome {
    let Answers { nobody, bad, mine, .. } = answers;
    let asked = [("nobody", Some(nobody)), ("bad", Some(bad)), ("mine", mine.as_ref())];
    let asked: Vec<_> = asked.into_iter().filter_map(|(who, answer)| Some((who, answer?))).collect();
    let findings = answers.findings();
    let fields = asked.iter().map(|(who, answer)| field(who, answer)).collect();
    let mut sections = vec![Section { title: "ANSWERS", fields, time_line: None }];
    if !findings.is_empty() {
        let fields = findings.iter().map(|finding| {
            let text = finding.message.to_owned();
            let cell = match finding.level {
                Level::Warning => Cell::Bad(text),
                Level::Note => Cell::Text(text),
            };
            Field { name: finding.id.to_owned(), cell, note: None }
        });
        sections.push(Section { title: "FINDINGS", fields: fields.collect(), time_line: None });
    }
    let found = findings
        .iter()
        .map(|finding| json!({"id": finding.id, "level": finding.level.name(), "message": finding.message}));
    let json = json!({
        "method": method.as_str(),
        "url": http::without_query(url),
        "answers": asked.iter().map(|(who, answer)| ((*who).to_owned(), told(answer))).collect::<Map<_, _>>(),
        "guarded": answers.is_guarded(),
        "findings": found.collect::<Value>(),
    });
    Outcome::page(Page::Sections(sections), json)
}

fn field(who: &str, answer: &Answer) -> Field {
    let status = answer.status.to_string();
    let cell = match answer.kind {
        Kind::Error => Cell::Bad(status),
        _ => Cell::Text(status),
    };
    Field { name: who.to_owned(), cell, note: Some(Note::Meaning(answer.words())) }
}

fn told(answer: &Answer) -> Value {
    json!({
        "status": answer.status.as_u16(),
        "kind": answer.kind.name(),
        "meaning": answer.words(),
        "location": answer.location,
        "content_type": answer.content_type,
        "stream": answer.is_stream,
    })
}
