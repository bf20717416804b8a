//! What this machine has seen last of one place in etcd, as it was there: encrypted. It is what tokens are verified with
//! when etcd is away, and what shows that an older record was put back.

use crate::host::file_lock::FolderLock;
use crate::host::files;
use crate::host::folders::Folders;
use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

/// A record in base64, and what stands around it.
const LARGEST: usize = 2 << 20;
/// Who has the lock reads and writes a file, and asks nobody.
const LONGEST_LOCK: Duration = Duration::from_secs(2);
/// When it was seen is written down anew after so many seconds.
const PRECISION: i64 = 60;

/// The file of one place.
pub struct Memory {
    folder: PathBuf,
    /// The endpoints and the key.
    place: String,
}

/// What was seen, and when, in seconds since 1970.
#[derive(Clone)]
pub struct Seen {
    pub record: Vec<u8>,
    pub at: i64,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    place: String,
    seen_at: i64,
    record: String,
}

impl Memory {
    pub fn new(folders: &Folders, place: String) -> Self {
        Self { folder: folders.cache.join("etcd"), place }
    }

    pub fn path(&self) -> PathBuf {
        let hash = digest::digest(&digest::SHA256, self.place.as_bytes());
        let mut name = String::new();
        for byte in hash.as_ref() {
            let _ = write!(name, "{byte:02x}"); // a String takes all
        }
        self.folder.join(name + ".json")
    }

    /// What others could have written is not used.
    pub fn load(&self) -> Option<Seen> {
        let path = self.path();
        if files::distrust_folder(&self.folder).is_some() || files::distrust(&path).is_some() {
            return None;
        }
        let bytes = files::read(&path, LARGEST).ok()??;
        let entry: Entry =
            serde_json::from_slice(&bytes).ok().filter(|entry: &Entry| entry.place == self.place)?;
        Some(Seen { record: STANDARD.decode(entry.record).ok()?, at: entry.seen_at })
    }

    pub fn forget(&self) -> Result<bool, files::Error> {
        files::remove(&self.path())
    }

    /// Keeps what was seen, where it is newer than what is kept by then: another process may have seen more meanwhile.
    pub fn save(&self, seen: &Seen, is_older_than: impl Fn(&Seen) -> bool) -> Result<(), files::Error> {
        let failed = |cause| files::Error { doing: "lock", path: self.folder.clone(), cause };
        // a clock that was ahead once has dated it in the future
        let was_just_seen =
            |kept: &Seen| seen.at.checked_sub(kept.at).is_some_and(|age| (0..PRECISION).contains(&age));
        if self.load().is_some_and(|kept| kept.record == seen.record && was_just_seen(&kept)) {
            return Ok(());
        }
        files::make_private_folder(&self.folder)?;
        let _lock = FolderLock::acquire(&self.folder, LONGEST_LOCK).map_err(failed)?;
        if self.load().is_some_and(|kept| is_older_than(&kept)) {
            return Ok(());
        }
        files::remove_leftovers(&self.folder);
        let entry =
            Entry { place: self.place.clone(), seen_at: seen.at, record: STANDARD.encode(&seen.record) };
        let bytes = serde_json::to_vec(&entry).map_err(|why| failed(why.into()))?;
        files::write_whole(&self.path(), &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn l5_what_was_seen_is_kept_for_this_user_alone_and_never_replaced_by_older() {
        let home = tempfile::tempdir().unwrap();
        let memory = |place: &str| Memory::new(&Folders::within(home.path()), place.to_owned());
        let seen = |record: &[u8], at| Seen { record: record.to_vec(), at };
        let (here, kept) =
            (memory("etcd://h/a/b"), |place: &str| memory(place).load().map(|it| (it.record, it.at)));
        assert!(here.load().is_none());
        here.save(&seen(b"2", 100), |_| unreachable!()).unwrap();
        here.save(&seen(b"1", 200), |kept| kept.record > b"1".to_vec()).unwrap();
        here.save(&seen(b"2", 159), |_| unreachable!()).unwrap();
        assert_eq!(kept("etcd://h/a/b"), Some((b"2".to_vec(), 100)));
        here.save(&seen(b"2", 160), |_| false).unwrap();
        assert_eq!(kept("etcd://h/a/b"), Some((b"2".to_vec(), 160)));
        for (odd, at) in [(i64::MAX, 161), (i64::MIN, 162), (300, 163)] {
            here.save(&seen(b"2", odd), |_| false).unwrap();
            here.save(&seen(b"2", at), |_| false).unwrap();
            assert_eq!(kept("etcd://h/a/b"), Some((b"2".to_vec(), at)), "after {odd}");
        }
        assert_eq!(here.path().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::copy(here.path(), memory("etcd://h/a/c").path()).unwrap();
        assert_eq!(kept("etcd://h/a/c"), None, "of another place");
        std::fs::set_permissions(here.path(), std::fs::Permissions::from_mode(0o602)).unwrap();
        assert_eq!(kept("etcd://h/a/b"), None, "everybody could have written it");
    }
}
