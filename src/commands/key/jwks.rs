//! `authctl key jwks`.

use crate::commands::ring::unusable;
use crate::commands::ring_entry::{RingArgument, RingEntry};
use crate::commands::{Context, Outcome};
use crate::failure::{Failure, Kind};

const EXAMPLES: &str = "authctl key jwks web | tee jwks.json";

/// Print the public keys of a ring as a JWK set, to be published
///
/// The keys whose tokens are taken, the next one too, so that whoever fetches the set knows a key before it signs. Secrets
/// have no public part.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct JwksArgs {
    #[command(flatten)]
    ring: RingArgument,
}

pub fn run(arguments: &JwksArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let keeper = RingEntry::find(&arguments.ring, context)?.keeper(context)?;
    let ring = keeper.load()?;
    if !ring.algorithm.is_asymmetric() {
        let message =
            format!("the keys of {} are secrets ({}), which nobody publishes", ring.name, ring.algorithm);
        let export = keeper.name.command("export", " --format raw --out FILE");
        return Err(Failure::new(Kind::Usage, "no_public_keys", message)
            .hint(format!("{export} hands the key that signs to those who verify")));
    }
    let set = ring.public_set(context.host.clock.unix()).map_err(|why| unusable(&why))?;
    Ok(Outcome::object(set))
}
