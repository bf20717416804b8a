//! One writer per slot across processes: a lock file for each, wherever the secret itself lies.
//!
//! The kernel keeps the lock (flock) and gives it up when its holder ends, however it ends. The file stays: removing
//! it would let two processes hold a lock each, one on the old file and one on the new.

use super::{Error, Slot, private};
use crate::host::folders::Folders;
use crate::host::{Terminal, file_lock, files, processes};
use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

/// What is locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// That of its file.
    name: String,
    /// In a sentence: "busy with …".
    words: String,
}

impl Subject {
    pub fn new(name: impl Into<String>, words: impl Into<String>) -> Self {
        Self { name: name.into(), words: words.into() }
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

impl From<&Slot> for Subject {
    fn from(slot: &Slot) -> Self {
        Self::new(slot.name(), slot.description())
    }
}

/// How long to wait for whoever has a lock.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// While it may be at work.
    pub at_work: Duration,
    /// While it is stopped (Ctrl-Z, SIGSTOP): it will not end by itself.
    pub stopped: Duration,
}

impl Patience {
    /// For what is done on this machine alone.
    pub const SHORT: Self = Self::of(Duration::from_secs(15));

    pub const fn of(at_work: Duration) -> Self {
        Self { at_work, stopped: STOPPED }
    }

    /// As long where it is stopped: for who has more to lose than time.
    #[must_use]
    pub fn even_if_stopped(self) -> Self {
        Self { stopped: self.at_work, ..self }
    }
}

/// How long a holder may be stopped.
const STOPPED: Duration = Duration::from_secs(15);
/// How long to wait before a person is told, and between two looks at the holder.
const SILENCE: Duration = Duration::from_secs(1);

/// The lock, held until this is dropped or the process ends.
#[must_use = "dropped, it gives the lock up"]
pub struct Guard(Option<File>);

/// Waits for the lock of a slot, or of something else; [`Error::Busy`] and [`Error::Stopped`] name the process that
/// has it. Who waits is served in turn by the kernel. A thread that holds the lock and asks for it again waits for itself.
pub fn acquire(
    subject: impl Into<Subject>,
    folders: &Folders,
    terminal: &Terminal,
    patience: Patience,
) -> Result<Guard, Error> {
    let waiting = Waiting::new(subject.into(), folders, terminal, patience)?;
    match waiting.attempt()? {
        Attempt::Ours(guard) => Ok(guard),
        Attempt::Taken(file) => waiting.wait(file, File::lock).map(Guard::marked),
    }
}

/// The lock where nobody has it.
pub fn acquire_if_free(
    subject: impl Into<Subject>,
    folders: &Folders,
    terminal: &Terminal,
) -> Result<Option<Guard>, Error> {
    let waiting = Waiting::new(subject.into(), folders, terminal, Patience::SHORT)?;
    Ok(match waiting.attempt()? {
        Attempt::Ours(guard) => Some(guard),
        Attempt::Taken(_) => None,
    })
}

/// The lock where nobody has it. Else waits until it is free and takes nothing: what the holder was at may be done by
/// then, which all who wait like this can find out at the same moment.
pub fn acquire_or_wait(
    subject: impl Into<Subject>,
    folders: &Folders,
    terminal: &Terminal,
    patience: Patience,
) -> Result<Option<Guard>, Error> {
    let waiting = Waiting::new(subject.into(), folders, terminal, patience)?;
    match waiting.attempt()? {
        Attempt::Ours(guard) => Ok(Some(guard)),
        Attempt::Taken(file) => waiting.wait(file, File::lock_shared).map(|_| None),
    }
}

impl Guard {
    /// For a place that no other process can reach.
    pub fn unneeded() -> Self {
        Self(None)
    }

    /// Writes down who holds the lock, for those who wait: they look whether it is stopped, and name it.
    fn marked(mut file: File) -> Self {
        let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
        Self(Some(file))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // closing the file unlocks it, also in a process that was killed; then the number is out of date
        let _ = self.0.as_ref().map(|file| file.set_len(0));
    }
}

struct Waiting<'w> {
    words: String,
    path: PathBuf,
    terminal: &'w Terminal,
    patience: Patience,
}

enum Attempt {
    Ours(Guard),
    Taken(File),
}

impl<'w> Waiting<'w> {
    fn new(
        Subject { name, words }: Subject,
        folders: &Folders,
        terminal: &'w Terminal,
        patience: Patience,
    ) -> Result<Self, Error> {
        private::make_folder(&folders.locks)?;
        Ok(Self { words, path: folders.locks.join(format!("{name}.lock")), terminal, patience })
    }

    fn attempt(&self) -> Result<Attempt, Error> {
        let file = private::open_or_make(&self.path)?;
        match file.try_lock() {
            Ok(()) => Ok(Attempt::Ours(Guard::marked(file))),
            Err(TryLockError::WouldBlock) => Ok(Attempt::Taken(file)),
            Err(TryLockError::Error(cause)) => Err(self.cannot_lock(cause)),
        }
    }

    /// The file, locked by `lock`.
    fn wait(&self, file: File, lock: fn(&File) -> io::Result<()>) -> Result<File, Error> {
        let start = Instant::now();
        let locked = file_lock::on_a_thread(file, lock).map_err(|cause| self.cannot_lock(cause))?;
        let mut stopped_since = None;
        for look in 0.. {
            let left = self.patience.at_work.saturating_sub(start.elapsed());
            match locked.recv_timeout(left.min(SILENCE)) {
                Ok(locked) => return locked.map_err(|cause| self.cannot_lock(cause)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            let (what, holder) = (self.words.clone(), holder(&self.path));
            if left <= SILENCE {
                return Err(Error::Busy { what, holder, waited: self.patience.at_work });
            }
            match holder.filter(|holder| processes::is_stopped(*holder)) {
                None => stopped_since = None,
                Some(holder) => {
                    let waited = stopped_since.get_or_insert_with(Instant::now).elapsed();
                    if waited + SILENCE >= self.patience.stopped {
                        return Err(Error::Stopped { what, holder, waited: self.patience.stopped });
                    }
                }
            }
            if look == 0 && self.terminal.stderr_is_terminal() {
                let by = holder.map_or_else(String::new, |pid| format!(" (process {pid})"));
                self.terminal.note(
                    "waiting_for_lock",
                    &format!("Waiting for another authctl{by} that is busy with {what} …"),
                );
            }
        }
        Err(self.cannot_lock(io::Error::other("the waiting ended by itself")))
    }

    fn cannot_lock(&self, cause: io::Error) -> Error {
        files::Error::new("lock", &self.path, cause).into()
    }
}

/// The process that wrote itself down last, if it is still at it. Any program of this user can write a number there,
/// and a person is told to look at the process, or to end it: it is named only if it is an authctl.
fn holder(path: &Path) -> Option<u32> {
    let mut text = String::new();
    File::open(path).ok()?.take(20).read_to_string(&mut text).ok()?;
    text.parse().ok().filter(|pid| processes::is_this_program(*pid))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Environment;
    use std::io::{BufRead as _, BufReader};
    use std::process::{Child, Stdio};
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    const LONG: Duration = Duration::from_mins(1);

    struct Home(tempfile::TempDir);
    impl Home {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }
        fn folders(&self) -> Folders {
            Folders::within(self.0.path())
        }
        fn lock(&self, profile: &str, patience: Duration) -> Result<Guard, Error> {
            let slot = Slot::credential(profile).unwrap();
            acquire(&slot, &self.folders(), &Terminal::captured(), Patience::of(patience))
        }
        /// Another process that holds the lock until it is killed.
        fn held_by_another_process(&self, profile: &str) -> Child {
            drop(self.lock(profile, LONG).unwrap());
            let file = self.folders().locks.join(format!("credential.{profile}.lock"));
            let mut child = processes::command("flock", &Environment::of_this_process())
                .arg("--no-fork")
                .arg(file)
                .args(["sh", "-c", "printf $$ >\"$0\"; echo held; exec sleep 600"])
                .arg(self.folders().locks.join(format!("credential.{profile}.lock")))
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut line = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
            assert_eq!(line, "held\n");
            child
        }
    }

    #[test]
    fn r2_only_the_same_slot_waits() {
        let home = Home::new();
        let _work = home.lock("work", LONG).unwrap();
        let _private = home.lock("private", Duration::ZERO).unwrap();
        let start = Instant::now();
        let Err(Error::Busy { what, holder, waited }) = home.lock("work", Duration::from_millis(50)) else {
            panic!("two hold one lock")
        };
        assert_eq!((what.as_str(), waited), ("the credential of work", Duration::from_millis(50)));
        assert_eq!(holder, Some(std::process::id()));
        assert!(start.elapsed() >= Duration::from_millis(50));
    }

    #[test]
    fn r9_a_lock_that_is_dropped_or_waited_for_in_vain_is_free() {
        let home = Home::new();
        let first = home.lock("work", LONG).unwrap();
        assert!(home.lock("work", Duration::from_millis(10)).is_err());
        drop(first);
        // the one that gave up has left its place in the queue, or leaves it at once
        drop(home.lock("work", LONG).unwrap());
        assert_eq!(std::fs::metadata(home.folders().locks.join("credential.work.lock")).unwrap().len(), 0);
    }

    #[test]
    fn r9_the_kernel_frees_the_lock_of_a_killed_process_within_a_second() {
        let home = Home::new();
        let waited = || {
            let mut other = home.held_by_another_process("work");
            let error = home.lock("work", Duration::from_millis(20)).map(drop).unwrap_err();
            assert_eq!(
                error.to_string(),
                "another authctl is still busy with the credential of work after 0 s"
            );
            std::thread::scope(|threads| {
                let waiting = threads.spawn(|| home.lock("work", LONG).map(|_guard| Instant::now()).unwrap());
                other.kill().unwrap();
                let killed = Instant::now();
                other.wait().unwrap();
                waiting.join().unwrap().saturating_duration_since(killed)
            })
        };
        assert!(
            (0..3).any(|_| waited() < Duration::from_secs(1)),
            "a busy machine is not slow three times in a row"
        );
    }

    #[test]
    fn a_process_that_is_no_authctl_is_named_to_nobody() {
        let home = Home::new();
        let _held = home.lock("work", LONG).unwrap();
        let mut stranger =
            processes::command("sleep", &Environment::of_this_process()).arg("600").spawn().unwrap();
        let holder_of = |written: u32| {
            let file = home.folders().locks.join("credential.work.lock");
            File::options()
                .write(true)
                .truncate(true)
                .open(file)
                .unwrap()
                .write_all(written.to_string().as_bytes())
                .unwrap();
            home.lock("work", Duration::ZERO).map(drop).unwrap_err()
        };
        for pid in [stranger.id(), 1, 0, u32::MAX] {
            let error = holder_of(pid);
            assert!(matches!(error, Error::Busy { holder: None, .. }), "{pid}: {error}");
            assert!(!error.hint().unwrap().contains(char::is_numeric), "{:?}", error.hint());
        }
        let named = holder_of(std::process::id());
        assert!(named.hint().unwrap().contains(&format!("ps {}", std::process::id())), "{named}");
        stranger.kill().unwrap();
        stranger.wait().unwrap();
    }

    #[test]
    fn r1_two_hundred_pass_one_after_the_other_and_quickly() {
        let home = Home::new();
        let (inside, passed) = (AtomicBool::new(false), AtomicUsize::new(0));
        let start = Instant::now();
        std::thread::scope(|threads| {
            for _ in 0..200 {
                threads.spawn(|| {
                    let _guard = home.lock("work", LONG).unwrap();
                    assert!(!inside.swap(true, Ordering::SeqCst), "two are inside");
                    std::thread::yield_now();
                    inside.store(false, Ordering::SeqCst);
                    passed.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(passed.into_inner(), 200);
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    }

    #[test]
    fn a44_a_lock_file_is_never_a_link_and_never_loose() {
        let home = Home::new();
        drop(home.lock("work", LONG).unwrap());
        let file = home.folders().locks.join("credential.work.lock");
        let victim = home.0.path().join("victim");
        files::write_whole(&victim, b"untouched").unwrap();
        std::fs::remove_file(&file).unwrap();
        std::os::unix::fs::symlink(&victim, &file).unwrap();
        assert!(matches!(home.lock("work", LONG), Err(Error::Loose { .. })));
        assert_eq!(files::read(&victim, 100).unwrap().unwrap(), b"untouched");
    }
}
