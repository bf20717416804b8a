//! The file that a service reads its variables from.

use crate::failure::{Failure, Kind};
use crate::host::held_file::{HeldFile, MOST_LINKS};
use crate::host::{Terminal, trust};
use crate::session::delivery::Deliveries;
use crate::store::lock;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// No file of variables is larger, in bytes.
const LARGEST: usize = 1 << 20;

/// The file, if another can take its place; else the error says why not, and of one that is not there how it is made.
fn open(file: &Path) -> Result<HeldFile, Failure> {
    HeldFile::open(file).map_err(|why| match why.cause.kind() {
        std::io::ErrorKind::NotFound => missing(file),
        _ => why.into(),
    })
}

/// What the file says now.
pub fn read(file: &Path) -> Result<Zeroizing<String>, Failure> {
    text(file, &open(file)?)
}

fn text(file: &Path, held: &HeldFile) -> Result<Zeroizing<String>, Failure> {
    let found = held.read(LARGEST)?;
    let text = std::str::from_utf8(found.expose());
    let text = text.map_err(|_| {
        failed(format!("{} is no text (UTF-8)", file.display())).hint(format!(
            "`file {}` says what it is; iconv -t UTF-8 makes such a text of another",
            quoted(file)
        ))
    })?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// It is not made: no service reads a file whose name is mistyped.
pub fn missing(file: &Path) -> Failure {
    let (target, mut found) = (behind_links(file), format!("there is no file {}", file.display()));
    if target != file {
        found = format!("{} is a link to {}, which is not there", file.display(), target.display());
    }
    let is_folder_missing = target.parent().is_some_and(|it| !it.as_os_str().is_empty() && !it.is_dir());
    // it is not named: what is typed here by mistake can be a secret with a / in it
    let folder = if is_folder_missing { "make the folder that it lies in, and then " } else { "" };
    let made = format!("install -m 600 /dev/null {}", quoted(&target));
    failed(found).hint(format!("if that is where a service reads it: {folder}{made}"))
}

/// Where the links end that this is the first of.
fn behind_links(file: &Path) -> PathBuf {
    let mut path = file.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(target) = path.read_link() else { break };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

fn quoted(file: &Path) -> String {
    shell_words::quote(&file.to_string_lossy()).into_owned()
}

/// Puts a text in its place, unless it is one that could not be read again.
pub fn replace(file: &Path, held: &HeldFile, text: &str) -> Result<(), Failure> {
    check_size(file, text)?;
    Ok(held.replace(text.as_bytes())?)
}

/// An error where the file could not be read again with this text.
pub fn check_size(file: &Path, text: &str) -> Result<(), Failure> {
    if text.len() <= LARGEST {
        return Ok(());
    }
    let message = format!("{} would be larger than {LARGEST} bytes with it", file.display());
    Err(failed(message).hint("take out lines that are no longer needed"))
}

/// The file and what it says. Rings may share it: one run at a time changes it.
pub fn locked(
    file: &Path,
    deliveries: &Deliveries,
    terminal: &Terminal,
) -> Result<(lock::Guard, HeldFile, Zeroizing<String>), Failure> {
    let lock = deliveries.lock_folder(&open(file)?, terminal);
    let lock =
        lock.map_err(|why| Failure::from(why).detail(format!("so {} cannot be changed", file.display())))?;
    // whoever had the lock may have put another in its place
    let held = open(file)?;
    let text = text(file, &held)?;
    Ok((lock, held, text))
}

/// Others can read the secrets in it, or put something else in its place.
pub fn warn_of_others(file: &Path, terminal: &Terminal) {
    let folder = folder_of(file).unwrap_or_default();
    for (path, found) in [(file, trust::open_to_all(file)), (&folder, trust::distrust_folder(&folder))] {
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
