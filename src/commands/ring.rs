//! A key ring that was read: the keys that it has for a token.

use super::Context;
use super::etcd::PlaceFlags;
use super::ring_entry::RingEntry;
use crate::failure::{Failure, Kind};
use crate::host::printable;
use crate::jwt::date::span;
use crate::jwt::{SigningKey, VerificationKey, date, key};
use crate::keys::{Key, Ring, State, TokenLife};
use crate::session::ring::{Reach, Remembered, RingKeeper, RingName, Verifying};
use jiff::SignedDuration;

/// What a ring is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Its lifetimes are remembered: it is read where it rests.
    Sign,
    Verify(Reach),
}

/// A ring that was read, to sign and to verify with.
pub struct OpenRing<'c> {
    keeper: RingKeeper<'c>,
    ring: Ring,
    /// Where it is what this machine remembers, and others may have changed it since.
    pub stale: Option<Stale>,
}

/// How a ring comes to be older than it might be.
#[derive(Clone, Debug)]
pub struct Stale {
    /// How long ago it was seen, in words.
    pub age: String,
    /// Why nobody could be asked; `None` where nobody was.
    pub why: Option<String>,
}

impl<'c> OpenRing<'c> {
    pub fn open(
        name: &str,
        etcd: &PlaceFlags,
        purpose: Use,
        context: &'c Context<'_>,
    ) -> Result<Self, Failure> {
        let named = RingEntry::known(name, etcd, context)?;
        let Use::Verify(reach) = purpose else {
            let keeper = named.keeper(context)?;
            let ring = keeper.load()?;
            return Ok(Self { keeper, ring, stale: None });
        };
        let keeper = match reach {
            Reach::Online => named.keeper(context),
            Reach::Offline => named.keeper_offline(context),
        }?;
        let (ring, stale) = match keeper.load_to_verify(reach, context.host.clock.unix())? {
            Verifying::Current(ring) => (ring, None),
            Verifying::Remembered(remembered) => {
                let Remembered { ring, age, why } = *remembered;
                let age = span(SignedDuration::from_secs(age));
                (ring, Some(Stale { age, why: why.map(|why| why.to_string()) }))
            }
        };
        if let Some(stale) = &stale {
            stale.tell(&keeper.name, context);
        }
        Ok(Self { keeper, ring, stale })
    }

    /// The command that shows it.
    pub fn command_to_show(&self) -> String {
        self.keeper.name.command("show", "")
    }

    /// The keys whose tokens are taken at this time.
    pub fn verifying(&self, now: i64) -> Result<Vec<VerificationKey>, Failure> {
        let keys: Result<_, _> = self.ring.verifying(now).map(Key::verification_key).collect();
        keys.map_err(|why| unusable(&why))
    }

    /// What is wrong with the secret of the key that signs, if anything.
    pub fn weakness(&self, now: i64) -> Option<String> {
        self.ring.active(now).weakness()
    }

    /// What is wrong with the secret of each key whose tokens are taken, where something is, and what ends that.
    pub fn weak(&self, now: i64) -> impl Iterator<Item = String> {
        self.ring.states(now).filter(|(_, state)| state.verifies()).filter_map(|(key, state)| {
            let (kid, why, name) = (&key.kid, key.weakness()?, &self.keeper.name);
            let end = match state {
                State::Active => format!("`{}` puts a strong one in its place", name.command("rotate", "")),
                _ => format!("`{}` ends its tokens", name.command("revoke", &format!(" {kid}"))),
            };
            Some(format!("the key {kid}, whose tokens are taken, is weak: {why}; {end}."))
        })
    }

    /// The key that signs at this time.
    pub fn signing_key(&self, now: i64) -> Result<SigningKey, Failure> {
        self.ring.active(now).signing_key().map_err(|why| unusable(&why))
    }

    /// The key that signs a token which is good for so long. The ring remembers that before the token is there: no key
    /// may end before its tokens do.
    pub fn signing_for(&self, lifetime: TokenLife, now: i64) -> Result<SigningKey, Failure> {
        if self.ring.signing(lifetime, now).is_none() {
            return self.signing_key(now);
        }
        let (before, after) = self.keeper.change(|ring| Ok(ring.signing(lifetime, now)))?;
        after.unwrap_or(before).active(now).signing_key().map_err(|why| unusable(&why))
    }

    /// The ids of the keys whose tokens are not taken any more, and why.
    pub fn ended(&self, now: i64) -> Vec<(String, String)> {
        let ended = |(key, state): (&Key, State)| Some((key.kid.clone(), self.end(key, state)?));
        self.ring.states(now).filter_map(ended).collect()
    }

    fn end(&self, key: &Key, state: State) -> Option<String> {
        let since = match state {
            State::Revoked => key.revoked_at,
            State::Retired => key.end.and_then(|end| end.verifies_until),
            State::Next | State::Active | State::Retiring => None,
        };
        let (kid, ring, state) = (&key.kid, &self.ring.name, state.name());
        Some(format!("the key {kid} of the ring {ring} is {state} since {}", date::utc(since?)))
    }
}

impl Stale {
    /// Says that the ring is used as it was.
    fn tell(&self, name: &RingName, context: &Context<'_>) {
        let (age, terminal) = (&self.age, &context.host.terminal);
        match &self.why {
            None => {
                terminal.note("kept_keys", &format!("The key ring {name} is that of {age} ago (--offline)."));
            }
            Some(why) => {
                let warning = format!(
                    "{why}; the key ring that is used is that of {age} ago, and a key may be revoked since."
                );
                terminal.warn("stale_keys", &printable::text(&warning));
            }
        }
    }
}

/// A key that cannot be made or used. No ring that authctl wrote holds one.
pub fn unusable(why: &key::Error) -> Failure {
    Failure::new(Kind::Other, "key", format!("the key cannot be used: {why}"))
}
