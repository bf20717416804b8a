//! Files that are read with a cap and written whole.

use std::fs::{DirBuilder, File, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// What could not be done with which file, and the system's reason.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} {}: {}", path.display(), reason(cause))]
pub struct Error {
    pub doing: &'static str,
    pub path: PathBuf,
    #[source]
    pub cause: io::Error,
}

/// The system's words without the "(os error 13)" that tells a person nothing.
pub fn reason(cause: &io::Error) -> String {
    let words = cause.to_string();
    words.split(" (os error").next().unwrap_or_default().to_owned()
}

/// The whole file, at most `limit` bytes of it; `None` when there is no such file. Links and pipes are followed.
pub fn read(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, Error> {
    let failed = |cause| Error { doing: "read", path: path.to_owned(), cause };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(failed(cause)),
    };
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > limit {
        return Err(failed(io::Error::other(format!("it is larger than {limit} bytes"))));
    }
    Ok(Some(bytes))
}

/// Makes the folder and those above it that are missing, for this user only (0700), whatever the umask.
pub fn make_private_folder(path: &Path) -> Result<(), Error> {
    let failed = |cause| Error { doing: "make the folder", path: path.to_owned(), cause };
    if path.is_dir() {
        return Ok(());
    }
    // from the top down, one at a time: a umask of 0777 would lock us out of our own new parent
    let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.is_dir()).collect();
    for folder in missing.into_iter().rev().filter(|folder| !folder.as_os_str().is_empty()) {
        match DirBuilder::new().mode(0o700).create(folder) {
            Ok(()) => std::fs::set_permissions(folder, Permissions::from_mode(0o700)).map_err(failed)?,
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {} // another process was first
            Err(cause) => return Err(failed(cause)),
        }
    }
    Ok(())
}

/// Puts `bytes` in the place of `path` so that a reader, or a power cut, finds the old file or the new one:
/// a temporary file in the same folder (0600), fsync, rename, fsync of the folder.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |cause| Error { doing: "write", path: path.to_owned(), cause };
    let folder = path.parent().ok_or_else(|| failed(io::ErrorKind::InvalidInput.into()))?;
    let mut temporary =
        tempfile::Builder::new().prefix(".authctl-").suffix(".tmp").tempfile_in(folder).map_err(failed)?;
    temporary.as_file().set_permissions(Permissions::from_mode(0o600)).map_err(failed)?;
    temporary.write_all(bytes).map_err(failed)?;
    temporary.as_file().sync_all().map_err(failed)?;
    temporary.persist(path).map_err(|error| failed(error.error))?;
    sync_folder(folder).map_err(failed)
}

/// Opens a file of the user's for reading; links and pipes are followed.
pub fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|cause| Error { doing: "read", path: path.to_owned(), cause })
}

/// A file of the user's that is written piece by piece: it takes the place of `path` when it is finished, and not
/// before. A device or a pipe is written to directly.
pub struct Output {
    path: PathBuf,
    to: Target,
}

enum Target {
    Replacing(tempfile::NamedTempFile),
    Direct(File),
}

impl Output {
    pub fn begin(path: &Path) -> Result<Self, Error> {
        let failed = |cause| Error { doing: "write", path: path.to_owned(), cause };
        let is_special = path.metadata().is_ok_and(|found| !found.is_file());
        let to = if is_special {
            Target::Direct(File::options().write(true).open(path).map_err(failed)?)
        } else {
            // a link stays a link: what it points to is replaced
            let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            let folder =
                whole.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let temporary = tempfile::Builder::new()
                .prefix(".authctl-")
                .suffix(".part")
                .permissions(Permissions::from_mode(0o666)) // what the umask leaves of it, as for any file of the user's
                .tempfile_in(folder)
                .map_err(failed)?;
            return Ok(Self { path: whole, to: Target::Replacing(temporary) });
        };
        Ok(Self { path: path.to_owned(), to })
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match &mut self.to {
            Target::Replacing(temporary) => temporary.write_all(bytes),
            Target::Direct(file) => file.write_all(bytes),
        }
        .map_err(|cause| Error { doing: "write", path: self.path.clone(), cause })
    }

    pub fn finish(self) -> Result<(), Error> {
        let Target::Replacing(temporary) = self.to else { return Ok(()) };
        match temporary.persist(&self.path) {
            Ok(_) => Ok(()),
            Err(error) => Err(Error { doing: "write", path: self.path, cause: error.error }),
        }
    }
}

/// Removes the file; false when there was none.
pub fn remove(path: &Path) -> Result<bool, Error> {
    let failed = |cause| Error { doing: "remove", path: path.to_owned(), cause };
    match std::fs::remove_file(path) {
        Ok(()) => path.parent().map_or(Ok(()), sync_folder).map(|()| true).map_err(failed),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(failed(cause)),
    }
}

/// A rename or removal is on the disk only when its folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_missing_file_is_none_and_a_large_one_an_error_that_says_so() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("f");
        assert!(read(&file, 10).unwrap().is_none());
        write_whole(&file, b"12345").unwrap();
        let error = read(&file, 4).unwrap_err().to_string();
        assert!(error.contains("larger than 4 bytes"), "{error}");
    }
}
