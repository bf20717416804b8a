//! The order in which a key goes to a service: announced, begun, written, told, delivered. Where that fails it is put back
//! and withdrawn. Whoever is killed between two steps leaves what the next run goes on with.

use crate::host::Clock;
use crate::jwt::key::FreshKey;
use crate::keys::rotation::{Refusal, Rotation};
use crate::keys::{Delivery, Key, Ring, State};
use crate::session::delivery::{Begun, Deliveries};
use crate::session::ring::{Change, Error, RingKeeper};
use crate::store;
use std::path::Path;

/// Where a key goes.
pub trait Service {
    /// What was written, and what was there before.
    type Written;
    type Why: From<Error> + From<store::Error>;

    /// The file that it reads, where it has to be told of a change.
    fn told_of(&self) -> Option<&Path>;
    /// Whether it reads the secret of this key, and what is to be before it.
    fn has(&self, ring: &Ring, key: &Key, now: i64) -> Result<bool, Self::Why>;
    /// Whether it is known not to read the secret of this key.
    fn is_without(&self, ring: &Ring, key: &Key) -> bool;
    /// Puts the secret where it reads it, or leaves there what was.
    fn write(&self, ring: &Ring, new: &Key, now: i64) -> Result<Self::Written, Self::Why>;
    fn tell(&self, written: &Self::Written) -> Result<(), Self::Why>;
    /// Puts back what was there, but no key that is over in the ring as it is now. Returns why, with what came of it.
    fn put_back(&self, written: &Self::Written, ring: &Ring, now: i64, why: Self::Why) -> Self::Why;
}

/// What is wanted of a ring.
#[derive(Clone, Copy)]
pub struct Wanted {
    pub rotation: Rotation,
    /// Only once the active key has signed for so many seconds; `None` for now.
    pub due: Option<i64>,
}

impl Wanted {
    /// By a clock that is far behind the ring's dates tell nothing: a rotation mends them, or is refused.
    pub fn is_due(&self, ring: &Ring, now: i64) -> bool {
        self.due.is_none_or(|every| ring.is_due(every, now) || ring.check_clock(now).is_err())
    }

    /// Whoever wants a rotation when one is due is content with that of somebody else; whoever wants one now is told of it.
    pub fn change(
        &self,
        keeper: &RingKeeper<'_>,
        seen: &Ring,
        change: impl FnMut(&Ring) -> Change,
    ) -> Result<(Ring, Option<Ring>), Error> {
        if self.due.is_some() { keeper.change(change) } else { keeper.change_once(seen, change) }
    }
}

pub struct Handover<'a, S> {
    pub keeper: &'a RingKeeper<'a>,
    pub marks: &'a Deliveries,
    pub service: &'a S,
    pub clock: &'a Clock,
    pub wanted: Wanted,
}

/// What a run begins with.
pub enum Step {
    /// A key awaits its delivery.
    GoOn,
    /// A new key, to be announced.
    Rotate(FreshKey),
    /// The service has not got the key that signs, or was not told of it.
    Follow,
}

/// What a run is to do.
pub struct Plan {
    step: Step,
    /// The ring as it is.
    pub before: Ring,
    /// And as it is once the key is announced.
    pub announced: Ring,
    now: i64,
}

/// What a run has done.
pub enum Done {
    /// The key `kid` signs.
    Rotated { before: Ring, after: Ring, kid: String },
    /// The service has the key that signs already.
    Followed(Ring),
    /// Somebody else has decided otherwise on the key `kid`: the service has the one that signs.
    Superseded { ring: Ring, kid: String, by: Fate },
}

/// A service that has its key.
pub struct Served<W> {
    pub written: W,
    /// Why it is not written down that it was told.
    pub unnoted: Option<store::Error>,
}

/// Why a service has not got its key, and what became of that.
pub struct Stopped<W> {
    pub why: W,
    /// What failed after that.
    pub besides: Vec<String>,
    pub stage: Stage,
}

type Ended<S> = Result<(Done, Served<<S as Service>::Written>), Stopped<<S as Service>::Why>>;

/// How far a run has come that stopped.
#[derive(Debug, PartialEq, Eq)]
pub enum Stage {
    NothingBegun,
    /// The next run goes on with this key.
    Awaits(String),
    /// This key does not sign.
    Withdrawn(String),
    /// Somebody else has decided on this key.
    Elsewhere {
        kid: String,
        by: Fate,
    },
}

/// What became of a key that was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It signs, or is to.
    Delivered,
    /// It has signed, and another one does.
    Succeeded,
    TakenBack,
    Revoked,
    /// The ring has it no more.
    Forgotten,
}

/// Why the service has not got a key.
struct Unserved<W> {
    why: W,
    besides: Vec<String>,
    /// Whether it is known not to have it.
    is_back: bool,
}

impl<W> Unserved<W> {
    fn stopped(self, stage: Stage) -> Stopped<W> {
        Stopped { why: self.why, besides: self.besides, stage }
    }
}

impl<S: Service> Handover<'_, S> {
    /// What is to be done about this ring; `None` where the service has what it is to have. `fresh` makes a key.
    pub fn plan(
        &self,
        ring: &Ring,
        fresh: impl FnOnce() -> Result<FreshKey, S::Why>,
    ) -> Result<Option<Plan>, S::Why> {
        let now = self.now();
        let is_there = self.service.has(ring, wanted(ring, now), now)?;
        let step = match ring.awaiting() {
            Some(_) => Step::GoOn,
            None if self.wanted.is_due(ring, now) => Step::Rotate(fresh()?),
            None if !is_there || self.is_begun()? => Step::Follow,
            None => return Ok(None),
        };
        let announced = match &step {
            Step::Rotate(fresh) => ring.announced(fresh.clone(), self.wanted.rotation, now),
            Step::GoOn | Step::Follow => Ok(ring.clone()),
        };
        let announced = announced.map_err(|refusal| self.keeper.refused(refusal))?;
        Ok(Some(Plan { step, before: ring.clone(), announced, now }))
    }

    /// What it would come to.
    pub fn foreseen(&self, plan: &Plan) -> Result<Done, S::Why> {
        let new = plan.key();
        if !new.awaits_delivery() {
            return Ok(Done::Followed(plan.before.clone()));
        }
        let after = plan.announced.delivered(&new.kid, self.wanted.rotation, plan.now);
        let after = after.map_err(|refusal| self.keeper.refused(refusal))?;
        Ok(Done::Rotated { before: plan.before.clone(), after, kid: new.kid.clone() })
    }

    pub fn run(&self, plan: &Plan) -> Ended<S> {
        let announced = self.announce(plan).map_err(|why| stopped(why, Stage::NothingBegun))?;
        let now = self.now();
        let ring = self.keeper.hand_out(|ring| vec![wanted(ring, now).kid.clone()], now);
        let ring = ring.map_err(|why| {
            let awaiting = announced.awaiting().map(|key| Stage::Awaits(key.kid.clone()));
            stopped(why, awaiting.unwrap_or(Stage::NothingBegun))
        })?;
        let new = wanted(&ring, now);
        match (self.deliver(&ring, new), new.awaits_delivery()) {
            (Ok(served), true) => self.confirm(served, &ring, &new.kid),
            (Ok(served), false) => Ok((Done::Followed(ring), served)),
            (Err(unserved), true) => Err(self.withdraw(unserved, &new.kid)),
            (Err(unserved), false) => Err(unserved.stopped(Stage::NothingBegun)),
        }
    }

    /// The ring with a key that awaits its delivery where one is wanted, unless another run was first.
    fn announce(&self, plan: &Plan) -> Result<Ring, Error> {
        let Step::Rotate(fresh) = &plan.step else { return Ok(plan.before.clone()) };
        let now = self.now();
        let (before, after) =
            self.wanted.change(self.keeper, &plan.before, |ring| match self.wanted.is_due(ring, now) {
                true => ring.announced(fresh.clone(), self.wanted.rotation, now).map(Some),
                false => Ok(None),
            })?;
        Ok(after.unwrap_or(before))
    }

    /// The service reads this key, and is told of it.
    fn deliver(&self, ring: &Ring, new: &Key) -> Result<Served<S::Written>, Unserved<S::Why>> {
        let begun = self.service.told_of().map(|file| self.marks.begin(file)).transpose();
        let begun = begun.map_err(|why| self.unserved(None, ring, new, why.into()))?;
        let written = match self.service.write(ring, new, self.now()) {
            Ok(written) => written,
            Err(why) => return Err(self.unserved(begun, ring, new, why)),
        };
        if let Err(why) = self.service.tell(&written) {
            // whoever was told may have revoked a key
            let current = self.keeper.load();
            let why = self.service.put_back(&written, current.as_ref().unwrap_or(ring), self.now(), why);
            return Err(self.unserved(begun, ring, new, why));
        }
        Ok(Served { written, unnoted: begun.and_then(|begun| self.marks.end(&begun).err()) })
    }

    fn unserved(&self, begun: Option<Begun>, ring: &Ring, new: &Key, why: S::Why) -> Unserved<S::Why> {
        let is_back = self.service.is_without(ring, new);
        let unnoted = begun.filter(|_| is_back).and_then(|begun| self.marks.undo(&begun).err());
        Unserved { why, besides: unnoted.iter().map(ToString::to_string).collect(), is_back }
    }

    /// The key that the service has signs from now on.
    fn confirm(&self, served: Served<S::Written>, before: &Ring, kid: &str) -> Ended<S> {
        let now = self.now();
        let changed = self.keeper.change(|ring| unless_done(ring.delivered(kid, self.wanted.rotation, now)));
        let (found, after) = changed.map_err(|why| stopped(why, Stage::Awaits(kid.to_owned())))?;
        let after = after.unwrap_or(found);
        match fate(&after, kid, now) {
            Fate::Delivered => {
                Ok((Done::Rotated { before: before.clone(), after, kid: kid.to_owned() }, served))
            }
            by @ (Fate::Succeeded | Fate::TakenBack | Fate::Revoked | Fate::Forgotten) => {
                self.supersede(kid, by)
            }
        }
    }

    /// The service gets the key that signs in the place of one that does not.
    fn supersede(&self, kid: &str, by: Fate) -> Ended<S> {
        let (now, kid) = (self.now(), kid.to_owned());
        let ring = match self.keeper.hand_out(|ring| vec![signs(ring, now).kid.clone()], now) {
            Ok(ring) => ring,
            Err(why) => return Err(stopped(why, Stage::Elsewhere { kid, by })),
        };
        match self.deliver(&ring, signs(&ring, now)) {
            Ok(served) => Ok((Done::Superseded { ring, kid, by }, served)),
            Err(unserved) => Err(unserved.stopped(Stage::Elsewhere { kid, by })),
        }
    }

    /// The key that could not be delivered does not sign, unless the service may have it.
    fn withdraw(&self, mut unserved: Unserved<S::Why>, kid: &str) -> Stopped<S::Why> {
        let (now, kid) = (self.now(), kid.to_owned());
        if !unserved.is_back {
            return unserved.stopped(Stage::Awaits(kid));
        }
        let stage = match self.keeper.change(|ring| unless_done(ring.withdrawn(&kid, now))) {
            Ok((_, Some(_))) => Stage::Withdrawn(kid),
            Ok((ring, None)) => Stage::Elsewhere { by: fate(&ring, &kid, now), kid },
            Err(error) => {
                unserved.besides.push(error.to_string());
                Stage::Awaits(kid)
            }
        };
        unserved.stopped(stage)
    }

    fn is_begun(&self) -> Result<bool, store::Error> {
        self.service.told_of().map_or(Ok(false), |file| self.marks.is_begun(file))
    }

    fn now(&self) -> i64 {
        self.clock.now().as_second()
    }
}

impl Plan {
    /// The key that the service is to have.
    pub fn key(&self) -> &Key {
        wanted(&self.announced, self.now)
    }
}

fn stopped<W: From<Error>>(why: Error, stage: Stage) -> Stopped<W> {
    Stopped { why: why.into(), besides: Vec::new(), stage }
}

/// The key that a service is to have: the one that awaits it, or else the one that signs.
fn wanted(ring: &Ring, now: i64) -> &Key {
    ring.awaiting().unwrap_or_else(|| signs(ring, now))
}

/// Another machine may have changed the ring since the clock was read.
pub fn signs(ring: &Ring, now: i64) -> &Key {
    ring.active(now.max(ring.changed_at))
}

fn fate(ring: &Ring, kid: &str, now: i64) -> Fate {
    let found = ring.states(now.max(ring.changed_at)).find(|(key, _)| key.kid == kid);
    let Some((key, state)) = found else { return Fate::Forgotten };
    match (state, key.delivery) {
        (State::Revoked, _) => Fate::Revoked,
        (_, Delivery::Awaited | Delivery::Withdrawn) => Fate::TakenBack,
        (State::Next | State::Active, Delivery::Done) => Fate::Delivered,
        (State::Retiring | State::Retired, Delivery::Done) => Fate::Succeeded,
    }
}

/// Another run may have done the same meanwhile.
fn unless_done(changed: Result<Ring, Refusal>) -> Change {
    match changed {
        Err(Refusal::Already { .. } | Refusal::NoSuchKey(_)) => Ok(None),
        changed => changed.map(Some),
    }
}

#[cfg(test)]
mod tests;
