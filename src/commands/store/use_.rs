//! `authctl store use`.

use crate::commands::resolve::unusable;
use crate::commands::{Context, Outcome};
use crate::config::Layer;
use crate::failure::Failure;
use crate::store::{self, State, StoreKind};
use serde_json::json;

/// Choose the place for profiles that name no place
///
/// The place is tried out first. Credentials that are kept already stay where they are: `store migrate` moves them.
#[derive(Debug, clap::Args)]
pub struct UseArgs {
    /// The place
    place: StoreKind,
}

pub fn run(arguments: &UseArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let settings = context.settings("", Layer::default())?;
    let probe = store::probe(arguments.place, &context.places(&settings)?, &context.host.terminal);
    if probe.state != State::Usable {
        return Err(unusable(probe));
    }
    context.change_config(|config| {
        config.set_top("store", arguments.place.name());
        Ok(())
    })?;
    let line = format!("New profiles keep their credential here: {}.", arguments.place.name());
    Ok(Outcome::silent(json!({"store": arguments.place.name()})).say(line))
}
