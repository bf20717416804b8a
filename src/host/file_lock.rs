//! The kernel's lock on an open file or folder (flock), waited for so long and no longer.
//!
//! It is given up when its holder ends, however it ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// A folder that nobody else changes who takes its lock too, until this is dropped or the process ends.
#[must_use = "dropped, it gives the lock up"]
pub struct FolderLock(Option<File>);

impl FolderLock {
    /// The lock of this folder; `TimedOut` where another process has it so long, as one that is stopped. No file comes
    /// into being by it. Where the file system has no locks, nobody holds one.
    pub fn acquire(folder: &Path, longest: Duration) -> io::Result<Self> {
        let file = File::open(folder)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(Some(file))),
            Err(TryLockError::Error(_)) => Ok(Self(None)),
            Err(TryLockError::WouldBlock) => {
                let locked = on_a_thread(file, File::lock)?;
                let locked = locked.recv_timeout(longest).map_err(|_| io::ErrorKind::TimedOut)?;
                Ok(Self(Some(locked?)))
            }
        }
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
        std::thread::scope(|threads| {
            let waiting = threads.spawn(|| lock(Duration::from_mins(1)).map(drop));
            drop(held);
            waiting.join().unwrap().unwrap();
        });
        assert_eq!(home.path().read_dir().unwrap().count(), 0, "nothing is left of it");
        assert!(FolderLock::acquire(&home.path().join("none"), Duration::ZERO).is_err());
    }
}
