//! Secrets in encrypted files: `SLOT.age` for each, all encrypted to one key.
//!
//! age says nothing about which file it is that one decrypts, so that is written inside: a line of JSON with the
//! format, the slot, and a count of the writes, then the secret. A file that was changed, cut, renamed or copied from
//! another slot is noticed. An old but intact copy put back is noticed only by a run that has seen a newer one.

pub use super::identity::{Protection, default_key_file, init, make_key, passphrase_in};

use super::identity::{self, Identity};
use super::{Error, Places, SecretStore, Slot, private};
use crate::host::{Random, Terminal, files, temporary};
use crate::sensitive::SecretBytes;
use age::DecryptError;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// The format that this authctl writes, and the newest that it reads.
const FORMAT: u64 = 1;
/// The largest secret that is kept.
const LARGEST_SECRET: usize = 1024 * 1024;
/// The largest file: secret, head line, and what age adds.
const LARGEST_FILE: usize = LARGEST_SECRET + 64 * 1024;

/// The encrypted files of one folder.
pub struct FileStore {
    places: Places,
    terminal: Terminal,
    seen: Mutex<HashMap<Slot, Head>>,
}

/// The first line of what is encrypted.
#[derive(Clone, Serialize, Deserialize)]
struct Head {
    format: u64,
    slot: String,
    /// A random name for the time from the slot's first write to its deletion.
    life: String,
    /// How often the slot was written in this life.
    writes: u64,
}

impl FileStore {
    pub fn new(places: &Places, terminal: &Terminal) -> Self {
        Self { places: places.clone(), terminal: terminal.clone(), seen: Mutex::default() }
    }

    fn path(&self, slot: &Slot) -> PathBuf {
        self.places.folders.store.join(format!("{}.age", slot.name()))
    }

    fn identity(&self) -> Result<Arc<Identity>, Error> {
        let Places { folders, key, identity, .. } = &self.places;
        identity::unlock(identity, folders, key, &self.terminal)
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<Slot, Head>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What lies in the slot's file, whichever count it has.
    fn open(&self, slot: &Slot) -> Result<Option<(Head, SecretBytes)>, Error> {
        let path = self.path(slot);
        if !private::has_folder(&self.places.folders.store)? {
            return Ok(None);
        }
        let Some(sealed) = private::read(&path, LARGEST_FILE)? else { return Ok(None) };
        let plain = decrypted(&sealed, &*self.identity()?, &path)?;
        parsed(&plain, slot, &path).map(Some)
    }

    /// The head of the next write: it counts on from what is kept, or begins a new life.
    fn next_head(&self, slot: &Slot) -> Result<Head, Error> {
        let kept = self.open(slot)?.map(|(head, _)| head);
        let seen = self.seen().get(slot).cloned();
        let (life, writes) = match (kept, seen) {
            (Some(kept), Some(seen)) if kept.life == seen.life => (kept.life, kept.writes.max(seen.writes)),
            (Some(kept), _) => (kept.life, kept.writes),
            (None, _) => (Random.text(), 0),
        };
        Ok(Head { format: FORMAT, slot: slot.name().to_owned(), life, writes: writes.saturating_add(1) })
    }
}

impl SecretStore for FileStore {
    fn read(&self, slot: &Slot) -> Result<Option<SecretBytes>, Error> {
        let Some((head, secret)) = self.open(slot)? else { return Ok(None) };
        let mut seen = self.seen();
        let is_older = |seen: &Head| seen.life == head.life && seen.writes > head.writes;
        if seen.get(slot).is_some_and(is_older) {
            return Err(Error::OlderCopy(self.path(slot)));
        }
        seen.insert(slot.clone(), head);
        Ok(Some(secret))
    }

    fn write(&self, slot: &Slot, secret: &SecretBytes) -> Result<(), Error> {
        let size = secret.expose().len();
        if size > LARGEST_SECRET {
            return Err(Error::TooLarge { size, limit: LARGEST_SECRET });
        }
        let identity = self.identity()?;
        private::make_folder(&self.places.folders.store)?;
        let head = self.next_head(slot)?;
        let path = self.path(slot);
        files::write_whole(&path, &encrypted(&head, secret, &identity, &path)?)?;
        temporary::remove_leftovers(&self.places.folders.store);
        self.seen().insert(slot.clone(), head);
        Ok(())
    }

    fn delete(&self, slot: &Slot) -> Result<bool, Error> {
        if !private::has_folder(&self.places.folders.store)? {
            return Ok(false);
        }
        self.seen().remove(slot);
        Ok(files::remove(&self.path(slot))?)
    }
}

fn encrypted(head: &Head, secret: &SecretBytes, identity: &Identity, path: &Path) -> Result<Vec<u8>, Error> {
    let line = serde_json::to_vec(head)
        .map_err(|why| files::Error::new("write", path, std::io::Error::from(why)))?;
    let mut plain = Zeroizing::new(Vec::with_capacity(line.len() + 1 + secret.expose().len()));
    plain.extend_from_slice(&line);
    plain.push(b'\n');
    plain.extend_from_slice(secret.expose());
    age::encrypt(&identity.key.to_public(), &plain).map_err(|why| identity::cannot_encrypt(path, &why))
}

fn decrypted(sealed: &SecretBytes, identity: &Identity, path: &Path) -> Result<SecretBytes, Error> {
    identity.decrypt(sealed.expose()).map_err(|error| match error {
        DecryptError::NoMatchingKeys => Error::OtherKey { path: path.to_owned(), key: identity.from.clone() },
        _ => damaged(path, "it is not what authctl wrote"),
    })
}

fn parsed(plain: &SecretBytes, slot: &Slot, path: &Path) -> Result<(Head, SecretBytes), Error> {
    #[derive(Deserialize)]
    struct AnyFormat {
        format: u64,
    }
    let no_head = || damaged(path, "it does not begin with a line that authctl writes");
    let end = plain.expose().iter().position(|byte| *byte == b'\n').ok_or_else(no_head)?;
    let (line, secret) = (&plain.expose()[..end], &plain.expose()[end + 1..]);
    let format = serde_json::from_slice::<AnyFormat>(line).map_err(|_| no_head())?.format;
    if format > FORMAT {
        return Err(Error::Newer { item: path.display().to_string(), format });
    }
    let head: Head = serde_json::from_slice(line).map_err(|_| no_head())?;
    if head.format != FORMAT {
        return Err(no_head());
    }
    if head.slot != slot.name() {
        let wanted = slot.name().to_owned();
        let found = crate::host::printable::short(&head.slot, 80);
        return Err(Error::OtherSlot { path: path.to_owned(), found, wanted });
    }
    Ok((head, SecretBytes::new(secret.to_vec())))
}

fn damaged(path: &Path, why: &'static str) -> Error {
    Error::Damaged { item: path.display().to_string(), why, path: Some(path.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::folders::Folders;
    use crate::sensitive::Password;
    use crate::store::{KeySource, contract};
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    struct Home {
        folder: tempfile::TempDir,
        folders: Folders,
        places: Places,
    }

    impl Home {
        fn without_key() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let folders = Folders::within(folder.path());
            let places = Places::new(folders.clone(), KeySource::Standard);
            Self { folder, folders, places }
        }
        fn new() -> Self {
            let home = Self::without_key();
            init(&home.folders, Protection::KeyFile(default_key_file(&home.folders))).unwrap();
            home
        }
        fn store(&self) -> FileStore {
            FileStore::new(&self.places, &Terminal::captured())
        }
        fn store_with(&self, key: KeySource) -> FileStore {
            FileStore::new(&Places::new(self.folders.clone(), key), &Terminal::captured())
        }
        fn file(&self, profile: &str) -> PathBuf {
            self.folders.store.join(format!("credential.{profile}.age"))
        }
        fn bytes(&self, profile: &str) -> Vec<u8> {
            files::read(&self.file(profile), LARGEST_FILE).unwrap().unwrap()
        }
        fn put(&self, profile: &str, bytes: &[u8]) {
            files::write_whole(&self.file(profile), bytes).unwrap();
        }
        /// A file as some other authctl might have written it.
        fn put_plain(&self, profile: &str, plain: &[u8]) {
            let key = self.store().identity().unwrap().key.to_public();
            self.put(profile, &age::encrypt(&key, plain).unwrap());
        }
    }

    fn slot(profile: &str) -> Slot {
        Slot::credential(profile).unwrap()
    }
    fn secret(text: &str) -> SecretBytes {
        SecretBytes::new(text.into())
    }
    fn shown(read: Result<Option<SecretBytes>, Error>) -> String {
        String::from_utf8(read.unwrap().unwrap().expose().to_vec()).unwrap()
    }

    #[test]
    fn keeps_the_contract() {
        let home = Home::new();
        contract::holds_for(&home.store(), || Box::new(home.store()));
        assert_eq!(home.folders.store.read_dir().unwrap().count(), 0, "nothing is left behind");
    }

    #[test]
    fn a49_l4_nothing_readable_lies_on_the_disk() {
        let home = Home::new();
        home.store().write(&slot("work"), &secret("canary")).unwrap();
        let file = home.bytes("work");
        assert!(!file.windows(6).any(|window| window == b"canary"));
        assert!(file.starts_with(b"age-encryption.org/v1\n-> X25519 "));
    }

    #[test]
    fn l5_folder_and_files_are_private_and_loose_ones_refused() {
        let home = Home::new();
        let store = home.store();
        store.write(&slot("work"), &secret("one")).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode(&home.folders.store), 0o700);
        assert_eq!(mode(&home.file("work")), 0o600);
        assert_eq!(mode(&default_key_file(&home.folders)), 0o600);

        for loose in [home.folders.store.clone(), home.file("work"), default_key_file(&home.folders)] {
            let store = home.store_with(KeySource::Standard);
            let tight = mode(&loose);
            std::fs::set_permissions(&loose, Permissions::from_mode(tight | 0o040)).unwrap();
            for error in [
                store.read(&slot("work")).unwrap_err(),
                store.write(&slot("work"), &secret("two")).unwrap_err(),
            ] {
                assert_eq!(error.hint().unwrap(), format!("chmod {tight:o} {}", loose.display()));
            }
            std::fs::set_permissions(&loose, Permissions::from_mode(tight)).unwrap();
        }
        assert_eq!(shown(store.read(&slot("work"))), "one");
    }

    #[test]
    fn l6_a45_every_flipped_or_missing_byte_of_4_kib_is_noticed() {
        let home = Home::new();
        let store = home.store();
        store.write(&slot("work"), &secret(&"s".repeat(4096))).unwrap();
        let good = home.bytes("work");
        let path = home.file("work");
        let identity = store.identity().unwrap();
        let noticed = |bytes: Vec<u8>, what: &str, index: usize| {
            let opened = decrypted(&SecretBytes::new(bytes), &identity, &path)
                .and_then(|plain| parsed(&plain, &slot("work"), &path));
            let Err(error) = opened else { panic!("byte {index} {what}, and nothing was noticed") };
            assert!(error.to_string().contains("damaged"), "byte {index} {what}: {error}");
            assert!(error.to_string().contains("credential.work.age"), "byte {index} {what}: {error}");
            assert!(error.hint().unwrap().contains("rm "), "byte {index} {what}");
        };
        for index in 0..good.len() {
            let mut flipped = good.clone();
            flipped[index] ^= 1 << (index % 8);
            noticed(flipped, "flipped", index);
            let mut without = good.clone();
            without.remove(index);
            noticed(without, "taken out", index);
            noticed(good[..index].to_vec(), "and all after it cut off", index);
        }
        noticed([&good[..], b"x"].concat(), "appended after", good.len());
        assert_eq!(shown(store.read(&slot("work"))).len(), 4096);
    }

    #[test]
    fn a45_a_damaged_file_is_not_written_over_but_can_be_deleted() {
        let home = Home::new();
        let store = home.store();
        store.write(&slot("work"), &secret("one")).unwrap();
        let mut bytes = home.bytes("work");
        *bytes.last_mut().unwrap() ^= 1;
        home.put("work", &bytes);
        let error = store.write(&slot("work"), &secret("two")).unwrap_err();
        let file = home.file("work");
        assert_eq!(error.to_string(), format!("{} is damaged: it is not what authctl wrote", file.display()));
        assert_eq!(error.hint().unwrap(), format!("rm {}  (then log in again)", file.display()));
        assert_eq!(home.bytes("work"), bytes);
        assert!(store.delete(&slot("work")).unwrap());
        store.write(&slot("work"), &secret("two")).unwrap();
    }

    #[test]
    fn a45_a_file_under_another_name_is_refused() {
        let home = Home::new();
        let store = home.store();
        store.write(&slot("a"), &secret("of a")).unwrap();
        std::fs::copy(home.file("a"), home.file("b")).unwrap();
        let message = format!(
            "{} holds the secret of credential.a, not of credential.b: it was copied or renamed",
            home.file("b").display()
        );
        assert_eq!(store.read(&slot("b")).unwrap_err().to_string(), message);
        assert_eq!(store.write(&slot("b"), &secret("of b")).unwrap_err().to_string(), message);
    }

    #[test]
    fn a45_an_older_copy_is_noticed_by_a_run_that_has_seen_a_newer_one() {
        let home = Home::new();
        let store = home.store();
        store.write(&slot("work"), &secret("one")).unwrap();
        let old = home.bytes("work");
        store.write(&slot("work"), &secret("two")).unwrap();
        home.put("work", &old);
        assert!(matches!(store.read(&slot("work")), Err(Error::OlderCopy(_))));
        assert_eq!(shown(home.store().read(&slot("work"))), "one", "a new run cannot know");
        store.write(&slot("work"), &secret("three")).unwrap();
        assert_eq!(shown(store.read(&slot("work"))), "three");
    }

    #[test]
    fn a_secret_that_was_deleted_and_kept_anew_by_another_run_is_no_older_copy() {
        let home = Home::new();
        let store = home.store();
        store.write(&slot("work"), &secret("one")).unwrap();
        store.write(&slot("work"), &secret("two")).unwrap();
        let other = home.store();
        other.delete(&slot("work")).unwrap();
        other.write(&slot("work"), &secret("three")).unwrap();
        assert_eq!(shown(store.read(&slot("work"))), "three");
    }

    #[test]
    fn r14_a_newer_format_is_refused_untouched() {
        let home = Home::new();
        home.store().write(&slot("work"), &secret("one")).unwrap();
        home.put_plain("work", b"{\"format\":2,\"new\":true}\nwhatever");
        let before = home.bytes("work");
        let store = home.store();
        for error in
            [store.read(&slot("work")).unwrap_err(), store.write(&slot("work"), &secret("two")).unwrap_err()]
        {
            let file = home.file("work");
            assert_eq!(
                error.to_string(),
                format!("{} was written by a newer authctl (format 2) and is left as it is", file.display())
            );
        }
        assert_eq!(home.bytes("work"), before);
    }

    #[test]
    fn a45_what_is_encrypted_but_not_authctls_is_damaged() {
        let home = Home::new();
        home.store().write(&slot("work"), &secret("one")).unwrap();
        for plain in [&b""[..], b"no line", b"{}\nx", b"{\"format\":0}\nx", b"{\"format\":1}\nx", b"\xff\nx"]
        {
            home.put_plain("work", plain);
            assert!(matches!(home.store().read(&slot("work")), Err(Error::Damaged { .. })));
        }
    }

    #[test]
    fn another_key_is_named_and_its_files_are_left_alone() {
        let home = Home::new();
        home.store().write(&slot("work"), &secret("one")).unwrap();
        let key = home.folder.path().join("other.key");
        init(&home.folders, Protection::KeyFile(key.clone())).unwrap();
        let other = home.store_with(KeySource::KeyFile(key.clone()));
        for error in
            [other.read(&slot("work")).unwrap_err(), other.write(&slot("work"), &secret("two")).unwrap_err()]
        {
            assert_eq!(
                error.to_string(),
                format!(
                    "{} is damaged, or it was encrypted to another key than that of {}",
                    home.file("work").display(),
                    key.display()
                )
            );
        }
        assert_eq!(shown(home.store().read(&slot("work"))), "one");
    }

    #[test]
    fn nothing_kept_and_deleting_need_no_key() {
        let home = Home::without_key();
        let store = home.store();
        assert!(store.read(&slot("work")).unwrap().is_none());
        assert!(!store.delete(&slot("work")).unwrap());
        assert!(matches!(store.write(&slot("work"), &secret("one")), Err(Error::NoKey(_))));
        assert!(!home.folders.store.exists(), "nothing was made");

        init(&home.folders, Protection::Passphrase(Password::new("pass"))).unwrap();
        home.put("work", b"whatever");
        assert!(store.delete(&slot("work")).unwrap());
    }

    #[test]
    fn a_secret_that_is_too_large_is_refused_before_anything_is_asked() {
        let home = Home::without_key();
        let large = SecretBytes::new(vec![0; LARGEST_SECRET + 1]);
        assert!(matches!(home.store().write(&slot("work"), &large), Err(Error::TooLarge { .. })));
        let home = Home::new();
        let largest = SecretBytes::new(vec![7; LARGEST_SECRET]);
        home.store().write(&slot("work"), &largest).unwrap();
        assert!(home.store().read(&slot("work")).unwrap().unwrap().expose() == largest.expose());
    }
}
