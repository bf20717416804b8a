//! `authctl profile remove`.

use crate::commands::moving::check_or_forget;
use crate::commands::resolve::Profile;
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use crate::login::Method;
use serde_json::json;

/// Remove a profile that holds no credential
///
/// A profile that is still logged in is not removed: `authctl logout` first, so that nothing stays behind at the
/// issuer.
#[derive(Debug, clap::Args)]
pub struct RemoveArgs {
    /// The profile to remove
    name: String,
    /// Remove it with its credential, without revoking that at the issuer
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &RemoveArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find_written(context, Some(&arguments.name))?;
    // a profile without an issuer holds no credential but one that was given by hand
    let may_hold =
        profile.settings.value(|layer| &layer.issuer).is_some() || profile.method() == Method::Token;
    if may_hold && let Err(failure) = check_or_forget(&profile, arguments.force, context) {
        if !arguments.force {
            return Err(failure);
        }
        context
            .host
            .terminal
            .warn(&format!("{}; what it may hold of this profile stays there.", failure.message));
    }
    context.change_config(|config| Ok(config.remove(&profile.name)))?;
    Ok(Outcome::silent(json!({"profile": profile.name, "removed": true}))
        .say(format!("Profile {} removed.", profile.name)))
}
