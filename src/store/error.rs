//! Why a secret could not be kept or fetched, in words for a person, and the way out.

use super::private::Looseness;
use super::probe::State;
use crate::host::files;
use crate::host::terminal::AskError;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What went wrong with a place, a file or a lock. No variant holds any part of a secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0:?} is no place for secrets: there are keychain, file and none")]
    Kind(String),
    #[error(
        "\"{0}\" cannot be a name: a name has 1 to 64 of the characters A-Z a-z 0-9 . _ - \
         and does not begin with a dot or dash"
    )]
    Name(String),
    #[error("the secret is too large: {size} bytes, and at most {limit} are kept")]
    TooLarge { size: usize, limit: usize },

    #[error("{0} did not give back what was written there")]
    Unfaithful(&'static str),

    // -- the keychain
    #[error("the keychain cannot be reached: there is no session bus (D-Bus) here")]
    NoBus,
    #[error("there is no keychain here: nothing on the session bus offers org.freedesktop.secrets")]
    NoService,
    #[error("the keychain has no default keyring yet, so there is nowhere to put a secret")]
    NoKeyring,
    #[error("the keychain is locked, and it was not unlocked ({0})")]
    KeychainLocked(String),
    #[error("the keychain did not answer within {} s when asked to {doing}", waited.as_secs())]
    KeychainMute { doing: &'static str, waited: Duration },
    #[error("the keychain's dialog was not answered within {} s", waited.as_secs())]
    DialogUnanswered { waited: Duration },
    #[error("the keychain holds more than one item for {item}")]
    SeveralItems { item: String },
    #[error("the keychain could not {doing}: {words}")]
    Keychain { doing: &'static str, words: String },

    // -- the key of the file store
    #[error("the file store has no key yet: there is no {}", .0.display())]
    NoKey(PathBuf),
    #[error(
        "the key of the file store is gone: there is no {}, and {} in {} that nothing else can read",
        path.display(),
        secrets(*kept),
        store.display()
    )]
    KeyGone { path: PathBuf, store: PathBuf, kept: usize },
    #[error("{} holds no key that authctl can use: {why}", path.display())]
    BadKey { path: PathBuf, why: &'static str },
    #[error("the file store is behind a passphrase, and {0}")]
    PassphraseWanted(#[source] AskError),
    #[error("the passphrase does not open {}", .0.display())]
    WrongPassphrase(PathBuf),
    #[error("an empty passphrase protects nothing")]
    EmptyPassphrase,
    #[error("the file store has a key already, which is not overwritten: {}", .0.display())]
    KeyExists(PathBuf),

    // -- what was kept
    #[error("{item} is damaged: {why}")]
    Damaged { item: String, why: &'static str, path: Option<PathBuf> },
    #[error("{} is damaged, or it was encrypted to another key than that of {}", path.display(), key.display())]
    OtherKey { path: PathBuf, key: PathBuf },
    #[error("{} holds the secret of {found}, not of {wanted}: it was copied or renamed", path.display())]
    OtherSlot { path: PathBuf, found: String, wanted: String },
    #[error("{} is an older copy than the one this run has seen: it was put back by someone", .0.display())]
    OlderCopy(PathBuf),
    #[error("{item} was written by a newer authctl (format {format}) and is left as it is")]
    Newer { item: String, format: u64 },
    #[error("{} is not used: {why}", path.display())]
    Loose { path: PathBuf, why: Looseness, mend: String },

    // -- the machine
    #[error(transparent)]
    File(#[from] files::Error),
    #[error("another authctl{} is still busy with {what} after {} s", process(*holder), waited.as_secs())]
    Busy { what: String, holder: Option<u32>, waited: Duration },
    #[error("process {holder}, which is busy with {what}, has been stopped for {} s", waited.as_secs())]
    Stopped { what: String, holder: u32, waited: Duration },
}

/// How to keep secrets where there is no keychain.
const USE_FILES: &str = "keep secrets in encrypted files: `authctl store init`, then `--store file`";

impl Error {
    /// What a person can do about it.
    #[expect(clippy::too_many_lines, reason = "a list: one way out for each kind")]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoBus => format!("run authctl inside a desktop session, or {USE_FILES}"),
            Self::NoService => {
                format!("install and start a keychain (GNOME Keyring, KWallet, KeePassXC), or {USE_FILES}")
            }
            Self::NoKeyring => format!(
                "make one in Passwords and Keys (seahorse) or by logging in to the desktop once, or {USE_FILES}"
            ),
            Self::KeychainLocked(_) => format!(
                "unlock it (log in to the desktop, or `gnome-keyring-daemon --replace --unlock`) and try again, \
                 or {USE_FILES}"
            ),
            Self::KeychainMute { .. } => {
                format!("it hangs, or waits for a person in a dialog: answer or restart it, or {USE_FILES}")
            }
            Self::DialogUnanswered { .. } => {
                "try again and answer the dialog, which may be behind other windows".to_owned()
            }
            Self::SeveralItems { item } => {
                format!("delete the items of {item} in your keychain's own program, then log in again")
            }
            Self::Keychain { .. } => USE_FILES.to_owned(),
            Self::NoKey(path) => format!(
                "authctl store init --key-file {}; or name the key with --key-file or AUTHCTL_KEY_FILE",
                quoted(path)
            ),
            Self::KeyGone { path, store, .. } => format!(
                "put your copy of it back to {}, or name it with --key-file or AUTHCTL_KEY_FILE; if it is lost, \
                 so is what lies there: `authctl logout` deletes a credential, and `rm {}/ring.NAME.age` a key ring",
                quoted(path),
                quoted(store)
            ),
            Self::PassphraseWanted(_) => {
                "name a file that holds it in AUTHCTL_PASSPHRASE_FILE, or run authctl on a terminal"
                    .to_owned()
            }
            Self::WrongPassphrase(_) => "try again; without it nothing in the store can be read".to_owned(),
            Self::Damaged { path: Some(path), .. } => format!("rm {}  (then log in again)", quoted(path)),
            Self::Damaged { path: None, .. } => {
                "delete it with `authctl logout`, then log in again".to_owned()
            }
            Self::OtherKey { path, .. } => format!(
                "name the right key with --key-file or AUTHCTL_KEY_FILE; if it is lost, rm {} and log in again",
                quoted(path)
            ),
            Self::KeyExists(_) => {
                "use it: `--store file` at the login, or `authctl store use file`".to_owned()
            }
            Self::OtherSlot { path, .. } => format!("put it back under its own name, or rm {}", quoted(path)),
            Self::OlderCopy(_) => "log in again".to_owned(),
            Self::Newer { .. } => {
                "use the newest authctl on this machine, or delete it with `authctl logout`".to_owned()
            }
            Self::Loose { mend, .. } => mend.clone(),
            Self::File(error) => return error.remedy().map(str::to_owned),
            Self::Busy { holder: Some(holder), .. } => {
                format!("look at it with `ps {holder}`; when it ends, its lock ends with it")
            }
            Self::Stopped { holder, .. } => {
                format!("`kill -CONT {holder}` lets it go on, `kill -KILL {holder}` ends it")
            }
            Self::Busy { holder: None, .. } => "try again when it has ended".to_owned(),
            Self::BadKey { .. } => {
                "put your copy of it back; without the key nothing in the store can be read".to_owned()
            }
            Self::Kind(_)
            | Self::Name(_)
            | Self::TooLarge { .. }
            | Self::EmptyPassphrase
            | Self::Unfaithful(_) => return None,
        })
    }

    /// True when what is kept cannot be read and never will be, while the place itself works.
    pub fn is_unreadable(&self) -> bool {
        use Error as E;
        matches!(
            self,
            E::Damaged { .. } | E::OtherKey { .. } | E::OtherSlot { .. } | E::OlderCopy(_) | E::Newer { .. }
        )
    }

    /// What this says of the place itself: whether a person could open it.
    pub fn state(&self) -> State {
        match self {
            Self::KeychainLocked(_)
            | Self::DialogUnanswered { .. }
            | Self::PassphraseWanted(_)
            | Self::WrongPassphrase(_) => State::Locked,
            _ => State::Missing,
        }
    }
}

/// A path as one would type it.
fn quoted(path: &Path) -> String {
    shell_words::quote(&path.to_string_lossy()).into_owned()
}

fn secrets(count: usize) -> String {
    match count {
        1 => "1 secret lies".to_owned(),
        count => format!("{count} secrets lie"),
    }
}

fn process(holder: Option<u32>) -> String {
    holder.map_or_else(String::new, |pid| format!(" (process {pid})"))
}
