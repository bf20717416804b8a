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
use crate::host::{Clock, Terminal};
use crate::http::trace;
use crate::sensitive::SecretBytes;
use memory::{Memory, Seen};
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
pub struct Kept {
    pub secret: SecretBytes,
    head: Head,
    mod_revision: String,
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

    /// What etcd has at this moment; `None` where the key is not there, and this machine has never seen it:
    /// [`Error::Gone`] keeps others from writing over what may be the last copy.
    pub fn read(&self, patience: Patience) -> Result<Option<Kept>, Error> {
        // whatever was seen before etcd is asked cannot be newer than what it answers
        let (identity, seen) = (self.identity()?, self.seen());
        let Some(found) = self.cluster.find(&self.key, patience)? else {
            return if seen.is_some() { self.gone() } else { Ok(None) };
        };
        self.opened(found, seen.as_ref(), &identity).map(Some)
    }

    /// What was `found` there among others. This machine does not remember what it has but listed.
    pub fn open(&self, found: KeyValue) -> Result<Kept, Error> {
        let identity = self.identity()?;
        self.checked(found, self.seen().as_ref(), &identity)
    }

    /// Puts the secret in the place of what was `kept`, or where nothing is, if that is so still.
    pub fn put(&self, secret: &SecretBytes, kept: Option<&Kept>) -> Result<Put, Error> {
        let identity = self.identity()?;
        let (head, mod_revision) = match kept {
            Some(kept) => (kept.head.next(), kept.mod_revision.as_str()),
            None => (Head::first(&self.key, self.clock.unix()), wire::ABSENT),
        };
        let record = record::seal(&head, secret, &identity)?;
        let other = match self.cluster.swap(&self.key, &record, mod_revision)? {
            Swapped::Done => {
                self.remember(&record, &head, &identity);
                return Ok(Put::Done);
            }
            Swapped::Other(other) => other,
        };
        // the first of two equal requests may have made it, and its answer been lost
        let is_ours = match other {
            Some(found) => self.opened(found, kept.map(|kept| &kept.head), &identity)?.head.follows(&head),
            None => false,
        };
        Ok(if is_ours { Put::Done } else { Put::Overtaken })
    }

    /// Deletes what was `kept`, if it is so still, and what this machine has seen of it.
    pub fn delete(&self, kept: &Kept) -> Result<Put, Error> {
        match self.cluster.delete(&self.key, &kept.mod_revision)? {
            // the first of two equal requests may have done it, and its answer been lost
            Swapped::Done | Swapped::Other(None) => {}
            Swapped::Other(Some(_)) => return Ok(Put::Overtaken),
        }
        self.memory.forget().map_err(store::Error::from)?;
        Ok(Put::Done)
    }

    /// What this machine saw last, and when, in seconds since 1970.
    pub fn remembered(&self) -> Result<Option<(SecretBytes, i64)>, Error> {
        let Some(Seen { record, at }) = self.memory.load() else { return Ok(None) };
        let (_, secret) = record::open(&record, &self.key, &*self.identity()?)?;
        Ok(Some((secret, at)))
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

    /// What this machine saw last. What cannot be read tells nothing.
    fn seen(&self) -> Option<Head> {
        let identity = self.identity().ok()?;
        Some(record::open(&self.memory.load()?.record, &self.key, &identity).ok()?.0)
    }

    fn gone(&self) -> Result<Option<Kept>, Error> {
        let Some(Seen { at, .. }) = self.memory.load() else { return Ok(None) };
        let age = self.clock.unix().saturating_sub(at).max(0);
        Err(Error::Gone { place: self.key.clone(), memory: self.memory.path(), age })
    }

    fn opened(&self, found: KeyValue, seen: Option<&Head>, identity: &Identity) -> Result<Kept, Error> {
        let record = found.value.clone();
        let kept = self.checked(found, seen, identity)?;
        self.remember(&record, &kept.head, identity);
        Ok(kept)
    }

    fn checked(&self, found: KeyValue, seen: Option<&Head>, identity: &Identity) -> Result<Kept, Error> {
        let (head, secret) = record::open(&found.value, &self.key, identity)?;
        match seen.is_some_and(|seen| head.is_older_than(seen)) {
            true => Err(Error::Older { place: self.key.clone(), memory: self.memory.path() }),
            false => Ok(Kept { secret, head, mod_revision: found.mod_revision }),
        }
    }

    /// A machine that cannot remember does without.
    fn remember(&self, record: &[u8], head: &Head, identity: &Identity) {
        let seen = Seen { record: record.to_vec(), at: self.clock.unix() };
        let is_newer = |kept: &Seen| {
            record::open(&kept.record, &self.key, identity).is_ok_and(|(kept, _)| head.is_older_than(&kept))
        };
        if let Err(why) = self.memory.save(&seen, is_newer) {
            trace::note(&self.terminal, &format!("  not remembered: {why}"));
        }
    }
}
