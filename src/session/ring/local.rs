//! A ring on this machine: a lock keeps all others out while it is changed.

use super::{Error, Found, Put, RingName, RingStore, read};
use crate::host::Terminal;
use crate::host::folders::Folders;
use crate::keys::Ring;
use crate::store::{OpenSlot, lock};

/// A ring in a store of this machine.
pub struct LocalRing {
    name: RingName,
    slot: OpenSlot,
    /// Looks whether it is written down that there is such a ring, at this moment.
    is_named: Box<dyn Fn() -> bool + Send + Sync>,
    terminal: Terminal,
}

impl LocalRing {
    pub fn new(
        name: RingName,
        slot: OpenSlot,
        is_named: impl Fn() -> bool + Send + Sync + 'static,
        terminal: Terminal,
    ) -> Self {
        Self { name, slot, is_named: Box::new(is_named), terminal }
    }
}

impl RingStore for LocalRing {
    fn find(&self) -> Result<Option<Found>, Error> {
        let Some(secret) = self.slot.read()? else { return Ok(None) };
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
        self.slot.write(&ring.to_bytes())?;
        Ok(Put::Done)
    }

    fn delete(&self, _found: &Found) -> Result<Put, Error> {
        self.slot.delete()?;
        Ok(Put::Done)
    }

    fn missing(&self) -> Error {
        if (self.is_named)() { Error::Gone(self.name.clone()) } else { Error::Missing(self.name.clone()) }
    }

    fn lock(&self) -> Result<lock::Guard, Error> {
        Ok(self.slot.lock(&self.terminal, lock::Patience::SHORT)?)
    }

    fn delivery_lock(&self) -> (String, &Folders) {
        (self.name.bare.clone(), self.slot.folders())
    }
}
