//! `authctl key retire`.

use super::shown::ring_object;
use crate::commands::ring_entry::{RingArgument, RingEntry};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use crate::keys::AliveTokens;

const EXAMPLES: &str = "authctl key retire api 7n3k2v9x0qwe";

/// Take no more tokens of an old key, before its time has come
///
/// Refused while tokens of it can be alive: whoever has one would be locked out.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct RetireArgs {
    #[command(flatten)]
    ring: RingArgument,
    /// The id of the key
    #[arg(value_name = "KID", allow_hyphen_values = true)]
    kid: String,
    /// Also while its tokens can be alive
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &RetireArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let named = RingEntry::find(&arguments.ring, context)?;
    let (kid, now) = (&arguments.kid, context.host.clock.unix());
    let alive = if arguments.force { AliveTokens::GivenUp } else { AliveTokens::Kept };
    let (before, after) = named.keeper(context)?.change(|ring| ring.retired(kid, alive, now).map(Some))?;
    let ring = after.unwrap_or(before);
    let outcome = Outcome::done(ring_object(&ring, named.location(), now));
    Ok(outcome.say(format!("Key {kid} is retired: none of its tokens is taken any more.")))
}
