//! A key ring where it rests: read, and changed by one run at a time.

mod error;
mod local;
mod name;
mod shared;
#[cfg(test)]
mod tests;

pub use crate::store::etcd::Put;
pub use error::Error;
pub use local::LocalRing;
pub use name::RingName;
pub use shared::SharedRing;

use super::delivery::Deliveries;
use crate::host::Terminal;
use crate::host::folders::Folders;
use crate::keys::Ring;
use crate::keys::rotation::Refusal;
use crate::sensitive::SecretBytes;
use crate::store::etcd::{self, Version};
use crate::store::lock;

/// Whoever is overtaken tries again, so often at the most: each time somebody else has come further.
const TRIES: usize = 100;

/// The changed ring, or none where it stays as it is.
pub type Change = Result<Option<Ring>, Refusal>;

/// The place of one ring. What is read, changed and put is changed by nobody else meanwhile: a lock keeps others out, or the
/// put finds that somebody was faster.
pub trait RingStore {
    /// What is kept at this moment; `None` where nothing is.
    fn find(&self) -> Result<Option<Found>, Error>;

    /// The ring, once nobody is just making or deleting it; that there is none is an error.
    fn load(&self) -> Result<Found, Error> {
        self.find()?.ok_or_else(|| self.missing())
    }

    /// What to verify with, which need not be what is kept at this moment. `now` is in seconds since 1970.
    fn load_to_verify(&self, _reach: Reach, _now: i64) -> Result<Verifying, Error> {
        Ok(Verifying::Current(self.load()?.ring))
    }

    /// Keeps it in the place of what was found, or where nothing is. Who calls holds the lock.
    fn put(&self, ring: &Ring, over: Option<&Found>) -> Result<Put, Error>;

    /// Deletes what was found. Who calls holds the lock.
    fn delete(&self, found: &Found) -> Result<Put, Error>;

    /// Remembers no more of a ring that is lost.
    fn forget(&self) -> Result<(), Error> {
        Ok(())
    }

    /// An error where others go by another clock than this machine's.
    fn check_clock(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Why nothing is found.
    fn missing(&self) -> Error;

    /// Held by who makes, changes or deletes it.
    fn lock(&self) -> Result<lock::Guard, Error>;

    /// What its deliveries on this machine are called among the locks, and the folders of those.
    fn delivery_lock(&self) -> (String, &Folders);
}

/// A ring as it was found.
pub struct Found {
    pub ring: Ring,
    /// Which one it is of many; `None` where a lock keeps all others out.
    version: Option<Version>,
}

impl Found {
    /// True where nobody has deleted one of the two before he made the other.
    fn is_of_life_of(&self, other: &Self) -> bool {
        let versions = self.version.as_ref().zip(other.version.as_ref());
        versions.is_none_or(|(version, other)| version.is_of_life_of(other))
    }
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

/// What came of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    Now,
    /// By somebody else, who has made another one: that stays.
    Before,
    /// It was not there any more: this machine takes it no more if it comes back.
    Forgotten,
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
    pub name: RingName,
    store: Box<dyn RingStore + 'h>,
    terminal: &'h Terminal,
}

impl<'h> RingKeeper<'h> {
    pub fn new(name: RingName, store: impl RingStore + 'h, terminal: &'h Terminal) -> Self {
        Self { name, store: Box::new(store), terminal }
    }

    /// The ring as it is now. Needs no lock: a reader sees the old ring or the new.
    pub fn load(&self) -> Result<Ring, Error> {
        Ok(self.store.load()?.ring)
    }

    /// What to verify with. Where nobody can be asked, what this machine remembers may do.
    pub fn load_to_verify(&self, reach: Reach, now: i64) -> Result<Verifying, Error> {
        self.store.load_to_verify(reach, now)
    }

    /// An error where a ring of this name is kept.
    pub fn check_free(&self) -> Result<(), Error> {
        match self.store.find()? {
            Some(_) => Err(Error::Exists(self.name.clone())),
            None => Ok(()),
        }
    }

    /// Keeps a ring that is not there yet, and is made once that is known, after what is to be done `first` while nobody else
    /// makes one of this name here. Where it is not kept, what that returned undoes it.
    pub fn create<E: From<Error>, U: FnOnce() -> Result<(), E>>(
        &self,
        make: impl FnOnce() -> Result<Ring, E>,
        first: impl FnOnce() -> Result<U, E>,
    ) -> Result<Ring, E> {
        let _lock = self.store.lock()?;
        self.check_free()?;
        let ring = make()?;
        let undo = first()?;
        match self.store.put(&ring, None) {
            Ok(Put::Done) => Ok(ring),
            Ok(Put::Overtaken) => Err(Error::Exists(self.name.clone()).into()),
            Err(why) => {
                // it may be there all the same; and what cannot be undone is found, and done again, by the next run
                if matches!(self.store.find(), Ok(None)) {
                    let _ = undo();
                }
                Err(why.into())
            }
        }
    }

    /// Changes the ring as it is once nobody else does. Where somebody was faster, `change` is asked again about what that
    /// one has made. Returns the ring before and after; where `change` gives none, it stays as it is.
    pub fn change(&self, mut change: impl FnMut(&Ring) -> Change) -> Result<(Ring, Option<Ring>), Error> {
        let _lock = self.store.lock()?;
        for _ in 0..TRIES {
            let before = self.store.find()?.ok_or_else(|| self.store.missing())?;
            match self.changed(&before.ring, &mut change)? {
                Some(after) if self.store.put(&after, Some(&before))? == Put::Overtaken => {}
                after => return Ok((before.ring, after)),
            }
        }
        Err(Error::Overtaken(self.name.clone()))
    }

    /// [`RingKeeper::change`] for what nobody wants twice: [`Error::Overtaken`] where somebody has put in another key, or
    /// revoked or forgotten one, since this run has `seen` the ring.
    pub fn change_once(
        &self,
        seen: &Ring,
        mut change: impl FnMut(&Ring) -> Change,
    ) -> Result<(Ring, Option<Ring>), Error> {
        let mut is_overtaken = false;
        let changed = self.change(|ring| {
            is_overtaken = !ring.is_as_far_as(seen);
            if is_overtaken { Ok(None) } else { change(ring) }
        });
        if is_overtaken { Err(Error::Overtaken(self.name.clone())) } else { changed }
    }

    /// [`Error::Overtaken`] where somebody has come further between what this run has `seen` and what it has `found`, as of
    /// [`RingKeeper::change_once`].
    pub fn check_unchanged(&self, seen: &Ring, found: &Ring) -> Result<(), Error> {
        if found.is_as_far_as(seen) { Ok(()) } else { Err(Error::Overtaken(self.name.clone())) }
    }

    /// Deletes the ring, and does what is to be done `last` while nobody else makes one of this name here. A run that was
    /// killed between is ended by the next one.
    pub fn delete<E: From<Error>>(
        &self,
        deletion: Deletion,
        last: impl FnOnce() -> Result<(), E>,
    ) -> Result<Deleted, E> {
        let _lock = self.store.lock()?;
        let deleted = self.forget(deletion)?;
        last()?;
        Ok(deleted)
    }

    fn forget(&self, deletion: Deletion) -> Result<Deleted, Error> {
        let mut meant: Option<Found> = None;
        for _ in 0..TRIES {
            let found = match self.store.find() {
                Err(Error::Lost { .. }) if deletion == Deletion::Forced => {
                    return self.store.forget().map(|()| Deleted::Forgotten);
                }
                found => found?,
            };
            let Some(found) = found else {
                return match self.store.missing() {
                    Error::Gone(_) => Ok(Deleted::Now),
                    why => Err(why),
                };
            };
            if meant.is_some_and(|meant| !found.is_of_life_of(&meant)) {
                return Ok(Deleted::Before);
            }
            if let Deletion::WhenOver { now } = deletion {
                self.store.check_clock()?;
                found.ring.check_over(now).map_err(|refusal| self.refused(refusal))?;
            }
            if self.store.delete(&found)? == Put::Done {
                return Ok(Deleted::Now);
            }
            meant = Some(found);
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
        let before = self.load()?;
        let after = self.changed(&before, &mut change)?;
        Ok((before, after))
    }

    /// Held while a key goes to where a service reads it: one run at a time on this machine.
    pub fn lock_delivery(&self) -> Result<Deliveries, Error> {
        let (name, folders) = self.store.delivery_lock();
        let subject =
            lock::Subject::new(format!("delivery.{name}"), format!("the delivery of {}", self.name));
        Ok(Deliveries::lock(&subject, folders, self.terminal)?)
    }

    /// Why the ring stays as it is: of two clocks that differ the one that others go by says which is wrong.
    pub fn refused(&self, refusal: Refusal) -> Error {
        match (&refusal, self.store.check_clock()) {
            (Refusal::ClockBehind { .. }, Err(why)) => why,
            _ => Error::refused(&self.name, refusal),
        }
    }

    fn changed(&self, ring: &Ring, change: &mut impl FnMut(&Ring) -> Change) -> Result<Option<Ring>, Error> {
        change(ring).map_err(|refusal| self.refused(refusal))
    }
}

fn read(name: &RingName, secret: &SecretBytes) -> Result<Ring, Error> {
    Ring::read(&name.bare, secret).map_err(|why| Error::Unreadable { name: name.clone(), why })
}
