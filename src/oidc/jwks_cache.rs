//! Key sets as they were fetched, on the disk: a file for each issuer, or address, that was asked.

use super::jwks_lifetime::Lifetime;
use crate::host::file_lock::FolderLock;
use crate::host::{files, temporary, trust};
use aws_lc_rs::digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

/// A set of at most 1 MiB, with what stands around it.
const LARGEST: usize = 2 << 20;
/// A file from the future was written by a clock that was wrong.
const AHEAD: i64 = 60;
/// Who has the lock reads and writes a file, and asks nobody.
const LONGEST_LOCK: Duration = Duration::from_secs(2);

/// What is kept of one source. Times are seconds since 1970.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Whose keys these are: nobody else's tokens are checked with them.
    pub source: String,
    pub jwks_uri: String,
    /// When the issuer was asked last of those times when it said that these are its keys.
    pub confirmed_at: i64,
    pub lifetime: Lifetime,
    pub etag: Option<String>,
    /// When the issuer was last asked for a key that is not among these.
    pub searched_at: Option<i64>,
    /// Whoever asked then waits for the answer.
    #[serde(default)]
    pub searching: bool,
    /// Whoever asked then had no answer, or none with keys.
    #[serde(default)]
    pub unanswered: bool,
    /// When the issuer was last asked and could not be reached, if it did not answer since.
    pub missed_at: Option<i64>,
    /// The JWK set.
    pub keys: Value,
}

/// What comes of waiting until nobody else asks for the keys of a source.
pub enum Turn {
    /// Nobody else asks until this is dropped.
    Ours(Asking),
    /// Another process asked meanwhile, and had an answer or none.
    Over,
    /// Another process asks for too long, or there is no folder in which they could know of each other.
    Unknown,
}

/// Others wait until this is dropped, or its process ends, however it ends. It is an empty folder that is locked: where it
/// is still there for who has waited, it was left by a process that was killed.
pub struct Asking {
    folder: PathBuf,
    _lock: FolderLock,
}

/// The folder of these files; without one nothing is kept.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: Option<PathBuf>,
    /// The lock was waited for in vain.
    timed_out: OnceLock<()>,
}

impl Cache {
    /// A folder below that of the caches.
    pub fn within(caches: Option<PathBuf>) -> Self {
        Self { folder: caches.map(|caches| caches.join("jwks")), timed_out: OnceLock::new() }
    }

    /// What is kept of this source. What is damaged is not used, and removed by who has the lock: without it that could be
    /// what another process has put in its place. What others could have written is not used.
    pub fn load(&self, source: &str, now: Timestamp, lock: Option<&FolderLock>) -> Option<Entry> {
        let (folder, path) = (self.folder.as_ref()?, self.path(source)?);
        if trust::distrust_folder(folder).is_some() || trust::distrust(&path).is_some() {
            return None;
        }
        let bytes = files::read(&path, LARGEST).unwrap_or(Some(Vec::new()))?;
        let entry = serde_json::from_slice::<Entry>(&bytes).ok().filter(|entry| {
            let latest = now.as_second().saturating_add(AHEAD);
            let dates = [Some(entry.confirmed_at), entry.searched_at, entry.missed_at];
            dates.into_iter().flatten().all(|date| date <= latest) && entry.source == source
        });
        let entry = entry.map(|entry| entry.without_marks_after(now.as_second()));
        if entry.is_none() && lock.is_some() {
            let _ = files::remove(&path); // what cannot be removed is not used either
        }
        entry
    }

    /// No other process changes what is kept until this is dropped: who loads and then saves needs it for both. It is
    /// waited for in vain once: `TimedOut` from then on.
    ///
    /// The wait blocks the thread, also where it is called from a task: a run that looks for keys has one task, which can do
    /// nothing without them, and signals end the process without its help.
    pub fn lock(&self) -> Result<FolderLock, files::Error> {
        let Some(folder) = &self.folder else { return Ok(FolderLock::unneeded()) };
        let failed = |cause| files::Error::new("lock", folder, cause);
        if self.timed_out.get().is_some() {
            return Err(failed(io::ErrorKind::TimedOut.into()));
        }
        files::make_private_folder(folder)?;
        FolderLock::acquire(folder, LONGEST_LOCK).map_err(|cause| {
            if cause.kind() == io::ErrorKind::TimedOut {
                self.timed_out.get_or_init(|| ());
            }
            failed(cause)
        })
    }

    /// Waits so long until nobody else asks for the keys of this source. Like [`Self::lock`] it blocks the thread.
    pub fn turn(&self, source: &str, longest: Duration) -> Turn {
        let Some(folder) = self.path(source).map(|path| path.with_extension("asked")) else {
            return Turn::Unknown;
        };
        if files::make_private_folder(&folder).is_err() {
            return Turn::Unknown;
        }
        match FolderLock::acquire(&folder, longest) {
            Ok(lock) if !lock.is_held() => Turn::Unknown,
            Ok(lock) if lock.is_of(&folder) => Turn::Ours(Asking { folder, _lock: lock }),
            Ok(_) => Turn::Over,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Turn::Over,
            Err(_) => Turn::Unknown,
        }
    }

    /// Keeps it whole or not at all, for this user alone. Where the issuer forbids that, nothing stays, of former times
    /// neither.
    pub fn save(&self, entry: &Entry, _lock: &FolderLock) -> Result<(), files::Error> {
        let (Some(folder), Some(path)) = (&self.folder, self.path(&entry.source)) else { return Ok(()) };
        if !entry.lifetime.may_be_kept {
            return files::remove(&path).map(drop);
        }
        temporary::remove_leftovers(folder);
        let bytes = serde_json::to_vec(entry)
            .map_err(|why| files::Error::new("write", &path, io::Error::from(why)))?;
        files::write_whole(&path, &bytes)
    }

    fn path(&self, source: &str) -> Option<PathBuf> {
        let hash = digest::digest(&digest::SHA256, source.as_bytes());
        let mut name = String::new();
        for byte in hash.as_ref() {
            let _ = write!(name, "{byte:02x}"); // a String takes all
        }
        Some(self.folder.as_ref()?.join(name + ".json"))
    }
}

impl Entry {
    /// A mark of a time to come was made before the clock was set back: nobody knows when.
    fn without_marks_after(self, now: i64) -> Self {
        let past = |mark: Option<i64>| mark.filter(|mark| *mark <= now);
        let (searched_at, missed_at) = (past(self.searched_at), past(self.missed_at));
        let (searching, unanswered) = match searched_at {
            Some(_) => (self.searching, self.unanswered),
            None => (false, false),
        };
        Self { searched_at, searching, unanswered, missed_at, ..self }
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir(&self.folder); // before it is unlocked; left behind, it is taken over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::os::unix::fs::PermissionsExt as _;

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn entry(source: &str) -> Entry {
        Entry {
            source: source.into(),
            jwks_uri: "https://id.example/jwks".into(),
            confirmed_at: now().as_second(),
            lifetime: Lifetime::default(),
            etag: None,
            searched_at: None,
            searching: false,
            unanswered: false,
            missed_at: None,
            keys: json!({"keys": []}),
        }
    }

    fn save(cache: &Cache, entry: &Entry) {
        cache.save(entry, &cache.lock().unwrap()).unwrap();
    }

    fn load(cache: &Cache, source: &str) -> Option<Entry> {
        cache.load(source, now(), Some(&cache.lock().unwrap()))
    }

    #[test]
    fn j28_each_source_has_a_file_of_its_own() {
        let home = tempfile::tempdir().unwrap();
        let cache = Cache::within(Some(home.path().to_owned()));
        assert!(load(&cache, "issuer https://a").is_none());
        save(&cache, &entry("issuer https://a"));
        assert!(load(&cache, "issuer https://a").is_some());
        for other in ["issuer https://b", "address https://a", "issuer https://a/"] {
            assert!(load(&cache, other).is_none(), "{other}");
        }
        let (a, b) = (cache.path("issuer https://a").unwrap(), cache.path("issuer https://b").unwrap());
        assert_eq!(a.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::copy(a, &b).unwrap();
        assert!(load(&cache, "issuer https://b").is_none(), "the keys of another issuer");
        assert!(!b.exists());
        let nowhere = Cache::within(None);
        save(&nowhere, &entry("x"));
        assert!(load(&nowhere, "x").is_none());
    }

    #[test]
    fn what_is_damaged_is_thrown_away_and_what_others_can_write_is_not_used() {
        let home = tempfile::tempdir().unwrap();
        let cache = Cache::within(Some(home.path().to_owned()));
        save(&cache, &entry("x"));
        let path = cache.path("x").unwrap();
        let whole = files::read(&path, LARGEST).unwrap().unwrap();
        let future = json!(Entry { confirmed_at: now().as_second() + 61, ..entry("x") }).to_string();
        let (cut, large) = (whole.len() / 2, vec![b' '; LARGEST + 1]);
        for damaged in [&b""[..], b"{}", &whole[..cut], &large, future.as_bytes()] {
            files::write_whole(&path, damaged).unwrap();
            assert!(cache.load("x", now(), None).is_none() && path.exists(), "only under the lock");
            assert!(load(&cache, "x").is_none() && !path.exists());
        }
        save(&cache, &entry("x"));
        let open = |path: &std::path::Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        for (path, closed) in [(path.clone(), 0o600), (path.parent().unwrap().to_owned(), 0o700)] {
            open(&path, closed | 0o002);
            assert!(load(&cache, "x").is_none());
            open(&path, closed);
            assert!(load(&cache, "x").is_some());
        }
    }

    #[test]
    fn a_lock_that_another_process_does_not_give_up_is_waited_for_once() {
        let home = tempfile::tempdir().unwrap();
        let cache = || Cache::within(Some(home.path().to_owned()));
        let (holder, waiting) = (cache(), cache());
        let held = holder.lock().unwrap();
        assert_eq!(waiting.lock().err().unwrap().cause.kind(), io::ErrorKind::TimedOut);
        drop(held);
        assert_eq!(
            waiting.lock().err().unwrap().cause.kind(),
            io::ErrorKind::TimedOut,
            "it is not tried again"
        );
        assert!(cache().lock().is_ok(), "another run tries it");
    }

    #[test]
    fn a_mark_of_a_time_to_come_counts_as_none() {
        let home = tempfile::tempdir().unwrap();
        let cache = Cache::within(Some(home.path().to_owned()));
        for (ahead, is_kept) in [(-1, true), (0, true), (1, false), (60, false)] {
            let mark = Some(now().as_second() + ahead);
            let marked =
                Entry { searched_at: mark, searching: true, unanswered: true, missed_at: mark, ..entry("x") };
            save(&cache, &marked);
            let kept = load(&cache, "x").unwrap();
            let found =
                (kept.searched_at.is_some(), kept.searching, kept.unanswered, kept.missed_at.is_some());
            assert_eq!(found, (is_kept, is_kept, is_kept, is_kept), "{ahead}");
        }
    }

    #[test]
    fn one_asks_at_a_time_and_the_next_knows_whether_it_ended_or_was_killed() {
        let home = tempfile::tempdir().unwrap();
        let cache = Cache::within(Some(home.path().to_owned()));
        let turn = |source: &str, longest| cache.turn(source, Duration::from_millis(longest));
        let Turn::Ours(asking) = turn("x", 0) else { panic!() };
        assert!(matches!(turn("x", 10), Turn::Unknown), "it takes too long");
        assert!(matches!(turn("y", 0), Turn::Ours(_)), "another issuer");
        let folder = asking.folder.clone();
        std::thread::scope(|threads| {
            let others = [(); 4].map(|()| threads.spawn(|| matches!(turn("x", 60_000), Turn::Ours(_))));
            drop(asking);
            let _ = others.map(|other| other.join().unwrap());
        });
        assert!(!folder.exists() && home.path().join("jwks").read_dir().unwrap().count() == 0);
        std::fs::create_dir(&folder).unwrap();
        assert!(matches!(turn("x", 0), Turn::Ours(_)), "whoever left it was killed");
        assert!(!folder.exists());
        files::write_whole(&folder, b"").unwrap();
        assert!(matches!(turn("x", 0), Turn::Unknown), "no folder");
        assert!(matches!(Cache::within(None).turn("x", Duration::ZERO), Turn::Unknown));
    }
}
