//! A file that the user asked for, written piece by piece.

use super::files::Error;
use super::signals;
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
                // what the umask leaves of it, as for any file of the user's
                .permissions(Permissions::from_mode(0o666))
                .tempfile_in(folder)
                .map_err(failed)?;
            signals::remove_at_end(temporary.path());
            return Ok(Self { path: whole, to: Target::Replacing(temporary) });
        };
        Ok(Self { path: path.to_owned(), to })
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
        match temporary.persist(&self.path) {
            Ok(_) => Ok(()),
            Err(why) => Err(Error::new("write", &self.path, why.error)),
        }
    }
}
