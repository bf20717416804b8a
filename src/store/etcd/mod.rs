//! Secrets that machines share: records of etcd, each changed by whoever saw it last and by nobody else.
//!
//! etcd is spoken to by its JSON gateway, and sees nothing but ciphertext (`record`). A change is one transaction that
//! compares the revision of the key (`wire::swap`). What this machine saw last it remembers (`memory`).

mod address;
mod cluster;
mod error;
mod gateway;
mod known;
mod memory;
mod record;
mod wire;

pub use address::Address;
pub use cluster::{Cluster, ENDPOINT_TIMEOUT, Options, Patience};
pub use error::{Error, LocalCopy, Silence};
pub use gateway::Login;
pub use known::{Known, Seen};
pub use wire::KeyValue;

use super::identity::{self, Identity};
use super::{self as store, Places};
use crate::host::{Clock, Host, Terminal};
use crate::host::{files, printable};
use crate::sensitive::SecretBytes;
use jiff::Timestamp;
use known::Objection;
use memory::{Kept, Memory};
use record::{Head, Standing};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Display;
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
    /// What this run has warned of: a ring is looked at more than once.
    told: RefCell<BTreeSet<&'static str>>,
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
        let (key, told) = (address.key(name), RefCell::default());
        let (clock, terminal) = (host.clock.clone(), host.terminal.clone());
        let memory = Memory::new(&places.folders, format!("{}/{name}", address.sorted()), &key);
        Self { cluster, key, memory, places, clock, terminal, told }
    }

    /// The names of those that this machine has seen in a place.
    pub fn names_seen(address: &Address, places: &Places) -> BTreeSet<String> {
        Memory::names_below(&places.folders, &format!("{}/", address.sorted()))
    }

    /// What this machine saw, for who asks etcd next: whatever was seen before cannot be newer than the answer. What
    /// cannot be used is told, and tells nothing.
    pub fn known(&self) -> Result<Known, Error> {
        let identity = self.identity()?;
        let own = self.recalled(&identity).unwrap_or_else(|why| self.tell_unusable(&why));
        let over = self.over().unwrap_or_else(|why| self.tell_unusable(&why));
        Ok(Known::new(own, self.others(&identity), over))
    }

    fn tell_unusable<T: Default>(&self, why: &impl Display) -> T {
        let message = format!("{why}: an older one that was put back since would be taken.");
        self.warn("memory_unusable", &message);
        T::default()
    }

    fn warn(&self, code: &'static str, message: &str) {
        if self.told.borrow_mut().insert(code) {
            self.terminal.warn(code, &printable::text(message));
        }
    }

    /// What this machine saw last, for who asks nobody.
    pub fn remembered(&self) -> Result<Option<Seen>, Error> {
        let identity = self.identity()?;
        let known = Known::new(self.recalled(&identity)?, self.others(&identity), self.over()?);
        self.check_last(&known)?;
        Ok(known.last)
    }

    /// What is to be said of what this machine saw last, where that is used.
    pub fn check_last(&self, known: &Known) -> Result<(), Error> {
        known.last.as_ref().map_or(Ok(()), |last| self.check(&last.head, known))
    }

    /// What etcd has at this moment; `None` where the key is not there, and this machine has never seen it, by whatever
    /// endpoints: [`Error::Gone`] keeps others from writing over what may be the last copy.
    pub fn read(&self, patience: Patience, known: &Known) -> Result<Option<Current>, Error> {
        let identity = self.identity()?;
        let Some(found) = self.cluster.find(&self.key, patience)? else {
            return known.lost().map_or(Ok(None), |seen| self.gone(seen));
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
                    match other.beside(&over.head) {
                        Standing::Older => return Err(self.older(copy())),
                        Standing::Forked => return Err(self.forked(copy())),
                        Standing::Newer | Standing::Unclear | Standing::Untold => {}
                    }
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
            self.warn("left_behind", &format!("it is deleted, and this machine still remembers it: {why}."));
        }
        Ok(Put::Done)
    }

    /// Forgets what this machine has seen of it, by whatever endpoints, and takes it no more if it comes back.
    pub fn forget(&self) -> Result<(), Error> {
        match self.known()?.lost() {
            Some(lost) => self.forget_life(&lost.head, &*self.identity()?),
            None => Ok(self.memory.forget().map(drop).map_err(store::Error::from)?),
        }
    }

    fn forget_life(&self, head: &Head, identity: &Identity) -> Result<(), Error> {
        self.memory.end(head.life())?;
        for Seen { head: other, path, .. } in &self.others(identity) {
            // what was there before it, and was set aside, is as little there any more
            let is_aside = *path == self.memory.aside(other.life());
            if is_aside {
                self.memory.end(other.life())?;
            }
            if is_aside || other.is_of_life_of(head) {
                files::remove(path).map_err(store::Error::from)?;
            }
        }
        Ok(self.memory.forget().map(drop).map_err(store::Error::from)?)
    }

    /// Where the one that was there `before` was of another life, that is over; but not where nobody can tell which of the
    /// two was made first.
    fn end_before(&self, head: &Head, before: &Head) {
        let is_after = !head.is_of_life_of(before) && head.beside(before) == Standing::Newer;
        if is_after && let Err(why) = self.memory.end(before.life()) {
            self.tell_unkept(&why);
        }
    }

    fn tell_unkept(&self, why: &store::Error) {
        self.tell_unusable::<()>(&format!(
            "what this machine has seen of {} cannot be kept: {why}",
            self.key
        ));
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
        let Some(stored) = self.memory.load().map_err(|why| self.unusable(why.to_string()))? else {
            return Ok(None);
        };
        let path = self.memory.path();
        let why = format!("{} is damaged, or of another key", path.display());
        self.seen(path, stored, identity).map(Some).ok_or_else(|| self.unusable(why))
    }

    fn others(&self, identity: &Identity) -> Vec<Seen> {
        let others = self.memory.others().into_iter();
        let seen = |(path, stored)| match stored {
            Ok(stored) => self.seen(path, stored, identity),
            // it may be what would have told that an older one was put back
            Err(why) => self.tell_unusable(&self.unusable(store::Error::to_string(&why))),
        };
        others.filter_map(seen).collect()
    }

    fn seen(&self, path: PathBuf, stored: memory::Seen, identity: &Identity) -> Option<Seen> {
        let (head, secret) = record::open(&stored.record, &self.key, identity).ok()?;
        Some(Seen { secret, at: stored.at, head, stored, path })
    }

    fn over(&self) -> Result<Vec<String>, Error> {
        self.memory.over().map_err(|why| self.unusable(why.to_string()))
    }

    fn unusable(&self, why: String) -> Error {
        Error::Memory { place: self.key.clone(), why }
    }

    fn gone(&self, seen: &Seen) -> Result<Option<Current>, Error> {
        // another run on this machine may have deleted it meanwhile
        if !seen.path.exists() {
            return Ok(None);
        }
        let is_elsewhere = seen.path != self.memory.path();
        Err(Error::Gone { place: self.key.clone(), copy: self.copy(seen), is_elsewhere })
    }

    /// What this machine can put back.
    fn copy(&self, seen: &Seen) -> LocalCopy {
        self.copy_in(seen.path.clone(), seen.at)
    }

    fn copy_in(&self, memory: PathBuf, seen_at: i64) -> LocalCopy {
        let age = self.clock.unix().saturating_sub(seen_at).max(0);
        LocalCopy { memory, etcdctl: self.cluster.etcdctl(), has_user: self.cluster.has_user(), age }
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
        self.check(&head, known)?;
        Ok(Current { secret, version: Version { head, mod_revision: found.mod_revision } })
    }

    /// An error where somebody must have put back what has this head; where nobody can tell, that is said.
    fn check(&self, head: &Head, known: &Known) -> Result<(), Error> {
        let doubts = known.judge(head).map_err(|objection| match objection {
            Objection::Over(life) => {
                Error::Over { place: self.key.clone(), path: self.memory.over_path(), life }
            }
            Objection::Older(seen) => self.older(self.copy(seen)),
            Objection::Forked(seen) => self.forked(self.copy(seen)),
        })?;
        for doubt in doubts {
            let (code, message) = doubt.warning(&self.key, &self.memory);
            self.warn(code, &message);
        }
        Ok(())
    }

    fn older(&self, copy: LocalCopy) -> Error {
        Error::Older { place: self.key.clone(), copy }
    }

    fn forked(&self, copy: LocalCopy) -> Error {
        Error::Forked { place: self.key.clone(), copy }
    }

    /// A machine that cannot remember does without, and says so.
    fn remember(&self, record: &[u8], head: &Head, seen: Option<&Seen>, identity: &Identity) {
        let now = self.clock.unix();
        if seen.is_some_and(|seen| seen.stored.was_just(record, now)) {
            return;
        }
        let head_of = |kept: &memory::Seen| match seen {
            Some(seen) if seen.stored.record == kept.record => Some(seen.head.clone()),
            _ => record::open(&kept.record, &self.key, identity).ok().map(|(head, _)| head),
        };
        let becomes = |kept: &memory::Seen| match head_of(kept).map(|kept| (head.beside(&kept), kept)) {
            Some((Standing::Older | Standing::Forked, _)) => Kept::Stays,
            Some((Standing::Unclear, kept)) => Kept::GoesAside(kept.life().to_owned()),
            Some((Standing::Newer | Standing::Untold, _)) | None => Kept::GoesAway,
        };
        let now = memory::Seen { record: record.to_vec(), at: now };
        if let Err(why) = self.memory.save(&now, becomes) {
            self.tell_unkept(&why);
        }
    }
}
