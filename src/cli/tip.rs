//! Which flag was meant by one that is not there.

use crate::commands::LIST;
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// Flags, and what other programs call them, without the dashes before them.
const CALLED: [(&str, &[&str]); 3] = [
    ("expires-in", &["exp", "expiry", "expires", "expiration", "ttl", "lifetime"]),
    ("key", &["jwk", "jwks", "jwk-file", "jwks-file", "pubkey", "public-key", "privkey", "private-key"]),
    ("leeway", &["clock-skew", "skew", "clock-tolerance", "tolerance"]),
];

/// What flags begin with that take a check or a part of a token away: nobody means one by a word that is only spelled alike.
const LOOSENING: [&str; 4] = ["no-", "ignore-", "allow-", "any-"];

/// The error of this command line with the tip that helps, or none where the parser's would do harm.
pub fn mended(mut error: Error, arguments: &[OsString]) -> Error {
    if error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    let text = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (typed, similar) = (text(ContextKind::InvalidArg), text(ContextKind::SuggestedArg));
    if typed.starts_with('-') && typed[1..].starts_with(|sign: char| sign.is_ascii_digit()) {
        // a number below zero for a flag that takes none: no verb takes it as a word either
        error.remove(ContextKind::Suggested);
        return error;
    }
    if error.get(ContextKind::Suggested).is_some()
        && let Some(flag) = flag_before(&typed, arguments)
    {
        let tip = format!("a value that begins with a dash is typed with =: '{flag}=-…'");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
        return error;
    }
    let (typed, similar) = (typed.trim_start_matches('-'), similar.trim_start_matches('-'));
    let known = CALLED.iter().find(|(_, names)| names.contains(&typed));
    match known.filter(|(flag, _)| is_of_verb(flag, arguments)) {
        Some((flag, _)) => {
            error.insert(ContextKind::SuggestedArg, ContextValue::String(format!("--{flag}")));
            // the parser's names the flag that it took for similar
            error.remove(ContextKind::Usage);
        }
        None if LOOSENING.iter().any(|start| similar.starts_with(start) && !typed.starts_with(start)) => {
            error.remove(ContextKind::SuggestedArg);
            error.remove(ContextKind::Usage);
        }
        None => {}
    }
    error
}

/// The flag that takes a value, where what was typed stands behind one as if it were that.
fn flag_before<'a>(typed: &str, arguments: &'a [OsString]) -> Option<&'a str> {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let place = words.iter().position(|word| word.starts_with(typed))?;
    let flag = words.get(place.checked_sub(1)?)?;
    let mut whole = super::command();
    whole.build();
    let verb = words.iter().fold(&whole, |verb, word| verb.find_subcommand(word).unwrap_or(verb));
    let long = flag.strip_prefix("--")?;
    let takes_value =
        |argument: &clap::Arg| argument.get_long() == Some(long) && argument.get_action().takes_values();
    verb.get_arguments().any(takes_value).then_some(*flag)
}

/// Whether the verb that was typed has this flag.
fn is_of_verb(flag: &str, arguments: &[OsString]) -> bool {
    let verb = arguments.iter().skip(1).find_map(|word| LIST.iter().find(|verb| verb.is_called(word)));
    verb.is_some_and(|verb| verb.alone().get_arguments().any(|argument| argument.get_long() == Some(flag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_by_another_name_is_told_and_never_one_that_takes_a_check_away() {
        for (line, tip) in [
            ("issue --exp 1h", "--expires-in"),
            ("issue --expiry 1h", "--expires-in"),
            ("issue --expires-inn 1h", "--expires-in"),
            ("issue --no-expire", "--no-expiry"),
            ("verify --jwks-file x", "--key"),
            ("verify --pubkey x", "--key"),
            ("verify --clock-skew 5s", "--leeway"),
            ("-q verify --audienc api", "--audience"),
            ("verify --no-verify", ""),
            ("verify --expiry 1h", ""),
            ("decode --ttl", ""),
            ("issue --odd-token", ""),
            ("verify --weak-key", ""),
        ] {
            let words: Vec<OsString> =
                ["authctl"].into_iter().chain(line.split(' ')).map(Into::into).collect();
            let error = super::super::command().try_get_matches_from(&words).unwrap_err();
            let error = mended(error, &words);
            let told = error.get(ContextKind::SuggestedArg).map(ToString::to_string).unwrap_or_default();
            assert_eq!((error.kind(), &*told), (ErrorKind::UnknownArgument, tip), "{line}");
            let shown = error.render().to_string();
            let is_named = |start: &&str| !line.contains(*start) && shown.contains(&format!("--{start}"));
            assert!(!LOOSENING.iter().any(is_named), "{shown}");
        }
    }

    #[test]
    fn a_value_that_begins_with_a_dash_is_typed_with_its_flag() {
        for (line, tip) in [
            ("key rotate x --env-file -x.env", "'--env-file=-…'"),
            ("key export x --format raw --out -x", "'--out=-…'"),
            ("verify --config-dir -x", "'--config-dir=-…'"),
            ("key rotate x --if-due -x.env", "'-- -x'"),
            ("key show -x", "'-- -x'"),
        ] {
            let words: Vec<OsString> =
                ["authctl"].into_iter().chain(line.split(' ')).map(Into::into).collect();
            let error = super::super::command().try_get_matches_from(&words).unwrap_err();
            let shown = mended(error, &words).render().to_string();
            assert!(shown.contains(tip), "{line}: {shown}");
        }
    }
}
