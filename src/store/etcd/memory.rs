//! What this machine has seen last of one place in etcd, as it was there: encrypted. It is what tokens are verified with
//! when etcd is away, what shows that an older record was put back, and it may be the last copy: so it lies where secrets
//! rest, and not among what can be fetched again.

use crate::host::file_lock::FolderLock;
use crate::host::folders::Folders;
use crate::host::{files, temporary};
use crate::store::{Error, private};
use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A record in base64, and what stands around it.
const LARGEST: usize = 2 << 20;
/// Who has the lock reads and writes a file, and asks nobody.
const LONGEST_LOCK: Duration = Duration::from_secs(2);
/// So many lives that are over are remembered for a key.
const MOST_OVER: usize = 1024;
/// When it was seen is written down anew after so many seconds.
const PRECISION: i64 = 60;

/// The file of one place, beside those of the same key by other endpoints: one etcd is called by several names.
pub struct Memory {
    /// Of all places.
    root: PathBuf,
    /// Of all with this key.
    folder: PathBuf,
    key: String,
    /// The endpoints and the key.
    place: String,
}

/// What was seen, and when, in seconds since 1970.
#[derive(Clone)]
pub struct Seen {
    pub record: Vec<u8>,
    pub at: i64,
}

/// What becomes of what is kept when another is to be.
pub enum Kept {
    Stays,
    GoesAway,
    /// It is kept beside that, as one of this life.
    GoesAside(String),
}

#[derive(Serialize, Deserialize)]
struct Entry {
    place: String,
    seen_at: i64,
    record: String,
}

impl Memory {
    /// Of this key, by the endpoints that the place begins with.
    pub fn new(folders: &Folders, place: String, key: &str) -> Self {
        let (root, key) = (folders.etcd.clone(), key.to_owned());
        Self { folder: root.join(hash(&key)), root, key, place }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.join(hash(&self.place) + ".json")
    }

    /// Where what was kept goes, which is of this life.
    pub fn aside(&self, life: &str) -> PathBuf {
        self.folder.join(hash(&format!("{} {life}", self.place)) + ".json")
    }

    /// What no other key is called.
    pub fn key_name(&self) -> String {
        hash(&self.key)
    }

    /// `None` where nothing was seen. What others could have written is an error, as is all else that cannot be used.
    pub fn load(&self) -> Result<Option<Seen>, Error> {
        if !private::has_folder(&self.root)? || !private::has_folder(&self.folder)? {
            return Ok(None);
        }
        let path = self.path();
        let Some(entry) = entry(&path)? else { return Ok(None) };
        let seen = Some(entry).filter(|entry| entry.place == self.place).and_then(Seen::of);
        seen.map(Some).ok_or_else(|| damaged(&path))
    }

    /// What was seen of the same key by other endpoints, or set aside.
    pub fn others(&self) -> Vec<(PathBuf, Result<Seen, Error>)> {
        if !matches!(
            (private::has_folder(&self.root), private::has_folder(&self.folder)),
            (Ok(true), Ok(true))
        ) {
            return Vec::new();
        }
        let own = self.path();
        let files = self.folder.read_dir().into_iter().flatten().flatten().map(|file| file.path());
        let others = files.filter(|path| *path != own && path.extension().is_some_and(|name| name == "json"));
        let read = |path: PathBuf| {
            let entry = entry(&path).transpose()?;
            let seen = entry.and_then(|entry| Seen::of(entry).ok_or_else(|| damaged(&path)));
            Some((path, seen))
        };
        others.filter_map(read).collect()
    }

    /// The names of what was seen below `place`, which ends with a slash, by the same endpoints.
    pub fn names_below(folders: &Folders, place: &str) -> BTreeSet<String> {
        let folders = folders.etcd.read_dir().into_iter().flatten().flatten();
        let files = folders.filter_map(|folder| folder.path().read_dir().ok()).flatten().flatten();
        let places = files.filter_map(|file| entry(&file.path()).ok()?.map(|entry| entry.place));
        places.filter_map(|found| found.strip_prefix(place).map(str::to_owned)).collect()
    }

    /// Where the lives of this key that are over stand, one a line.
    pub fn over_path(&self) -> PathBuf {
        self.folder.join("over")
    }

    /// The lives of this key that are over, by whatever endpoints.
    pub fn over(&self) -> Result<Vec<String>, Error> {
        if !private::has_folder(&self.root)? || !private::has_folder(&self.folder)? {
            return Ok(Vec::new());
        }
        let Some(bytes) = private::read(&self.over_path(), LARGEST)? else { return Ok(Vec::new()) };
        let text = std::str::from_utf8(bytes.expose()).map_err(|_| damaged(&self.over_path()))?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// Writes down that a life is over: it was deleted, or another was made in its place.
    pub fn end(&self, life: &str) -> Result<(), Error> {
        let _lock = self.lock()?;
        // what cannot be used is written anew
        let mut lives = self.over().unwrap_or_default();
        if lives.iter().any(|over| over == life) {
            return Ok(());
        }
        lives.push(life.to_owned());
        let last = lives.len().saturating_sub(MOST_OVER);
        Ok(files::write_whole(&self.over_path(), (lives[last..].join("\n") + "\n").as_bytes())?)
    }

    fn lock(&self) -> Result<FolderLock, Error> {
        private::make_folder(&self.root)?;
        private::make_folder(&self.folder)?;
        let failed = |cause| files::Error::new("lock", &self.folder, cause);
        Ok(FolderLock::acquire(&self.folder, LONGEST_LOCK).map_err(failed)?)
    }

    pub fn forget(&self) -> Result<bool, files::Error> {
        files::remove(&self.path())
    }

    /// Keeps what was seen, as far as what is kept by then lets it: another process may have seen more meanwhile.
    pub fn save(&self, seen: &Seen, becomes: impl Fn(&Seen) -> Kept) -> Result<(), Error> {
        let _lock = self.lock()?;
        temporary::remove_leftovers(&self.folder);
        // what cannot be used keeps nothing out
        if let Ok(Some(kept)) = self.load() {
            match becomes(&kept) {
                Kept::Stays => return Ok(()),
                Kept::GoesAway => {}
                Kept::GoesAside(life) => self.write(&self.aside(&life), &kept)?,
            }
        }
        self.write(&self.path(), seen)
    }

    fn write(&self, path: &Path, seen: &Seen) -> Result<(), Error> {
        let entry =
            Entry { place: self.place.clone(), seen_at: seen.at, record: STANDARD.encode(&seen.record) };
        let failed = |why: serde_json::Error| files::Error::new("write", path, std::io::Error::from(why));
        Ok(files::write_whole(path, &serde_json::to_vec(&entry).map_err(failed)?)?)
    }
}

/// What the file holds; `None` without one.
fn entry(path: &Path) -> Result<Option<Entry>, Error> {
    let Some(bytes) = private::read(path, LARGEST)? else { return Ok(None) };
    serde_json::from_slice(bytes.expose()).map(Some).map_err(|_| damaged(path))
}

fn damaged(path: &Path) -> Error {
    let item = path.display().to_string();
    Error::Damaged { item, why: "it is not what was seen there", path: Some(path.to_owned()) }
}

fn hash(text: &str) -> String {
    let mut name = String::new();
    for byte in digest::digest(&digest::SHA256, text.as_bytes()).as_ref() {
        let _ = write!(name, "{byte:02x}"); // a String takes all
    }
    name
}

impl Seen {
    fn of(entry: Entry) -> Option<Self> {
        Some(Self { record: STANDARD.decode(entry.record).ok()?, at: entry.seen_at })
    }

    /// True where the same record was seen less than a minute before `now`. A clock that was ahead once has dated it in the
    /// future.
    pub fn was_just(&self, record: &[u8], now: i64) -> bool {
        let age = now.checked_sub(self.at);
        self.record == record && age.is_some_and(|age| (0..PRECISION).contains(&age))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn l5_what_was_seen_is_kept_for_this_user_alone_and_never_replaced_by_older() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders::within(home.path());
        let memory = |place: &str| Memory::new(&folders, place.to_owned(), "a/b");
        let seen = |record: &[u8], at| Seen { record: record.to_vec(), at };
        let kept = |place: &str| memory(place).load().map(|seen| seen.map(|seen| (seen.record, seen.at)));
        let here = memory("etcd://h/a/b");
        assert_eq!(kept("etcd://h/a/b").unwrap(), None);
        here.save(&seen(b"2", 100), |_| unreachable!()).unwrap();
        here.save(&seen(b"1", 200), |_| Kept::Stays).unwrap();
        assert_eq!(kept("etcd://h/a/b").unwrap(), Some((b"2".to_vec(), 100)));
        here.save(&seen(b"2", 160), |_| Kept::GoesAway).unwrap();
        assert_eq!(kept("etcd://h/a/b").unwrap(), Some((b"2".to_vec(), 160)));
        assert_eq!(here.path().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!here.path().starts_with(&folders.cache));
        let others = memory("etcd://i/a/b").others();
        assert_eq!(others.iter().map(|(path, _)| path).collect::<Vec<_>>(), [&here.path()]);
        assert!(here.others().is_empty());
        here.save(&seen(b"4", 165), |_| Kept::GoesAside("2".to_owned())).unwrap();
        let aside = here.others().remove(0);
        let stored = aside.1.unwrap();
        assert_eq!((stored.record, stored.at), (b"2".to_vec(), 160));
        assert_eq!(Memory::names_below(&folders, "etcd://h/a/"), ["b".to_owned()].into());
        std::fs::copy(here.path(), memory("etcd://h/a/c").path()).unwrap();
        assert!(kept("etcd://h/a/c").is_err(), "of another place");
        std::fs::set_permissions(here.path(), std::fs::Permissions::from_mode(0o602)).unwrap();
        assert!(kept("etcd://h/a/b").is_err(), "everybody could have written it");
        here.save(&seen(b"3", 170), |_| unreachable!()).unwrap();
        assert_eq!(kept("etcd://h/a/b").unwrap(), Some((b"3".to_vec(), 170)));
    }

    #[test]
    fn the_last_lives_that_are_over_are_known_by_whatever_endpoints() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders::within(home.path());
        let memory = |key: &str, place: &str| Memory::new(&folders, place.to_owned(), key);
        assert!(memory("a/b", "etcd://h/a/b").over().unwrap().is_empty());
        for life in ["1", "2", "1"] {
            memory("a/b", "etcd://h/a/b").end(life).unwrap();
        }
        assert_eq!(memory("a/b", "etcd://i/a/b").over().unwrap(), ["1", "2"]);
        assert!(memory("a/c", "etcd://h/a/c").over().unwrap().is_empty());
        let path = memory("a/b", "etcd://h/a/b").over_path();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let many: Vec<String> = (0..MOST_OVER).map(|life| life.to_string()).collect();
        files::write_whole(&path, many.join("\n").as_bytes()).unwrap();
        memory("a/b", "etcd://h/a/b").end("x").unwrap();
        let over = memory("a/b", "etcd://h/a/b").over().unwrap();
        assert_eq!((over.len(), &*over[0], &*over[MOST_OVER - 1]), (MOST_OVER, "1", "x"));
    }

    #[test]
    fn when_a_record_was_seen_is_written_down_anew_after_a_minute() {
        let seen = |at| Seen { record: b"2".to_vec(), at };
        assert!(seen(100).was_just(b"2", 100) && seen(100).was_just(b"2", 159));
        assert!(!seen(100).was_just(b"2", 160) && !seen(100).was_just(b"3", 100));
        for odd in [101, 300, i64::MAX, i64::MIN] {
            assert!(!seen(odd).was_just(b"2", 100), "{odd}");
        }
    }
}
