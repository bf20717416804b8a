//! The secret of a ring in the file that a service reads it from, and the service told of it.

mod secrets;
mod words;

use super::env_file;
use super::export::{secret, text};
use super::handover::Service;
use super::owner::{over, owner};
use super::then::{Command, command};
use crate::commands::Context;
use crate::commands::arguments::{Unshown, variable_name};
use crate::commands::dotenv;
use crate::failure::{Failure, Kind};
use crate::host::held_file::HeldFile;
use crate::keys::{Key, Ring};
use crate::sensitive::SecretBytes;
use crate::session::delivery::Deliveries;
use crate::store::lock;
use secrets::{keeps_unknown, lost, secret_before, secrets, taken_until};
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
    /// A command, run without a shell, that has the service read the file; where it fails, or Ctrl-C or another signal ends it, the file is put back
    #[arg(help_heading = HEADING, long, value_name = "COMMAND", requires = "env_file", value_parser = command)]
    then: Option<Command>,
    /// Write over a secret in the file that no ring knows: tokens signed with it are taken no more
    #[arg(help_heading = HEADING, long, requires = "env_file")]
    drop_unknown_secret: bool,
}

/// A file, and the variables in it that hold secrets.
pub struct Delivery<'a> {
    file: &'a Path,
    name: &'a str,
    previous: Option<&'a str>,
    then: Option<&'a Command>,
    unknown: Unknown,
}

/// What becomes of a secret that no ring knows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    Stays,
    Dropped,
}

/// The same at work: the file that a service reads, and the command that tells it.
pub struct ServiceFile<'a> {
    pub delivery: &'a Delivery<'a>,
    pub deliveries: &'a Deliveries,
    pub context: &'a Context<'a>,
}

/// What was written, and what is to be known of it.
pub struct Written<'a> {
    change: Change<'a>,
    /// What a command may find in the file.
    secrets: Vec<SecretBytes>,
    /// Of the variables that held the only copy of a secret, a line each.
    lost: Vec<String>,
    pub told: Vec<String>,
}

/// A file before and after the secrets are written to its variables.
pub struct Change<'a> {
    before: Zeroizing<String>,
    after: Zeroizing<String>,
    /// First the one of the secret that signs.
    variables: Vec<Variable<'a>>,
}

/// What a variable of the file holds, and is to hold.
struct Variable<'a> {
    name: &'a str,
    had: Option<Zeroizing<String>>,
    /// What lines above that set it to: nobody reads them, and they are written over with it.
    above: Vec<Zeroizing<String>>,
    wanted: SecretBytes,
}

impl Variable<'_> {
    /// One that is not there is as good as an empty one.
    fn had(&self) -> &str {
        self.had.as_ref().map_or("", |had| had)
    }

    /// What all its lines hold, from the one that counts on.
    fn held(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.had()).chain(self.above.iter().map(|text| text.as_str()))
    }

    /// No line is written where the one that counts has the secret.
    fn written_over(&self) -> impl Iterator<Item = &str> {
        self.held().take(if self.is_there() { 0 } else { usize::MAX })
    }

    fn is_there(&self) -> bool {
        self.had().as_bytes() == self.wanted.expose()
    }

    fn written(&self) -> Result<&str, Failure> {
        text(&self.wanted, "variable")
    }
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
        let unknown = if self.drop_unknown_secret { Unknown::Dropped } else { Unknown::Stays };
        Ok(Some(Delivery { file, name, previous, then: self.then.as_ref(), unknown }))
    }
}

impl Delivery<'_> {
    /// What is to become of the file; an error where the secret cannot go there.
    pub fn planned(&self, ring: &Ring, new: &Key, now: i64) -> Result<Change<'_>, Failure> {
        self.change(env_file::read(self.file)?, ring, new, now)
    }

    fn change(
        &self,
        before: Zeroizing<String>,
        ring: &Ring,
        new: &Key,
        now: i64,
    ) -> Result<Change<'_>, Failure> {
        let variables = self.variables(&before, ring, new, now)?;
        self.check_goes_on(variables[0].had(), ring, new)?;
        let mut after = before.clone();
        for variable in variables.iter().filter(|variable| !variable.is_there()) {
            let with = dotenv::with(&after, variable.name, variable.written()?);
            after = with.map_err(|why| self.unwritten(why))?;
        }
        env_file::check_size(self.file, &after)?;
        Ok(Change { before, after, variables })
    }

    /// Refused where there is no such command to be run.
    pub fn check_command(&self, context: &Context<'_>) -> Result<(), Failure> {
        self.then.map_or(Ok(()), |command| command.check(context))
    }

    /// Refused where the only copy of a secret would be gone: one that the service takes, and no ring has.
    pub fn check_lost(&self, change: &Change<'_>, ring: &Ring, new: &Key, now: i64) -> Result<(), Failure> {
        if self.unknown == Unknown::Dropped {
            return Ok(());
        }
        for variable in lost(change, ring)? {
            let ends_at = match variable.name == self.name {
                true => None,
                false => taken_until(change.variables[0].had(), ring)?,
            };
            if ends_at.is_none_or(|end| end > now) {
                let keep = (self.previous.is_none() && keeps_unknown(new, now)).then_some(words::KEEP);
                return Err(self.unknown(variable.name, ring, ends_at).hints(keep));
            }
        }
        Ok(())
    }

    /// What each variable holds and is to hold.
    fn variables(&self, file: &str, ring: &Ring, new: &Key, now: i64) -> Result<Vec<Variable<'_>>, Failure> {
        let find = |name| {
            let mut all = dotenv::all(file, name).map_err(|why| self.unwritten(why))?;
            Ok::<_, Failure>((all.pop().flatten(), all.into_iter().flatten().collect()))
        };
        let (had, above) = find(self.name)?;
        let mut variables = vec![Variable { name: self.name, had, above, wanted: secret(ring, new)? }];
        if let Some(name) = self.previous {
            let (had, above) = find(name)?;
            let found = [variables[0].had(), had.as_ref().map_or("", |had| had)];
            let wanted = secret_before(found, ring, new, now)?;
            variables.push(Variable { name, had, above, wanted });
        }
        Ok(variables)
    }

    /// An error where the service has a key that signs after this one: it never goes back to an older one.
    fn check_goes_on(&self, had: &str, ring: &Ring, new: &Key) -> Result<(), Failure> {
        let has = owner(ring, had)?;
        let Some(later) = has.filter(|has| has.may_sign() && ring.is_after(has, new)) else { return Ok(()) };
        let (name, file) = (self.name, self.file.display());
        let message =
            format!("{name} in {file} is key {}, which signs after key {}: it stays", later.kid, new.kid);
        Err(Failure::new(Kind::Other, "env_file", message)
            .hint("set this machine's clock if it is behind; else wait until that key signs"))
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

    /// What cannot be read may be the secret.
    fn may_hold(&self, file: &str, secret: &SecretBytes) -> bool {
        dotenv::find(file, self.name)
            .map_or(true, |value| value.unwrap_or_default().as_bytes() == secret.expose())
    }

    fn undone(
        &self,
        found: &Zeroizing<String>,
        change: &Change<'_>,
        ring: &Ring,
        now: i64,
    ) -> Result<Zeroizing<String>, Failure> {
        let unwritten = |why| self.unwritten(why);
        let (mut back, mut is_over) = (Vec::new(), false);
        for variable in &change.variables {
            let is_ours =
                dotenv::find(found, variable.name).map_err(unwritten)?.unwrap_or_default().as_bytes()
                    == variable.wanted.expose();
            if !is_ours {
                continue;
            }
            let over = over(ring, variable.had(), now)?;
            if let Some(kid) = over.filter(|_| variable.name == self.name) {
                let message = format!("key {kid}, which it had, is no longer good");
                return Err(Failure::new(Kind::Other, "env_file", message));
            }
            is_over |= over.is_some();
            let had = if over.is_some() { Some("") } else { variable.had.as_deref().map(String::as_str) };
            back.push((variable, had));
        }
        // what was there stays as it was written, be it such as can be written here or not
        if **found == *change.after && !is_over {
            return Ok(change.before.clone());
        }
        let mut undone = found.clone();
        for (variable, had) in back {
            let undo = match had {
                Some(had) => dotenv::with(&undone, variable.name, had),
                None => dotenv::without(&undone, variable.name, variable.written()?),
            };
            undone = undo.map_err(unwritten)?;
        }
        Ok(undone)
    }
}

impl<'a> Service for ServiceFile<'a> {
    type Written = Written<'a>;
    type Why = Failure;

    fn told_of(&self) -> Option<&Path> {
        self.delivery.then.map(|_| self.delivery.file)
    }

    fn has(&self, ring: &Ring, key: &Key, now: i64) -> Result<bool, Failure> {
        let variables = self.delivery.variables(&env_file::read(self.delivery.file)?, ring, key, now)?;
        Ok(variables.iter().all(Variable::is_there))
    }

    fn is_without(&self, ring: &Ring, key: &Key) -> bool {
        let (Ok(found), Ok(secret)) = (env_file::read(self.delivery.file), secret(ring, key)) else {
            return false;
        };
        !self.delivery.may_hold(&found, &secret)
    }

    fn write(&self, ring: &Ring, new: &Key, now: i64) -> Result<Written<'a>, Failure> {
        let (lock, held, before) = self.locked()?;
        let change = self.delivery.change(before, ring, new, now)?;
        let lost = lost(&change, ring)?.into_iter();
        let lost = lost.map(|variable| self.delivery.lost(variable.name, ring)).collect();
        let (told, secrets) = (self.delivery.told(&change, ring, new), secrets(&change, ring)?);
        let written = Written { change, secrets, lost, told };
        let is_done = match *written.change.after == *written.change.before {
            true => Ok(()),
            false => env_file::replace(self.delivery.file, &held, &written.change.after),
        };
        drop(lock);
        // what failed may have been done all the same
        is_done.map_err(|why| self.put_back(&written, ring, now, why))?;
        Ok(written)
    }

    fn tell(&self, written: &Written<'a>) -> Result<(), Failure> {
        if let Some(command) = self.delivery.then {
            command.run(&written.secrets, self.context)?;
            // it may have taken the secret out again: the old key would be retired while the service knows no other one
            let found = env_file::read(self.delivery.file).map_err(|_| self.delivery.unreadable(command))?;
            if !self.delivery.may_hold(&found, &written.change.variables[0].wanted) {
                return Err(self.delivery.not_kept(command));
            }
        }
        let terminal = &self.context.host.terminal;
        for line in &written.lost {
            terminal.warn("unknown_secret", line);
        }
        env_file::warn_of_others(self.delivery.file, terminal);
        Ok(())
    }

    fn put_back(&self, written: &Written<'a>, ring: &Ring, now: i64, why: Failure) -> Failure {
        let put_back = self.undo(&written.change, ring, now);
        self.delivery.put_back(&written.change, put_back, why)
    }
}

impl ServiceFile<'_> {
    fn locked(&self) -> Result<(lock::Guard, HeldFile, Zeroizing<String>), Failure> {
        env_file::locked(self.delivery.file, self.deliveries, &self.context.host.terminal)
    }

    /// The variables get back what they had, but no key that is over. What others have changed meanwhile stays.
    fn undo(&self, change: &Change<'_>, ring: &Ring, now: i64) -> Result<(), Failure> {
        let (_lock, held, found) = self.locked()?;
        let undone = self.delivery.undone(&found, change, ring, now)?;
        if *undone == *found { Ok(()) } else { env_file::replace(self.delivery.file, &held, &undone) }
    }
}
