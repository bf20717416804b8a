//! `authctl profile unset`.

use super::password;
use crate::commands::moving::check_or_forget;
use crate::commands::resolve::Profile;
use crate::commands::whose::Whose;
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use serde_json::json;

/// Settings that say where the credential is: it would be left behind without them.
const PLACE: [&str; 2] = ["store", "key-file"];

const EXAMPLES: &str = "authctl profile unset work audience
authctl profile unset work client-secret-file";

/// Take settings out of a profile
///
/// What the top of config.toml or the default says holds then. The names are those of `authctl profile show`; endpoints
/// takes out all that were named. With the issuer go its endpoints and the client's secret or key, with keep-password the kept
/// password.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct UnsetArgs {
    /// The profile
    name: String,
    /// A setting to take out, such as api (repeat)
    #[arg(value_name = "SETTING", required = true)]
    settings: Vec<String>,
}

pub fn run(arguments: &UnsetArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find_written(context, Some(&arguments.name))?;
    let said = context.config()?.said(&profile.name);
    if let Some(unknown) = arguments.settings.iter().find(|setting| !said.contains(setting)) {
        let failure = Failure::usage(format!("profile {} does not set {unknown:?}", profile.name));
        return Err(match said.is_empty() {
            true => failure.hint("it sets nothing"),
            false => failure.hint(format!("it sets {}", said.join(", "))),
        });
    }
    let is_needed = arguments.settings.iter().any(|setting| PLACE.contains(&setting.as_str()))
        || is_anothers_then(&profile.name, &arguments.settings, context)?;
    let lock = is_needed.then(|| check_or_forget(&profile, false, context)).transpose()?;
    let keeps_none = keeps_none_then(&profile.name, &arguments.settings, context)?;
    let forgotten = match lock {
        None if keeps_none => password::forget(&profile.name, context)?,
        _ => None,
    };
    context.change_config(|config| config.unset(&profile.name, &arguments.settings))?;
    let is_forgotten = forgotten.is_some();
    let json = json!({
        "profile": profile.name, "unset": arguments.settings, "password_deleted": is_forgotten,
    });
    let outcome = Outcome::done(json).say(format!(
        "Profile {} no longer sets {}.",
        profile.name,
        arguments.settings.join(", ")
    ));
    let told = is_forgotten.then(|| password::told(&profile.name, true, context)).flatten();
    Ok(told.into_iter().fold(outcome, Outcome::say))
}

/// True where it said that a password is to be kept, and nothing says so then.
fn keeps_none_then(name: &str, settings: &[String], context: &Context<'_>) -> Result<bool, Failure> {
    if !settings.iter().any(|setting| setting == "keep-password") {
        return Ok(false);
    }
    let mut after = context.config()?.clone();
    // what may not be taken out is told where it is
    let _ = after.unset(name, settings);
    Ok(after.settings(name)?.value(|layer| &layer.keep_password) != Some(true))
}

/// True where the profile says then that its credential is another's: nobody would know whom to tell that it is to end.
fn is_anothers_then(name: &str, settings: &[String], context: &Context<'_>) -> Result<bool, Failure> {
    let before = context.config()?;
    let mut after = before.clone();
    // what may not be taken out is told where it is
    let _ = after.unset(name, settings);
    Ok(Whose::written(before, name)? != Whose::written(&after, name)?)
}
