//! `authctl key new`.

use super::shown::ring_object;
use crate::commands::arguments::{algorithm, seconds, some_seconds};
use crate::commands::named_ring::{NamedRing, Rests, RingArgument};
use crate::commands::resolve;
use crate::commands::ring::{now, unusable};
use crate::commands::{Context, Outcome};
use crate::config::Layer;
use crate::failure::Failure;
use crate::jwt::Algorithm;
use crate::jwt::key::{FreshKey, SecretEncoding};
use crate::keys::{Ring, TokenLife};
use crate::session::ring::Name;
use crate::store::{self, State, StoreKind};
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
    let ring = NamedRing::new(&arguments.ring, context)?;
    check_encoding(arguments.secret_encoding, *algorithm)?;
    let encoding = arguments.secret_encoding.unwrap_or_default();
    let key = FreshKey::generate(*algorithm, encoding).map_err(|why| unusable(&why))?;
    let mut made = Ring::new(&ring.name.bare, *algorithm, key, now(context)).with_secrets_read_as(encoding);
    if let Some(lifetime) = arguments.token_lifetime {
        made = made.with_service_tokens_foreseen(TokenLife::Seconds(seconds(lifetime)));
    }
    keep(&ring, &made, context)?;
    let now = now(context);
    let outcome = Outcome::silent(ring_object(&made, ring.store(), now)).say(told(&ring, &made, now));
    Ok(match called == algorithm.name() {
        true => outcome,
        false => outcome.say(other_name(&ring.name, *algorithm, called)),
    })
}

pub fn told(ring: &NamedRing, made: &Ring, now: i64) -> String {
    let (name, kid, place) = (&ring.name, &made.active(now).kid, ring.store().description_of_place());
    format!("Key ring {name} is made: key {kid} signs with {} and is kept in {place}.", made.algorithm)
}

/// A ring has one name for what its keys sign with, the one that all servers know (RFC 9864 has another).
fn other_name(ring: &Name, algorithm: Algorithm, called: &str) -> String {
    let Name { typed, options, .. } = ring;
    format!(
        "Its tokens call {called} {algorithm}; `authctl issue --ring {typed}{options} --alg {called}` calls it {called}."
    )
}

/// Writes down where the ring rests, then keeps it: whoever is killed between finds its name, and does the same again. Of
/// one in etcd every machine knows by its name.
pub fn keep(ring: &NamedRing, made: &Ring, context: &Context<'_>) -> Result<(), Failure> {
    let Rests::Here(kind) = *ring.store() else {
        return ring.keeper(context)?.create(made, || Ok(|| Ok(())));
    };
    let places = context.places(&ring.settings)?;
    if kind == StoreKind::None {
        return Err(Failure::usage("a key ring is kept; --store none keeps nothing")
            .hint("--store keychain or --store file"));
    }
    let keeper = ring.keeper(context)?;
    let probe = store::probe(kind, &places, &context.host.terminal);
    if probe.state != State::Usable {
        return Err(resolve::unusable(probe));
    }
    keeper.create(made, || {
        ring.check_only_one(context)?;
        let key_file = context.globals.key_file.clone();
        let rests = Layer { store: Some(kind), key_file, ..Layer::default() };
        let name = &ring.name.bare;
        let is_new = context.change_config(|config| {
            let is_new = config.ring(name)?.is_none();
            config.set_ring(name, &rests).map(|()| is_new)
        })?;
        let take_out = move || context.change_config(|config| Ok(config.remove_ring(name))).map(drop);
        Ok(move || if is_new { take_out() } else { Ok(()) })
    })
}

/// How services read a secret is nothing to say of a key pair.
pub fn check_encoding(encoding: Option<SecretEncoding>, algorithm: Algorithm) -> Result<(), Failure> {
    if encoding.is_some() && algorithm.is_asymmetric() {
        let message =
            format!("{algorithm} signs with a key pair, and --secret-encoding is for a shared secret");
        return Err(Failure::usage(message));
    }
    Ok(())
}
