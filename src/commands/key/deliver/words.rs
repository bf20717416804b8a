//! What is said of a delivery: what became of the file, what would, and why it is refused.

use super::{Change, Delivery, DeliveryFlags, keeps_unknown};
use crate::commands::key::export::text;
use crate::commands::key::owner::owner;
use crate::commands::key::then::Command;
use crate::commands::key::{dotenv, env_file};
use crate::failure::{Failure, Kind};
use crate::host::Terminal;
use crate::keys::{Key, Ring};
use crate::sensitive::SecretBytes;
use serde_json::{Value, json};
use std::fmt::Display;

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
        words
            .map(|(flag, value)| format!(" {flag} {}", shell_words::quote(&value)))
            .collect::<Vec<_>>()
            .concat()
    }
}

impl Delivery<'_> {
    /// What has to be known of it: where the secret is, and for whom that is not enough.
    pub(super) fn told(&self, change: &Change<'_>, ring: &Ring, new: &Key) -> Vec<String> {
        let file = self.file.display();
        let mut told = Vec::new();
        for (variable, secret) in &change.wanted {
            told.extend(self.told_of(variable, secret, change, ring, new));
            // the name may be mistyped
            if matches!(dotenv::find(&change.before, variable), Ok(None)) && !secret.expose().is_empty() {
                told.push(format!("There was no {variable} in {file}: a line is added."));
            }
            if text(secret, "variable").is_ok_and(dotenv::is_python_only) {
                told.push(format!(
                    "{variable} is written as python-dotenv reads it: no quotes mean the same to all readers there."
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
    fn told_of(
        &self,
        variable: &str,
        secret: &SecretBytes,
        change: &Change<'_>,
        ring: &Ring,
        new: &Key,
    ) -> Option<String> {
        let (file, kid) = (self.file.display(), &new.kid);
        let is_same = self.value(&change.before, variable).is_ok_and(|had| had.as_bytes() == secret.expose());
        let of = text(secret, "variable").ok().and_then(|text| owner(ring, text).ok()?);
        match (variable == self.name, is_same) {
            (true, true) => Some(format!("{variable} in {file} has the secret of key {kid} already.")),
            (true, false) => Some(format!("{variable} in {file} now holds the secret of key {kid}.")),
            (false, _) if secret.expose().is_empty() => {
                Some(format!("{variable} is empty: no older key is good."))
            }
            (false, true) => None,
            (false, false) => Some(match of {
                Some(key) => format!(
                    "{variable} now holds the secret of key {}, whose tokens are taken still.",
                    key.kid
                ),
                None => format!("{variable} now holds what {} held, which is no key of the ring.", self.name),
            }),
        }
    }

    /// Refused where the only copy of a secret would be gone: one that the service has, and no ring. `new` is the key that
    /// it gets, where that is made already.
    pub fn check_lost(&self, ring: &Ring, new: Option<&Key>, now: i64) -> Result<(), Failure> {
        let had = self.value(&env_file::read(self.file)?, self.name)?;
        let can_be_kept = new.is_none_or(|new| keeps_unknown(new, now));
        let is_of_ring = owner(ring, &had)?.is_some() || ring.forgotten(had.as_bytes()).is_some();
        if had.is_empty() || is_of_ring || can_be_kept && self.previous.is_some() {
            return Ok(());
        }
        let message = format!(
            "what {} in {} holds is no key of the ring {}, and would be gone",
            self.name,
            self.file.display(),
            ring.name
        );
        let keep = "--env-previous NAME keeps it there, for a service that takes two";
        Err(Failure::new(Kind::Refused, "unknown_secret", message)
            .hint("`authctl key import` makes a ring of such a secret")
            .hints(can_be_kept.then_some(keep))
            .hint("--force gives it up: tokens signed with it are taken no more"))
    }

    /// A secret that is in the file and in no ring would be gone without a word.
    pub(super) fn warn_of_lost(&self, change: &Change<'_>, ring: &Ring, terminal: &Terminal) {
        for (name, _) in &change.wanted {
            let had = self.value(&change.before, name).unwrap_or_default();
            let is_kept = |(_, secret): &(&str, SecretBytes)| secret.expose() == had.as_bytes();
            let is_of_ring =
                !matches!(owner(ring, &had), Ok(None)) || ring.forgotten(had.as_bytes()).is_some();
            if had.is_empty() || is_of_ring || change.wanted.iter().any(is_kept) {
                continue;
            }
            let line = format!(
                "what {name} in {} held was no key of the ring {}, and is gone: tokens signed with it are not taken; \
                 `authctl key import` makes a ring of such a secret",
                self.file.display(),
                ring.name
            );
            terminal.warn("unknown_secret", &line);
        }
    }

    /// What a dry run says of it. `new` is the key that it would get, where that is made already.
    pub fn foreseen(&self, ring: &Ring, new: Option<&Key>, now: i64) -> Result<Vec<String>, Failure> {
        let (name, file) = (self.name, self.file.display());
        let found = env_file::read(self.file)?;
        let wanted = new.map(|new| self.wanted(&found, ring, new, now)).transpose()?.unwrap_or_default();
        let holds = |index: usize| {
            let (variable, secret) = wanted.get(index)?;
            let is_same = self.value(&found, variable).is_ok_and(|had| had.as_bytes() == secret.expose());
            Some((is_same, secret.expose().is_empty()))
        };
        let mut told = vec![match holds(0) {
            Some((true, _)) => format!("{name} in {file} has its secret already."),
            _ => format!("{name} in {file} would get its secret."),
        }];
        if dotenv::find(&found, name).map_err(|why| self.unwritten(why))?.is_none() {
            told.push(format!("There is no {name} in it: a line would be added."));
        }
        told.push(match (self.previous, holds(1)) {
            (Some(previous), Some((true, _))) => format!("{previous} would stay as it is."),
            (Some(previous), Some((_, true))) => {
                format!("{previous} would be emptied: no older key is good.")
            }
            (Some(previous), _) => format!("{previous} would get the secret before it."),
            (None, _) => "A service that knows one secret would take no older token then.".to_owned(),
        });
        told.extend(self.then.map(|command| format!("{} would be run then.", command.program)));
        Ok(told)
    }

    /// The same for scripts.
    pub fn object(&self) -> Value {
        let command = self.then.map(|command| &command.program);
        let file = self.file.display().to_string();
        json!({"file": file, "variable": self.name, "previous": self.previous, "command": command})
    }

    /// The file, to be named to a person.
    pub fn file(&self) -> impl Display {
        self.file.display()
    }
}
