//! A file that the user asked for, written piece by piece.

use super::files::{self, Error};
use super::{signals, temporary};
use std::fs::{File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// A file of the user's that is written piece by piece: it takes the place of `path` when it is finished, and not
/// before. A device or a pipe is written to directly.
pub struct OutputFile {
    path: PathBuf,
    to: Target,
}

enum Target {
    Replacing(tempfile::NamedTempFile),
    Direct(File),
}

impl OutputFile {
    pub fn begin(path: &Path) -> Result<Self, Error> {
        let failed = |cause| Error::new("write", path, cause);
        if path.metadata().is_ok_and(|found| !found.is_file()) {
            let file = File::options().write(true).open(path).map_err(failed)?;
            return Ok(Self { path: path.to_owned(), to: Target::Direct(file) });
        }
        // a link stays a link: what it points to is replaced
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        // what the umask leaves of it, as for any file of the user's
        let temporary = temporary::file_in(folder(&path), Permissions::from_mode(0o666)).map_err(failed)?;
        signals::remove_at_end(temporary.path());
        Ok(Self { path, to: Target::Replacing(temporary) })
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match &mut self.to {
            Target::Replacing(temporary) => temporary.write_all(bytes),
            Target::Direct(file) => file.write_all(bytes),
        }
        .map_err(|cause| Error::new("write", &self.path, cause))
    }

    pub fn finish(self) -> Result<(), Error> {
        let Target::Replacing(temporary) = self.to else { return Ok(()) };
        temporary.persist(&self.path).map_err(|why| Error::new("write", &self.path, why.error))?;
        temporary::remove_leftovers(folder(&self.path));
        Ok(())
    }
}

fn folder(path: &Path) -> &Path {
    files::folder_of(path).unwrap_or(Path::new("."))
}
