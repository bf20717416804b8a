//! Secrets that machines share: records of etcd, each changed by whoever saw it last and by nobody else.
//!
//! etcd is spoken to by its JSON gateway, and sees nothing but ciphertext (`record`). A change is one transaction that
//! compares the revision of the key (`wire::swap`). What this machine saw last it remembers (`memory`).

mod address;
mod cluster;
mod error;
mod gateway;
mod memory;
mod record;
mod wire;

pub use address::Address;
pub use cluster::{Cluster, ENDPOINT_TIMEOUT, Options, Patience};
pub use error::{Error, LocalCopy, Silence};
pub use gateway::Login;
pub use wire::KeyValue;

use super::identity::{self, Identity};
use super::{self as store, Places};
use crate::host::{Clock, Host, Terminal};
use crate::host::{files, printable};
use crate::http::trace;
use crate::sensitive::SecretBytes;
use jiff::Timestamp;
use memory::Memory;
use record::{Head, Standing};
use std::cell::Cell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use wire::Swapped;

/// Clocks that differ by more seconds are wrong; keys are handed over with as much to spare.
pub const SKEW: i64 = 5 * 60;

/// One secret in etcd.
pub struct Shared {
    cluster: Rc<Cluster>,
    key: String,
    memory: Memory,
    places: Places,
    clock: Clock,
    terminal: Terminal,
    /// Whether it was said that the memory cannot be used.
    is_told: Cell<bool>,
}

/// What this machine knows before it asks.
pub struct Known {
    pub last: Option<Seen>,
    /// What it saw by other endpoints.
    others: Vec<Other>,
    /// The lives that are over.
    over: Vec<String>,
}

struct Other {
    /// Where it lies.
    path: PathBuf,
    /// In seconds since 1970.
    at: i64,
    head: Head,
}

/// What etcd has.
pub struct Current {
    pub secret: SecretBytes,
    pub version: Version,
}

/// Which change of a secret it is, and since which revision etcd has it.
#[cfg_attr(test, derive(Clone, PartialEq))]
pub struct Version {
    head: Head,
    mod_revision: String,
}

impl Version {
    /// True where nobody has deleted one of the two before he made the other.
    pub fn is_of_life_of(&self, other: &Self) -> bool {
        self.head.is_of_life_of(&other.head)
    }
}

/// For tests of what is kept elsewhere.
#[cfg(test)]
impl Version {
    pub fn first() -> Self {
        Self { head: Head::first("memory", Timestamp::UNIX_EPOCH), mod_revision: String::new() }
    }

    #[must_use]
    pub fn next(&self) -> Self {
        Self { head: self.head.next(), mod_revision: String::new() }
    }
}

/// What this machine saw last.
pub struct Seen {
    pub secret: SecretBytes,
    /// In seconds since 1970.
    pub at: i64,
    head: Head,
    /// As it lay there, and lies here.
    stored: memory::Seen,
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    Done,
    /// Somebody else has changed it meanwhile, or deleted it. Nothing was done.
    Overtaken,
}

impl Shared {
    /// The secret of this name. Nobody is asked for it yet.
    pub fn new(address: &Address, name: &str, cluster: Rc<Cluster>, places: Places, host: &Host) -> Self {
        let (key, is_told) = (address.key(name), Cell::new(false));
        let (clock, terminal) = (host.clock.clone(), host.terminal.clone());
        let memory = Memory::new(&places.folders, format!("{}/{name}", address.sorted()), &key);
        Self { cluster, key, memory, places, clock, terminal, is_told }
    }

    /// The names of those that this machine has seen in a place.
    pub fn names_seen(address: &Address, places: &Places) -> Vec<String> {
        Memory::names_below(&places.folders, &format!("{}/", address.sorted()))
    }

    /// What this machine saw, for who asks etcd next: whatever was seen before cannot be newer than the answer. What
    /// cannot be used is told, and tells nothing.
    pub fn known(&self) -> Result<Known, Error> {
        let identity = self.identity()?;
        let unusable = |why: String| Error::Memory { place: self.key.clone(), why };
        let last = self.recalled(&identity).unwrap_or_else(|why| self.tell_unusable(&why));
        let over = self.memory.over().map_err(|why| unusable(why.to_string()));
        let over = over.unwrap_or_else(|why| self.tell_unusable(&why));
        Ok(Known { last, others: self.others(&identity), over })
    }

    fn tell_unusable<T: Default>(&self, why: &Error) -> T {
        let message = format!("{why}: an older one that was put back since would be taken.");
        if !self.is_told.replace(true) {
            self.terminal.warn("memory_unusable", &printable::text(&message));
        }
        T::default()
    }

    /// What this machine saw last, for who asks nobody.
    pub fn remembered(&self) -> Result<Option<Seen>, Error> {
        self.recalled(&*self.identity()?)
    }

    /// What etcd has at this moment; `None` where the key is not there, and this machine has never seen it:
    /// [`Error::Gone`] keeps others from writing over what may be the last copy.
    pub fn read(&self, patience: Patience, known: &Known) -> Result<Option<Current>, Error> {
        let identity = self.identity()?;
        let Some(found) = self.cluster.find(&self.key, patience)? else {
            return known.last.as_ref().map_or(Ok(None), |seen| self.gone(seen));
        };
        self.opened(found, known, &identity).map(Some)
    }

    /// What was `found` there among others. This machine does not remember what it has but listed.
    pub fn open(&self, found: KeyValue) -> Result<Current, Error> {
        let known = self.known()?;
        self.checked(found, &known, &*self.identity()?)
    }

    /// Puts the secret in the place of what is at this version, or where nothing is, if that is so still.
    pub fn put(&self, secret: &SecretBytes, over: Option<&Version>) -> Result<Put, Error> {
        self.check_clock()?;
        let identity = self.identity()?;
        let (head, mod_revision) = match over {
            Some(over) => (over.head.next(), over.mod_revision.as_str()),
            None => (Head::first(&self.key, self.clock.now()), wire::ABSENT),
        };
        let record = record::seal(&head, secret, &identity)?;
        let other = match self.cluster.swap(&self.key, &record, mod_revision)? {
            Swapped::Done => {
                self.remember(&record, &head, None, &identity);
                return Ok(Put::Done);
            }
            Swapped::Other(other) => other,
        };
        // the first of two equal requests may have made it, and its answer been lost
        let is_ours = match other {
            Some(found) => {
                let (other, _) = record::open(&found.value, &self.key, &identity)?;
                if let Some(over) = over {
                    let copy = || self.copy_in(self.memory.path(), self.clock.unix());
                    self.check_standing(other.beside(&over.head), copy)?;
                    self.end_before(&other, &over.head);
                }
                self.remember(&found.value, &other, None, &identity);
                other.follows(&head)
            }
            None => false,
        };
        Ok(if is_ours { Put::Done } else { Put::Overtaken })
    }

    /// [`Error::Clock`] where etcd, when it was asked, had another time than this machine: what is put with a clock that is
    /// ahead would bar all machines whose clocks are right.
    pub fn check_clock(&self) -> Result<(), Error> {
        let to_the_second = |time: Timestamp| Timestamp::from_second(time.as_second()).unwrap_or(time);
        let (ours, theirs) = (to_the_second(self.clock.now()), self.cluster.time().map(to_the_second));
        match theirs {
            Some(theirs) if (ours.as_second() - theirs.as_second()).abs() > SKEW => {
                Err(Error::Clock { ours, theirs })
            }
            _ => Ok(()),
        }
    }

    /// Deletes what is at this version, if it is so still, and what this machine has seen of it.
    pub fn delete(&self, version: &Version) -> Result<Put, Error> {
        match self.cluster.delete(&self.key, &version.mod_revision)? {
            // the first of two equal requests may have done it, and its answer been lost
            Swapped::Done | Swapped::Other(None) => {}
            Swapped::Other(Some(_)) => return Ok(Put::Overtaken),
        }
        if let Err(why) = self.identity().and_then(|identity| self.forget_life(&version.head, &identity)) {
            let message = format!("it is deleted, and this machine still remembers it: {why}.");
            self.terminal.warn("left_behind", &printable::text(&message));
        }
        Ok(Put::Done)
    }

    /// Forgets what this machine has seen of it, by whatever endpoints, and takes it no more if it comes back.
    pub fn forget(&self) -> Result<(), Error> {
        let identity = self.identity()?;
        match self.recalled(&identity) {
            Ok(Some(last)) => self.forget_life(&last.head, &identity),
            _ => Ok(self.memory.forget().map(drop).map_err(store::Error::from)?),
        }
    }

    fn forget_life(&self, head: &Head, identity: &Identity) -> Result<(), Error> {
        self.memory.end(head.life())?;
        for Other { path, .. } in self.others(identity).iter().filter(|other| other.head.is_of_life_of(head))
        {
            files::remove(path).map_err(store::Error::from)?;
        }
        Ok(self.memory.forget().map(drop).map_err(store::Error::from)?)
    }

    /// Where the one that was there `before` was of another life, that is over.
    fn end_before(&self, head: &Head, before: &Head) {
        if !head.is_of_life_of(before)
            && let Err(why) = self.memory.end(before.life())
        {
            trace::note(&self.terminal, &format!("  not remembered: {why}"));
        }
    }

    /// Under what it is locked on this machine, by whatever endpoints it is asked for: so are those of its key in other etcds.
    pub fn lock_name(&self) -> String {
        format!("etcd.{}", self.memory.key_name())
    }

    pub fn places(&self) -> &Places {
        &self.places
    }

    fn identity(&self) -> Result<Arc<Identity>, Error> {
        let Places { folders, key, identity, .. } = &self.places;
        Ok(identity::unlock(identity, folders, key, &self.terminal)?)
    }

    fn recalled(&self, identity: &Identity) -> Result<Option<Seen>, Error> {
        let unusable = |why: String| Error::Memory { place: self.key.clone(), why };
        let Some(stored) = self.memory.load().map_err(|why| unusable(why.to_string()))? else {
            return Ok(None);
        };
        let (head, secret) = record::open(&stored.record, &self.key, identity).map_err(|_| {
            unusable(format!("{} is damaged, or of another key", self.memory.path().display()))
        })?;
        Ok(Some(Seen { secret, at: stored.at, head, stored }))
    }

    fn others(&self, identity: &Identity) -> Vec<Other> {
        let head = |record: &[u8]| record::open(record, &self.key, identity).ok().map(|(head, _)| head);
        let others = self.memory.others().into_iter();
        others
            .filter_map(|(path, seen)| Some(Other { path, at: seen.at, head: head(&seen.record)? }))
            .collect()
    }

    fn gone(&self, seen: &Seen) -> Result<Option<Current>, Error> {
        // another run on this machine may have deleted it meanwhile
        if self.memory.load().is_ok_and(|seen| seen.is_none()) {
            return Ok(None);
        }
        Err(Error::Gone { place: self.key.clone(), copy: self.copy(seen) })
    }

    /// What this machine can put back.
    fn copy(&self, seen: &Seen) -> LocalCopy {
        self.copy_in(self.memory.path(), seen.at)
    }

    fn copy_in(&self, memory: PathBuf, seen_at: i64) -> LocalCopy {
        let age = self.clock.unix().saturating_sub(seen_at).max(0);
        LocalCopy { memory, etcdctl: self.cluster.etcdctl(), age }
    }

    fn opened(&self, found: KeyValue, known: &Known, identity: &Identity) -> Result<Current, Error> {
        let record = found.value.clone();
        let current = self.checked(found, known, identity)?;
        if let Some(seen) = &known.last {
            self.end_before(&current.version.head, &seen.head);
        }
        self.remember(&record, &current.version.head, known.last.as_ref(), identity);
        Ok(current)
    }

    fn checked(&self, found: KeyValue, known: &Known, identity: &Identity) -> Result<Current, Error> {
        let (head, secret) = match &known.last {
            Some(seen) if seen.stored.record == found.value => (seen.head.clone(), seen.secret.clone()),
            seen => {
                record::open(&found.value, &self.key, identity).map_err(|why| match why.is_of_record() {
                    true => {
                        let (etcdctl, copy) =
                            (self.cluster.etcdctl(), seen.as_ref().map(|seen| self.copy(seen)));
                        Error::Spoiled { place: self.key.clone(), why: why.into(), etcdctl, copy }
                    }
                    false => why,
                })?
            }
        };
        self.check_age(&head, known)?;
        if known.last.as_ref().is_some_and(|seen| !head.is_of_life_of(&seen.head)) {
            let message = format!(
                "{} in etcd was made anew since this machine saw it last, or is that of another etcd.",
                self.key
            );
            self.terminal.warn("ring_made_anew", &printable::text(&message));
        }
        Ok(Current { secret, version: Version { head, mod_revision: found.mod_revision } })
    }

    /// By other endpoints another etcd may have been asked, where the same key has another life.
    fn check_age(&self, head: &Head, known: &Known) -> Result<(), Error> {
        if known.over.iter().any(|life| life == head.life()) {
            let (place, etcdctl) = (self.key.clone(), self.cluster.etcdctl());
            return Err(Error::Over { place, etcdctl, path: self.memory.over_path() });
        }
        if let Some(seen) = &known.last {
            let standing = head.beside(&seen.head);
            self.check_standing(standing, || self.copy(seen))?;
            if standing == Standing::Untold {
                let message = format!(
                    "{} in etcd was changed so often since this machine saw it last that nobody can tell whether an older one \
                     was put back meanwhile.",
                    self.key
                );
                self.terminal.warn("ring_long_unseen", &printable::text(&message));
            }
        }
        for Other { path, at, head: seen } in
            known.others.iter().filter(|other| head.is_of_life_of(&other.head))
        {
            self.check_standing(head.beside(seen), || self.copy_in(path.clone(), *at))?;
        }
        Ok(())
    }

    fn check_standing(&self, standing: Standing, copy: impl FnOnce() -> LocalCopy) -> Result<(), Error> {
        let place = || self.key.clone();
        match standing {
            Standing::Newer | Standing::Untold => Ok(()),
            Standing::Older => Err(Error::Older { place: place(), copy: copy() }),
            Standing::Forked => Err(Error::Forked { place: place(), copy: copy() }),
        }
    }

    /// A machine that cannot remember does without.
    fn remember(&self, record: &[u8], head: &Head, seen: Option<&Seen>, identity: &Identity) {
        let now = self.clock.unix();
        if seen.is_some_and(|seen| seen.stored.was_just(record, now)) {
            return;
        }
        let is_newer = |kept: &memory::Seen| match seen {
            // it was compared already
            Some(seen) if seen.stored.record == kept.record => false,
            _ => record::open(&kept.record, &self.key, identity)
                .is_ok_and(|(kept, _)| head.beside(&kept).is_refused()),
        };
        if let Err(why) = self.memory.save(&memory::Seen { record: record.to_vec(), at: now }, is_newer) {
            trace::note(&self.terminal, &format!("  not remembered: {why}"));
        }
    }
}
