//! The secret of a ring in the file that a service reads it from, and the service told of it.

mod words;

use super::dotenv;
use super::env_file;
use super::export::{secret, text};
use super::owner::{over, owner};
use super::then::{Command, READ_AGAIN, command};
use crate::commands::Context;
use crate::commands::arguments::{Unshown, variable_name};
use crate::commands::ring::now;
use crate::failure::{Failure, Kind};
use crate::keys::rotation::GRACE;
use crate::keys::{Key, Ring};
use crate::sensitive::SecretBytes;
use crate::session::delivery::Deliveries;
use crate::session::ring::RingKeeper;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Under what it stands in the help.
const HEADING: &str = "Delivery";

#[derive(Debug, Default, clap::Args)]
pub struct DeliveryFlags {
    /// A file of variables (.env) that a service reads the secret from; all else in it stays as it is
    #[arg(help_heading = HEADING, long, value_name = "FILE", requires = "env_name")]
    env_file: Option<PathBuf>,
    /// The variable that gets the secret
    #[arg(help_heading = HEADING, long, value_name = "NAME", requires = "env_file", value_parser = Unshown(variable_name))]
    env_name: Option<String>,
    /// The variable that gets the secret before it, for a service that takes two; emptied once no older key is good
    #[arg(help_heading = HEADING, long, value_name = "NAME", requires = "env_file", value_parser = Unshown(variable_name))]
    env_previous: Option<String>,
    /// A command, run without a shell, that has the service read the file; where it fails, or Ctrl-C ends it, the file is put back
    #[arg(help_heading = HEADING, long, value_name = "COMMAND", requires = "env_file", value_parser = command)]
    then: Option<Command>,
}

/// A file, and the variables in it that hold secrets.
pub struct Delivery<'a> {
    file: &'a Path,
    name: &'a str,
    previous: Option<&'a str>,
    then: Option<&'a Command>,
}

/// Why a service does not have its secret.
pub struct Undelivered {
    pub why: Failure,
    /// Whether the file is known not to have the new secret.
    pub is_back: bool,
}

/// A file before and after the secrets were written to its variables.
struct Change<'a> {
    before: Zeroizing<String>,
    after: Zeroizing<String>,
    wanted: Vec<(&'a str, SecretBytes)>,
    deliveries: &'a Deliveries,
}

impl DeliveryFlags {
    pub fn delivery(&self) -> Result<Option<Delivery<'_>>, Failure> {
        let (Some(file), Some(name)) = (self.env_file.as_deref(), self.env_name.as_deref()) else {
            return Ok(None);
        };
        let previous = self.env_previous.as_deref();
        if previous == Some(name) {
            return Err(Failure::usage("--env-name and --env-previous name the same variable")
                .hint("one variable holds one secret"));
        }
        Ok(Some(Delivery { file, name, previous, then: self.then.as_ref() }))
    }
}

impl Delivery<'_> {
    /// Whether the file has the secret of this key, and what is to be before it; an error where it never can.
    pub fn has(&self, ring: &Ring, key: &Key, now: i64) -> Result<bool, Failure> {
        let file = env_file::read(self.file)?;
        let wanted = self.wanted(&file, ring, key, now)?;
        if self.previous.is_some() {
            // it is the secret before as soon as there is a new one: that it cannot be is better known now
            dotenv::value(text(&wanted[0].1, "variable")?).map_err(|why| self.unwritten(why))?;
        }
        for (name, secret) in wanted {
            if self.value(&file, name)?.as_bytes() != secret.expose() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a run was killed before the command told the service of what is in the file.
    pub fn is_begun(&self, deliveries: &Deliveries) -> Result<bool, Failure> {
        Ok(self.then.is_some() && deliveries.is_begun(self.file)?)
    }

    /// Writes the secrets, and runs the command; then tells what has to be known of it. Where that fails the file gets back
    /// what it had.
    pub fn carry_out(
        &self,
        deliveries: &Deliveries,
        keeper: &RingKeeper<'_>,
        ring: &Ring,
        new: &Key,
        context: &Context<'_>,
    ) -> Result<Vec<String>, Undelivered> {
        let terminal = &context.host.terminal;
        let written = self.write(deliveries, keeper, ring, new, context);
        let is_back = written.is_err() && self.is_without(ring, new);
        let noted = match self.then {
            Some(_) if is_back || written.is_ok() => deliveries.end(self.file),
            _ => Ok(()),
        };
        let change = match written {
            Ok(change) => change,
            Err(why) => {
                let why = noted.err().into_iter().fold(why, |why, error| why.detail(error.to_string()));
                return Err(Undelivered { why, is_back });
            }
        };
        if let Err(why) = noted {
            terminal.warn("delivery_not_noted", &format!("{why}; the next run runs the command once more"));
        }
        self.warn_of_lost(&change, ring, terminal);
        env_file::warn_of_others(self.file, terminal);
        Ok(self.told(&change, ring, new))
    }

    fn write<'c>(
        &'c self,
        deliveries: &'c Deliveries,
        keeper: &RingKeeper<'_>,
        ring: &Ring,
        new: &Key,
        context: &Context<'_>,
    ) -> Result<Change<'c>, Failure> {
        let (lock, held, before) = env_file::locked(self.file, deliveries, &context.host.terminal)?;
        self.check_goes_on(&before, ring, new)?;
        let wanted = self.wanted(&before, ring, new, now(context))?;
        let change = Change { after: self.with(&before, &wanted)?, before, wanted, deliveries };
        if self.then.is_some() {
            deliveries.begin(self.file)?;
        }
        let is_done = match *change.after == *change.before {
            true => Ok(()),
            false => env_file::replace(self.file, &held, &change.after),
        };
        drop(lock);
        let is_done = is_done.and_then(|()| match self.then {
            Some(command) => command.run(&self.secrets(&change)?, context),
            None => Ok(()),
        });
        match is_done {
            Ok(()) => Ok(change),
            Err(why) => {
                // the command may have revoked a key
                let ring = keeper.load().unwrap_or_else(|_| ring.clone());
                Err(self.put_back(&change, &ring, why, context))
            }
        }
    }

    /// All that the variables have held.
    fn secrets(&self, change: &Change<'_>) -> Result<Vec<SecretBytes>, Failure> {
        let mut secrets = Vec::new();
        for (name, secret) in &change.wanted {
            let had = self.value(&change.before, name)?;
            secrets.extend([secret.expose(), had.as_bytes()].map(|secret| SecretBytes::new(secret.to_vec())));
        }
        Ok(secrets)
    }

    /// What each variable is to hold.
    fn wanted(
        &self,
        file: &str,
        ring: &Ring,
        new: &Key,
        now: i64,
    ) -> Result<Vec<(&str, SecretBytes)>, Failure> {
        let mut wanted = vec![(self.name, secret(ring, new)?)];
        if let Some(name) = self.previous {
            wanted.push((name, self.secret_before(name, file, ring, new, now)?));
        }
        Ok(wanted)
    }

    /// An error where the service has a key that signs after this one: it never goes back to an older one.
    fn check_goes_on(&self, file: &str, ring: &Ring, new: &Key) -> Result<(), Failure> {
        let has = owner(ring, &self.value(file, self.name)?)?;
        let Some(later) = has.filter(|has| has.may_sign() && ring.is_after(has, new)) else { return Ok(()) };
        let (name, file) = (self.name, self.file.display());
        let message =
            format!("{name} in {file} is key {}, which signs after key {}: it stays", later.kid, new.kid);
        Err(Failure::new(Kind::Other, "env_file", message)
            .hint("set this machine's clock if it is behind; else wait until that key signs"))
    }

    /// What the service has or had, while it is good; or else the key that signed before; nothing where no older key is
    /// good. What is no key of the ring stays as long as an old key does where nobody says how long.
    fn secret_before(
        &self,
        name: &str,
        file: &str,
        ring: &Ring,
        new: &Key,
        now: i64,
    ) -> Result<SecretBytes, Failure> {
        for variable in [self.name, name] {
            let found = self.value(file, variable)?;
            let can_be_before = match owner(ring, &found)? {
                Some(key) => key.kid != new.kid,
                None => keeps_unknown(new, now) && !found.is_empty(),
            };
            if can_be_before && over(ring, &found, now)?.is_none() {
                return Ok(SecretBytes::new(found.as_bytes().to_vec()));
            }
        }
        let before = match new.awaits_delivery() {
            true => Some(ring.active(now)),
            false => ring.before(&new.kid, now),
        };
        before.map_or_else(|| Ok(SecretBytes::new(Vec::new())), |key| secret(ring, key))
    }

    /// What a variable holds; one that is not there is as good as an empty one.
    fn value(&self, file: &str, name: &str) -> Result<Zeroizing<String>, Failure> {
        Ok(dotenv::find(file, name).map_err(|why| self.unwritten(why))?.unwrap_or_default())
    }

    fn with(&self, file: &str, wanted: &[(&str, SecretBytes)]) -> Result<Zeroizing<String>, Failure> {
        let mut changed = Zeroizing::new(file.to_owned());
        for (name, secret) in wanted {
            if self.value(&changed, name)?.as_bytes() != secret.expose() {
                let with = dotenv::with(&changed, name, text(secret, "variable")?);
                changed = with.map_err(|why| self.unwritten(why))?;
            }
        }
        Ok(changed)
    }

    fn unwritten(&self, why: dotenv::Error) -> Failure {
        let failure = Failure::new(Kind::Other, "env_file", format!("{}: {why}", self.file.display()));
        match why {
            dotenv::Error::Unclosed { .. } => failure.hint("close it: until then the line can mean anything"),
            dotenv::Error::Unclear { .. } => failure
                .hint("write NAME=VALUE alone on that line, or put # before it where it is no variable"),
            dotenv::Error::Unwritable => failure,
        }
    }

    fn put_back(&self, change: &Change<'_>, ring: &Ring, mut why: Failure, context: &Context<'_>) -> Failure {
        let (put_back, file) = (self.undo(change, ring, context), self.file.display());
        let has_new = |found: &str| self.may_hold(found, &change.wanted[0].1);
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
            _ => (false, format!("{file} has again what it had there, and what was changed in it meanwhile")),
        };
        if has_new && why.code == "command_failed" {
            why.hints.retain(|hint| hint != READ_AGAIN);
            why.hints.push("have the service read the file if it has not: the secret there stays".to_owned());
        }
        why.message = format!("{}; {so}", why.message);
        why
    }

    /// Whether the file is known not to have the secret of this key.
    fn is_without(&self, ring: &Ring, key: &Key) -> bool {
        let (Ok(found), Ok(secret)) = (env_file::read(self.file), secret(ring, key)) else { return false };
        !self.may_hold(&found, &secret)
    }

    /// What cannot be read may be the secret.
    fn may_hold(&self, file: &str, secret: &SecretBytes) -> bool {
        self.value(file, self.name).map_or(true, |value| value.as_bytes() == secret.expose())
    }

    /// The variables get back what they had, but no key that is over. What others have changed meanwhile stays.
    fn undo(&self, change: &Change<'_>, ring: &Ring, context: &Context<'_>) -> Result<(), Failure> {
        let (terminal, now) = (&context.host.terminal, now(context));
        let (_lock, held, found) = env_file::locked(self.file, change.deliveries, terminal)?;
        let (mut undone, mut is_whole) = (found.clone(), *found == *change.after);
        for (name, secret) in &change.wanted {
            let written = text(secret, "variable")?;
            if *self.value(&undone, name)? != written {
                continue;
            }
            let mut had = dotenv::find(&change.before, name).map_err(|why| self.unwritten(why))?;
            if let Some(kid) = had.as_deref().map(|had| over(ring, had, now)).transpose()?.flatten() {
                if *name == self.name {
                    let message = format!("key {kid}, which it had, is no longer good");
                    return Err(Failure::new(Kind::Other, "env_file", message));
                }
                (had, is_whole) = (Some(Zeroizing::default()), false);
            }
            let undo = match had {
                Some(had) => dotenv::with(&undone, name, &had),
                None => dotenv::without(&undone, name, written),
            };
            undone = undo.map_err(|why| self.unwritten(why))?;
        }
        let undone = if is_whole { &change.before } else { &undone };
        if **undone == *found {
            return Ok(());
        }
        env_file::replace(self.file, &held, undone)
    }
}

/// Whether a secret of no ring is taken for the one before this key's.
fn keeps_unknown(new: &Key, now: i64) -> bool {
    new.awaits_delivery() || new.activates_at.saturating_add(GRACE) > now
}
