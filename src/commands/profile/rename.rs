//! `authctl profile rename`.

use crate::commands::moving::{Relation, put, put_back, relation};
use crate::commands::resolve::{Profile, unknown};
use crate::commands::{Context, Outcome};
use crate::config::{Layer, file};
use crate::failure::{Failure, Kind};
use crate::session::Keeper;
use crate::store::StoreKind;
use crate::store::lock::Guard;
use serde_json::json;

const EXAMPLES: &str = "authctl profile rename work old-job";

/// Call a profile by another name
///
/// Its settings, its credential and the choice of it as the default go along; nobody has to log in again. Done again it
/// ends a change that was cut short.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct RenameArgs {
    /// The profile's name now
    old: String,
    /// The name from now on: 1 to 64 of A-Z a-z 0-9 . _ -
    new: String,
}

pub fn run(arguments: &RenameArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let RenameArgs { old, new } = arguments;
    file::check_name(new)?;
    let known = context.config()?.profiles();
    let outcome = || Outcome::done(json!({"profile": new, "was": old}));
    if !known.contains(old) && known.contains(new) && finish_earlier(old, new, context)? {
        return Ok(
            outcome().say(format!("Profile {old} is called {new} already; what was left of it is deleted."))
        );
    }
    let profile = Profile::find_written(context, Some(old))?;
    if old == new {
        return Err(Failure::usage(format!("profile {old} is called that already")));
    }
    if known.contains(new) {
        return Err(taken(new));
    }
    let renamed = Profile::named(new, profile.settings.clone());
    let written = profile.written_store(context)?;
    match keepers(&profile, &renamed, written.unwrap_or(StoreKind::Keychain), context) {
        Ok((here, there)) => carry(&here, &there, written.is_some(), context)?,
        Err(failure) if written.is_some() => return Err(failure),
        // a place that cannot be opened, and that no login has written down
        Err(_) => {
            let _locks = in_order(&profile, &renamed, |it| &it.name, |it| it.lock(context))?;
            rename(old, new, context)?;
        }
    }
    Ok(outcome().say(format!("Profile {old} is called {new} now.")))
}

fn taken(name: &str) -> Failure {
    Failure::usage(format!("there is a profile {name} already"))
        .hint(format!("authctl profile remove {name}"))
}

fn keepers<'c>(
    old: &Profile,
    new: &Profile,
    kind: StoreKind,
    context: &'c Context<'_>,
) -> Result<(Keeper<'c>, Keeper<'c>), Failure> {
    Ok((old.keeper_in(context, kind)?, new.keeper_in(context, kind)?))
}

/// The credential is there under the new name before the settings are, and goes under the old name after them: whenever
/// this is cut short, the name that the file holds has it.
fn carry(here: &Keeper<'_>, there: &Keeper<'_>, is_kept: bool, context: &Context<'_>) -> Result<(), Failure> {
    let (old_lock, new_lock) = in_order(here, there, |it| &it.profile, |it| Ok(it.lock()?))?;
    let Some(secret) = (match here.read() {
        Err(_) if !is_kept => None,
        read => read?,
    }) else {
        return rename(&here.profile, &there.profile, context);
    };
    check_room(here, there)?;
    let found = there.read()?;
    let _held = context.host.terminal.hold();
    put(&secret, there, &new_lock)?;
    if let Err(failure) = rename(&here.profile, &there.profile, context) {
        // the disk may have failed when the new name was in the file already
        if context.load_config().is_ok_and(|config| config.profiles().contains(&here.profile)) {
            put_back(found.as_ref(), there, &new_lock);
        }
        return Err(failure);
    }
    here.forget(&old_lock)?;
    Ok(())
}

/// A copy that was left behind may be written over; the credential of another login, which no profile names, may not.
fn check_room(here: &Keeper<'_>, there: &Keeper<'_>) -> Result<(), Failure> {
    if relation(here, there) != Some(Relation::Foreign) {
        return Ok(());
    }
    let name = &there.profile;
    let message = format!("another credential is kept under the name {name}; nothing was renamed");
    Err(Failure::new(Kind::Refused, "occupied", message)
        .hint(format!("authctl profile add {name} && authctl logout {name}")))
}

/// Locks both, always in the order of their names, so that two runs do not wait for each other for ever.
fn in_order<T>(
    one: &T,
    other: &T,
    name: impl Fn(&T) -> &str,
    lock: impl Fn(&T) -> Result<Guard, Failure>,
) -> Result<(Guard, Guard), Failure> {
    if name(one) < name(other) {
        let first = lock(one)?;
        return Ok((first, lock(other)?));
    }
    let first = lock(other)?;
    Ok((lock(one)?, first))
}

fn rename(old: &str, new: &str, context: &Context<'_>) -> Result<(), Failure> {
    match context.change_config(|config| config.rename(old, new))? {
        true => Ok(()),
        // another run was faster
        false => {
            let known = context.load_config()?.profiles();
            Err(if known.iter().any(|name| name == new) { taken(new) } else { unknown(old, &known) })
        }
    }
}

/// A change that was killed at its end has left the credential under the old name too.
fn finish_earlier(old: &str, new: &str, context: &Context<'_>) -> Result<bool, Failure> {
    file::check_name(old)?;
    let renamed = Profile::named(new, context.settings(new, Layer::default())?);
    let left = Profile::named(old, renamed.settings.clone());
    let kind = renamed.written_store(context)?.unwrap_or(StoreKind::Keychain);
    let Ok((left, renamed)) = keepers(&left, &renamed, kind, context) else { return Ok(false) };
    let lock = left.lock()?;
    match relation(&left, &renamed) {
        Some(Relation::Copy | Relation::SameAccount) => Ok(left.forget(&lock)?),
        Some(Relation::Foreign) | None => Ok(false),
    }
}
