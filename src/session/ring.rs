//! A key ring where it rests: read, and changed by one run at a time.

mod error;

pub use error::Error;

use super::Place;
use super::delivery::Deliveries;
use crate::host::Terminal;
use crate::keys::rotation::Refusal;
use crate::keys::{Key, Ring};
use crate::sensitive::SecretBytes;
use crate::store::etcd::{self, Current, KeyValue, Known, Patience, Put, Seen, Shared};
use crate::store::lock;

/// Whoever is overtaken tries again, so often at the most: each time somebody else has come further.
const TRIES: usize = 100;
/// How old what this machine remembers may be when nobody can be asked, in seconds.
const OLDEST: i64 = 24 * 60 * 60;
/// What was seen more seconds from now was dated by a clock that was wrong.
const AHEAD: i64 = 60;

/// How a ring is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// What the ring itself has as its name.
    pub bare: String,
    /// As it was typed.
    pub typed: String,
    /// What is typed beside it to say where it is.
    pub options: String,
    /// What is typed to mean all rings of its place; empty where the options do, or for those of this machine.
    pub place: String,
}

impl Name {
    /// Of a ring on this machine.
    pub fn bare(name: &str) -> Self {
        Self { bare: name.to_owned(), typed: name.to_owned(), options: String::new(), place: String::new() }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.typed)
    }
}

/// The changed ring, or none where it stays as it is.
pub type Change = Result<Option<Ring>, Refusal>;

/// Where a ring rests.
pub enum Home {
    /// On this machine: a lock keeps all others out.
    Here(Place),
    /// In etcd, for many machines: a change is made where nobody else has made one since the ring was read.
    Shared(Box<Shared>),
}

/// A ring, and what its home knows of when it was so.
struct Read {
    ring: Ring,
    current: Option<Current>,
}

/// Who is asked for a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Online,
    /// Nobody: what this machine remembers is used.
    Offline,
}

/// Which rings are deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// Those whose tokens are all over at this time, in seconds since 1970.
    WhenOver { now: i64 },
    /// All; and one that etcd has lost is remembered no more.
    Forced,
}

/// What a machine remembers of a ring when nobody can be asked.
pub struct Remembered {
    pub ring: Ring,
    /// How long ago it was seen, in seconds.
    pub age: i64,
    /// Why nobody could be asked; `None` where nobody was.
    pub why: Option<etcd::Error>,
}

/// What tokens are verified with.
pub enum Verifying {
    Current(Ring),
    Remembered(Box<Remembered>),
}

/// One ring where it rests. A change is one put: whoever is killed leaves the old ring or the new one.
pub struct RingKeeper<'h> {
    pub name: Name,
    home: Home,
    terminal: &'h Terminal,
}

impl<'h> RingKeeper<'h> {
    pub fn new(name: Name, home: Home, terminal: &'h Terminal) -> Self {
        Self { name, home, terminal }
    }

    /// The ring as it is now. Needs no lock: a reader sees the old ring or the new.
    pub fn load(&self) -> Result<Ring, Error> {
        Ok(self.read()?.ring)
    }

    /// The ring that was found in its place among others.
    pub fn load_listed(&self, found: KeyValue) -> Result<Ring, Error> {
        let Home::Shared(shared) = &self.home else { return self.load() };
        match shared.open(found) {
            // another run may have seen a newer one since
            Err(etcd::Error::Older { .. }) => self.load(),
            kept => self.ring(&kept.map_err(Error::Etcd)?.secret),
        }
    }

    /// The same to verify with. Where etcd cannot be asked, what this machine has seen in the last day will do; offline that
    /// is taken however old it is.
    pub fn load_to_verify(&self, reach: Reach, now: i64) -> Result<Verifying, Error> {
        let Home::Shared(shared) = &self.home else { return self.load().map(Verifying::Current) };
        if reach == Reach::Offline {
            let seen = shared.remembered().map_err(Error::Etcd)?;
            let seen = seen.ok_or_else(|| Error::NeverSeen(self.name.clone()))?;
            return Ok(Verifying::Remembered(self.remembered(&seen, now)?.into()));
        }
        let known = shared.known().map_err(Error::Etcd)?;
        let remembered = known.last.as_ref().and_then(|seen| self.remembered(seen, now).ok());
        let will_do = remembered.as_ref().is_some_and(|remembered| remembered.age <= OLDEST);
        let patience = if will_do { Patience::Once } else { Patience::Election };
        match (self.find_shared(shared, patience, &known), remembered) {
            (Err(Error::Etcd(why)), Some(remembered)) if why.is_no_answer() && will_do => {
                Ok(Verifying::Remembered(Remembered { why: Some(why), ..remembered }.into()))
            }
            (Err(Error::Etcd(why)), Some(Remembered { age, .. })) if why.is_no_answer() => {
                Err(Error::TooOld { why: why.into(), age })
            }
            (found, _) => {
                let ring = self.existing(found?)?.ring;
                if let Err(why) = shared.check_clock() {
                    self.terminal.warn("clock_wrong", &format!("{why}."));
                }
                Ok(Verifying::Current(ring))
            }
        }
    }

    /// An error where a ring of this name is kept.
    pub fn check_free(&self) -> Result<(), Error> {
        match self.find()? {
            Some(_) => Err(Error::Exists(self.name.clone())),
            None => Ok(()),
        }
    }

    /// Keeps a ring that is not there yet, after what is to be done `first` while nobody else makes one of this name here.
    /// Where it is not kept, what that returned undoes it.
    pub fn create<E: From<Error>, U: FnOnce() -> Result<(), E>>(
        &self,
        ring: &Ring,
        first: impl FnOnce() -> Result<U, E>,
    ) -> Result<(), E> {
        let _lock = self.lock()?;
        self.check_free()?;
        let undo = first()?;
        match self.put(ring, None) {
            Ok(Put::Done) => Ok(()),
            Ok(Put::Overtaken) => Err(Error::Exists(self.name.clone()).into()),
            Err(why) => {
                // it may be there all the same; and what cannot be undone is found, and done again, by the next run
                if matches!(self.find(), Ok(None)) {
                    let _ = undo();
                }
                Err(why.into())
            }
        }
    }

    /// Changes the ring as it is once nobody else does. Where somebody was faster, `change` is asked again about what that
    /// one has made. Returns the ring before and after; where `change` gives none, it stays as it is.
    pub fn change(&self, mut change: impl FnMut(&Ring) -> Change) -> Result<(Ring, Option<Ring>), Error> {
        let _lock = self.lock()?;
        for _ in 0..TRIES {
            let (before, after) = self.tried(&mut change)?;
            match after {
                Some(after) if self.put(&after, before.current.as_ref())? == Put::Overtaken => {}
                after => return Ok((before.ring, after)),
            }
        }
        Err(Error::Overtaken(self.name.clone()))
    }

    /// The same for a change that nobody wants twice: [`Error::Overtaken`] where somebody has put in another key, or
    /// revoked or forgotten one, since this run has `seen` the ring.
    pub fn change_once(
        &self,
        seen: &Ring,
        mut change: impl FnMut(&Ring) -> Change,
    ) -> Result<(Ring, Option<Ring>), Error> {
        let (seen, mut is_overtaken) = (progress(seen), false);
        let changed = self.change(|ring| {
            is_overtaken = seen != progress(ring);
            if is_overtaken { Ok(None) } else { change(ring) }
        });
        if is_overtaken { Err(Error::Overtaken(self.name.clone())) } else { changed }
    }

    /// [`Error::Overtaken`] where somebody has come further between what this run has `seen` and `now`, as of
    /// [`RingKeeper::change_once`].
    pub fn check_unchanged(&self, seen: &Ring, now: &Ring) -> Result<(), Error> {
        if progress(seen) == progress(now) { Ok(()) } else { Err(Error::Overtaken(self.name.clone())) }
    }

    /// Deletes the ring, and does what is to be done `last` while nobody else makes one of this name here. A run that was
    /// killed between is ended by the next one. [`Put::Overtaken`] where somebody else has deleted it and made another one,
    /// which stays.
    pub fn delete<E: From<Error>>(
        &self,
        deletion: Deletion,
        last: impl FnOnce() -> Result<(), E>,
    ) -> Result<Put, E> {
        let _lock = self.lock()?;
        let deleted = self.forget(deletion)?;
        last()?;
        Ok(deleted)
    }

    fn forget(&self, deletion: Deletion) -> Result<Put, Error> {
        let mut meant: Option<Current> = None;
        for _ in 0..TRIES {
            let before = match (self.read(), &self.home) {
                (Err(Error::Gone(_)), _) => return Ok(Put::Done),
                (Err(Error::Lost { .. }), Home::Shared(shared)) if deletion == Deletion::Forced => {
                    return shared.forget().map(|()| Put::Done).map_err(Error::Etcd);
                }
                (before, _) => before?,
            };
            let is_another = |meant: Current| {
                before.current.as_ref().is_some_and(|current| !current.is_of_life_of(&meant))
            };
            if meant.is_some_and(is_another) {
                return Ok(Put::Overtaken);
            }
            if let Deletion::WhenOver { now } = deletion {
                if let Home::Shared(shared) = &self.home {
                    shared.check_clock().map_err(Error::Etcd)?;
                }
                before.ring.check_over(now).map_err(|refusal| Error::refused(&self.name, refusal))?;
            }
            match (&self.home, &before.current) {
                (Home::Shared(shared), Some(current)) => {
                    if shared.delete(current).map_err(|why| self.failed(why))? == Put::Done {
                        return Ok(Put::Done);
                    }
                }
                (Home::Here(place), _) => return Ok(place.store.delete(&place.slot).map(|_| Put::Done)?),
                (Home::Shared(_), None) => return Err(Error::Missing(self.name.clone())),
            }
            meant = before.current;
        }
        Err(Error::Overtaken(self.name.clone()))
    }

    /// The ring, which remembers that a service has these keys of it. They are chosen anew where somebody has changed it: who
    /// hands them out chooses them from what this returns.
    pub fn hand_out(&self, which: impl Fn(&Ring) -> Vec<String>, now: i64) -> Result<Ring, Error> {
        let (before, after) = self.change(|ring| Ok(ring.handed_out(&which(ring), now)))?;
        Ok(after.unwrap_or(before))
    }

    /// What [`RingKeeper::change`] would come to.
    pub fn try_out(&self, mut change: impl FnMut(&Ring) -> Change) -> Result<(Ring, Option<Ring>), Error> {
        let (before, after) = self.tried(&mut change)?;
        Ok((before.ring, after))
    }

    /// Held while a key goes to where a service reads it: one run at a time on this machine.
    pub fn lock_delivery(&self) -> Result<Deliveries, Error> {
        let (name, places) = match &self.home {
            Home::Here(place) => (format!("delivery.{}", self.name.bare), &place.folders),
            Home::Shared(shared) => (format!("delivery.{}", shared.lock_name()), &shared.places().folders),
        };
        Ok(Deliveries::lock(&name, places, self.terminal)?)
    }

    fn tried(&self, change: &mut impl FnMut(&Ring) -> Change) -> Result<(Read, Option<Ring>), Error> {
        let before = self.read()?;
        let after = change(&before.ring).map_err(|refusal| Error::refused(&self.name, refusal))?;
        Ok((before, after))
    }

    fn read(&self) -> Result<Read, Error> {
        self.existing(self.find()?)
    }

    fn existing(&self, found: Option<Read>) -> Result<Read, Error> {
        found.ok_or_else(|| match self.home {
            Home::Here(_) => Error::Gone(self.name.clone()),
            Home::Shared(_) => Error::Missing(self.name.clone()),
        })
    }

    fn find(&self) -> Result<Option<Read>, Error> {
        match &self.home {
            Home::Here(place) => Ok(find_here(&self.name, place)?.map(|ring| Read { ring, current: None })),
            Home::Shared(shared) => {
                let known = shared.known().map_err(Error::Etcd)?;
                self.find_shared(shared, Patience::Election, &known)
            }
        }
    }

    fn find_shared(&self, shared: &Shared, patience: Patience, known: &Known) -> Result<Option<Read>, Error> {
        let current = shared.read(patience, known).map_err(|why| self.failed(why))?;
        let Some(current) = current else { return Ok(None) };
        Ok(Some(Read { ring: self.ring(&current.secret)?, current: Some(current) }))
    }

    fn put(&self, ring: &Ring, current: Option<&Current>) -> Result<Put, Error> {
        let secret = ring.to_bytes();
        match &self.home {
            Home::Here(place) => {
                place.store.write(&place.slot, &secret)?;
                Ok(Put::Done)
            }
            Home::Shared(shared) => shared.put(&secret, current).map_err(|why| self.failed(why)),
        }
    }

    fn failed(&self, why: etcd::Error) -> Error {
        let name = self.name.clone();
        match why {
            etcd::Error::Unknown(_) => Error::Unknown { name, why: why.into() },
            etcd::Error::Gone { .. } => Error::Lost { name, why: why.into() },
            why => Error::Etcd(why),
        }
    }

    fn remembered(&self, seen: &Seen, now: i64) -> Result<Remembered, Error> {
        if seen.at > now.saturating_add(AHEAD) {
            return Err(Error::SeenAhead(self.name.clone()));
        }
        Ok(Remembered { ring: self.ring(&seen.secret)?, age: now.saturating_sub(seen.at).max(0), why: None })
    }

    fn ring(&self, secret: &SecretBytes) -> Result<Ring, Error> {
        read(&self.name, secret)
    }

    fn lock(&self) -> Result<lock::Guard, Error> {
        match &self.home {
            Home::Here(place) => {
                let (name, folders) = (place.slot.name(), &place.folders);
                Ok(lock::acquire(name, folders, self.terminal, lock::Patience::SHORT)?)
            }
            Home::Shared(_) => Ok(lock::Guard::unneeded()),
        }
    }
}

/// A ring of this machine as it is now, for who changes nothing.
pub fn load_here(name: &Name, place: &Place) -> Result<Ring, Error> {
    find_here(name, place)?.ok_or_else(|| Error::Gone(name.clone()))
}

fn find_here(name: &Name, place: &Place) -> Result<Option<Ring>, Error> {
    place.store.read(&place.slot)?.map(|secret| read(name, &secret)).transpose()
}

fn read(name: &Name, secret: &SecretBytes) -> Result<Ring, Error> {
    Ring::read(&name.bare, secret).map_err(|why| Error::Unreadable { name: name.clone(), why })
}

/// Which keys there are, and how far each has come. How long the tokens of old ones are taken is no part of it.
fn progress(ring: &Ring) -> Vec<(String, i64, bool, bool)> {
    let of = |key: &Key| (key.kid.clone(), key.activates_at, key.awaits_delivery(), key.revoked_at.is_some());
    ring.keys().iter().map(of).collect()
}
