//! Files that are read with a cap and written whole.

use super::temporary;
use crate::sensitive::SecretBytes;
use rustix::io::Errno;
use std::ffi::OsString;
use std::fs::{DirBuilder, File, Metadata, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// What helps where too much is open.
pub const RAISE_LIMIT: &str = "close other programs, or raise the limit of open files: ulimit -n 1024";

/// What helps where a file system is mounted so that nothing can be written.
pub const REMOUNT: &str = "remount its file system so that it can be written, or name a file elsewhere";

/// What is done to a folder where a file in it gets another one in its place.
pub(super) const REPLACING: &str = "put a new file into";
pub(super) const NOT_REGULAR: &str = "it is no regular file";
pub(super) const SOMEBODY_ELSES: &str = "it belongs to somebody else";

/// What could not be done with which file, and why.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} {}: {cause}", path.display())]
pub struct Error {
    pub doing: &'static str,
    pub path: PathBuf,
    #[source]
    pub cause: Cause,
}

/// The system's reason, or one of our own.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    #[error("{}", reason(.0))]
    System(#[from] io::Error),
    #[error("it has another name (a hard link), which would keep what is in it now")]
    HardLink,
    #[error("the way to it leads through a link that others can change, {}", .0.display())]
    Link(OsString),
    #[error("somebody else changed it at the same time")]
    Changed,
    #[error("{NOT_REGULAR}")]
    NotRegular,
    #[error("{SOMEBODY_ELSES}")]
    SomebodyElses,
    #[error("it is larger than {0} bytes")]
    TooLarge(usize),
}

impl From<io::ErrorKind> for Cause {
    fn from(kind: io::ErrorKind) -> Self {
        Self::System(kind.into())
    }
}

impl From<Errno> for Cause {
    fn from(errno: Errno) -> Self {
        Self::System(errno.into())
    }
}

impl Cause {
    /// The kind of the system's reason; `Other` for one of our own.
    pub fn kind(&self) -> io::ErrorKind {
        match self {
            Self::System(why) => why.kind(),
            _ => io::ErrorKind::Other,
        }
    }
}

impl From<Cause> for io::Error {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::System(why) => why,
            own => Self::other(own),
        }
    }
}

impl Error {
    pub fn new(doing: &'static str, path: &Path, cause: impl Into<Cause>) -> Self {
        Self { doing, path: path.to_owned(), cause: cause.into() }
    }

    /// What a person can do about it, where that is plain.
    pub fn remedy(&self) -> Option<&'static str> {
        match &self.cause {
            Cause::System(why) => self.remedy_of_system(why),
            Cause::HardLink => Some("make it a file of its own: cp -p it, and mv the copy into its place"),
            Cause::Link(_) => {
                Some("name the file that it leads to; namei -l shows the links on the way and whose they are")
            }
            Cause::Changed => Some("run the same command again"),
            Cause::NotRegular => Some("name a file; that is a folder, a device or a pipe"),
            Cause::SomebodyElses => Some("look who owns it with ls -l, and run this as that user"),
            Cause::TooLarge(_) => Some("check the path: no such file is so large"),
        }
    }

    fn remedy_of_system(&self, why: &io::Error) -> Option<&'static str> {
        match why.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Some("make room on that disk, then try again")
            }
            io::ErrorKind::ReadOnlyFilesystem if self.doing == REPLACING => Some(REMOUNT),
            io::ErrorKind::ReadOnlyFilesystem => Some("name a folder that can be written with --config-dir"),
            // owner and mode have another number
            io::ErrorKind::PermissionDenied if why.raw_os_error() == Some(Errno::PERM.raw_os_error()) => {
                Some(
                    "look with lsattr -d whether it may be changed (chattr -i lets it), and with ls -ld who owns it",
                )
            }
            io::ErrorKind::PermissionDenied => Some("look who owns it with ls -ld, and who may use it"),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                Some("check the path; the folder it lies in must be there")
            }
            io::ErrorKind::IsADirectory if self.doing == "read" => Some("name a file; that is a folder"),
            io::ErrorKind::IsADirectory => Some("something else has taken its name: move that folder away"),
            io::ErrorKind::ResourceBusy => {
                Some("a file that is mounted by itself cannot be replaced: mount the folder it lies in")
            }
            // these have no kind, and a library that wraps them keeps their words, not their number
            _ => match reason(why) {
                words if words.contains("Input/output error") => {
                    Some("the disk is in trouble: dmesg may say more")
                }
                words if words.contains("Too many open files") => Some(RAISE_LIMIT),
                words if words.contains("Too many levels of symbolic links") => {
                    Some("its links lead to each other: namei -l shows them")
                }
                _ => None,
            },
        }
    }
}

/// The system's words without the "(os error 13)" that tells a person nothing.
pub fn reason(cause: &io::Error) -> String {
    // the kind alone has other words than the system
    let words = match cause.raw_os_error() {
        None if cause.kind() == io::ErrorKind::NotFound && cause.get_ref().is_none() => {
            "No such file or directory".to_owned()
        }
        _ => cause.to_string(),
    };
    words.split(" (os error").next().unwrap_or_default().to_owned()
}

/// The whole file, at most `limit` bytes of it; `None` when there is no such file. Links and pipes are followed.
pub fn read(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, Error> {
    let file = match open(path) {
        Ok(file) => file,
        Err(why) if why.cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(why),
    };
    whole(&file, limit).map(Some).map_err(|cause| Error::new("read", path, cause))
}

/// What is in an open file, at most `limit` bytes.
pub fn whole(file: &File, limit: usize) -> Result<Vec<u8>, Cause> {
    // with room for all of it: bytes that grow leave copies behind, and some are secret
    let length = file.metadata().map_or(0, |found| found.len()).min(limit as u64);
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        return Err(Cause::TooLarge(limit));
    }
    Ok(bytes)
}

/// Makes the folder and those above it that are missing, for this user only (0700), whatever the umask.
pub fn make_private_folder(path: &Path) -> Result<(), Error> {
    let failed = |cause| Error::new("make the folder", path, cause);
    if path.is_dir() {
        return Ok(());
    }
    // from the top down, one at a time: a umask of 0777 would lock us out of our own new parent
    let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.is_dir()).collect();
    for folder in missing.into_iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
        match DirBuilder::new().mode(0o700).create(folder) {
            Ok(()) => {
                std::fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(failed)?;
                // a parent that may be written but not read cannot be synced, which is no reason to do without
                let _ = folder_of(folder).map(sync_folder);
            }
            // another process was first
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
            Err(cause) => return Err(failed(cause)),
        }
    }
    Ok(())
}

/// Puts `bytes` in the place of `path` so that a reader, or a power cut, finds the old file or the new one:
/// a temporary file in the same folder (0600), fsync, rename, fsync of the folder. An error where a device, a pipe or a
/// folder is there, which no file may take the place of.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |cause| Error::new("write", path, cause);
    is_there(path)?;
    let (temporary, folder) = written_beside(path, bytes).map_err(failed)?;
    temporary.persist(path).map_err(|error| failed(error.error))?;
    sync_folder(folder).map_err(failed)
}

/// The same for a file that must not be there yet: whatever is there, a dangling link too, stays as it is and the
/// error's cause is `AlreadyExists`.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |cause| Error::new("make", path, cause);
    let (temporary, folder) = written_beside(path, bytes).map_err(failed)?;
    temporary.persist_noclobber(path).map_err(|error| failed(error.error))?;
    sync_folder(folder).map_err(failed)
}

/// Whether a file is there, or a link that leads nowhere. An error for a device, a pipe or a folder.
pub fn is_there(path: &Path) -> Result<bool, Error> {
    if let Ok(found) = path.metadata() {
        check_regular(&found).map_err(|cause| Error::new("write", path, cause))?;
    }
    Ok(path.symlink_metadata().is_ok())
}

pub(super) fn check_regular(found: &Metadata) -> Result<(), Cause> {
    if found.is_file() { Ok(()) } else { Err(Cause::NotRegular) }
}

/// A temporary file (0600) in the folder of `path` that holds `bytes` and is on the disk; and that folder.
fn written_beside<'a>(path: &'a Path, bytes: &[u8]) -> io::Result<(NamedTempFile, &'a Path)> {
    let folder = folder_of(path).ok_or(io::ErrorKind::InvalidInput)?;
    let private = Permissions::from_mode(0o600);
    let mut temporary = temporary::file_in(folder, private.clone())?;
    // whatever the umask
    temporary.as_file().set_permissions(private)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    Ok((temporary, folder))
}

/// A file that the user named and that holds a secret, at most `limit` bytes; `None` when there is no such file. It
/// may be a link or a pipe. True when it is a regular file that others can read: it is used, with a warning.
pub fn read_secret(path: &Path, limit: usize) -> Result<Option<(SecretBytes, bool)>, Error> {
    let Some(bytes) = read(path, limit)? else { return Ok(None) };
    let is_open = path.metadata().is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o077 != 0);
    Ok(Some((SecretBytes::new(bytes), is_open)))
}

/// The first line of such a file, for a passphrase or a client secret: one line break at the end is not part of it.
pub fn secret_line(file: &SecretBytes) -> Option<&str> {
    let text = std::str::from_utf8(file.expose()).ok()?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    Some(line.strip_suffix('\r').unwrap_or(line))
}

/// Opens a file of the user's for reading; links and pipes are followed.
pub fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|cause| Error::new("read", path, cause))
}

/// What a file of everybody's holds, as far as it can be read; nothing where it cannot. `None` for what cannot be read
/// twice, such as a pipe, and for what is larger than `limit` bytes.
pub fn read_again(path: &Path, limit: usize) -> Option<Vec<u8>> {
    match path.metadata() {
        Ok(found) if !found.is_file() || found.len() > limit as u64 => None,
        Ok(_) => Some(read(path, limit).ok().flatten().unwrap_or_default()),
        Err(_) => Some(Vec::new()),
    }
}

/// The files of a folder, in one order; none where it cannot be read.
pub fn of_folder(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// A folder of this run alone, gone when the value is dropped.
pub fn scratch_folder() -> Result<tempfile::TempDir, Error> {
    let failed = |cause: io::Error| Error::new("make a folder in", Path::new("the temporary folder"), cause);
    tempfile::Builder::new().prefix("authctl-").tempdir().map_err(failed)
}

/// Removes the file; false when there was none.
pub fn remove(path: &Path) -> Result<bool, Error> {
    let failed = |cause| Error::new("remove", path, cause);
    match std::fs::remove_file(path) {
        Ok(()) => folder_of(path).map_or(Ok(()), sync_folder).map(|()| true).map_err(failed),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(failed(cause)),
    }
}

/// The folder that this lies in.
pub(super) fn folder_of(path: &Path) -> Option<&Path> {
    path.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
}

/// A rename, a removal or a new folder is on the disk only when the folder that it lies in is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::held_file::HeldFile;

    #[test]
    fn a44_files_are_private_and_leave_nothing_behind() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("a/b");
        make_private_folder(&folder).unwrap();
        let file = folder.join("f");
        write_whole(&file, b"one").unwrap();
        write_whole(&file, b"two").unwrap();
        assert_eq!(read(&file, 10).unwrap().as_deref(), Some(&b"two"[..]));
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(home.path().join("a").metadata().unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(folder.read_dir().unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn no_file_takes_the_place_of_a_device_or_a_pipe() {
        use std::os::unix::fs::FileTypeExt as _;
        let home = tempfile::tempdir().unwrap();
        let (pipe, link) = (home.path().join("pipe"), home.path().join("link"));
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        std::os::unix::fs::symlink(&pipe, &link).unwrap();
        for path in [&pipe, &link, &home.path().to_owned()] {
            for refused in [write_whole(path, b"secret"), HeldFile::open(path).map(drop)] {
                assert_eq!(refused.unwrap_err().cause.to_string(), "it is no regular file", "{path:?}");
            }
        }
        assert!(pipe.metadata().unwrap().file_type().is_fifo() && link.is_symlink());
    }

    #[test]
    fn a44_a_new_file_never_takes_the_place_of_another() {
        let home = tempfile::tempdir().unwrap();
        let (file, link) = (home.path().join("f"), home.path().join("link"));
        write_new(&file, b"one").unwrap();
        let error = write_new(&file, b"two").unwrap_err();
        assert_eq!(error.cause.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(read(&file, 10).unwrap().as_deref(), Some(&b"one"[..]));
        std::os::unix::fs::symlink(home.path().join("elsewhere"), &link).unwrap();
        assert_eq!(write_new(&link, b"two").unwrap_err().cause.kind(), io::ErrorKind::AlreadyExists);
        assert!(!home.path().join("elsewhere").exists());
        assert_eq!(home.path().read_dir().unwrap().count(), 2, "no temporary file is left");
    }

    #[test]
    fn what_neither_owner_nor_mode_forbids_is_told_with_what_shows_it() {
        let remedy = |errno: Errno| Error::new("write", Path::new("f"), errno).remedy().unwrap();
        assert!(remedy(Errno::PERM).contains("lsattr"));
        assert!(!remedy(Errno::ACCESS).contains("lsattr"));
    }

    #[test]
    fn a_missing_file_is_none_and_a_large_one_an_error_that_says_so() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("f");
        assert!(read(&file, 10).unwrap().is_none());
        write_whole(&file, b"12345").unwrap();
        let error = read(&file, 4).unwrap_err().to_string();
        assert!(error.contains("larger than 4 bytes"), "{error}");
    }
}
