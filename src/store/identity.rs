//! The one key of the file store: an X25519 identity of age, in a key file or behind a passphrase.

use super::{Error, Places, Slot, private};
use crate::host::folders::Folders;
use crate::host::terminal::AskError;
use crate::host::{Terminal, files};
use crate::sensitive::{Password, SecretBytes};
use age::secrecy::{ExposeSecret as _, SecretString};
use age::{DecryptError, EncryptError, scrypt, x25519};
use aws_lc_rs::hmac;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// scrypt with N = 2^15, r = 8, p = 1: 32 MiB and about a tenth of a second, the same on every machine.
const WORK_FACTOR: u8 = 15;
/// The most work that a file may ask for: a changed file must not keep us busy for hours.
const MOST_WORK: u8 = 20;
/// No key, passphrase or file of either is larger.
const LIMIT: usize = 64 * 1024;
/// No header of a file that is encrypted to one key is larger: a stanza of some 100 bytes, one of age's grease, and the tag.
const LARGEST_HEADER: usize = 2048;
/// How often a person may mistype.
const TRIES: usize = 3;

/// Where the key of the file store comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// Nothing was named: the store's own `identity.age` behind a passphrase that a person types, where there is
    /// one; else [`default_key_file`].
    Standard,
    /// A key file named by the user; it may be a link or a pipe.
    KeyFile(PathBuf),
    /// The store's own `identity.age`, and the file that holds its passphrase; a line break at its end does not count.
    PassphraseFile(PathBuf),
}

/// The key, once it was found and unlocked, and where that was asked for.
pub type Unlocked = Mutex<Option<(KeySource, Arc<Identity>)>>;

/// The key and where it came from.
pub struct Identity {
    pub key: x25519::Identity,
    pub from: PathBuf,
}

impl Identity {
    /// A secret for this purpose alone, which tells nothing of the key.
    pub fn derived(&self, purpose: &str) -> SecretBytes {
        let key = self.key.to_string();
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.expose_secret().as_bytes());
        SecretBytes::new(hmac::sign(&key, purpose.as_bytes()).as_ref().to_vec())
    }
}

impl Identity {
    /// What was encrypted to this key alone, as authctl does it. age tries each stanza of a header, and of those that are for
    /// nobody hundreds of thousands fit into one file.
    pub fn decrypt(&self, sealed: &[u8]) -> Result<SecretBytes, DecryptError> {
        if !is_for_one(sealed) {
            return Err(DecryptError::InvalidHeader);
        }
        age::decrypt(&self.key, sealed).map(SecretBytes::new)
    }
}

fn is_for_one(sealed: &[u8]) -> bool {
    let start = &sealed[..sealed.len().min(LARGEST_HEADER)];
    let stanzas = |header: &[u8]| header.windows(10).filter(|window| window == b"\n-> X25519").count();
    start.windows(5).position(|window| window == b"\n--- ").is_some_and(|end| stanzas(&start[..end]) <= 1)
}

/// How a new key is protected.
pub enum Protection {
    /// By the mode of its file (0600): whoever reads the file reads the store.
    KeyFile(PathBuf),
    /// By a passphrase, in `identity.age` in the store's folder.
    Passphrase(Password),
}

/// The key file that is used when none is named: `identity.key` beside `config.toml`, so that a copy of the store's
/// folder alone opens nothing.
pub fn default_key_file(folders: &Folders) -> PathBuf {
    folders.config.join("identity.key")
}

/// Makes the key that these places name: in a key file, behind a passphrase, or where it is found without being named.
pub fn make_key(places: &Places, terminal: &Terminal) -> Result<PathBuf, Error> {
    let protection = match &places.key {
        KeySource::KeyFile(path) => Protection::KeyFile(path.clone()),
        KeySource::PassphraseFile(path) => Protection::Passphrase(passphrase_in(path, terminal)?),
        KeySource::Standard => Protection::KeyFile(default_key_file(&places.folders)),
    };
    init(&places.folders, protection)
}

/// Makes the key and says where it lies. A key that is there already, [`Error::KeyExists`], is never overwritten.
pub fn init(folders: &Folders, protection: Protection) -> Result<PathBuf, Error> {
    let text = identity_file(&x25519::Identity::generate());
    let (path, contents) = match protection {
        Protection::KeyFile(path) => (path, text),
        Protection::Passphrase(passphrase) => {
            let path = behind_passphrase(folders);
            let sealed = sealed(&text, &passphrase, &path)?;
            (path, Zeroizing::new(sealed))
        }
    };
    let standard = [behind_passphrase(folders), default_key_file(folders)];
    if standard.contains(&path) {
        // two keys that are found without being named would be one too many
        if let Some(there) = standard.iter().find(|key| key.symlink_metadata().is_ok()) {
            return Err(Error::KeyExists(there.clone()));
        }
    }
    // another key would read nothing of what lies there, and hide that its own is gone
    let is_there = |key: &Path| key.symlink_metadata().is_ok();
    if !is_there(&path)
        && !standard.iter().any(|key| is_there(key))
        && let gone @ Error::KeyGone { .. } = no_key(&path, folders)
    {
        return Err(gone);
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        files::make_private_folder(folder)?;
    }
    match files::write_new(&path, &contents) {
        Ok(()) => Ok(path),
        Err(error) if error.cause.kind() == io::ErrorKind::AlreadyExists => Err(Error::KeyExists(path)),
        Err(error) => Err(error.into()),
    }
}

/// The key, unlocked at most once a process.
pub fn unlock(
    unlocked: &Unlocked,
    folders: &Folders,
    source: &KeySource,
    terminal: &Terminal,
) -> Result<Arc<Identity>, Error> {
    // held while a person types, so that two threads ask once
    let mut unlocked = unlocked.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, identity)) = unlocked.as_ref().filter(|(asked, _)| asked == source) {
        return Ok(Arc::clone(identity));
    }
    let own = behind_passphrase(folders);
    let identity = match source {
        KeySource::KeyFile(path) => {
            let text = named_by_user(path, terminal)?.ok_or_else(|| no_key(path, folders))?;
            from_text(&text, path)?
        }
        KeySource::PassphraseFile(path) => {
            open_sealed(&sealed_key(&own, folders)?, &passphrase_in(path, terminal)?, &own)?
        }
        KeySource::Standard if own.symlink_metadata().is_ok() => {
            ask(&sealed_key(&own, folders)?, &own, terminal)?
        }
        KeySource::Standard => {
            let path = default_key_file(folders);
            let text = private::read(&path, LIMIT)?.ok_or_else(|| no_key(&path, folders))?;
            from_text(&text, &path)?
        }
    };
    let identity = Arc::new(identity);
    *unlocked = Some((source.clone(), Arc::clone(&identity)));
    Ok(identity)
}

fn behind_passphrase(folders: &Folders) -> PathBuf {
    folders.store.join("identity.age")
}

fn sealed_key(path: &Path, folders: &Folders) -> Result<SecretBytes, Error> {
    private::read(path, LIMIT)?.ok_or_else(|| no_key(path, folders))
}

/// There is none yet; or it is gone, where secrets lie that were encrypted to it.
fn no_key(path: &Path, folders: &Folders) -> Error {
    let is_secret = |name: &str| name.strip_suffix(".age").is_some_and(Slot::is_name);
    let lying = std::fs::read_dir(&folders.store).into_iter().flatten().flatten();
    match lying.filter(|file| file.file_name().to_str().is_some_and(is_secret)).count() {
        0 => Error::NoKey(path.to_owned()),
        kept => Error::KeyGone { path: path.to_owned(), store: folders.store.clone(), kept },
    }
}

fn missing(path: &Path) -> Error {
    files::Error::new("read", path, io::ErrorKind::NotFound).into()
}

/// A file that the user chose is used as it is, with a word where others can read it.
fn named_by_user(path: &Path, terminal: &Terminal) -> Result<Option<SecretBytes>, Error> {
    let Some((secret, is_open)) = files::read_secret(path, LIMIT)? else { return Ok(None) };
    if is_open {
        terminal.warn_of_open_file(path);
    }
    Ok(Some(secret))
}

/// The key as age's own tools write and read it: comments, and one line that is the key.
fn identity_file(identity: &x25519::Identity) -> Zeroizing<Vec<u8>> {
    let key = identity.to_string();
    let text = Zeroizing::new(format!(
        "# the key of authctl's file store: keep it secret, and keep a copy\n# public key: {}\n{}\n",
        identity.to_public(),
        key.expose_secret()
    ));
    Zeroizing::new(text.as_bytes().to_vec())
}

fn from_text(text: &SecretBytes, from: &Path) -> Result<Identity, Error> {
    let bad = |why| Error::BadKey { path: from.to_owned(), why };
    let text = std::str::from_utf8(text.expose()).map_err(|_| bad("it is not text"))?;
    let mut keys = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let key = keys.next().ok_or_else(|| bad("it is empty"))?;
    if keys.next().is_some() {
        return Err(bad("it holds more than one line that could be the key"));
    }
    let key = key.parse().map_err(|_| bad("it should hold one line that begins with AGE-SECRET-KEY-1"))?;
    Ok(Identity { key, from: from.to_owned() })
}

/// The passphrase that a file holds, as every use of that file reads it.
pub fn passphrase_in(path: &Path, terminal: &Terminal) -> Result<Password, Error> {
    let file = named_by_user(path, terminal)?.ok_or_else(|| missing(path))?;
    let line = files::secret_line(&file)
        .ok_or_else(|| Error::BadKey { path: path.to_owned(), why: "a passphrase is UTF-8 text" })?;
    Ok(Password::new(line))
}

fn ask(sealed: &SecretBytes, path: &Path, terminal: &Terminal) -> Result<Identity, Error> {
    for _ in 1..TRIES {
        match ask_once(sealed, path, terminal) {
            Err(error @ Error::WrongPassphrase(_)) => terminal.warn("wrong_passphrase", &error.to_string()),
            other => return other,
        }
    }
    ask_once(sealed, path, terminal)
}

fn ask_once(sealed: &SecretBytes, path: &Path, terminal: &Terminal) -> Result<Identity, Error> {
    let typed = terminal.ask_secret("Passphrase of the file store").map_err(Error::PassphraseWanted)?;
    if typed.expose().is_empty() {
        return Err(Error::PassphraseWanted(AskError::NoAnswer("nothing was typed".to_owned())));
    }
    open_sealed(sealed, &typed, path)
}

fn sealed(text: &[u8], passphrase: &Password, path: &Path) -> Result<Vec<u8>, Error> {
    if passphrase.expose().is_empty() {
        return Err(Error::EmptyPassphrase);
    }
    let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.expose()));
    recipient.set_work_factor(WORK_FACTOR);
    age::encrypt(&recipient, text).map_err(|why| cannot_encrypt(path, &why))
}

/// An encryption that failed, which age does only when the system has no random bytes.
pub fn cannot_encrypt(path: &Path, why: &EncryptError) -> Error {
    let cause = io::Error::other(why.to_string());
    files::Error::new("encrypt", path, cause).into()
}

fn open_sealed(sealed: &SecretBytes, passphrase: &Password, path: &Path) -> Result<Identity, Error> {
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase.expose()));
    identity.set_max_work_factor(MOST_WORK);
    let bad = |why| Error::BadKey { path: path.to_owned(), why };
    let text = age::decrypt(&identity, sealed.expose()).map_err(|error| match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            Error::WrongPassphrase(path.to_owned())
        }
        DecryptError::ExcessiveWork { .. } => bad("it asks for more work than any key of authctl's"),
        _ => bad("it is damaged, or was never a key behind a passphrase"),
    })?;
    from_text(&SecretBytes::new(text), path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::Instant;

    struct Home {
        folder: tempfile::TempDir,
        folders: Folders,
    }

    impl Home {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let folders = Folders::within(folder.path());
            Self { folder, folders }
        }
        fn file(&self, name: &str, text: &str) -> PathBuf {
            let path = self.folder.path().join(name);
            files::write_whole(&path, text.as_bytes()).unwrap();
            path
        }
        fn unlock(&self, source: &KeySource) -> Result<String, Error> {
            unlock(&Unlocked::default(), &self.folders, source, &Terminal::captured())
                .map(|identity| identity.key.to_public().to_string())
        }
        fn named(&self, text: &str) -> Result<String, Error> {
            self.unlock(&KeySource::KeyFile(self.file("k", text)))
        }
    }

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn l6_a_key_file_is_private_and_never_overwritten() {
        let home = Home::new();
        let path = home.folder.path().join("deep/down/my.key");
        let made = init(&home.folders, Protection::KeyFile(path.clone())).unwrap();
        assert_eq!((made.as_path(), mode(&path)), (path.as_path(), 0o600));
        let key = home.unlock(&KeySource::KeyFile(path.clone())).unwrap();
        let again = init(&home.folders, Protection::KeyFile(path.clone())).unwrap_err();
        assert_eq!(
            again.to_string(),
            format!("the file store has a key already, which is not overwritten: {}", path.display())
        );
        assert_eq!(home.unlock(&KeySource::KeyFile(path)).unwrap(), key);
    }

    #[test]
    fn there_is_one_key_that_is_found_without_being_named() {
        let home = Home::new();
        let file = default_key_file(&home.folders);
        init(&home.folders, Protection::KeyFile(file.clone())).unwrap();
        home.unlock(&KeySource::Standard).unwrap();
        let second = init(&home.folders, Protection::Passphrase(Password::new("pass")));
        assert!(matches!(second, Err(Error::KeyExists(path)) if path == file));
        assert!(!home.folders.store.exists());
    }

    #[test]
    fn l6_a_passphrase_opens_the_key_at_a_fixed_cost() {
        let home = Home::new();
        let path = init(&home.folders, Protection::Passphrase(Password::new("correct horse"))).unwrap();
        assert_eq!(path, home.folders.store.join("identity.age"));
        assert_eq!((mode(&home.folders.store), mode(&path)), (0o700, 0o600));
        let sealed = files::read(&path, LIMIT).unwrap().unwrap();
        let stanza = String::from_utf8_lossy(&sealed).lines().nth(1).unwrap().to_owned();
        assert!(stanza.starts_with("-> scrypt ") && stanza.ends_with(" 15"), "{stanza}");
        assert!(!sealed.windows(14).any(|window| window == b"AGE-SECRET-KEY"));

        for text in ["correct horse", "correct horse\n", "correct horse\r\n"] {
            home.unlock(&KeySource::PassphraseFile(home.file("pass", text))).unwrap();
        }
        for text in ["", "correct horse\n\n", "correct horse "] {
            let error = home.unlock(&KeySource::PassphraseFile(home.file("pass", text))).unwrap_err();
            assert_eq!(error.to_string(), format!("the passphrase does not open {}", path.display()));
        }
    }

    #[test]
    fn l6_the_passphrase_is_paid_once_a_process() {
        let home = Home::new();
        init(&home.folders, Protection::Passphrase(Password::new("pass"))).unwrap();
        let source = KeySource::PassphraseFile(home.file("pass", "pass"));
        let unlocked = Unlocked::default();
        let open = || unlock(&unlocked, &home.folders, &source, &Terminal::captured()).unwrap();
        let start = Instant::now();
        let first = open();
        let cost = start.elapsed();
        std::fs::remove_file(home.folders.store.join("identity.age")).unwrap();
        let of_hundred = || {
            let start = Instant::now();
            assert!((0..100).all(|_| Arc::ptr_eq(&first, &open())));
            start.elapsed()
        };
        // a busy machine is not slow three times in a row
        assert!((0..3).any(|_| of_hundred() < cost), "a hundred times more cost less than once");
    }

    #[test]
    fn an_empty_passphrase_and_a_missing_one_are_refused() {
        let home = Home::new();
        let empty = init(&home.folders, Protection::Passphrase(Password::new("")));
        assert!(matches!(empty, Err(Error::EmptyPassphrase)));
        init(&home.folders, Protection::Passphrase(Password::new("pass"))).unwrap();
        let nowhere = KeySource::PassphraseFile(home.folder.path().join("none"));
        assert!(home.unlock(&nowhere).unwrap_err().to_string().starts_with("cannot read "));
        assert!(matches!(home.unlock(&KeySource::Standard), Err(Error::PassphraseWanted(_))));
    }

    #[test]
    fn a_key_file_is_one_line_that_age_understands() {
        let home = Home::new();
        let text = identity_file(&x25519::Identity::generate());
        let text = std::str::from_utf8(&text).unwrap();
        home.named(text).unwrap();
        home.named(text.lines().last().unwrap()).unwrap();
        for (bad, why) in [
            (String::new(), "it is empty"),
            ("# only words\n".to_owned(), "it is empty"),
            (text.repeat(2), "it holds more than one line that could be the key"),
            (text.replace("KEY-1", "KEY-2"), "it should hold one line that begins with AGE-SECRET-KEY-1"),
            (text.to_lowercase().replace("# ", ""), "it holds more than one line that could be the key"),
        ] {
            let error = home.named(&bad).unwrap_err();
            let path = home.folder.path().join("k");
            assert_eq!(
                error.to_string(),
                format!("{} holds no key that authctl can use: {why}", path.display())
            );
        }
        assert!(matches!(
            home.unlock(&KeySource::KeyFile(home.folder.path().join("none"))),
            Err(Error::NoKey(_))
        ));
    }

    #[test]
    fn l6_a_changed_key_behind_a_passphrase_never_opens() {
        let home = Home::new();
        let path = init(&home.folders, Protection::Passphrase(Password::new("pass"))).unwrap();
        let good = files::read(&path, LIMIT).unwrap().unwrap();
        let expensive = String::from_utf8_lossy(&good[..100]).find(" 15\n").unwrap();
        for (index, byte) in
            [(0, b'b'), (25, b'x'), (expensive + 1, b'9'), (expensive + 5, b'!'), (good.len() - 1, 0)]
        {
            let mut bytes = good.clone();
            bytes[index] = if bytes[index] == byte { byte ^ 1 } else { byte };
            files::write_whole(&path, &bytes).unwrap();
            let start = Instant::now();
            let source = KeySource::PassphraseFile(home.file("pass", "pass"));
            let error = home.unlock(&source).unwrap_err();
            assert!(
                matches!(error, Error::BadKey { .. } | Error::WrongPassphrase(_)),
                "byte {index}: {error}"
            );
            assert!(start.elapsed().as_secs() < 20, "no file keeps us busy");
        }
    }

    #[test]
    fn a_key_file_of_the_users_may_be_a_link_and_is_warned_of_when_others_can_read_it() {
        let home = Home::new();
        let text = identity_file(&x25519::Identity::generate());
        let file = home.file("k", std::str::from_utf8(&text).unwrap());
        let link = home.folder.path().join("link");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        std::fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        let terminal = Terminal::captured();
        unlock(&Unlocked::default(), &home.folders, &KeySource::KeyFile(link.clone()), &terminal).unwrap();
        let link = link.display();
        assert_eq!(
            terminal.captured_text().1,
            format!("warning: others can get at {link}: `chmod 600 {link}`\n")
        );
    }
}
