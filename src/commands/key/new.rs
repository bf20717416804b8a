//! `authctl key new`.

use super::making::{check_encoding, kept};
use crate::commands::arguments::{algorithm, seconds, some_seconds};
use crate::commands::ring::unusable;
use crate::commands::ring_entry::{RingArgument, RingEntry};
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use crate::jwt::Algorithm;
use crate::jwt::key::{FreshKey, SecretEncoding};
use crate::keys::{Ring, TokenLife};
use crate::session::ring::RingName;
use std::time::Duration;

const EXAMPLES: &str = "authctl key new api --alg HS256
authctl key new api --alg ES256 --store file
authctl key new etcd://10.0.0.1:2379/teams/api --alg HS256    # for several machines";

/// Make a key ring with a key that signs from now on
///
/// A ring holds the keys of one purpose, old and new: `authctl issue --ring` signs with the active one, `authctl verify
/// --ring` takes all that are good. A secret is random and as long as the hash; nothing shows it but `authctl key export`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct NewArgs {
    #[command(flatten)]
    ring: RingArgument,
    /// What its keys sign with: HS256, ES256, RS256, EdDSA, …
    #[arg(long, value_name = "ALG", value_parser = named)]
    alg: (Algorithm, String),
    /// How services read the secret: as a text that is the key itself, or as one that they decode first [default: utf8]
    #[arg(long, value_name = "ENCODING")]
    secret_encoding: Option<SecretEncoding>,
    /// How long tokens live that a service makes by itself with the key of this ring [default: 24h, once one has it]
    #[arg(long, value_name = "TIME", value_parser = some_seconds)]
    token_lifetime: Option<Duration>,
}

/// An algorithm, and what it was called.
fn named(text: &str) -> Result<(Algorithm, String), String> {
    Ok((algorithm(text)?, text.to_owned()))
}

pub fn run(arguments: &NewArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let (algorithm, called) = &arguments.alg;
    let ring = RingEntry::new(&arguments.ring, context)?;
    check_encoding(arguments.secret_encoding, *algorithm)?;
    let encoding = arguments.secret_encoding.unwrap_or_default();
    let make = || {
        let key = FreshKey::generate(*algorithm, encoding).map_err(|why| unusable(&why))?;
        let now = context.host.clock.unix();
        let new = Ring::new(&ring.name.bare, *algorithm, key, now).with_secrets_read_as(encoding);
        Ok(match arguments.token_lifetime {
            Some(lifetime) => new.with_service_tokens_foreseen(TokenLife::Seconds(seconds(lifetime))),
            None => new,
        })
    };
    let (_, outcome) = kept(&ring, make, context)?;
    Ok(match called == algorithm.name() {
        true => outcome,
        false => outcome.say(other_name(&ring.name, *algorithm, called)),
    })
}

/// A ring has one name for what its keys sign with, the one that all servers know (RFC 9864 has another).
fn other_name(ring: &RingName, algorithm: Algorithm, called: &str) -> String {
    let RingName { typed, options, .. } = ring;
    format!(
        "Its tokens call {called} {algorithm}; `authctl issue --ring {typed}{options} --alg {called}` calls it {called}."
    )
}
