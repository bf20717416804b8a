//! `authctl key revoke`.

use super::shown::ring_object;
use crate::commands::ring_entry::{RingArgument, RingEntry};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use crate::keys::Ring;

const EXAMPLES: &str = "authctl key revoke api 7n3k2v9x0qwe";

/// Take no more tokens of a key that somebody else may have
///
/// All of its tokens are refused at once. In the place of the key that signs a new one does from then on. A service that has the
/// key goes on with it until it is given another one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct RevokeArgs {
    #[command(flatten)]
    ring: RingArgument,
    /// The id of the key
    #[arg(value_name = "KID", allow_hyphen_values = true)]
    kid: String,
}

pub fn run(arguments: &RevokeArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let named = RingEntry::find(&arguments.ring, context)?;
    let (keeper, now) = (named.keeper(context)?, context.host.clock.unix());
    let kid = &arguments.kid;
    let (before, after) = keeper.change(|ring| ring.revoked(kid, || ring.fresh_key(), now).map(Some))?;
    let (signed, ring) = (before.active(now).kid.clone(), after.unwrap_or(before));
    let signs = &ring.active(now).kid;
    let new = (*signs != signed).then(|| format!("Key {signs} signs from now on."));
    let outcome = Outcome::done(ring_object(&ring, named.location(), now))
        .say(format!("Key {kid} is revoked: none of its tokens is taken any more."));
    Ok(new.into_iter().fold(outcome, Outcome::say).say(services(&ring, &named)))
}

/// Nobody tells a service what the ring knows.
fn services(ring: &Ring, named: &RingEntry) -> String {
    let name = &named.name;
    match ring.algorithm.is_asymmetric() {
        true => format!(
            "Whoever has its public key takes them until he has the set anew: `{}` prints it.",
            name.command("jwks", "")
        ),
        false => format!(
            "A service that has its secret takes them until it has another: `{}` puts it there.",
            name.command("rotate", " --if-due --every 30d --env-file FILE --env-name NAME")
        ),
    }
}
