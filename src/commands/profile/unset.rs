//! `authctl profile unset`.

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
/// takes out all that were named. With the issuer go its endpoints and the client's secret or key.
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
    let _lock = is_needed.then(|| check_or_forget(&profile, false, context)).transpose()?;
    context.change_config(|config| config.unset(&profile.name, &arguments.settings))?;
    Ok(Outcome::done(json!({"profile": profile.name, "unset": arguments.settings})).say(format!(
        "Profile {} no longer sets {}.",
        profile.name,
        arguments.settings.join(", ")
    )))
}

/// True where the profile says then that its credential is another's: nobody would know whom to tell that it is to end.
fn is_anothers_then(name: &str, settings: &[String], context: &Context<'_>) -> Result<bool, Failure> {
    let before = context.config()?;
    let mut after = before.clone();
    // what may not be taken out is told where it is
    let _ = after.unset(name, settings);
    Ok(Whose::written(before, name)? != Whose::written(&after, name)?)
}
