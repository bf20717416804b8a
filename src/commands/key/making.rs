//! The common end of `key new` and `key import`: a ring that was not there is kept.

use super::shown::ring_object;
use crate::commands::ring_entry::{RingEntry, RingLocation};
use crate::commands::{Context, Outcome, resolve};
use crate::config::Layer;
use crate::failure::Failure;
use crate::jwt::Algorithm;
use crate::jwt::key::SecretEncoding;
use crate::keys::Ring;
use crate::store::{self, State, StoreKind};

/// How services read a secret is nothing to say of a key pair.
pub fn check_encoding(encoding: Option<SecretEncoding>, algorithm: Algorithm) -> Result<(), Failure> {
    if encoding.is_some() && algorithm.is_asymmetric() {
        let message =
            format!("{algorithm} signs with a key pair, and --secret-encoding is for a shared secret");
        return Err(Failure::usage(message));
    }
    Ok(())
}

/// Makes the ring where none is in its place, keeps it, and tells of it.
pub fn kept(
    ring: &RingEntry,
    make: impl FnOnce() -> Result<Ring, Failure>,
    context: &Context<'_>,
) -> Result<(Ring, Outcome), Failure> {
    let new = keep(ring, make, context)?;
    let now = context.host.clock.unix();
    let outcome = Outcome::done(ring_object(&new, ring.location(), now)).say(told(ring, &new, now));
    Ok((new, outcome))
}

/// Writes down where the ring rests, then keeps it: whoever is killed between finds its name, and does the same again. Of
/// one in etcd every machine knows by its name.
fn keep(
    ring: &RingEntry,
    make: impl FnOnce() -> Result<Ring, Failure>,
    context: &Context<'_>,
) -> Result<Ring, Failure> {
    let RingLocation::Here(kind) = *ring.location() else {
        return ring.keeper(context)?.create(make, || Ok(|| Ok(())));
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
    keeper.create(make, || {
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

fn told(ring: &RingEntry, made: &Ring, now: i64) -> String {
    let (name, kid, place) = (&ring.name, &made.active(now).kid, ring.location().description_of_place());
    format!("Key ring {name} is made: key {kid} signs with {} and is kept in {place}.", made.algorithm)
}
