//! `authctl key prune`.

use super::without_new;
use crate::commands::ring_entry::{RingArgument, RingEntry};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use serde_json::json;

const EXAMPLES: &str = "authctl key prune api";

/// Forget the keys whose tokens nobody takes any more
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct PruneArgs {
    #[command(flatten)]
    ring: RingArgument,
}

pub fn run(arguments: &PruneArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    pruned(arguments, context).map_err(without_new)
}

fn pruned(arguments: &PruneArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let named = RingEntry::find(&arguments.ring, context)?;
    let now = context.host.clock.unix();
    let mut gone = Vec::new();
    named.keeper(context)?.change(|ring| {
        let (pruned, forgotten) = ring.pruned(now)?;
        gone = forgotten;
        Ok((!gone.is_empty()).then_some(pruned))
    })?;
    let said = match gone.as_slice() {
        [] => "No key is over: nothing was forgotten.".to_owned(),
        gone => format!("Forgotten: {}.", gone.join(", ")),
    };
    Ok(Outcome::done(json!({"ring": named.name.bare, "forgotten": gone})).say(said))
}
