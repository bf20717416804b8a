//! WHERE SECRETS REST: one file per place, one contract for all of them.
//!
//! A place is opened by [`open()`] and tried out by [`probe()`]. No place falls back to another one, and none writes a
//! secret unencrypted. What the places do not do is keep two processes from writing at once: that is [`lock`].

pub mod etcd;
pub mod file;
pub mod lock;
pub mod private;

mod error;
mod identity;
mod keychain;
mod none;
mod open_slot;
mod probe;
mod slot;
mod split;

#[cfg(test)]
mod contract;

pub use error::Error;
pub use identity::KeySource;
pub use open_slot::OpenSlot;
pub use probe::{Probe, State, probe};
pub use slot::Slot;

use crate::host::Terminal;
use crate::host::folders::Folders;
use crate::sensitive::SecretBytes;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The places where secrets can rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoreKind {
    /// The keychain of this system: macOS Keychain, Secret Service
    Keychain,
    /// Encrypted files, opened by a key file or a passphrase
    File,
    /// Nowhere: kept only until authctl ends
    None,
}

impl StoreKind {
    pub const ALL: [Self; 3] = [Self::Keychain, Self::File, Self::None];

    /// The place in a sentence: "it is kept in …".
    pub fn description_of_place(self) -> &'static str {
        match self {
            Self::Keychain => "the keychain",
            Self::File => "an encrypted file",
            Self::None => "nothing",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Keychain => "keychain",
            Self::File => "file",
            Self::None => "none",
        }
    }

    /// The place in words for a person.
    pub fn description(self) -> &'static str {
        match self {
            Self::Keychain if cfg!(target_os = "macos") => "the macOS Keychain",
            Self::Keychain if cfg!(windows) => "the Windows Credential Manager",
            Self::Keychain => "the Secret Service of this session",
            Self::File => "encrypted files",
            Self::None => "nowhere: kept only until authctl ends",
        }
    }
}

impl fmt::Display for StoreKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for StoreKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| Error::Kind(crate::host::printable::short(name, 64)))
    }
}

/// A place that keeps secrets. Every call may wait for a disk, a keychain or a person.
pub trait SecretStore: Send + Sync {
    /// What was written last, or `None` where nothing is kept. Needs no lock: a reader sees the old secret or the new.
    fn read(&self, slot: &Slot) -> Result<Option<SecretBytes>, Error>;

    /// Keeps the secret in one put: whoever is killed on the way leaves the old secret or the new one. The caller holds
    /// the slot's [`lock`]. What [`SecretStore::read`] would refuse (damaged, newer, of another key) is never written
    /// over, so read a slot before a person is asked to log in for it; `delete` makes room.
    fn write(&self, slot: &Slot, secret: &SecretBytes) -> Result<(), Error>;

    /// Forgets the secret, whatever state it is in; false where nothing was kept.
    fn delete(&self, slot: &Slot) -> Result<bool, Error>;

    /// False where no other process can reach what is kept, and so no lock is needed.
    fn is_shared(&self) -> bool {
        true
    }
}

/// What the places need to be opened. Clones share what was unlocked, so a passphrase is asked for and paid once, and
/// what the place `none` remembers. For other folders make another one.
#[derive(Clone)]
pub struct Places {
    pub folders: Folders,
    pub key: KeySource,
    /// The service name of keychain items: `authctl`. Folders that are not the user's standard ones (`--config-dir`)
    /// need another one, or their profiles share items, but not locks, with those of the same name.
    pub keychain_service: String,
    identity: Arc<identity::Unlocked>,
    memory: Arc<none::Memory>,
}

impl Places {
    pub fn new(folders: Folders, key: KeySource) -> Self {
        Self {
            folders,
            key,
            keychain_service: "authctl".to_owned(),
            identity: Arc::default(),
            memory: Arc::default(),
        }
    }
}

/// Opens a place. The keychain is connected to, which takes at most 5 seconds; the key of the file store is asked for
/// when the first secret is read or written.
pub fn open(kind: StoreKind, places: &Places, terminal: &Terminal) -> Result<Box<dyn SecretStore>, Error> {
    Ok(match kind {
        StoreKind::Keychain => {
            let keychain = keychain::Keychain::connect(&places.keychain_service, terminal)?;
            Box::new(split::Split::over(keychain, keychain::ITEM_LIMIT))
        }
        StoreKind::File => Box::new(file::FileStore::new(places, terminal)),
        StoreKind::None => Box::new(none::NoStore::new(&places.memory)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum as _;

    #[test]
    fn a_place_has_one_name_everywhere() {
        for kind in StoreKind::value_variants() {
            let name = kind.to_possible_value().unwrap().get_name().to_owned();
            assert_eq!(kind.to_string(), name);
            assert_eq!(name.parse::<StoreKind>().unwrap(), *kind);
        }
        let error = "Keychain".parse::<StoreKind>().unwrap_err().to_string();
        assert_eq!(error, "\"Keychain\" is no place for secrets: there are keychain, file and none");
    }
}
