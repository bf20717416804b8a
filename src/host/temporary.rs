//! Files that are written beside the one whose place they take: what they are called, and what becomes of those whose writer
//! was killed.
//!
//! They are written in three ways. What is authctl's own ([`super::files`]) is for this user alone and on the disk before it
//! has its name. In a folder where others can write ([`super::held_file`]) there are no paths, only what is open, and the new
//! file becomes what the old one was. An answer that was asked for ([`super::output_file`]) comes piece by piece, may be large
//! and can be asked for again: it has the mode of any file, and nobody waits for the disk.

use super::Random;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustix::fs::{AtFlags, Dir, statat, unlinkat};
use std::ffi::CStr;
use std::fs::{File, Permissions};
use std::io;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};
use tempfile::NamedTempFile;

/// What their names begin and end with.
const BEGINS: &str = ".authctl-";
const ENDS: &str = ".tmp";
/// No writer is silent for so long: a file that was written to last before that belongs to one that was killed.
const LEFT_OVER: Duration = Duration::from_hours(1);

/// A new one in this folder, with what the umask leaves of this mode; removed where it is dropped.
pub(super) fn file_in(folder: &Path, mode: Permissions) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(BEGINS).suffix(ENDS).permissions(mode).tempfile_in(folder)
}

/// A name that no other one has.
pub(super) fn name() -> String {
    [BEGINS, &URL_SAFE_NO_PAD.encode(Random.bytes::<9>()), ENDS].concat()
}

/// Removes the temporary files of killed writers from a folder, as far as that can be done.
pub fn remove_leftovers(folder: &Path) {
    let _ = File::open(folder).as_ref().map(remove_leftovers_of);
}

/// The same for a folder that is open.
pub(super) fn remove_leftovers_of(folder: &File) {
    let is_temporary = |name: &str| name.starts_with(BEGINS) && name.ends_with(ENDS);
    let is_old = |name: &CStr| {
        let found = statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let written = UNIX_EPOCH + Duration::from_secs(found.st_mtime.try_into().ok()?);
        written.elapsed().ok().filter(|age| *age > LEFT_OVER)
    };
    for entry in Dir::read_from(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_str().is_ok_and(is_temporary) && is_old(name).is_some() {
            let _ = unlinkat(folder, name, AtFlags::empty());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::files::write_whole;
    use crate::host::held_file::HeldFile;
    use crate::host::output_file::OutputFile;

    /// A file that was written long ago.
    fn old(path: &Path) {
        let file = File::options().write(true).create_new(true).open(path).unwrap();
        file.set_modified(UNIX_EPOCH).unwrap();
    }

    #[test]
    fn a44_what_killed_writers_left_is_removed_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let old = |name: &str| old(&home.path().join(name));
        old(".authctl-abc.tmp");
        old("work.tmp");
        old(".authctl-abc");
        write_whole(&home.path().join(".authctl-new.tmp"), b"a writer is at it").unwrap();
        remove_leftovers(home.path());
        remove_leftovers(&home.path().join("none"));
        let mut left: Vec<_> = home.path().read_dir().unwrap().map(|it| it.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [".authctl-abc", ".authctl-new.tmp", "work.tmp"]);
    }

    #[test]
    fn a_temporary_file_of_each_way_to_write_is_removed_once_it_is_old() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("f");
        write_whole(&file, b"one").unwrap();
        let made = OutputFile::begin(&file).unwrap();
        let names =
            || home.path().read_dir().unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
        let of_output = names().find(|name| name != "f").unwrap();
        drop(made);
        let killed = [of_output, name(), ".authctl-abc.tmp".to_owned()].map(|name| home.path().join(name));
        let finish = || {
            let mut file = OutputFile::begin(&file).unwrap();
            file.write(b"two").unwrap();
            file.finish().unwrap();
        };
        let replace = || HeldFile::open(&file).unwrap().replace(b"three").unwrap();
        for write in [&finish as &dyn Fn(), &replace] {
            for path in &killed {
                old(path);
            }
            write();
            assert_eq!(names().collect::<Vec<_>>(), ["f"]);
        }
    }
}
