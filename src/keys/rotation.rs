//! What is done to a ring. Each action gives the changed ring or says why not; the ring that it was done to stays as it is.

use super::clock::OwnClock;
use super::key::{AliveTokens, Delivery, End, Key, TokenLife};
use super::ring::{Ring, State, is_for};
use crate::jwt::date::utc;
use crate::jwt::key::{self, FreshKey};

/// How long old tokens are taken when nobody says.
pub const GRACE: i64 = 24 * 60 * 60;

/// Why a ring stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the ring has no key {0}")]
    NoSuchKey(String),
    #[error("the ring has a key {0} already")]
    SameId(String),
    #[error("key {kid} is to sign already, from {} on", utc(*activates_at))]
    Planned { kid: String, activates_at: i64 },
    #[error("key {0} is made and not known to be where a service reads it")]
    Undelivered(String),
    #[error("tokens of the key that signs {longest}: with this grace their holders would be locked out")]
    Grace { longest: TokenLife },
    #[error("key {0} signs")]
    Signs(String),
    #[error("key {0} has not signed yet")]
    NotYet(String),
    #[error("{}", alive(kid, *until))]
    TokensAlive {
        kid: String,
        /// `None` for tokens that never expire.
        until: Option<i64>,
    },
    /// The same, where the whole ring would go.
    #[error("{}", alive(kid, *until))]
    RingNeeded { kid: String, until: Option<i64> },
    #[error("key {0} may sign still: nobody knows when the last of its tokens ends")]
    MaySign(String),
    #[error("key {kid} is {} already", state.name())]
    Already { kid: String, state: State },
    /// It was made for the ring that was there before this one.
    #[error("the new key is not of the algorithm of the ring")]
    OtherAlgorithm,
    #[error("no new key can be made: {0}")]
    NoNewKey(key::Error),
    #[error("the ring was changed at {}, and the clock of this machine says {}: one of the two is wrong", utc(*changed_at), utc(*now))]
    ClockBehind { changed_at: i64, now: i64 },
}

fn alive(kid: &str, until: Option<i64>) -> String {
    let until = until.map_or_else(|| "for ever".to_owned(), |until| format!("until {}", utc(until)));
    format!("tokens of key {kid} can be alive {until}")
}

/// How a rotation is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rotation {
    /// How long, in seconds, old tokens are taken from the moment when the new key signs. Where nobody says: [`GRACE`],
    /// or as long as tokens of the old key can be alive.
    pub grace: Option<i64>,
    /// After how many seconds the new key signs.
    pub activate_after: i64,
    /// Where they are given up, a grace may be too short for them.
    pub alive: AliveTokens,
    pub clock: OwnClock,
}

impl Ring {
    /// A new key, which signs from now on or later.
    pub fn rotated(&self, fresh: FreshKey, wanted: Rotation, now: i64) -> Result<Self, Refusal> {
        let mut ring = self.for_rotation(wanted, now)?;
        ring.check_new(&fresh)?;
        ring.keys.push(Key::new(fresh, now, now, ring.service_token_life));
        ring.sign_from(ring.keys.len() - 1, wanted);
        Ok(ring)
    }

    /// A new key that is known to those who verify, and signs once [`Ring::delivered`] tells that a service has it. One that
    /// could not be delivered a short time ago is tried again: tries that fail do not fill the ring.
    pub fn announced(&self, fresh: FreshKey, wanted: Rotation, now: i64) -> Result<Self, Refusal> {
        let mut ring = self.for_rotation(wanted, now)?;
        let is_withdrawn =
            |(key, state): (&Key, State)| state == State::Retiring && key.delivery == Delivery::Withdrawn;
        let withdrawn = ring.states(now).position(is_withdrawn);
        let mut key = match withdrawn {
            Some(index) => Key { activates_at: now, end: None, ..ring.keys.remove(index) },
            None => {
                ring.check_new(&fresh)?;
                Key::new(fresh, now, now, None)
            }
        };
        key.delivery = Delivery::Awaited;
        key.sign_for(ring.service_life(), ring.changed_at);
        ring.keys.push(key);
        Ok(ring)
    }

    /// A copy to put a key into that is to sign.
    fn for_rotation(&self, wanted: Rotation, now: i64) -> Result<Self, Refusal> {
        let ring = self.for_rotation_at(wanted.clock, now)?;
        if let Some(next) = ring.next(now) {
            let kid = next.kid.clone();
            return Err(match next.awaits_delivery() {
                true => Refusal::Undelivered(kid),
                false => Refusal::Planned { kid, activates_at: next.activates_at },
            });
        }
        ring.check_grace(wanted, now)?;
        Ok(ring)
    }

    /// The key that was announced signs from now on. A service does so already: a grace that is too short now is made longer.
    pub fn delivered(&self, kid: &str, wanted: Rotation, now: i64) -> Result<Self, Refusal> {
        let mut ring = self.for_rotation_at(wanted.clock, now)?;
        let index = ring.find_awaited(kid, now)?;
        ring.service_token_life = Some(ring.service_life());
        ring.sign_from(index, wanted);
        Ok(ring)
    }

    /// The key that was announced and could not be delivered does not sign. Its tokens are taken for the usual grace: a service
    /// may have read it before it said that it cannot.
    pub fn withdrawn(&self, kid: &str, now: i64) -> Result<Self, Refusal> {
        let mut ring = self.in_time(now)?;
        let index = ring.find_awaited(kid, now)?;
        let signs_until = ring.changed_at;
        let key = &mut ring.keys[index];
        key.delivery = Delivery::Withdrawn;
        key.end = Some(key.end_after(signs_until, GRACE));
        Ok(ring)
    }

    fn check_new(&self, fresh: &FreshKey) -> Result<(), Refusal> {
        if !is_for(&fresh.private, self.algorithm) {
            return Err(Refusal::OtherAlgorithm);
        }
        match self.keys.iter().any(|key| key.kid == fresh.kid) {
            true => Err(Refusal::SameId(fresh.kid.clone())),
            false => Ok(()),
        }
    }

    fn check_grace(&self, wanted: Rotation, now: i64) -> Result<(), Refusal> {
        let longest = self.active(now).longest_life;
        match wanted.grace.map(TokenLife::Seconds).zip(longest) {
            Some((grace, longest)) if grace < longest && wanted.alive == AliveTokens::Kept => {
                Err(Refusal::Grace { longest })
            }
            _ => Ok(()),
        }
    }

    /// The key in this place signs in the place of the one before it.
    fn sign_from(&mut self, index: usize, wanted: Rotation) {
        let signs_until = self.changed_at.saturating_add(wanted.activate_after);
        if let Some(old) = self.predecessor(index) {
            old.end = Some(match (wanted.grace, wanted.alive) {
                (Some(grace), alive @ AliveTokens::GivenUp) => {
                    End { signs_until, verifies_until: Some(signs_until.saturating_add(grace)), alive }
                }
                (grace, _) => old.end_after(signs_until, grace.unwrap_or(GRACE)),
            });
        }
        let key = &mut self.keys[index];
        (key.activates_at, key.delivery) = (signs_until, Delivery::Done);
    }

    /// The key that signs until the one in this place does, whatever a clock says.
    fn predecessor(&mut self, index: usize) -> Option<&mut Key> {
        self.keys[..index].iter_mut().rfind(|key| key.may_sign())
    }

    /// None of the key's tokens is taken from now on. Those that can be alive are given up by any clock.
    pub fn retired(&self, kid: &str, alive: AliveTokens, now: i64) -> Result<Self, Refusal> {
        let mut ring = match alive {
            AliveTokens::Kept => self.in_time(now)?,
            AliveTokens::GivenUp => self.at(now),
        };
        let (index, state) = ring.find(kid, now)?;
        let key = &mut ring.keys[index];
        match (state, key.end) {
            (State::Retiring, Some(end)) => {
                let until = key.alive_until(end.signs_until);
                if alive == AliveTokens::Kept && until.is_none_or(|until| until > now) {
                    return Err(Refusal::TokensAlive { kid: kid.to_owned(), until });
                }
                key.end = Some(End { verifies_until: Some(now), alive, ..end });
            }
            (State::Next, _) => return Err(Refusal::NotYet(kid.to_owned())),
            (State::Active, _) | (State::Retiring, None) => return Err(Refusal::Signs(kid.to_owned())),
            (state @ (State::Retired | State::Revoked), _) => {
                return Err(Refusal::Already { kid: kid.to_owned(), state });
            }
        }
        Ok(ring)
    }

    /// The key is not to be trusted: none of its tokens is taken from now on, by any clock. In the place of an active key
    /// a `fresh` one signs at once; it is asked for by nothing else.
    pub fn revoked(
        &self,
        kid: &str,
        fresh: impl FnOnce() -> Result<FreshKey, key::Error>,
        now: i64,
    ) -> Result<Self, Refusal> {
        let mut ring = self.at(now);
        let (index, state) = ring.find(kid, ring.changed_at)?;
        match state {
            State::Revoked => return Err(Refusal::Already { kid: kid.to_owned(), state }),
            State::Next => {
                // it is the last one: the key before it goes on as if it had no successor
                if let Some(before) = ring.predecessor(index) {
                    before.end = None;
                }
            }
            State::Active => {
                let fresh = fresh().map_err(Refusal::NoNewKey)?;
                ring.check_new(&fresh)?;
                let mut place = Key::new(fresh, now, now, ring.service_token_life);
                // what is planned holds, and nobody gave up its own tokens
                let planned = ring.keys[index].end.take();
                place.end = planned.map(|end| place.late_enough(End { alive: AliveTokens::Kept, ..end }));
                ring.keys.insert(index + 1, place);
            }
            State::Retiring | State::Retired => {}
        }
        ring.keys[index].revoked_at = Some(now);
        Ok(ring)
    }

    /// Without the keys whose tokens nobody takes, and their ids.
    pub fn pruned(&self, now: i64) -> Result<(Self, Vec<String>), Refusal> {
        let mut ring = self.in_time(now)?;
        let over = self.states(now).filter(|(_, state)| !state.verifies());
        let gone: Vec<String> = over.map(|(key, _)| key.kid.clone()).collect();
        for kid in &gone {
            ring.forget(kid);
        }
        Ok((ring, gone))
    }

    fn find_awaited(&self, kid: &str, now: i64) -> Result<usize, Refusal> {
        match self.find(kid, now)? {
            (index, State::Next) if self.keys[index].awaits_delivery() => Ok(index),
            (_, state) => Err(Refusal::Already { kid: kid.to_owned(), state }),
        }
    }

    fn find(&self, kid: &str, now: i64) -> Result<(usize, State), Refusal> {
        let found = self.states(now).enumerate().find(|(_, (key, _))| key.kid == kid);
        let (index, (_, state)) = found.ok_or_else(|| Refusal::NoSuchKey(kid.to_owned()))?;
        Ok((index, state))
    }
}
