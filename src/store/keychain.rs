//! The keychain of this system: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
//!
//! Its calls may hang, or wait for a person in a dialog, and cannot be stopped. So each runs on a plain thread with a
//! time limit; a thread that is given up ends with the process.

use super::Error;
use super::split::Items;
use crate::host::{Terminal, printable};
use crate::sensitive::SecretBytes;
use keyring::Entry;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// The most bytes of one item. Only Windows has such a limit: CRED_MAX_CREDENTIAL_BLOB_SIZE. (The 4 KB that are told
/// of macOS are those of a line that its `security` tool reads; authctl does not go through that.)
pub const ITEM_LIMIT: Option<usize> = if cfg!(windows) { Some(2560) } else { None };

/// How long the first connection may take.
const CONNECTING: Patience = Patience { silent: Duration::from_secs(5), after_a_word: None };
/// How long a call may take when nobody can be asked.
const NOBODY_THERE: Patience = Patience { silent: Duration::from_secs(15), after_a_word: None };
/// How long a call may take when somebody may answer a dialog.
const SOMEBODY_THERE: Patience =
    Patience { silent: Duration::from_secs(2), after_a_word: Some(Duration::from_secs(118)) };

/// The items of one service name in the system's keychain.
pub struct Keychain {
    service: String,
    terminal: Terminal,
}

/// How long to wait in silence, and how much longer once a person was told.
#[derive(Clone, Copy)]
struct Patience {
    silent: Duration,
    after_a_word: Option<Duration>,
}

impl Keychain {
    /// Connects to the keychain, or says why that cannot be done.
    pub fn connect(service: &str, terminal: &Terminal) -> Result<Self, Error> {
        let keychain = Self { service: service.to_owned(), terminal: terminal.clone() };
        ask("open", CONNECTING, terminal, || match Entry::store_status() {
            Ok(()) => Ok(()),
            Err(cause) => Err(failure("open", "", cause)),
        })?;
        Ok(keychain)
    }

    /// Carries out `call` on the item of this name; `None` where there is no such item.
    fn on_item<T: Send + 'static>(
        &self,
        doing: &'static str,
        name: &str,
        call: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<Option<T>, Error> {
        let (service, name) = (self.service.clone(), name.to_owned());
        let patience = if self.terminal.may_ask() { SOMEBODY_THERE } else { NOBODY_THERE };
        ask(doing, patience, &self.terminal, move || {
            match Entry::new(&service, &name).and_then(|entry| call(&entry)) {
                Ok(answer) => Ok(Some(answer)),
                Err(keyring::Error::NoEntry) => Ok(None),
                Err(cause) => Err(failure(doing, &name, &cause)),
            }
        })
    }
}

impl Items for Keychain {
    fn get(&self, name: &str) -> Result<Option<SecretBytes>, Error> {
        self.on_item("read a secret", name, |entry| entry.get_secret().map(SecretBytes::new))
    }

    fn put(&self, name: &str, item: &SecretBytes) -> Result<(), Error> {
        let item = item.clone();
        let done = self.on_item("keep a secret", name, move |entry| entry.set_secret(item.expose()))?;
        done.ok_or(Error::NoKeyring)
    }

    fn remove(&self, name: &str) -> Result<bool, Error> {
        self.on_item("delete a secret", name, Entry::delete_credential).map(|done| done.is_some())
    }
}

/// Runs `call` on a thread of its own and waits for its answer as long as `patience` allows.
fn ask<T: Send + 'static>(
    doing: &'static str,
    patience: Patience,
    terminal: &Terminal,
    call: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let broken = |words: String| Error::Keychain { doing, words };
    let (answer, answers) = mpsc::channel();
    std::thread::Builder::new()
        .name("keychain".to_owned())
        .spawn(move || {
            let _ = answer.send(call()); // nobody may be waiting any more
        })
        .map_err(|cause| broken(cause.to_string()))?;
    let answer = match (answers.recv_timeout(patience.silent), patience.after_a_word) {
        (Err(RecvTimeoutError::Timeout), Some(longer)) => {
            terminal.note(
                "waiting_for_keychain",
                "Waiting for the keychain: it may be asking you something in a dialog …",
            );
            answers.recv_timeout(longer)
        }
        (answer, _) => answer,
    };
    let waited = patience.silent + patience.after_a_word.unwrap_or_default();
    answer.unwrap_or_else(|why| {
        Err(match (why, patience.after_a_word) {
            (RecvTimeoutError::Disconnected, _) => broken("it broke down".to_owned()),
            (RecvTimeoutError::Timeout, Some(_)) => Error::DialogUnanswered { waited },
            (RecvTimeoutError::Timeout, None) => Error::KeychainMute { doing, waited },
        })
    })
}

/// What a failure of the keychain's library means. The library tells causes apart by their words alone.
fn failure(doing: &'static str, item: &str, error: &keyring::Error) -> Error {
    use keyring::Error as Cause;
    let words = |cause: &dyn std::fmt::Display| printable::short(&cause.to_string(), 300);
    match error {
        Cause::NoStorageAccess(cause) | Cause::PlatformFailure(cause) => {
            let words = words(cause);
            let says = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(phrase));
            if says(&["result not returned"]) {
                Error::NoKeyring
            } else if matches!(error, Cause::NoStorageAccess(_)) || says(&["object locked", "IsLocked"]) {
                let plainly = words.split_once("SS error: ").map_or(words.as_str(), |(_, plainly)| plainly);
                Error::KeychainLocked(plainly.to_owned())
            } else if says(&["provided by any .service files", "ServiceUnknown", "NameHasNoOwner"]) {
                Error::NoService
            } else if says(&["Failed to connect to address", "dbus session found"]) {
                Error::NoBus
            } else {
                Error::Keychain { doing, words }
            }
        }
        Cause::Ambiguous(_) => Error::SeveralItems { item: item.to_owned() },
        // these carry the secret's own bytes, which their words must never show
        Cause::BadEncoding(_) | Cause::BadDataFormat(..) => {
            Error::Keychain { doing, words: "what it holds is malformed".to_owned() }
        }
        other => Error::Keychain { doing, words: words(other) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Environment;
    use crate::host::folders::Folders;
    use crate::store::split::Split;
    use crate::store::{KeySource, Places, Slot, State, StoreKind, contract, open, probe};
    use std::time::Instant;

    const SHORT: Duration = Duration::from_millis(20);
    /// What a keychain that does not answer may cost a run.
    const LONGEST_LOOK: Duration = Duration::from_millis(5500);

    /// A call that does not come back before the test has seen what it wanted.
    fn hang() -> (mpsc::Sender<()>, impl FnOnce() -> Result<(), Error> + Send + 'static) {
        let (end, ended) = mpsc::channel();
        (end, move || {
            let _ = ended.recv();
            Ok(())
        })
    }

    #[test]
    fn a48_a_keychain_that_hangs_is_given_up() {
        let (_end, call) = hang();
        let terminal = Terminal::captured();
        let patience = Patience { silent: SHORT, after_a_word: None };
        let error = ask("read a secret", patience, &terminal, call).unwrap_err();
        assert_eq!(error.to_string(), "the keychain did not answer within 0 s when asked to read a secret");
        assert_eq!(terminal.captured_text().1, "");
    }

    #[test]
    fn a48_a_person_is_told_of_the_dialog_and_has_more_time() {
        let terminal = Terminal::captured();
        let patience = Patience { silent: SHORT, after_a_word: Some(SHORT) };
        let (_end, call) = hang();
        let error = ask("read a secret", patience, &terminal, call).unwrap_err();
        assert!(matches!(error, Error::DialogUnanswered { waited } if waited == SHORT * 2));
        let said = "Waiting for the keychain: it may be asking you something in a dialog …\n";
        assert_eq!(terminal.captured_text().1, said);

        let (end, call) = hang();
        let teller = terminal.clone();
        let waiting = std::thread::spawn(move || {
            let patience = Patience { after_a_word: Some(Duration::from_mins(1)), ..patience };
            ask("read a secret", patience, &teller, call)
        });
        while terminal.captured_text().1 != said.repeat(2) {
            std::thread::yield_now();
        }
        drop(end); // the person answers
        waiting.join().unwrap().unwrap();
    }

    #[test]
    fn a48_a_library_that_breaks_down_is_an_error() {
        let patience = Patience { silent: Duration::from_mins(1), after_a_word: None };
        let error = ask::<()>("open", patience, &Terminal::captured(), || panic!("as if inside a runtime"));
        assert_eq!(error.unwrap_err().to_string(), "the keychain could not open: it broke down");
    }

    /// In each mode of the script, in this order and with one folder:
    /// `tests/peers/keyring/with-keyring MODE FOLDER -- cargo test --lib a_real_keychain -- --ignored --nocapture`
    #[test]
    #[ignore = "needs a keychain: run by tests/peers/keyring/with-keyring, first unlocked, then the other modes"]
    fn a48_r6_a_real_keychain_in_the_state_that_the_script_made() {
        let environment = Environment::of_this_process();
        let mode = environment.text("WITH_KEYRING").expect("this runs inside with-keyring only");
        let home = tempfile::tempdir().unwrap();
        let places = Places::new(Folders::within(home.path()), KeySource::Standard);
        let terminal = Terminal::captured();
        let look = || {
            let start = Instant::now();
            (probe(StoreKind::Keychain, &places, &terminal), start.elapsed())
        };
        let (mut seen, mut took) = look();
        for _ in 0..2 {
            // a busy machine is not slow three times in a row
            if took >= LONGEST_LOOK {
                (seen, took) = look();
            }
        }
        println!("{mode}: {} after {} ms: {}", seen.state.name(), took.as_millis(), seen.detail);
        println!("    hint: {}", seen.hint.as_deref().unwrap_or("none"));

        let (state, words) = match mode {
            "unlocked" => (State::Usable, "the Secret Service of this session"),
            "locked" => (State::Locked, "the keychain is locked, and it was not unlocked"),
            "empty" => (State::Missing, "the keychain has no default keyring yet"),
            "no-service" => (State::Missing, "nothing on the session bus offers org.freedesktop.secrets"),
            "no-bus" => (State::Missing, "there is no session bus"),
            "mute" => (State::Missing, "the keychain did not answer within 5 s when asked to open"),
            other => panic!("no such mode: {other}"),
        };
        assert_eq!(seen.state, state);
        assert!(seen.detail.contains(words), "{}", seen.detail);
        assert_eq!(seen.hint.is_none(), state == State::Usable);
        assert!(took < LONGEST_LOOK, "{took:?}");

        let slot = Slot::credential("kept").unwrap();
        let open = || open(StoreKind::Keychain, &places, &terminal).unwrap();
        match mode {
            "unlocked" => {
                contract::holds_for(&*open(), open);
                let small = || Split::over(Keychain::connect("authctl", &terminal).unwrap(), Some(40_000));
                contract::holds_for(&small(), || Box::new(small()));
                open().write(&slot, &SecretBytes::new(b"kept".to_vec())).unwrap();
            }
            "locked" => {
                let kept = open().read(&slot).map(|secret| secret.is_some());
                assert!(matches!(kept, Err(Error::KeychainLocked(_))), "locked is not the same as not there");
            }
            "empty" => assert!(open().read(&slot).unwrap().is_none()),
            _ => {}
        }
    }

    #[test]
    fn a48_each_cause_has_its_own_words() {
        use keyring::Error::{Ambiguous, BadDataFormat, BadEncoding, NoStorageAccess, PlatformFailure};
        let because = |words: &'static str| Box::new(std::io::Error::other(words));
        let told = |cause| failure("open", "credential.work", &cause).to_string();
        for (cause, message) in [
            (
                PlatformFailure(because("zbus error: Failed to connect to address `unix:path=/x`: …")),
                "no session bus",
            ),
            (PlatformFailure(because("no secret service provider or dbus session found")), "no session bus"),
            (
                PlatformFailure(because(
                    "The name org.freedesktop.secrets was not provided by any .service files",
                )),
                "there is no keychain here",
            ),
            (NoStorageAccess(because("SS error: result not returned from SS API")), "no default keyring yet"),
            (NoStorageAccess(because("SS error: prompt dismissed")), "is locked, and it was not unlocked"),
            (PlatformFailure(because("SS Error: object locked")), "is locked"),
            (PlatformFailure(because("the disk\x1b[2J burns")), "could not open: the disk\\u{1b}[2J burns"),
            (Ambiguous(Vec::new()), "holds more than one item for credential.work"),
        ] {
            assert!(told(cause).contains(message), "{message}");
        }
        let bytes = b"canary".to_vec();
        assert!(!told(BadEncoding(bytes.clone())).contains("99"));
        assert!(!told(BadDataFormat(bytes, because("canary"))).contains("canary"));
    }
}
