//! The kernel's lock on an open file or folder (flock), waited for so long and no longer.
//!
//! It is given up when its holder ends, however it ends.

use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// A folder that nobody else changes who takes its lock too, until this is dropped or the process ends.
#[must_use = "dropped, it gives the lock up"]
pub struct FolderLock(Option<File>);

/// What comes of trying to lock a folder at once.
enum Attempt {
    Ours(FolderLock),
    /// By another process, or by another of our own files.
    Taken(File),
}

impl FolderLock {
    /// The lock of this folder; `TimedOut` where another process has it so long, as one that is stopped. No file comes
    /// into being by it. Where the file system has no locks, nobody holds one.
    pub fn acquire(folder: &Path, longest: Duration) -> io::Result<Self> {
        match Self::attempt(folder)? {
            Attempt::Ours(lock) => Ok(lock),
            Attempt::Taken(file) => Self::wait(file, longest),
        }
    }

    fn attempt(folder: &Path) -> io::Result<Attempt> {
        let file = File::open(folder)?;
        Ok(match file.try_lock() {
            Ok(()) => Attempt::Ours(Self(Some(file))),
            Err(TryLockError::Error(_)) => Attempt::Ours(Self(None)),
            Err(TryLockError::WouldBlock) => Attempt::Taken(file),
        })
    }

    fn wait(file: File, longest: Duration) -> io::Result<Self> {
        let locked = on_a_thread(file, File::lock)?;
        let locked = locked.recv_timeout(longest).map_err(|_| io::ErrorKind::TimedOut)?;
        Ok(Self(Some(locked?)))
    }

    /// False where there are no locks, or none is needed.
    pub fn is_held(&self) -> bool {
        self.0.is_some()
    }

    /// False when the folder that is locked was removed while it was waited for, be there another of its name or none.
    pub fn is_of(&self, folder: &Path) -> bool {
        let Some(Ok(locked)) = self.0.as_ref().map(File::metadata) else { return self.0.is_none() };
        folder.metadata().is_ok_and(|now| (now.dev(), now.ino()) == (locked.dev(), locked.ino()))
    }

    /// For a place that no other process can reach.
    pub fn unneeded() -> Self {
        Self(None)
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // closing the file unlocks it too
        let _ = self.0.as_ref().map(File::unlock);
    }
}

/// Waits in the kernel's own queue. When nobody waits for the answer any more, the file that comes late goes the way
/// of the channel: it is dropped, which unlocks it.
pub fn on_a_thread(file: File, lock: fn(&File) -> io::Result<()>) -> io::Result<Receiver<io::Result<File>>> {
    let (answer, answers) = mpsc::channel();
    std::thread::Builder::new().name("lock".to_owned()).spawn(move || {
        let locked = loop {
            match lock(&file) {
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                locked => break locked,
            }
        };
        let _ = answer.send(locked.map(|()| file));
    })?;
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_a_folder_and_the_others_wait_for_it_but_not_for_ever() {
        let home = tempfile::tempdir().unwrap();
        let lock = |longest| FolderLock::acquire(home.path(), longest);
        let held = lock(Duration::ZERO).unwrap();
        assert_eq!(lock(Duration::from_millis(10)).err().unwrap().kind(), io::ErrorKind::TimedOut);
        let taken = || match FolderLock::attempt(home.path()).unwrap() {
            Attempt::Taken(file) => file,
            Attempt::Ours(_) => panic!("two have it"),
        };
        let waiting = [(); 2].map(|()| on_a_thread(taken(), File::lock).unwrap());
        for waiting in &waiting {
            assert!(waiting.recv_timeout(Duration::from_millis(10)).is_err(), "two have it");
        }
        let last = taken();
        drop(held);
        let of_each =
            waiting.map(|waiting| std::thread::spawn(move || drop(waiting.recv().unwrap().unwrap())));
        for got in of_each {
            got.join().unwrap();
        }
        drop(FolderLock::wait(last, Duration::from_mins(1)).unwrap());
        assert_eq!(home.path().read_dir().unwrap().count(), 0, "nothing is left of it");
        assert!(FolderLock::acquire(&home.path().join("none"), Duration::ZERO).is_err());
    }

    #[test]
    fn a_folder_that_was_removed_is_another_one() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("folder");
        std::fs::create_dir(&folder).unwrap();
        let held = FolderLock::acquire(&folder, Duration::ZERO).unwrap();
        assert!(held.is_of(&folder));
        std::fs::rename(&folder, home.path().join("elsewhere")).unwrap();
        assert!(!held.is_of(&folder), "none");
        std::fs::create_dir(&folder).unwrap();
        assert!(!held.is_of(&folder), "another");
        assert!(FolderLock::unneeded().is_of(&folder));
    }
}
