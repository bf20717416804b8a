//! `authctl store use`.

use crate::commands::resolve::unusable;
use crate::commands::{Context, Outcome};
use crate::config::Layer;
use crate::failure::Failure;
use crate::store::{self, State, StoreKind};
use serde_json::json;
use std::path::Path;

const EXAMPLES: &str = "authctl store use file
authctl store use file --key-file ~/keys/authctl.key
authctl store use keychain";

/// Choose the place for profiles that name no place
///
/// The place is tried out first. Credentials that are kept already stay where they are: `store migrate` moves them.
/// A key file that --key-file names here is remembered with the place.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct UseArgs {
    /// The place
    place: StoreKind,
}

pub fn run(arguments: &UseArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let key_file = context.globals.key_file.as_deref();
    if key_file.is_some() && arguments.place != StoreKind::File {
        return Err(Failure::usage(format!("{} has no key file; the file store has one", arguments.place)));
    }
    let key_file = key_file.map(text_of).transpose()?;
    let settings = context.settings("", Layer::default())?;
    let probe = store::probe(arguments.place, &context.places(&settings)?, &context.host.terminal);
    if probe.state != State::Usable {
        return Err(unusable(probe));
    }
    context.change_config(|config| {
        config.set_top("store", arguments.place.name());
        if let Some(key_file) = key_file {
            config.set_top("key-file", key_file);
        }
        Ok(())
    })?;
    let with_key = key_file.map_or_else(String::new, |path| format!(", with the key in {path}"));
    let line = format!("New profiles keep their credential here: {}{with_key}.", arguments.place);
    Ok(Outcome::done(json!({"store": arguments.place.name(), "key_file": key_file})).say(line))
}

/// As the configuration can hold it.
fn text_of(path: &Path) -> Result<&str, Failure> {
    path.to_str().ok_or_else(|| Failure::usage("a key file whose path is no UTF-8 text cannot be remembered"))
}
