//! Deliveries of a ring's secret on this machine: one at a time, and none forgotten that was killed halfway.

use crate::host::folders::Folders;
use crate::host::held_file::HeldFile;
use crate::host::{Terminal, files};
use crate::store::{self, lock, private};
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

/// No more bytes of paths are kept.
const LARGEST: usize = 1 << 20;

/// Held while a key of one ring goes to where a service reads it. It knows the files whose services a run that was killed
/// has not told of them.
pub struct Deliveries {
    _lock: lock::Guard,
    /// Holds the paths of those files, each with a null character behind it. Not there where there are none.
    begun: PathBuf,
    folders: Folders,
}

/// That a file is written down as one whose service was not told. Known by its path at that time: what it leads to may
/// change while the service is told.
pub struct Begun {
    path: Vec<u8>,
    /// Whether this run has written it down, and none before it that was killed.
    is_new: bool,
}

impl Deliveries {
    /// Of one ring, whose deliveries are the subject of a lock.
    pub fn lock(
        subject: &lock::Subject,
        folders: &Folders,
        terminal: &Terminal,
    ) -> Result<Self, store::Error> {
        let lock = lock::acquire(subject.clone(), folders, terminal, lock::Patience::SHORT)?;
        let begun = folders.locks.join(format!("{}.begun", subject.name()));
        Ok(Self { _lock: lock, begun, folders: folders.clone() })
    }

    /// Held while the file is changed, and with it all others in its folder. The lock lies where nobody else can take it, as
    /// whoever may read a folder can take that of the folder itself.
    pub fn lock_folder(&self, file: &HeldFile, terminal: &Terminal) -> Result<lock::Guard, store::Error> {
        let beside = format!("the files beside {}", file.path().display());
        let subject = lock::Subject::new(format!("folder.{}", file.folder_id()?), beside);
        lock::acquire(subject, &self.folders, terminal, lock::Patience::SHORT)
    }

    /// Whether the service of this file was not told of it.
    pub fn is_begun(&self, file: &Path) -> Result<bool, store::Error> {
        Ok(self.read()?.contains(&path(file)?))
    }

    /// To be kept before the file is written.
    pub fn begin(&self, file: &Path) -> Result<Begun, store::Error> {
        let (mut all, path) = (self.read()?, path(file)?);
        let is_new = !all.contains(&path);
        if is_new {
            all.push(path.clone());
            self.write(&all)?;
        }
        Ok(Begun { path, is_new })
    }

    /// The service was told of it.
    pub fn end(&self, begun: &Begun) -> Result<(), store::Error> {
        let mut all = self.read()?;
        let before = all.len();
        all.retain(|other| *other != begun.path);
        if all.len() == before { Ok(()) } else { self.write(&all) }
    }

    /// The file is as it was. What an earlier run has left behind stays: its service has yet to be told of that.
    pub fn undo(&self, begun: &Begun) -> Result<(), store::Error> {
        if begun.is_new { self.end(begun) } else { Ok(()) }
    }

    fn read(&self) -> Result<Vec<Vec<u8>>, store::Error> {
        let Some(found) = private::read(&self.begun, LARGEST)? else { return Ok(Vec::new()) };
        Ok(found
            .expose()
            .split(|byte| *byte == 0)
            .filter(|path| !path.is_empty())
            .map(<[u8]>::to_vec)
            .collect())
    }

    fn write(&self, all: &[Vec<u8>]) -> Result<(), store::Error> {
        match all {
            [] => drop(files::remove(&self.begun)?),
            all => files::write_whole(&self.begun, &[&all.join(&0)[..], b"\0"].concat())?,
        }
        Ok(())
    }
}

/// Behind all links, and whichever folder a later run is in.
fn path(file: &Path) -> Result<Vec<u8>, store::Error> {
    let found = file.canonicalize();
    let found =
        found.map_err(|cause| files::Error { doing: "find", path: file.to_owned(), cause: cause.into() })?;
    Ok(found.into_os_string().into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a44_who_was_told_is_not_read_from_a_file_that_others_could_have_written() {
        let home = tempfile::tempdir().unwrap();
        let folders = Folders::within(home.path());
        let deliveries =
            Deliveries::lock(&lock::Subject::new("api", "api"), &folders, &Terminal::captured()).unwrap();
        let file = home.path().join(".env");
        std::fs::File::create_new(&file).unwrap();
        assert!(!deliveries.is_begun(&file).unwrap());
        let begun = deliveries.begin(&file).unwrap();
        assert!(deliveries.is_begun(&file).unwrap());
        std::fs::set_permissions(&deliveries.begun, Permissions::from_mode(0o602)).unwrap();
        let refused = deliveries.is_begun(&file).unwrap_err().to_string();
        assert!(refused.contains("others can get at it"), "{refused}");
        assert!(deliveries.begin(&file).is_err() && deliveries.end(&begun).is_err());
    }
}
