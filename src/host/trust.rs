//! Whether what lies in a file can be the words of the user alone.

use super::files::{NOT_REGULAR, SOMEBODY_ELSES};
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// Why what authctl obeys may not be the user's own words, and the command that mends or shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Distrust {
    pub why: &'static str,
    pub mend: String,
}

/// Why a file is not to be obeyed: it is no regular file, or others own it or can write to it. `None` for one that is
/// fine, or not there.
pub fn distrust(path: &Path) -> Option<Distrust> {
    let found = path.metadata().ok()?;
    match found.is_file() {
        true => distrust_found(path, &found, 0),
        false => Some(Distrust { why: NOT_REGULAR, mend: shown_by("ls -ld", path) }),
    }
}

/// The same for the folder that such files lie in: who can write to it can put others in their place. In one like
/// `/tmp`, where the sticky bit is set, nobody can.
pub fn distrust_folder(path: &Path) -> Option<Distrust> {
    let found = path.metadata().ok().filter(Metadata::is_dir)?;
    distrust_found(path, &found, 0o1000)
}

/// The same for a file whose secrets everybody can read; a group may be that of a service.
pub fn open_to_all(path: &Path) -> Option<Distrust> {
    let is_open = path.metadata().is_ok_and(|found| found.mode() & 0o004 != 0);
    let open = || Distrust { why: "everybody can read it", mend: shown_by("chmod o=", path) };
    distrust(path).or_else(|| is_open.then(open))
}

fn distrust_found(path: &Path, found: &Metadata, excuse: u32) -> Option<Distrust> {
    let own = rustix::process::getuid();
    match () {
        () if !own.is_root() && found.uid() != own.as_raw() && found.uid() != 0 => {
            Some(Distrust { why: SOMEBODY_ELSES, mend: shown_by("ls -ld", path) })
        }
        // a group may be the user's own, as on systems with a umask of 002
        () if found.mode() & 0o002 != 0 && found.mode() & excuse == 0 => {
            Some(Distrust { why: "everybody can write to it", mend: shown_by("chmod o-w", path) })
        }
        () => None,
    }
}

fn shown_by(command: &str, path: &Path) -> String {
    format!("{command} {}", shell_words::quote(&path.to_string_lossy()))
}
