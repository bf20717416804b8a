//! What is said of a delivery: what became of the file, what would, and why it is refused.

use super::{Change, Delivery, DeliveryFlags, Variable, Written};
use crate::commands::key::owner::owner;
use crate::commands::key::then::{Command, READ_AGAIN};
use crate::commands::{dotenv, key::env_file};
use crate::failure::{Failure, Kind};
use crate::jwt::date::utc;
use crate::keys::{Key, Ring};
use serde_json::{Value, json};
use std::fmt::Display;

/// What helps where a secret of no ring can be the one before.
pub(super) const KEEP: &str = "--env-previous NAME keeps it there, for a service that takes two";

impl DeliveryFlags {
    /// As they are typed, for a shell: each with a space before it.
    pub fn typed(&self) -> String {
        let file = self.env_file.as_ref().map(|file| file.to_string_lossy().into_owned());
        let flags = [
            ("--env-file", file),
            ("--env-name", self.env_name.clone()),
            ("--env-previous", self.env_previous.clone()),
            ("--then", self.then.as_ref().map(Command::typed)),
        ];
        let words = flags.into_iter().filter_map(|(flag, value)| Some((flag, value?)));
        let words = words.map(|(flag, value)| format!(" {flag} {}", shell_words::quote(&value)));
        let dropped = self.drop_unknown_secret.then(|| " --drop-unknown-secret".to_owned());
        words.chain(dropped).collect::<Vec<_>>().concat()
    }
}

impl Delivery<'_> {
    /// What has to be known of it: where the secret is, and for whom that is not enough.
    pub(super) fn told(&self, change: &Change<'_>, ring: &Ring, new: &Key) -> Vec<String> {
        let file = self.file.display();
        let mut told = Vec::new();
        for variable in &change.variables {
            told.extend(self.told_of(variable, ring, new));
            let name = variable.name;
            // the name may be mistyped
            if variable.had.is_none() && !variable.is_there() {
                told.push(format!("There was no {name} in {file}: a line is added."));
            }
            if variable.written().is_ok_and(dotenv::is_python_only) {
                told.push(format!(
                    "{name} is written as python-dotenv reads it: no quotes mean the same to all readers there."
                ));
            }
        }
        if self.previous.is_none() {
            told.push("A service that knows one secret takes no older token once it has read it.".to_owned());
        }
        if self.then.is_none() && *change.after != *change.before {
            told.push("The service has yet to read it.".to_owned());
        }
        told
    }

    /// What became of one variable, and why.
    fn told_of(&self, variable: &Variable<'_>, ring: &Ring, new: &Key) -> Option<String> {
        let (file, kid, name) = (self.file.display(), &new.kid, variable.name);
        let of = variable.written().ok().and_then(|text| owner(ring, text).ok()?);
        match (name == self.name, variable.is_there()) {
            (true, true) => Some(format!("{name} in {file} has the secret of key {kid} already.")),
            (true, false) => Some(format!("{name} in {file} now holds the secret of key {kid}.")),
            (false, _) if variable.wanted.expose().is_empty() => {
                Some(format!("{name} is empty: no older key is good."))
            }
            (false, true) => None,
            (false, false) => Some(match of {
                Some(key) => {
                    format!("{name} now holds the secret of key {}, whose tokens are taken still.", key.kid)
                }
                None => format!("{name} now holds what {} held, which is no key of the ring.", self.name),
            }),
        }
    }

    /// Why a secret of no ring stays, and until when, where anybody knows that.
    pub(super) fn unknown(&self, variable: &str, ring: &Ring, ends_at: Option<i64>) -> Failure {
        let (file, ring) = (self.file.display(), &ring.name);
        let message =
            format!("what {variable} in {file} holds is no key of the ring {ring}, and would be gone");
        let goes = ends_at.map(|end| format!("it stays until {}: from then on it may go", utc(end)));
        Failure::new(Kind::Refused, "unknown_secret", message)
            .hint("`authctl key import` makes a ring of such a secret")
            .hints(goes)
            .hint("--drop-unknown-secret gives it up: tokens signed with it are taken no more")
    }

    /// Why a service has not got its secret, and what is in the file now.
    pub(super) fn put_back(
        &self,
        change: &Change<'_>,
        put_back: Result<(), Failure>,
        mut why: Failure,
    ) -> Failure {
        let file = self.file.display();
        let has_new = |found: &str| self.may_hold(found, &change.variables[0].wanted);
        // a write that failed may have been done all the same: what is there now counts
        let (has_new, so) = match (env_file::read(self.file), put_back) {
            (Err(error), _) => (false, format!("nobody knows what is in it now: {}", error.message)),
            (Ok(found), Ok(())) if *found == *change.before && has_new(&found) => {
                (true, format!("{file} has the new secret, as it had before"))
            }
            (Ok(found), _) if *found == *change.before => (false, format!("{file} is as it was before")),
            (Ok(found), Err(error)) if has_new(&found) => {
                (true, format!("{file} has the new secret nevertheless: {}", error.message))
            }
            (Ok(found), _) if self.has_again(&found, change) => {
                (false, format!("{file} has again what it had there, and what was changed in it meanwhile"))
            }
            _ => (false, format!("{} in {file} is neither that nor what it was: it stays", self.name)),
        };
        if has_new && why.code == "command_failed" {
            why.hints.retain(|hint| hint != READ_AGAIN);
            why.hints.push("have the service read the file if it has not: the secret there stays".to_owned());
        }
        why.message = format!("{}; {so}", why.message);
        why
    }

    fn has_again(&self, found: &str, change: &Change<'_>) -> bool {
        let had = change.variables[0].had.as_deref().map(String::as_str);
        dotenv::find(found, self.name).is_ok_and(|value| value.as_deref().map(String::as_str) == had)
    }

    /// Why a command that has ended well has delivered nothing.
    pub(super) fn not_kept(&self, command: &Command) -> Failure {
        let (name, file, program) = (self.name, self.file.display(), &command.program);
        let message =
            format!("{name} in {file} does not hold the new secret any more since {program} has run");
        Failure::new(Kind::Other, "env_file", message)
            .hint("what writes that file anew (a template, a deployment) is to get the secret first: rotate into its source")
            .hint("have the service read the file again if it has read the new secret")
    }

    /// Why a command that has ended well has left nothing to be read.
    pub(super) fn unreadable(&self, command: &Command) -> Failure {
        let message =
            format!("{} cannot be read any more since {} has run", self.file.display(), command.program);
        Failure::new(Kind::Other, "env_file", message).hint(
            "the file that a service reads its secret from is to stay where it is, with the secret in it",
        )
    }

    /// A secret that was in the file and is in no ring is not gone without a word.
    pub(super) fn lost(&self, variable: &str, ring: &Ring) -> String {
        format!(
            "what {variable} in {} held was no key of the ring {}, and is gone: tokens signed with it are not taken; \
             `authctl key import` makes a ring of such a secret",
            self.file.display(),
            ring.name
        )
    }

    /// What a dry run says of it.
    pub fn foreseen(&self, change: &Change<'_>) -> Vec<String> {
        let (name, file) = (self.name, self.file.display());
        let (signs, before) = (&change.variables[0], change.variables.get(1));
        let mut told = vec![match signs.is_there() {
            true => format!("{name} in {file} has its secret already."),
            false => format!("{name} in {file} would get its secret."),
        }];
        if signs.had.is_none() {
            told.push(format!("There is no {name} in it: a line would be added."));
        }
        told.push(match before {
            None => "A service that knows one secret would take no older token then.".to_owned(),
            Some(before) if before.is_there() => format!("{} would stay as it is.", before.name),
            Some(before) if before.wanted.expose().is_empty() => {
                format!("{} would be emptied: no older key is good.", before.name)
            }
            Some(before) => format!("{} would get the secret before it.", before.name),
        });
        told.extend(self.then.map(|command| format!("{} would be run then.", command.program)));
        told
    }

    /// The same for scripts.
    pub fn object(&self, written: Option<&Written<'_>>) -> Value {
        let command = self.then.map(|command| &command.program);
        let file = self.file.display().to_string();
        json!({
            "file": file, "variable": self.name, "previous": self.previous, "command": command,
            "changed": written.is_some_and(|Written { change, .. }| *change.after != *change.before),
            "command_run": written.is_some() && command.is_some(),
        })
    }

    /// The file, to be named to a person.
    pub fn file(&self) -> impl Display {
        self.file.display()
    }
}
