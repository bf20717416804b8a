//! `authctl profile use`.

use crate::commands::resolve::Profile;
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use serde_json::json;

const EXAMPLES: &str = "authctl profile use work";

/// Choose the profile that is meant when none is named
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct UseArgs {
    /// The profile to choose
    name: String,
}

pub fn run(arguments: &UseArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find_written(context, Some(&arguments.name))?;
    context.change_config(|config| {
        config.set_default_profile(&profile.name);
        Ok(())
    })?;
    Ok(Outcome::done(json!({"default": profile.name}))
        .say(format!("{} is the default profile now.", profile.name)))
}
