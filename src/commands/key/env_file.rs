//! The file that a service reads its variables from.

use crate::failure::{Failure, Kind};
use crate::host::file_lock::FolderLock;
use crate::host::{Terminal, files};
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// No file of variables is larger, in bytes.
const LARGEST: usize = 1 << 20;
/// So long another run may take to change the file.
const LONGEST_CHANGE: Duration = Duration::from_secs(15);

/// An error where the file is not there, or another cannot take its place.
pub fn check(file: &Path) -> Result<(), Failure> {
    match file.try_exists() {
        Ok(false) => Err(missing(file)),
        _ => Ok(files::check_rewritable(file)?),
    }
}

pub fn read(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let found = files::read_secret(file, LARGEST)?.ok_or_else(|| missing(file))?;
    let text = std::str::from_utf8(found.0.expose());
    let text = text.map_err(|_| {
        failed(format!("{} is no text (UTF-8)", file.display())).hint(format!(
            "`file {}` says what it is; iconv -t UTF-8 makes such a text of another",
            quoted(file)
        ))
    })?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// It is not made: no service reads a file whose name is mistyped.
fn missing(file: &Path) -> Failure {
    failed(format!("there is no file {}", file.display()))
        .hint(format!("if that is where a service reads it: install -m 600 /dev/null {}", quoted(file)))
}

fn quoted(file: &Path) -> String {
    shell_words::quote(&file.to_string_lossy()).into_owned()
}

/// Rings may share the file: one run at a time changes it.
pub fn lock(file: &Path) -> Result<FolderLock, Failure> {
    let cannot = |why: &std::io::Error| {
        failed(format!("cannot lock the folder of {}: {}", file.display(), files::reason(why)))
    };
    let folder = folder_of(file).map_err(|why| cannot(&why))?;
    FolderLock::acquire(&folder, LONGEST_CHANGE).map_err(|why| cannot(&why))
}

/// Others can read the secrets in it, or put something else in its place.
pub fn warn_of_others(file: &Path, terminal: &Terminal) {
    let folder = folder_of(file).unwrap_or_default();
    for (path, found) in [(file, files::open_to_all(file)), (&folder, files::distrust_folder(&folder))] {
        if let Some(found) = found {
            let line = format!("{}: {}: `{}`", path.display(), found.why, found.mend);
            terminal.warn("file_open_to_others", &line);
        }
    }
}

/// The folder that the file itself lies in, behind all links.
fn folder_of(file: &Path) -> std::io::Result<PathBuf> {
    let file = file.canonicalize()?;
    Ok(file.parent().unwrap_or(Path::new("/")).to_owned())
}

fn failed(message: String) -> Failure {
    Failure::new(Kind::Other, "env_file", message)
}
