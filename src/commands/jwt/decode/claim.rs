//! `--claim`: one value, as scripts want it.

use super::DecodeArgs;
use super::found::Found;
use super::view::{TimeForm, plain};
use crate::commands::jwt::rounded;
use crate::commands::outcome::distance;
use crate::commands::{Context, Outcome, Page};
use crate::failure::{Failure, Kind};
use crate::host::printable;
use crate::jwt::claims::at;
use crate::jwt::date::{self, NumericDate};
use crate::jwt::rounded::is_rounded;
use serde_json::{Map, Value, json};

/// So many names are told with all that lie within, where none is near.
const MOST_NAMES: usize = 12;
/// So many paths are looked at for one that is near, and no deeper.
const MOST_PATHS: usize = 2000;
const DEEPEST: usize = 4;
/// So many characters of two names are compared.
const MOST_COMPARED: usize = 64;
/// Names of tokens can be very long: no longer path is looked at.
const LONGEST_HINT: usize = 300;

/// The value at the path: texts as they are, all else as JSON. Dates are numbers, unless `--time` says how to show them.
pub fn print(
    path: &str,
    mut found: Found,
    arguments: &DecodeArgs,
    context: &Context<'_>,
) -> Result<Outcome, Failure> {
    let members = found.take_members(arguments.header);
    let value = at(&members, path).ok_or_else(|| missing(path, &members, &found, arguments))?;
    let text = match arguments.time {
        Some(form) => dated(path, value, form, context)?,
        None => plain(value),
    };
    let shown = match context.host.terminal.stdout_is_terminal() {
        true => printable::text(&text).into_owned(),
        false => text,
    };
    let rounded = rounded::told(is_rounded(value).then_some(path));
    let page = Outcome::page(Page::Raw(shown), json!({ "claim": path, "value": value, "verified": false }));
    Ok(rounded.into_iter().fold(page, Outcome::say))
}

/// Whoever asks for a form says that it is a date, whatever its name.
fn dated(path: &str, value: &Value, form: TimeForm, context: &Context<'_>) -> Result<String, Failure> {
    let refused = |_| {
        let why = date::misfit(value).unwrap_or_default();
        Failure::new(Kind::Other, "no_date", format!("{path:?} is {why}"))
            .hint("without --time it is printed as it is")
    };
    let time = NumericDate::from_claim(value).map_err(refused)?.time();
    Ok(match form {
        TimeForm::Local => context.host.clock.shown(time),
        TimeForm::Utc => time.to_string(),
        TimeForm::Relative => distance(time.duration_since(context.host.clock.now())),
        TimeForm::Unix => plain(value),
    })
}

fn missing(path: &str, members: &Map<String, Value>, found: &Found, arguments: &DecodeArgs) -> Failure {
    let of_whom = match (found, arguments.header) {
        (Found::Token(_), true) => "the token's header",
        (Found::Token(_), false) => "the token",
        (Found::Cookie(_), _) => "the session",
    };
    let failure = |message: String| Failure::new(Kind::Other, "no_such_claim", message);
    let failure =
        match (found.failure_without(&format!("{path:?}")), found.is_encrypted() && !arguments.header) {
            (Some(broken), _) => broken,
            (None, true) => {
                failure(format!("the token is encrypted: whether it has a claim {path:?} cannot be seen"))
                    .hint("--key FILE decrypts it")
            }
            (None, false) => failure(format!("{of_whom} has no {path:?}")),
        };
    let other = found.content(!arguments.header).is_some_and(|content| at(&content.object(), path).is_some());
    let failure = match (other, arguments.header) {
        (true, false) => {
            failure.hint(format!("the header has it: --header --claim {}", shell_words::quote(path)))
        }
        (true, true) => failure.hint("the claims have it: leave out --header"),
        (false, _) => failure,
    };
    let mut paths = Vec::new();
    gather(members, "", DEEPEST, &mut paths);
    let near: Vec<&str> =
        paths.iter().map(String::as_str).filter(|known| is_near(path, known)).take(4).collect();
    match (near.is_empty(), paths.len()) {
        (false, _) => {
            failure.hint(format!("near to that: {}", printable::short(&near.join(", "), LONGEST_HINT)))
        }
        (true, 0) => failure,
        (true, count) => {
            // where there are many, those that lie deeper would take the room
            let is_shown = |path: &&String| count <= MOST_NAMES || members.contains_key(*path);
            let names: Vec<&str> = paths.iter().filter(is_shown).map(String::as_str).collect();
            failure.hint(format!("what there is: {}", printable::short(&names.join(", "), LONGEST_HINT)))
        }
    }
}

/// Every name, and every path into an object.
fn gather(members: &Map<String, Value>, above: &str, levels: usize, paths: &mut Vec<String>) {
    for (name, value) in members {
        if paths.len() == MOST_PATHS {
            return;
        }
        if above.len() + name.len() > LONGEST_HINT {
            continue;
        }
        let path = format!("{above}{name}");
        paths.push(path.clone());
        if let Some(inner) = value.as_object().filter(|_| levels > 1) {
            gather(inner, &format!("{path}."), levels - 1, paths);
        }
    }
}

/// True when somebody who typed the one may have meant the other: a slip, another case, the end of the path.
fn is_near(typed: &str, known: &str) -> bool {
    let (one, other) = (typed.to_lowercase(), known.to_lowercase());
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let squeezed = |text: &str| text.replace(['_', '-'], "");
    let first = |text: &str| text.chars().take(MOST_COMPARED).collect::<String>();
    squeezed(&one) == squeezed(&other)
        || last(&one) == last(&other)
        || one.len() > 2 && other.contains(&one)
        || other.len() > 2 && one.starts_with(&other)
        || strsim::levenshtein(&first(&one), &first(&other))
            <= usize::from(one.len() > 2) + usize::from(one.len() > 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_may_have_been_meant() {
        for (typed, known) in [
            ("emial", "email"),
            ("Sub", "sub"),
            ("roles", "realm_access.roles"),
            ("clientid", "client_id"),
            ("mail", "email"),
            ("issuer", "iss"),
            ("audience", "aud"),
            ("realm_acces.roles", "realm_access.roles"),
        ] {
            assert!(is_near(typed, known), "{typed} {known}");
        }
        for (typed, known) in [("exp", "iat"), ("x", "y"), ("scope", "aud"), ("email", "name")] {
            assert!(!is_near(typed, known), "{typed} {known}");
        }
    }
}
