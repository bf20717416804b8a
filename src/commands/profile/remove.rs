//! `authctl profile remove`.

use crate::commands::moving::check_or_forget;
use crate::commands::resolve::{Profile, unknown};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
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
    let _lock = check_or_forget(&profile, arguments.force, context)?;
    if !context.change_config(|config| Ok(config.remove(&profile.name)))? {
        return Err(unknown(&profile.name, &context.load_config()?.profiles()));
    }
    Ok(Outcome::silent(json!({"profile": profile.name, "removed": true}))
        .say(format!("Profile {} removed.", profile.name)))
}
