//! Whether a place can keep secrets here and now, found out by keeping one.

use super::{Error, Places, Slot, StoreKind, lock, open};
use crate::host::{Random, Terminal};
use crate::sensitive::SecretBytes;

/// What trying a place out has shown.
#[derive(Clone, Debug)]
pub struct Probe {
    pub state: State,
    /// Why, in words for a person.
    pub detail: String,
    /// What a person can do about it.
    pub hint: Option<String>,
}

/// Whether a place can keep secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A secret was written, read and deleted
    Usable,
    /// It is there, and a person could open it
    Locked,
    /// It is not there, or does not work
    Missing,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Locked => "locked",
            Self::Missing => "missing",
        }
    }
}

/// Writes, reads and deletes a throw-away secret, under a lock as every writer does. This may ask for a passphrase or
/// wait for a keychain's dialog; a terminal whose manners forbid questions does neither.
pub fn probe(kind: StoreKind, places: &Places, terminal: &Terminal) -> Probe {
    match try_out(kind, places, terminal) {
        Ok(detail) => Probe { state: State::Usable, detail, hint: None },
        Err(error) => Probe { state: error.state(), detail: error.to_string(), hint: error.hint() },
    }
}

/// The place in words, once it has kept a secret.
fn try_out(kind: StoreKind, places: &Places, terminal: &Terminal) -> Result<String, Error> {
    let store = open(kind, places, terminal)?;
    let slot = Slot::throw_away();
    // always the same slot: what a killed run left there goes with the next one; so one after the other
    let _guard = match kind {
        StoreKind::None => None,
        _ => Some(lock::acquire(&slot, &places.folders, terminal, lock::Patience::SHORT)?),
    };
    let written = SecretBytes::new(Random.bytes::<32>().to_vec());
    store.write(&slot, &written)?;
    let read = store.read(&slot);
    store.delete(&slot)?;
    match read? {
        Some(read) if read.expose() == written.expose() => Ok(match kind {
            StoreKind::File => format!("{} in {}", kind.description(), places.folders.store.display()),
            _ => kind.description().to_owned(),
        }),
        _ => Err(Error::Unfaithful(kind.description())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::folders::Folders;
    use crate::store::{KeySource, file};

    #[test]
    fn a48_a_file_store_without_a_key_is_missing_and_one_with_a_key_usable() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders::within(home.path());
        let terminal = Terminal::captured();
        let places = Places::new(folders.clone(), KeySource::Standard);
        let before = probe(StoreKind::File, &places, &terminal);
        assert_eq!(before.state, State::Missing);
        let key = file::default_key_file(&folders);
        assert_eq!(before.detail, format!("the file store has no key yet: there is no {}", key.display()));
        assert!(before.hint.unwrap().starts_with("authctl store init --key-file "));
        assert!(!folders.store.exists(), "no store was made");

        file::init(&folders, file::Protection::KeyFile(key)).unwrap();
        let after = probe(StoreKind::File, &places, &terminal);
        assert_eq!((after.state, after.hint), (State::Usable, None), "{}", after.detail);
        assert_eq!(after.detail, format!("encrypted files in {}", folders.store.display()));
        assert_eq!(folders.store.read_dir().unwrap().count(), 0, "the throw-away secret is gone");

        std::thread::scope(|threads| {
            let tries: Vec<_> =
                (0..20).map(|_| threads.spawn(|| probe(StoreKind::File, &places, &terminal))).collect();
            for seen in tries {
                assert_eq!(seen.join().unwrap().state, State::Usable, "they do not disturb each other");
            }
        });
    }

    #[test]
    fn a48_a_passphrase_that_nobody_can_type_is_a_locked_place() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders::within(home.path());
        file::init(&folders, file::Protection::Passphrase(crate::sensitive::Password::new("pass"))).unwrap();
        let seen = probe(StoreKind::File, &Places::new(folders, KeySource::Standard), &Terminal::captured());
        assert_eq!(seen.state, State::Locked);
        assert_eq!(
            seen.detail,
            "the file store is behind a passphrase, and nobody can be asked: stdin and stderr are not a terminal"
        );
        assert!(seen.hint.unwrap().contains("AUTHCTL_PASSPHRASE_FILE"));
    }

    #[test]
    fn no_place_is_always_usable() {
        let places = Places::new(Folders::within("nowhere".as_ref()), KeySource::Standard);
        assert_eq!(probe(StoreKind::None, &places, &Terminal::captured()).state, State::Usable);
    }
}
