//! A slot in a place that is open.

use super::{Error, SecretStore, Slot, lock};
use crate::host::Terminal;
use crate::host::folders::Folders;
use crate::sensitive::SecretBytes;
use std::sync::Arc;

/// The slot that a credential or a key ring has in a store. Its keeper alone reads it, and writes to it under its lock.
pub struct OpenSlot {
    slot: Slot,
    store: Arc<dyn SecretStore>,
    folders: Folders,
}

impl OpenSlot {
    /// `folders` are those of the locks.
    pub fn new(slot: Slot, store: impl Into<Arc<dyn SecretStore>>, folders: Folders) -> Self {
        Self { slot, store: store.into(), folders }
    }

    /// As [`SecretStore::read`].
    pub fn read(&self) -> Result<Option<SecretBytes>, Error> {
        self.store.read(&self.slot)
    }

    /// As [`SecretStore::write`].
    pub fn write(&self, secret: &SecretBytes) -> Result<(), Error> {
        self.store.write(&self.slot, secret)
    }

    /// As [`SecretStore::delete`].
    pub fn delete(&self) -> Result<bool, Error> {
        self.store.delete(&self.slot)
    }

    /// As [`SecretStore::is_shared`].
    pub fn is_shared(&self) -> bool {
        self.store.is_shared()
    }

    /// As [`lock::acquire`].
    pub fn lock(&self, terminal: &Terminal, patience: lock::Patience) -> Result<lock::Guard, Error> {
        lock::acquire(&self.slot, &self.folders, terminal, patience)
    }

    /// As [`lock::acquire_if_free`].
    pub fn lock_if_free(&self, terminal: &Terminal) -> Result<Option<lock::Guard>, Error> {
        lock::acquire_if_free(&self.slot, &self.folders, terminal)
    }

    /// As [`lock::acquire_or_wait`].
    pub fn lock_or_wait(
        &self,
        terminal: &Terminal,
        patience: lock::Patience,
    ) -> Result<Option<lock::Guard>, Error> {
        lock::acquire_or_wait(&self.slot, &self.folders, terminal, patience)
    }

    pub fn folders(&self) -> &Folders {
        &self.folders
    }
}
