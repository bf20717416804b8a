//! Deliveries of a ring's secret on this machine: one at a time, and none forgotten that was killed halfway.

use crate::host::folders::Folders;
use crate::host::held_file::HeldFile;
use crate::host::{Terminal, files};
use crate::store::{self, lock};
use std::os::unix::ffi::OsStrExt as _;
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

impl Deliveries {
    /// Of the ring with this name among the locks.
    pub fn lock(name: &str, folders: &Folders, terminal: &Terminal) -> Result<Self, store::Error> {
        let lock = lock::acquire(name, folders, terminal, lock::Patience::SHORT)?;
        let begun = folders.locks.join(format!("{name}.begun"));
        Ok(Self { _lock: lock, begun, folders: folders.clone() })
    }

    /// Held while the file is changed, and with it all others in its folder. The lock lies where nobody else can take it, as
    /// whoever may read a folder can take that of the folder itself.
    pub fn lock_folder(&self, file: &HeldFile, terminal: &Terminal) -> Result<lock::Guard, store::Error> {
        let name = format!("folder.{}", file.folder_id()?);
        lock::acquire(&name, &self.folders, terminal, lock::Patience::SHORT)
    }

    /// Whether the service of this file was not told of it.
    pub fn is_begun(&self, file: &Path) -> Result<bool, files::Error> {
        Ok(self.read()?.contains(&path(file)))
    }

    /// To be kept before the file is written.
    pub fn begin(&self, file: &Path) -> Result<(), files::Error> {
        let (mut all, path) = (self.read()?, path(file));
        if all.contains(&path) {
            return Ok(());
        }
        all.push(path);
        self.write(&all)
    }

    /// The service was told of it, or the file is as it was.
    pub fn end(&self, file: &Path) -> Result<(), files::Error> {
        let (mut all, path) = (self.read()?, path(file));
        let before = all.len();
        all.retain(|other| *other != path);
        if all.len() == before { Ok(()) } else { self.write(&all) }
    }

    fn read(&self) -> Result<Vec<Vec<u8>>, files::Error> {
        let found = files::read(&self.begun, LARGEST)?.unwrap_or_default();
        Ok(found.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(<[u8]>::to_vec).collect())
    }

    fn write(&self, all: &[Vec<u8>]) -> Result<(), files::Error> {
        match all {
            [] => files::remove(&self.begun).map(drop),
            all => files::write_whole(&self.begun, &[&all.join(&0)[..], b"\0"].concat()),
        }
    }
}

fn path(file: &Path) -> Vec<u8> {
    file.canonicalize().unwrap_or_else(|_| file.to_owned()).as_os_str().as_bytes().to_vec()
}
