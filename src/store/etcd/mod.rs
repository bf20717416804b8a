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
pub use error::{Error, Silence};
pub use gateway::Login;
pub use wire::KeyValue;

use super::identity::{self, Identity};
use super::{self as store, Places};
use crate::host::printable;
use crate::host::{Clock, Terminal};
use crate::http::trace;
use crate::sensitive::SecretBytes;
use memory::Memory;
use record::Head;
use std::rc::Rc;
use std::sync::Arc;
use wire::Swapped;

/// One secret in etcd.
pub struct Shared {
    cluster: Rc<Cluster>,
    key: String,
    memory: Memory,
    places: Places,
    clock: Clock,
    terminal: Terminal,
}

/// What etcd has, and since which revision.
pub struct Current {
    pub secret: SecretBytes,
    head: Head,
    mod_revision: String,
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
    pub fn new(
        address: &Address,
        name: &str,
        cluster: Rc<Cluster>,
        places: Places,
        clock: Clock,
        terminal: Terminal,
    ) -> Self {
        let memory = Memory::new(&places.folders, format!("{}/{name}", address.sorted()));
        Self { cluster, key: address.key(name), memory, places, clock, terminal }
    }

    /// What this machine saw last, for who asks etcd next: whatever was seen before cannot be newer than the answer. What
    /// cannot be used is told, and tells nothing.
    pub fn seen(&self) -> Result<Option<Seen>, Error> {
        let identity = self.identity()?;
        Ok(self.recalled(&identity).unwrap_or_else(|why| {
            let message = format!("{why}: an older one that was put back since would be taken.");
            self.terminal.warn("memory_unusable", &printable::text(&message));
            None
        }))
    }

    /// What this machine saw last, for who asks nobody.
    pub fn remembered(&self) -> Result<Option<Seen>, Error> {
        self.recalled(&*self.identity()?)
    }

    /// What etcd has at this moment; `None` where the key is not there, and this machine has never `seen` it:
    /// [`Error::Gone`] keeps others from writing over what may be the last copy.
    pub fn read(&self, patience: Patience, seen: Option<&Seen>) -> Result<Option<Current>, Error> {
        let identity = self.identity()?;
        let Some(found) = self.cluster.find(&self.key, patience)? else {
            return seen.map_or(Ok(None), |seen| self.gone(seen));
        };
        self.opened(found, seen, &identity).map(Some)
    }

    /// What was `found` there among others. This machine does not remember what it has but listed.
    pub fn open(&self, found: KeyValue) -> Result<Current, Error> {
        let seen = self.seen()?;
        self.checked(found, seen.as_ref(), &*self.identity()?)
    }

    /// Puts the secret in the place of what is `current`, or where nothing is, if that is so still.
    pub fn put(&self, secret: &SecretBytes, current: Option<&Current>) -> Result<Put, Error> {
        let identity = self.identity()?;
        let (head, mod_revision) = match current {
            Some(current) => (current.head.next(), current.mod_revision.as_str()),
            None => (Head::first(&self.key, self.clock.unix()), wire::ABSENT),
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
                self.check_age(&other, current.map(|current| &current.head))?;
                self.remember(&found.value, &other, None, &identity);
                other.follows(&head)
            }
            None => false,
        };
        Ok(if is_ours { Put::Done } else { Put::Overtaken })
    }

    /// Deletes what is `current`, if it is so still, and what this machine has seen of it.
    pub fn delete(&self, current: &Current) -> Result<Put, Error> {
        match self.cluster.delete(&self.key, &current.mod_revision)? {
            // the first of two equal requests may have done it, and its answer been lost
            Swapped::Done | Swapped::Other(None) => {}
            Swapped::Other(Some(_)) => return Ok(Put::Overtaken),
        }
        if let Err(why) = self.forget() {
            let message = format!("it is deleted, and this machine still remembers it: {why}.");
            self.terminal.warn("left_behind", &printable::text(&message));
        }
        Ok(Put::Done)
    }

    /// Forgets what this machine has seen of it.
    pub fn forget(&self) -> Result<(), Error> {
        Ok(self.memory.forget().map(drop).map_err(store::Error::from)?)
    }

    /// Under what no other secret on this machine is locked.
    pub fn lock_name(&self) -> String {
        let file = self.memory.path();
        format!("etcd.{}", file.file_stem().unwrap_or_default().to_string_lossy())
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

    fn gone(&self, seen: &Seen) -> Result<Option<Current>, Error> {
        // another run on this machine may have deleted it meanwhile
        if self.memory.load().is_ok_and(|seen| seen.is_none()) {
            return Ok(None);
        }
        let age = self.clock.unix().saturating_sub(seen.at).max(0);
        Err(Error::Gone { place: self.key.clone(), memory: self.memory.path(), age })
    }

    fn opened(&self, found: KeyValue, seen: Option<&Seen>, identity: &Identity) -> Result<Current, Error> {
        let record = found.value.clone();
        let current = self.checked(found, seen, identity)?;
        self.remember(&record, &current.head, seen, identity);
        Ok(current)
    }

    fn checked(&self, found: KeyValue, seen: Option<&Seen>, identity: &Identity) -> Result<Current, Error> {
        let (head, secret) = match seen {
            Some(seen) if seen.stored.record == found.value => (seen.head.clone(), seen.secret.clone()),
            _ => record::open(&found.value, &self.key, identity)?,
        };
        self.check_age(&head, seen.map(|seen| &seen.head))?;
        Ok(Current { secret, head, mod_revision: found.mod_revision })
    }

    fn check_age(&self, head: &Head, seen: Option<&Head>) -> Result<(), Error> {
        match seen.is_some_and(|seen| head.is_older_than(seen)) {
            true => Err(Error::Older { place: self.key.clone(), memory: self.memory.path() }),
            false => Ok(()),
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
                .is_ok_and(|(kept, _)| head.is_older_than(&kept)),
        };
        if let Err(why) = self.memory.save(&memory::Seen { record: record.to_vec(), at: now }, is_newer) {
            trace::note(&self.terminal, &format!("  not remembered: {why}"));
        }
    }
}
