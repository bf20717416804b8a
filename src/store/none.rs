//! No place at all: secrets live as long as the process.

use super::{Error, SecretStore, Slot};
use crate::sensitive::SecretBytes;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the process remembers.
pub type Memory = Mutex<HashMap<Slot, SecretBytes>>;

/// A store that forgets everything when the process ends.
pub struct NoStore(Arc<Memory>);

impl NoStore {
    pub fn new(memory: &Arc<Memory>) -> Self {
        Self(Arc::clone(memory))
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<Slot, SecretBytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for NoStore {
    fn read(&self, slot: &Slot) -> Result<Option<SecretBytes>, Error> {
        Ok(self.kept().get(slot).cloned())
    }

    fn write(&self, slot: &Slot, secret: &SecretBytes) -> Result<(), Error> {
        self.kept().insert(slot.clone(), secret.clone());
        Ok(())
    }

    fn delete(&self, slot: &Slot) -> Result<bool, Error> {
        Ok(self.kept().remove(slot).is_some())
    }

    fn is_shared(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::contract;

    #[test]
    fn keeps_the_contract_for_the_life_of_the_process() {
        let memory = Arc::default();
        contract::holds_for(&NoStore::new(&memory), || Box::new(NoStore::new(&memory)));
    }
}
