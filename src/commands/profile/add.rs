//! `authctl profile add`.

use crate::commands::arguments::ProfileFlags;
use crate::commands::resolve::check;
use crate::commands::{Context, Outcome};
use crate::config::{Layer, file};
use crate::failure::Failure;
use serde_json::json;

const EXAMPLES: &str = r"authctl profile add work --issuer https://id.example.com --client-id authctl
authctl profile add work --api https://api.example.com/v1   # the rest stays";

/// Write a profile down without logging in
///
/// The settings that are given are put into the profile; those of an existing profile that are not given stay.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct AddArgs {
    /// The profile's name: 1 to 64 of A-Z a-z 0-9 . _ -
    name: String,
    #[command(flatten)]
    settings: ProfileFlags,
}

pub fn run(arguments: &AddArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    file::check_name(&arguments.name)?;
    let layer = Layer {
        store: context.globals.store,
        key_file: context.globals.key_file.clone(),
        ..arguments.settings.layer()
    };
    check(&context.settings(&arguments.name, layer.clone())?)?;
    let (is_new, path) = context.change_config(|config| {
        let is_new = !config.profiles().contains(&arguments.name);
        config.merge(&arguments.name, &layer)?;
        Ok((is_new, config.path().to_owned()))
    })?;
    let done = if is_new { "added" } else { "changed" };
    Ok(Outcome::silent(json!({"profile": arguments.name, "new": is_new})).say(format!(
        "Profile {} {done} in {}.",
        arguments.name,
        path.display()
    )))
}
