//! A file of the user's that is held from when it is read until another takes its place.
//!
//! Others may be able to write to the folder that it lies in, or to one above it. They can put links and other files there at
//! any moment: so the path is looked up once, through links that nobody else can change, and from then on there is only what
//! was opened.

use super::files::{self, Cause, Error, REPLACING};
use super::{attributes, temporary};
use crate::sensitive::SecretBytes;
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{
    AtFlags, CWD, FileType, Mode, OFlags, RenameFlags, Stat, fstat, linkat, openat, readlinkat, renameat,
    renameat_with, statat, unlinkat,
};
use rustix::io::Errno;
use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata, Permissions};
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
use std::path::{Path, PathBuf};

/// As many links as the kernel follows.
pub const MOST_LINKS: usize = 40;

/// A folder on the way; where the system can do that, without the right to read it.
#[cfg(target_os = "linux")]
const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::PATH);
#[cfg(not(target_os = "linux"))]
const FOLDER: OFlags = OFlags::DIRECTORY;
/// What lies at the end of it, were it a pipe.
const END: OFlags = OFlags::NONBLOCK.union(OFlags::NOCTTY);
const ITSELF: OFlags = OFlags::NOFOLLOW.union(OFlags::CLOEXEC);

pub struct HeldFile {
    /// As it was named.
    path: PathBuf,
    folder: File,
    name: OsString,
    file: File,
    found: Metadata,
}

impl HeldFile {
    /// The file itself, behind all links, if another can take its place. An error where others can change such a link, and
    /// for what is no regular file, has another name, or belongs to another user than this one (who may be root).
    pub fn open(path: &Path) -> Result<Self, Error> {
        let failed = |doing| move |cause| Error::new(doing, path, cause);
        let (folder, name, file) = resolved(path, END).map_err(failed("open"))?;
        let found = file.metadata().map_err(Cause::from).and_then(checked).map_err(failed("write"))?;
        let folder = writable(&folder).map_err(|cause| Error::new(REPLACING, &folder_shown(path), cause))?;
        Ok(Self { path: path.to_owned(), folder, name, file, found })
    }

    /// As it was named.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All of it, at most `limit` bytes.
    pub fn read(&self, limit: usize) -> Result<SecretBytes, Error> {
        files::whole(&self.file, limit).map(SecretBytes::new).map_err(|cause| self.failed("read", cause))
    }

    /// A name of the folder that it lies in, which no other folder on this machine has.
    pub fn folder_id(&self) -> Result<String, Error> {
        let found = self.folder.metadata().map_err(|cause| self.failed("look at the folder of", cause))?;
        Ok(format!("{:x}-{:x}", found.dev(), found.ino()))
    }

    /// Puts `bytes` in its place so that a reader, or a power cut, finds the old file or the new one. Mode, owner and
    /// attributes stay as they are, and a link stays a link. Where that cannot be, and where the file is no longer the one
    /// that was opened, all is left as it is.
    pub fn replace(&self, bytes: &[u8]) -> Result<(), Error> {
        let temporary = temporary::name();
        let put = self.write(&temporary, bytes).and_then(|()| self.put(&temporary));
        if put.is_err() {
            let _ = unlinkat(&self.folder, &temporary, AtFlags::empty());
        }
        put.map_err(|cause| self.failed("write", cause))?;
        temporary::remove_leftovers_of(&self.folder);
        self.folder.sync_all().map_err(|cause| self.failed("write", cause))
    }

    /// The new file under a name of its own, on the disk.
    fn write(&self, temporary: &str, bytes: &[u8]) -> Result<(), Cause> {
        let new = written(&self.folder, temporary, bytes)?;
        let (own, found) = (new.metadata()?, &self.found);
        if (own.uid(), own.gid()) != (found.uid(), found.gid()) {
            fchown(&new, Some(found.uid()), Some(found.gid()))?;
        }
        attributes::copy(&self.file, &new)?;
        // without what lets a program run as somebody else
        new.set_permissions(Permissions::from_mode(found.mode() & 0o777))?;
        Ok(new.sync_all()?)
    }

    fn put(&self, temporary: &str) -> Result<(), Cause> {
        let known = |it: &Metadata| (it.len(), it.mtime(), it.mtime_nsec(), it.ctime(), it.ctime_nsec());
        let there = statat(&self.folder, &self.name, AtFlags::SYMLINK_NOFOLLOW)?;
        let held = fstat(&self.file)?;
        let is_same = (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino);
        if !is_same || known(&self.file.metadata()?) != known(&self.found) {
            return Err(Cause::Changed);
        }
        Ok(renameat(&self.folder, temporary, &self.folder, &self.name)?)
    }

    fn failed(&self, doing: &'static str, cause: impl Into<Cause>) -> Error {
        Error::new(doing, &self.path, cause)
    }
}

/// Puts a file of this user's (0600) where none is, so that a reader, or a power cut, finds nothing or all of it. The folder is
/// looked up as that of a file to be held; whatever has the name, a dangling link too, stays and the cause is `AlreadyExists`.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |cause| Error::new("make", path, cause);
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput.into()).map_err(failed)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (_, _, folder) = resolved(folder, FOLDER).map_err(failed)?;
    let folder = writable(&folder).map_err(|cause| failed(cause.into()))?;
    let temporary = temporary::name();
    let put = written(&folder, &temporary, bytes).and_then(|new| {
        new.sync_all()?;
        Ok(match renameat_with(&folder, &temporary, &folder, name, RenameFlags::NOREPLACE) {
            // the file system knows no such rename
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                linkat(&folder, &temporary, &folder, name, AtFlags::empty())
            }
            put => put,
        }?)
    });
    let _ = unlinkat(&folder, &temporary, AtFlags::empty());
    put.and_then(|()| Ok(folder.sync_all()?)).map_err(failed)
}

/// A new file (0600) with these bytes, not on the disk yet.
fn written(folder: &File, name: &str, bytes: &[u8]) -> Result<File, Cause> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | ITSELF;
    let new = File::from(openat(folder, name, flags, Mode::RUSR | Mode::WUSR)?);
    // whatever the umask
    new.set_permissions(Permissions::from_mode(0o600))?;
    (&new).write_all(bytes)?;
    Ok(new)
}

/// The folder that this lies in, its name there, and what it is, opened as `end` says.
fn resolved(path: &Path, end: OFlags) -> Result<(OwnedFd, OsString, File), Cause> {
    let start = if path.is_absolute() { "/" } else { "." };
    let mut folder = openat(CWD, start, FOLDER | ITSELF, Mode::empty())?;
    let (mut left, mut links) = (parts(path), 0);
    while let Some(name) = left.pop() {
        let what = if left.is_empty() { end } else { FOLDER };
        match openat(&folder, &name, what | ITSELF, Mode::empty()) {
            Ok(file) if left.is_empty() => return Ok((folder, name, file.into())),
            Ok(next) => folder = next,
            // a link has each of these names on some system
            Err(Errno::LOOP | Errno::NOTDIR | Errno::MLINK) if links < MOST_LINKS => {
                left.extend(parts(&target(&folder, &name)?));
                links += 1;
            }
            Err(why) => return Err(why.into()),
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

/// From the last to the first.
fn parts(path: &Path) -> Vec<OsString> {
    path.components().rev().map(|part| part.as_os_str().to_owned()).collect()
}

/// Where a link leads, if nobody but root and this user can change it or put another in its place.
fn target(folder: &OwnedFd, name: &OsStr) -> Result<PathBuf, Cause> {
    let (link, around) = (statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?, fstat(folder)?);
    if FileType::from_raw_mode(link.st_mode) != FileType::Symlink {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    let own = rustix::process::geteuid().as_raw();
    let is_trusted = |found: &Stat| [0, own].contains(&found.st_uid);
    if !is_trusted(&link) || !is_trusted(&around) || is_shared(folder, &around) {
        return Err(Cause::Link(name.to_owned()));
    }
    Ok(PathBuf::from(OsString::from_vec(readlinkat(folder, name, Vec::new())?.into_bytes())))
}

/// Whether others can move what is in the folder. A group may be the user's own, as on systems with a umask of 002; where there
/// is an access list the bits of the group are what the list allows at most, to whomever it names.
fn is_shared(folder: &OwnedFd, found: &Stat) -> bool {
    let mode = Mode::from_raw_mode(found.st_mode);
    let is_own_group_s = || {
        let open = openat(folder, ".", OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty());
        let has_list = open.map_or(true, |folder| attributes::has_access_list(&folder.into()));
        found.st_gid == rustix::process::getegid().as_raw() && !has_list
    };
    let is_writable = mode.contains(Mode::WOTH) || mode.contains(Mode::WGRP) && !is_own_group_s();
    is_writable && !mode.contains(Mode::SVTX)
}

fn checked(found: Metadata) -> Result<Metadata, Cause> {
    files::check_regular(&found)?;
    if found.nlink() > 1 {
        return Err(Cause::HardLink);
    }
    let own = rustix::process::geteuid();
    if !own.is_root() && own.as_raw() != found.uid() {
        return Err(Cause::SomebodyElses);
    }
    Ok(found)
}

/// The folder, for what is done to it.
fn writable(folder: impl AsFd) -> Result<File, Errno> {
    use rustix::fs::{Access, accessat};
    accessat(&folder, ".", Access::WRITE_OK | Access::EXEC_OK, AtFlags::empty())?;
    openat(folder, ".", OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()).map(File::from)
}

/// To be told to a person.
fn folder_shown(path: &Path) -> PathBuf {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    whole.parent().unwrap_or(Path::new("/")).to_owned()
}
