//! `decode --lines`: many tokens, one a line of stdin, and a line of JSON about each.

use super::found::Found;
use super::view::View;
use super::{DecodeArgs, given, json};
use crate::commands::jwt::lines::{self, Judge, Line, Verdict, Words};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use serde_json::{Map, Value};

const WORDS: Words = Words { good: "read", bad: Some("broken"), code: "broken_token" };

/// What is written about a line is what `--json` prints of one token, with its number before it.
pub fn run(arguments: &DecodeArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let view = arguments.view(context);
    let told = lines::judged("decode", WORDS, context, || Decoding { view, redacted: arguments.redact })?;
    Ok(told.say("Nothing was verified: anybody could have written these tokens."))
}

struct Decoding {
    view: View,
    redacted: bool,
}

impl Judge for Decoding {
    fn judge(&mut self, line: Line<'_>, out: &mut Vec<u8>) -> Verdict {
        self.view.now = line.now;
        let (json, verdict) = match found(&line) {
            Ok(mut found) => {
                let is_broken = found.failure().is_some();
                match self.redacted {
                    true => drop(found.redact(self.view.header_only)),
                    false => found.hide_secrets(),
                }
                (json::of(found, &self.view), if is_broken { Verdict::Bad } else { Verdict::Good })
            }
            Err(why) => (nothing(&why), Verdict::Bad),
        };
        let numbered = std::iter::once(("line".to_owned(), Value::from(line.number))).chain(json);
        lines::write_json(&numbered.collect::<Map<_, _>>(), out);
        verdict
    }
}

fn found(line: &Line<'_>) -> Result<Found, String> {
    let text = line.text.as_deref().map_err(ToString::to_string)?;
    let given = given::parse(text, "decode").map_err(|why| why.message)?;
    Found::of(given.text.expose()).map_err(|why| why.message)
}

/// What is said of a line that holds no token.
fn nothing(why: &str) -> Map<String, Value> {
    let mut json = Map::new();
    json.insert("header".to_owned(), Value::Null);
    json.insert("claims".to_owned(), Value::Null);
    json.insert("verified".to_owned(), false.into());
    json.insert("faults".to_owned(), serde_json::json!([{ "part": "token", "message": why }]));
    json
}
