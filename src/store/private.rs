//! Folders and files that are authctl's own: for this user alone, and refused when they are not.

use super::Error;
use crate::host::files;
use crate::sensitive::SecretBytes;
use rustix::fs::OFlags;
use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

/// Why something of authctl's own is not used.
#[derive(Debug, thiserror::Error)]
pub enum Looseness {
    #[error("it is a link")]
    Link,
    #[error("it belongs to another user (uid {0})")]
    Owner(u32),
    #[error("others can get at it (mode {0:04o})")]
    Mode(u32),
    #[error("it is no {0}")]
    Sort(&'static str),
}

#[derive(Clone, Copy)]
enum Sort {
    Folder,
    File,
}

/// Makes the folder where it is missing; an existing one must be ours alone.
pub fn make_folder(path: &Path) -> Result<(), Error> {
    if !has_folder(path)? {
        files::make_private_folder(path)?;
        has_folder(path)?;
    }
    Ok(())
}

/// True when the folder is there and ours alone, false when there is none.
pub fn has_folder(path: &Path) -> Result<bool, Error> {
    match metadata(path)? {
        Some(metadata) => check(path, &metadata, Sort::Folder).map(|()| true),
        None => Ok(false),
    }
}

/// The whole file, which must be ours alone and hold at most `limit` bytes; `None` when there is none.
pub fn read(path: &Path, limit: usize) -> Result<Option<SecretBytes>, Error> {
    let Some(file) = open(path, OpenOptions::new().read(true))? else { return Ok(None) };
    let bytes = files::whole(&file, limit).map_err(|cause| files::Error::new("read", path, cause))?;
    Ok(Some(SecretBytes::new(bytes)))
}

/// The file, open for reading and writing and made where it is missing; it must be ours alone.
pub fn open_or_make(path: &Path) -> Result<File, Error> {
    let failed = |cause| files::Error::new("open", path, cause);
    let mut how = OpenOptions::new();
    how.read(true).write(true).create(true).truncate(false).mode(0o600);
    let file = open(path, &mut how)?.ok_or_else(|| failed(io::ErrorKind::NotFound.into()))?;
    let mode = file.metadata().map_err(failed)?.mode() & 0o777;
    if mode != 0o600 {
        file.set_permissions(Permissions::from_mode(0o600)).map_err(failed)?; // a umask took away our own bits
    }
    Ok(file)
}

fn open(path: &Path, how: &mut OpenOptions) -> Result<Option<File>, Error> {
    let failed = |cause| files::Error::new("open", path, cause);
    // before opening, so that whoever may not open it hears why; and after, on the very file that was opened
    if let Some(metadata) = metadata(path)? {
        check(path, &metadata, Sort::File)?;
    }
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    match how.custom_flags(flags.cast_signed()).open(path) {
        Ok(file) => {
            check(path, &file.metadata().map_err(failed)?, Sort::File)?;
            Ok(Some(file))
        }
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(failed(cause).into()),
    }
}

/// What lies at `path` itself, a link not followed.
fn metadata(path: &Path) -> Result<Option<Metadata>, Error> {
    match path.symlink_metadata() {
        Ok(metadata) => Ok(Some(metadata)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(files::Error::new("look at", path, cause).into()),
    }
}

fn check(path: &Path, found: &Metadata, wanted: Sort) -> Result<(), Error> {
    let (right_sort, sort, mode) = match wanted {
        Sort::Folder => (found.is_dir(), "folder", "700"),
        Sort::File => (found.is_file(), "regular file", "600"),
    };
    let name = shell_words::quote(&path.to_string_lossy()).into_owned();
    let us = rustix::process::geteuid().as_raw();
    let (why, mend) = if found.is_symlink() {
        (Looseness::Link, format!("rm {name}"))
    } else if !right_sort {
        (Looseness::Sort(sort), format!("mv {name} {name}.old"))
    } else if found.uid() != us {
        (Looseness::Owner(found.uid()), format!("sudo chown {us} {name}"))
    } else if found.mode() & 0o077 != 0 {
        (Looseness::Mode(found.mode() & 0o7777), format!("chmod {mode} {name}"))
    } else {
        return Ok(());
    };
    Err(Error::Loose { path: path.to_owned(), why, mend })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{chown, symlink};
    use std::path::PathBuf;

    struct Home(tempfile::TempDir);
    impl Home {
        fn with_file() -> (Self, PathBuf) {
            let home = Self(tempfile::tempdir().unwrap());
            let file = home.0.path().join("f");
            files::write_whole(&file, b"secret").unwrap();
            (home, file)
        }
    }

    fn refusal(path: &Path) -> (String, String) {
        let error = read(path, 100).unwrap_err();
        (error.to_string(), error.hint().unwrap())
    }

    #[test]
    fn l5_what_is_ours_alone_is_read() {
        let (_home, file) = Home::with_file();
        assert_eq!(read(&file, 6).unwrap().unwrap().expose(), b"secret");
        assert!(read(&file.with_extension("none"), 6).unwrap().is_none());
        assert!(read(&file, 5).unwrap_err().to_string().ends_with("it is larger than 5 bytes"));
    }

    #[test]
    fn l5_a_file_that_others_can_get_at_is_refused_with_the_command_that_mends_it() {
        let (_home, file) = Home::with_file();
        for mode in [0o640, 0o604, 0o620, 0o666] {
            std::fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
            let (message, hint) = refusal(&file);
            assert_eq!(
                message,
                format!("{} is not used: others can get at it (mode {mode:04o})", file.display())
            );
            assert_eq!(hint, format!("chmod 600 {}", file.display()));
        }
        std::fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
        assert!(read(&file, 100).is_ok(), "the command mends it");
    }

    #[test]
    fn l5_links_and_pipes_are_refused_and_left_alone() {
        let (home, file) = Home::with_file();
        let link = home.0.path().join("a link");
        symlink(&file, &link).unwrap();
        let (message, hint) = refusal(&link);
        assert_eq!(message, format!("{} is not used: it is a link", link.display()));
        assert_eq!(hint, format!("rm '{}'", link.display()));
        assert!(open_or_make(&link).is_err());
        assert!(make_folder(&link).is_err());

        let folder = home.0.path().join("folder");
        std::fs::create_dir(&folder).unwrap();
        assert!(refusal(&folder).0.ends_with("it is no regular file"));
        let socket = home.0.path().join("s");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(refusal(&socket).0.ends_with("it is no regular file"));
    }

    #[test]
    fn l5_what_belongs_to_another_user_is_refused() {
        let (home, file) = Home::with_file();
        let us = rustix::process::geteuid();
        if !us.is_root() {
            eprintln!("not root, so nothing can be given to another user: not tried");
            return;
        }
        chown(&file, Some(54321), None).unwrap();
        let (message, hint) = refusal(&file);
        assert!(message.ends_with("it belongs to another user (uid 54321)"), "{message}");
        assert_eq!(hint, format!("sudo chown {} {}", us.as_raw(), file.display()));
        chown(home.0.path(), Some(54321), None).unwrap();
        assert!(matches!(has_folder(home.0.path()), Err(Error::Loose { why: Looseness::Owner(54321), .. })));
    }

    #[test]
    fn l5_a_loose_folder_is_refused_and_a_new_one_is_private() {
        let (home, _file) = Home::with_file();
        let folder = home.0.path().join("a/b");
        assert!(!has_folder(&folder).unwrap());
        make_folder(&folder).unwrap();
        assert_eq!(folder.metadata().unwrap().mode() & 0o777, 0o700);
        std::fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        let error = make_folder(&folder).unwrap_err();
        assert_eq!(error.hint().unwrap(), format!("chmod 700 {}", folder.display()));
    }

    #[test]
    fn a44_a_made_file_is_private_and_an_old_one_keeps_what_it_holds() {
        let (home, file) = Home::with_file();
        open_or_make(&file).unwrap();
        assert_eq!(read(&file, 100).unwrap().unwrap().expose(), b"secret");
        let new = home.0.path().join("new");
        open_or_make(&new).unwrap();
        assert_eq!(new.metadata().unwrap().mode() & 0o777, 0o600);
    }
}
