//! `authctl profile add`.

use super::password;
use crate::commands::anew::check_change;
use crate::commands::arguments::ProfileFlags;
use crate::commands::etcd::RingsFlags;
use crate::commands::resolve::{check, unknown};
use crate::commands::site::mounted;
use crate::commands::{Context, Outcome};
use crate::config::{Layer, file};
use crate::failure::Failure;
use serde_json::json;

const EXAMPLES: &str = r"authctl profile add work --issuer https://id.example.com --client-id authctl
authctl profile set work --api https://api.example.com/v1   # later: changes a setting";

/// Write a profile down without logging in
///
/// The settings that are given are put into the profile; those of an existing profile that are not given stay.
/// While somebody is logged in, its place, issuer and client stay too, and of a service the address, user and method:
/// `authctl store migrate` moves the credential, `authctl logout` ends it. Another issuer wants the client's secret or key and the endpoints, if there are any, anew.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct AddArgs {
    /// The profile's name: 1 to 64 of A-Z a-z 0-9 . _ -
    name: String,
    #[command(flatten)]
    settings: ProfileFlags,
    #[command(flatten)]
    rings: RingsFlags,
}

pub fn run(arguments: &AddArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    file::check_name(&arguments.name)?;
    write(&arguments.name, (&arguments.settings, &arguments.rings), Profiles::Any, context)
}

/// Which profiles may be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profiles {
    Any,
    /// Those that are there, and with something to change.
    Known,
}

/// Puts the settings into the profile of this name.
pub fn write(
    name: &str,
    (settings, rings): (&ProfileFlags, &RingsFlags),
    which: Profiles,
    context: &Context<'_>,
) -> Result<Outcome, Failure> {
    settings.check_variable(&context.host.environment)?;
    let mut layer = Layer {
        store: context.globals.store,
        key_file: context.globals.key_file.clone(),
        ..settings.layer()
    };
    rings.add_to(&mut layer);
    let layer = mounted(name, layer, context)?;
    if which == Profiles::Known && layer == Layer::default() {
        let failure = Failure::usage(format!("no setting is named that {name} should have"));
        return Err(failure.hint("authctl profile set --help lists them"));
    }
    check(&context.settings(name, layer.clone())?)?;
    let lock = check_change(name, &layer, context)?;
    let keeps_none = layer.keep_password == Some(false);
    // who holds a lock here has seen that nobody is logged in
    let forgotten = match lock {
        None if keeps_none => password::forget(name, context)?,
        _ => None,
    };
    let (known, path) = context.change_config(|config| {
        let known = config.profiles();
        if which == Profiles::Any || known.iter().any(|one| one == name) {
            config.merge(name, &layer)?;
        }
        Ok((known, config.path().to_owned()))
    })?;
    let is_new = !known.iter().any(|one| one == name);
    if is_new && which == Profiles::Known {
        return Err(unknown(name, &known));
    }
    let done = if is_new { "added" } else { "changed" };
    let is_forgotten = forgotten.is_some();
    let outcome = Outcome::done(json!({"profile": name, "new": is_new, "password_deleted": is_forgotten}));
    let told = keeps_none.then(|| password::told(name, is_forgotten, context)).flatten();
    let outcome = outcome.say(format!("Profile {name} {done} in {}.", path.display()));
    Ok(told.into_iter().fold(outcome, Outcome::say))
}
