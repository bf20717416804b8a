//! A ring on this machine: a lock keeps all others out while it is changed.

use super::{Error, Found, Name, Put, RingStore, read};
use crate::host::Terminal;
use crate::host::folders::Folders;
use crate::keys::Ring;
use crate::session::Place;
use crate::store::lock;

/// A ring in a store of this machine.
pub struct LocalRing {
    name: Name,
    place: Place,
    /// Looks whether it is written down that there is such a ring, at this moment.
    is_named: Box<dyn Fn() -> bool + Send + Sync>,
    terminal: Terminal,
}

impl LocalRing {
    pub fn new(
        name: Name,
        place: Place,
        is_named: impl Fn() -> bool + Send + Sync + 'static,
        terminal: Terminal,
    ) -> Self {
        Self { name, place, is_named: Box::new(is_named), terminal }
    }
}

impl RingStore for LocalRing {
    fn find(&self) -> Result<Option<Found>, Error> {
        let Some(secret) = self.place.store.read(&self.place.slot)? else { return Ok(None) };
        Ok(Some(Found { ring: read(&self.name, &secret)?, version: None }))
    }

    /// Where nothing is found, another run may be about to make it, or to delete it: those have the lock.
    fn load(&self) -> Result<Found, Error> {
        if let Some(found) = self.find()? {
            return Ok(found);
        }
        let _lock = self.lock()?;
        self.find()?.ok_or_else(|| self.missing())
    }

    fn put(&self, ring: &Ring, _over: Option<&Found>) -> Result<Put, Error> {
        self.place.store.write(&self.place.slot, &ring.to_bytes())?;
        Ok(Put::Done)
    }

    fn delete(&self, _found: &Found) -> Result<Put, Error> {
        self.place.store.delete(&self.place.slot)?;
        Ok(Put::Done)
    }

    fn missing(&self) -> Error {
        if (self.is_named)() { Error::Gone(self.name.clone()) } else { Error::Missing(self.name.clone()) }
    }

    fn lock(&self) -> Result<lock::Guard, Error> {
        let (slot, folders) = (&self.place.slot, &self.place.folders);
        Ok(lock::acquire(slot, folders, &self.terminal, lock::Patience::SHORT)?)
    }

    fn delivery_lock(&self) -> (String, &Folders) {
        (self.name.bare.clone(), &self.place.folders)
    }
}
