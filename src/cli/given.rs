//! What was given in the place of a name or a file, and may be a secret: no failure of the run repeats it.

use crate::commands::{Context, Globals, Outcome, Verb};
use crate::config::names;
use crate::failure::{Failure, Kind};
use crate::host::{discreet, printable};
use clap::{ArgMatches, Args as _, Command};
use std::ffi::OsString;
use std::path::Path;

/// Values of these look as if a machine had made them, and are what a message is about.
const IDENTIFIERS: [&str; 11] = [
    "ID",
    "KID",
    "SUBJECT",
    "AUDIENCE",
    "SCOPE",
    "ROLE",
    "CLAIM=VALUE",
    "NAME=VALUE",
    "NAME=TEXT",
    "NAME=JSON",
    "NAME: VALUE",
];
/// So does who logs in at a service: there it may be an id.
const USERNAME: &str = "username";
/// An issuer is what a message is about, too, where tokens are compared with it; one that is asked must be a URL.
const ISSUER: &str = "ISSUER";
/// What these hold is meant to be a token, or text; it is not repeated either, and needs no advice.
const CONTENTS: [&str; 4] = ["TOKEN", "DATA", "A", "B"];
/// Variables that name something, and what.
const VARIABLES: [(&str, &str); 5] = [
    (names::PROFILE, "PROFILE"),
    (names::CONFIG_DIR, "DIR"),
    (names::STORE, "PLACE"),
    (names::KEY_FILE, "FILE"),
    (names::PASSPHRASE_FILE, "FILE"),
];
/// So much of a value is recognised where a message has cut it.
const HEAD: usize = 8;

/// Values of this run that may be secrets.
pub struct Given {
    values: Vec<Value>,
    /// Whether the verb takes secrets from elsewhere.
    takes_secrets: bool,
}

struct Value {
    text: String,
    /// What is wanted there, as the help names it.
    wanted: String,
    /// Where it was not typed.
    variable: Option<&'static str>,
}

impl Given {
    /// Of the command line that `parse` understands, and of the environment.
    pub fn of(
        words: &[OsString],
        parse: impl FnOnce() -> Option<(&'static Verb, ArgMatches)>,
        context: &Context<'_>,
    ) -> Self {
        let mut given = Self { values: Vec::new(), takes_secrets: false };
        if words.iter().any(|word| discreet::may_be_secret(&word.to_string_lossy()))
            && let Some((verb, matches)) = parse()
        {
            given.collect(&[&Globals::augment_args(verb.alone())], &matches);
        }
        let set = |(name, wanted): (&'static str, &str)| {
            let value = context.host.environment.bytes(name)?.to_string_lossy();
            let variable = Some(name);
            discreet::may_be_secret(&value).then(|| Value { variable, ..Value::new(&value, wanted) })
        };
        given.values.extend(VARIABLES.into_iter().filter_map(set));
        given.values.retain(|value| !value.is_known(context));
        given
    }

    /// From the innermost of these commands, and those within it. A global option is one of the outermost.
    fn collect(&mut self, commands: &[&Command], matches: &ArgMatches) {
        for argument in commands.iter().flat_map(|command| command.get_arguments()) {
            let Some([wanted]) = argument.get_value_names() else { continue };
            self.takes_secrets |= argument.get_id() == "secret_file";
            let values = matches.try_get_raw(argument.get_id().as_str()).ok().flatten();
            if IDENTIFIERS.contains(&wanted.as_str()) || argument.get_id() == USERNAME {
                continue;
            }
            let texts = values.into_iter().flatten().map(|value| value.to_string_lossy());
            let suspects = texts.filter(|text| discreet::may_be_secret(text));
            self.values.extend(suspects.map(|text| Value::new(&text, wanted)));
        }
        if let Some((name, inner)) = matches.subcommand()
            && let Some(command) = commands.iter().find_map(|command| command.find_subcommand(name))
        {
            self.collect(&[commands, &[command]].concat(), inner);
        }
    }

    pub fn in_outcome(&self, mut outcome: Outcome) -> Outcome {
        outcome.failure = outcome.failure.map(|failure| self.in_failure(failure));
        outcome
    }

    /// The failure without them; in the commands of its hints stands what is wanted in their place.
    pub fn in_failure(&self, failure: Failure) -> Failure {
        let is_compared = failure.kind != Kind::Usage;
        let values = self.values.iter().filter(|value| !(is_compared && value.wanted == ISSUER));
        values.fold(failure, |mut failure, value| {
            let mut is_in = false;
            let mut without = |text: &mut String, instead: &str| {
                if let Some(masked) = value.masked(text, instead) {
                    (*text, is_in) = (masked, true);
                }
            };
            let hidden = discreet::hidden(&value.text);
            without(&mut failure.message, &hidden);
            failure.details.iter_mut().for_each(|detail| without(detail, &hidden));
            failure.hints.iter_mut().for_each(|hint| without(hint, &value.wanted));
            if is_in { self.advised(failure, value) } else { failure }
        })
    }

    fn advised(&self, failure: Failure, value: &Value) -> Failure {
        let wanted = value.wanted.as_str();
        if CONTENTS.contains(&wanted) {
            return failure;
        }
        if let Some(name) = value.variable {
            return failure.hint(format!("{name} names a {wanted}: a secret itself does not belong there"));
        }
        let failure = failure.hint(format!(
            "a {wanted} is wanted there; if a secret was given instead, replace it by a new one: everybody on this machine \
             could read it, and the shell's history keeps it"
        ));
        match self.takes_secrets {
            true => failure.hint(super::SECRETS_ELSEWHERE),
            false => failure,
        }
    }
}

impl Value {
    fn new(text: &str, wanted: &str) -> Self {
        // a path is shown in full and @ only says that it is one
        let text = text.trim_start_matches('@').trim_start_matches("./");
        Self { text: text.to_owned(), wanted: wanted.to_owned(), variable: None }
    }

    /// A name or a file that is there, or could be, is no secret.
    fn is_known(&self, context: &Context<'_>) -> bool {
        match self.wanted.as_str() {
            "PROFILE" | "NAME" => context.config().is_ok_and(|config| config.profiles().contains(&self.text)),
            "RING" => context.config().is_ok_and(|config| config.rings().contains(&self.text)),
            "FILE" | "DIR" => discreet::secret_in(Path::new(&self.text)).is_none(),
            _ => false,
        }
    }

    /// The text with `instead` in the place of this value, as it is, quoted, with escapes or cut; `None` where it is not
    /// in it.
    fn masked(&self, text: &str, instead: &str) -> Option<String> {
        let quoted = format!("{:?}", self.text);
        let forms = [self.text.as_str(), quoted.trim_matches('"'), &printable::line(&self.text)];
        let (mut masked, mut rest, mut is_in) = (String::with_capacity(text.len()), text, false);
        while let Some(sign) = rest.chars().next() {
            match forms.iter().filter_map(|form| beginning(form, rest)).max() {
                Some(length) => {
                    masked.push_str(instead);
                    rest = &rest[length..];
                    is_in = true;
                }
                None => {
                    masked.push(sign);
                    rest = &rest[sign.len_utf8()..];
                }
            }
        }
        is_in.then_some(masked)
    }
}

/// In how many bytes the text begins with this form, all of it or its head and an ellipsis.
fn beginning(form: &str, text: &str) -> Option<usize> {
    const CUT: char = '…';
    if text.starts_with(form) {
        return Some(form.len());
    }
    let pairs = form.chars().zip(text.chars()).take_while(|(one, other)| one == other);
    let (count, common) =
        pairs.fold((0, 0), |(count, bytes), (sign, _)| (count + 1, bytes + sign.len_utf8()));
    (count >= HEAD && text[common..].starts_with(CUT)).then_some(common + CUT.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l1_a_value_is_masked_wherever_and_however_it_stands() {
        for (text, told, expected) in [
            ("kT9vQ2mZ7pL4xR8w", "a/kT9vQ2mZ7pL4xR8w: no", "a/FILE: no"),
            ("@./kT9vQ2mZ7pL4xR8w", "/home/kT9vQ2mZ7pL4xR8w, kT9vQ2mZ7…", "/home/FILE, FILE"),
            (
                "{\"k\":\n\"kT9vQ2mZ7\"}",
                "{\"k\":\n\"kT9vQ2mZ7\"}, \"{\\\"k\\\":\\n\\\"kT9vQ2mZ7\\\"}\"",
                "FILE, \"FILE\"",
            ),
            ("{\"d\":1}", "no {\"d\":1}", "no FILE"),
        ] {
            assert_eq!(Value::new(text, "FILE").masked(told, "FILE").as_deref(), Some(expected));
        }
        let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQ\u{202e}";
        for told in [key.to_owned(), printable::line(key).into_owned(), printable::short(key, 33)] {
            assert_eq!(Value::new(key, "NAME").masked(&told, "NAME").as_deref(), Some("NAME"), "{told}");
        }
        let marked = Value::new("\u{feff}eyJhbGciOiJIUzI1NiJ9", "TOKEN");
        assert_eq!(marked.masked("it holds '\\u{feff}' as its character 1", "TOKEN"), None);
        let short = Value::new("kT9vQ2mZ7pL4xR8w", "FILE");
        assert_eq!(short.masked("kT9vQ2m is another word", "FILE"), None);
    }
}
