//! A ring in etcd, for many machines: a change is made where nobody else has made one since the ring was read.

use super::{Error, Found, Put, Reach, Remembered, RingName, RingStore, Verifying, read};
use crate::host::Terminal;
use crate::host::folders::Folders;
use crate::keys::{self, Ring};
use crate::store::etcd::{self, Current, KeyValue, Known, Patience, Seen, Shared};
use crate::store::lock;

/// How old what this machine remembers may be when nobody can be asked, in seconds.
const OLDEST: i64 = 24 * 60 * 60;
/// What was seen more seconds from now was dated by a clock that was wrong.
const AHEAD: i64 = 60;

// a clock that may change a ring is one that its keys are handed over by
const _: () = assert!(keys::SKEW == etcd::SKEW);

/// A ring in etcd, and what this machine has seen of it.
pub struct SharedRing {
    name: RingName,
    shared: Shared,
    terminal: Terminal,
}

impl SharedRing {
    pub fn new(name: RingName, shared: Shared, terminal: Terminal) -> Self {
        Self { name, shared, terminal }
    }

    /// The ring that was found in its place among others.
    pub fn load_listed(&self, found: KeyValue) -> Result<Ring, Error> {
        match self.shared.open(found) {
            // another run may have seen a newer one since
            Err(etcd::Error::Older { .. } | etcd::Error::Over { .. }) => Ok(self.load()?.ring),
            kept => read(&self.name, &kept.map_err(|why| self.failed(why))?.secret),
        }
    }

    fn ask(&self, patience: Patience, known: &Known) -> Result<Option<Found>, Error> {
        let current = self.shared.read(patience, known).map_err(|why| self.failed(why))?;
        let Some(Current { secret, version }) = current else { return Ok(None) };
        Ok(Some(Found { ring: read(&self.name, &secret)?, version: Some(version) }))
    }

    fn remembered(&self, seen: &Seen, now: i64) -> Result<Remembered, Error> {
        if seen.at > now.saturating_add(AHEAD) {
            return Err(Error::SeenAhead(self.name.clone()));
        }
        let age = now.saturating_sub(seen.at).max(0);
        Ok(Remembered { ring: read(&self.name, &seen.secret)?, age, why: None })
    }

    fn remembered_offline(&self, now: i64) -> Result<Verifying, Error> {
        let seen = self.shared.remembered().map_err(Error::Etcd)?;
        let seen = seen.ok_or_else(|| Error::NeverSeen(self.name.clone()))?;
        Ok(Verifying::Remembered(self.remembered(&seen, now)?.into()))
    }

    fn failed(&self, why: etcd::Error) -> Error {
        let name = self.name.clone();
        match why {
            etcd::Error::Unknown(_) => Error::Unknown { name, why: why.into() },
            etcd::Error::Spoiled { copy: Some(_), .. } => Error::Spoiled { name, why: why.into() },
            etcd::Error::Gone { .. } => Error::Lost { name, why: why.into() },
            why => Error::Etcd(why),
        }
    }
}

impl RingStore for SharedRing {
    fn find(&self) -> Result<Option<Found>, Error> {
        self.ask(Patience::Election, &self.shared.known().map_err(Error::Etcd)?)
    }

    /// Where etcd cannot be asked, what this machine has seen in the last day will do; offline that is taken however old it
    /// is.
    fn load_to_verify(&self, reach: Reach, now: i64) -> Result<Verifying, Error> {
        if reach == Reach::Offline {
            return self.remembered_offline(now);
        }
        let known = self.shared.known().map_err(Error::Etcd)?;
        let remembered = known.last.as_ref().and_then(|seen| self.remembered(seen, now).ok());
        let will_do = remembered.as_ref().is_some_and(|remembered| remembered.age <= OLDEST);
        let patience = if will_do { Patience::Once } else { Patience::Election };
        match (self.ask(patience, &known), remembered) {
            (Err(Error::Etcd(why)), Some(remembered)) if why.is_no_answer() && will_do => {
                self.shared.check_last(&known).map_err(Error::Etcd)?;
                Ok(Verifying::Remembered(Remembered { why: Some(why), ..remembered }.into()))
            }
            (Err(Error::Etcd(why)), Some(Remembered { age, .. })) if why.is_no_answer() => {
                Err(Error::TooOld { why: why.into(), age })
            }
            (found, _) => {
                let ring = found?.ok_or_else(|| self.missing())?.ring;
                if let Err(why) = self.check_clock() {
                    self.terminal.warn("clock_wrong", &format!("{why}."));
                }
                Ok(Verifying::Current(ring))
            }
        }
    }

    fn put(&self, ring: &Ring, over: Option<&Found>) -> Result<Put, Error> {
        let over = over.and_then(|found| found.version.as_ref());
        self.shared.put(&ring.to_bytes(), over).map_err(|why| self.failed(why))
    }

    fn delete(&self, found: &Found) -> Result<Put, Error> {
        let Some(version) = &found.version else { return Ok(Put::Overtaken) };
        self.shared.delete(version).map_err(|why| self.failed(why))
    }

    fn forget(&self) -> Result<(), Error> {
        self.shared.forget().map_err(Error::Etcd)
    }

    fn check_clock(&self) -> Result<(), Error> {
        self.shared.check_clock().map_err(Error::Etcd)
    }

    fn missing(&self) -> Error {
        Error::Missing(self.name.clone())
    }

    fn lock(&self) -> Result<lock::Guard, Error> {
        Ok(lock::Guard::unneeded())
    }

    fn delivery_lock(&self) -> (String, &Folders) {
        (self.shared.lock_name(), &self.shared.places().folders)
    }
}
