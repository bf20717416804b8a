//! `authctl diff`: what differs between two JWTs.

use super::{given, rounded, token_text};
use crate::commands::{Cell, Context, Outcome, Page};
use crate::failure::{Failure, Kind};
use crate::host::printable;
use crate::jwt::date::{self, NumericDate};
use crate::jwt::decode::{Unverified, decode};
use crate::jwt::diff::{Change, Diff, Difference, diff};
use crate::jwt::json::kind;
use crate::jwt::rounded::is_rounded;
use crate::sensitive::PastedText;
use serde_json::{Map, Value, json};

const EXAMPLES: &str = r#"authctl diff "$OLD" "$NEW"
authctl diff @old.jwt @new.jwt --exit-code
authctl token work | authctl diff @good.jwt"#;

/// So much of a value is shown.
const MOST_SHOWN: usize = 300;

/// Show what differs between two JWTs
///
/// Header and claims are compared member by member: dates as dates; scopes, audiences, roles and other lists of names as
/// sets. Nothing is verified: anybody can write tokens that say anything. The exit code is 0 whether they differ or not,
/// unless --exit-code is given.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct DiffArgs {
    /// The first token, or @FILE, or - for stdin
    #[arg(value_name = "A")]
    first: String,
    /// The second token, or @FILE; - or nothing reads it from stdin
    #[arg(value_name = "B")]
    second: Option<String>,
    /// End with exit code 9 when they differ
    #[arg(long)]
    exit_code: bool,
}

/// The dates that say how long a token is good.
const OF_LIFE: [&str; 3] = ["exp", "nbf", "iat"];

/// A token as it was given, and what it says.
struct Token {
    text: PastedText,
    says: Unverified,
}

pub fn run(arguments: &DiffArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let texts = [Some(arguments.first.as_str()), arguments.second.as_deref()];
    if texts.into_iter().all(|typed| token_text::value(typed).is_none()) {
        return Err(Failure::usage("the two tokens cannot both come from stdin")
            .hint("authctl diff A B, where each is a token or @FILE, and one of them may be -"));
    }
    let mut around = Vec::new();
    let first = token("first", Some(&arguments.first), &mut around, context)?;
    let second = token("second", arguments.second.as_deref(), &mut around, context)?;
    let found = diff(&first.says, &second.says);
    let is_identical = first.text.expose() == second.text.expose();
    let outcome = match context.globals.json {
        // tokens can be large: only what is wanted is made of them
        true => Outcome::silent(json(&found, is_identical)),
        false => Outcome::page(page(&found, context), Value::Null),
    };
    let told = around.into_iter().chain(warnings(&found)).chain(rounded::told(rounded(&found)));
    let outcome = told.fold(outcome, Outcome::say);
    let outcome = outcome
        .say(summary(&found, is_identical))
        .say("Nothing was verified: anybody could have written these tokens.");
    Ok(match arguments.exit_code && is_same(&found, is_identical) != Some(true) {
        true => outcome.exit(Kind::Findings.exit_code()),
        false => outcome,
    })
}

fn token(
    which: &str,
    typed: Option<&str>,
    around: &mut Vec<String>,
    context: &Context<'_>,
) -> Result<Token, Failure> {
    let told =
        |failure: Failure| Failure { message: format!("the {which} token: {}", failure.message), ..failure };
    let command = if which == "first" { "diff - B" } else { "diff A" };
    let found = given::read_or_file(typed, command, context).map_err(told)?;
    if !found.around.is_empty() {
        around.push(format!("Left out around the {which} token: {}.", found.around.join(", ")));
    }
    match decode(found.text.expose()) {
        Ok(says) => Ok(Token { text: found.text, says }),
        Err(fault) => {
            let refused = |why: String| {
                Failure::new(Kind::Rejected, "not_a_jwt", format!("the {which} token is {why}"))
            };
            Err(match given::is_cookie(found.text.expose()) {
                true => refused(given::COOKIE.to_owned()).hint(given::COOKIE_HINT),
                false => refused(format!("no JWT: {fault}")).hints(fault.hint()),
            })
        }
    }
}

/// True when they say the same; `None` when that cannot be seen, since they are encrypted.
fn is_same(found: &Diff<'_>, is_identical: bool) -> Option<bool> {
    match (is_identical, &found.claims, found.is_empty()) {
        (true, ..) => Some(true),
        (false, None, true) => None,
        (false, _, is_empty) => Some(is_empty),
    }
}

fn summary(found: &Diff<'_>, is_identical: bool) -> String {
    let names = found.changed_claims();
    match (found.header.len(), names.as_slice()) {
        _ if is_identical => "The two tokens are the same.".to_owned(),
        _ if found.claims.is_none() => "A token is encrypted: only the headers were compared.".to_owned(),
        (0, []) => "The two tokens say the same; only their signatures or their spelling differ.".to_owned(),
        (0, names) if found.is_of_another_issue() => {
            format!("The same but for {}, as when a token is issued again.", listed(names))
        }
        (0, names) if names.len() <= 4 => format!("The same but for {}.", listed(names)),
        (header, names) => format!("Members that differ: header {header}, claims {}.", names.len()),
    }
}

/// What it means that a date came, went or is none.
fn warnings(found: &Diff<'_>) -> Vec<String> {
    let changes = found.claims.iter().flatten().filter(|change| OF_LIFE.contains(&&*change.path));
    let warnings = changes.flat_map(|Change { path, difference, .. }| match difference {
        Difference::Added(to) => vec![endless("A", path), no_date("B", path, to)],
        Difference::Removed(from) => vec![no_date("A", path, from), endless("B", path)],
        Difference::Changed { from, to } | Difference::Members { from, to, .. } => {
            vec![no_date("A", path, from), no_date("B", path, to)]
        }
        Difference::Moved { .. } | Difference::Digits { .. } => Vec::new(),
    });
    warnings.flatten().collect()
}

/// The claims of which a value is shown that is not the token's to the last digit.
fn rounded<'a>(found: &'a Diff<'_>) -> Vec<&'a str> {
    let shows = |change: &&Change<'_>| match change.difference {
        Difference::Added(value) | Difference::Removed(value) => is_rounded(value),
        Difference::Changed { from, to } => is_rounded(from) || is_rounded(to),
        Difference::Moved { .. } | Difference::Members { .. } | Difference::Digits { .. } => false,
    };
    found.claims.iter().flatten().filter(shows).map(|change| &*change.path).collect()
}

fn endless(which: &str, missing: &str) -> Option<String> {
    (missing == "exp").then(|| format!("{which} never ends: it has no exp."))
}

fn no_date(which: &str, path: &str, value: &Value) -> Option<String> {
    Some(format!("{path} of {which} is {}.", date::misfit(value)?))
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| printable::short(name, 40)).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn json(found: &Diff<'_>, is_identical: bool) -> Value {
    let listed = |changes: &[Change<'_>]| changes.iter().map(change_json).collect::<Vec<_>>();
    json!({
        "same": is_same(found, is_identical), "identical": is_identical, "header": listed(&found.header),
        "claims": found.claims.as_deref().map(listed), "verified": false,
    })
}

fn change_json(Change { path, difference, .. }: &Change<'_>) -> Value {
    let (kind, mut members) = match difference {
        Difference::Added(to) => ("added", json!({ "to": to })),
        Difference::Removed(from) => ("removed", json!({ "from": from })),
        Difference::Changed { from, to } => ("changed", json!({ "from": from, "to": to })),
        Difference::Digits { from, to } => {
            ("changed", json!({ "from": from.join(", "), "to": to.join(", "), "rounded": true }))
        }
        Difference::Moved { from, to, by } => {
            let whole = by.subsec_nanos() == 0;
            let seconds = if whole { json!(by.as_secs()) } else { json!(by.as_secs_f64()) };
            ("changed", json!({ "from": from, "to": to, "seconds": seconds }))
        }
        Difference::Members { from, to, added, removed } => {
            ("changed", json!({ "from": from, "to": to, "added": added, "removed": removed }))
        }
    };
    let head = [("member".to_owned(), (&**path).into()), ("change".to_owned(), kind.into())];
    let rest = members.as_object_mut().map(std::mem::take).unwrap_or_default();
    Value::Object(head.into_iter().chain(rest).collect::<Map<_, _>>())
}

fn page(found: &Diff<'_>, context: &Context<'_>) -> Page {
    let header = found.header.iter().map(|change| (format!("header {}", change.path), change));
    let claims = found.claims.iter().flatten().map(|change| (change.path.to_string(), change));
    let rows = header.chain(claims).map(|(name, change)| row(&name, &change.difference, context)).collect();
    Page::Table { heads: vec!["", "MEMBER", "CHANGE"], rows }
}

fn row(name: &str, difference: &Difference<'_>, context: &Context<'_>) -> Vec<Cell> {
    let shown = |value: &Value| printable::short(&value.to_string(), MOST_SHOWN);
    let date = |value: &Value| {
        NumericDate::from_claim(value)
            .map_or_else(|_| shown(value), |date| context.host.clock.shown(date.time()))
    };
    let alone = |value: &Value| if date::CLAIMS.contains(&name) { date(value) } else { shown(value) };
    let (mark, change) = match difference {
        Difference::Added(to) => (Cell::Good("+".to_owned()), Cell::Good(alone(to))),
        Difference::Removed(from) => (Cell::Bad("-".to_owned()), Cell::Bad(alone(from))),
        Difference::Changed { from, to } => {
            (Cell::text("~"), Cell::Text(format!("{} → {}", alone(from), alone(to))))
        }
        Difference::Digits { from, to } => {
            let shown = |numbers: &[String]| printable::short(&numbers.join(", "), MOST_SHOWN);
            (Cell::text("~"), Cell::Text(format!("{} → {}", shown(from), shown(to))))
        }
        Difference::Moved { from, to, by } => {
            let side = if by.is_negative() { "earlier" } else { "later" };
            let words = format!("{} → {}, {} {side}", date(from), date(to), date::span(*by));
            (Cell::text("~"), Cell::Text(words))
        }
        Difference::Members { from, to, added, removed } if added.is_empty() && removed.is_empty() => {
            let words = format!("{} → {}, the same names in another order or form", shown(from), shown(to));
            (Cell::text("~"), Cell::Text(words))
        }
        Difference::Members { from, to, added, removed } => {
            let marked = |mark: char, names: &[&str]| {
                names.iter().map(|name| format!("{mark}{name}")).collect::<Vec<_>>()
            };
            let words = [marked('+', added), marked('-', removed)].concat().join(" ");
            let form =
                if from.is_array() == to.is_array() { String::new() } else { format!(", now {}", kind(to)) };
            (Cell::text("~"), Cell::Text(printable::short(&words, MOST_SHOWN) + &form))
        }
    };
    vec![mark, Cell::text(printable::short(name, 60)), change]
}
