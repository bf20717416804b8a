//! `authctl profile remove`.

use crate::commands::moving::check_or_forget;
use crate::commands::resolve::{Profile, unknown};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use serde_json::json;

const EXAMPLES: &str = "authctl logout work && authctl profile remove work
authctl profile remove work --force    # nothing is revoked";

/// Remove a profile that holds no credential
///
/// A profile that is still logged in is not removed: `authctl logout` first, so that nothing stays behind at the
/// issuer.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct RemoveArgs {
    /// The profile to remove
    name: String,
    /// Remove it with its credential, without revoking that at the issuer
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &RemoveArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find_written(context, Some(&arguments.name))?;
    let _lock = check_or_forget(&profile, arguments.force, context)?;
    let (was_default, was_there) = context.change_config(|config| {
        let was_default = config.default_profile() == Some(profile.name.as_str());
        Ok((was_default, config.remove(&profile.name)))
    })?;
    if !was_there {
        return Err(unknown(&profile.name, &context.load_config()?.profiles()));
    }
    let outcome = Outcome::done(json!({"profile": profile.name, "removed": true}))
        .say(format!("Profile {} removed.", profile.name));
    Ok(match was_default {
        true => outcome.say("It was the default: none is left; `authctl profile use NAME` chooses one."),
        false => outcome,
    })
}
