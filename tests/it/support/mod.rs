//! What a journey needs: a home of its own, an issuer, an API, a person with a browser, a keychain, a terminal.

pub mod dice;
pub mod etcd;
pub mod home;
pub mod hostile;
pub mod http;
pub mod issuer;
pub mod jose;
pub mod json_lines;
pub mod keyring;
pub mod middleman;
pub mod node;
pub mod ports;
pub mod process;
pub mod proxy;
pub mod sandbox;
pub mod sarif;
pub mod scripted;
pub mod scripted_issuer;
pub mod search;
pub mod service;
pub mod strace;
pub mod tls;
pub mod tmux;

pub use dice::Dice;
pub use etcd::Etcd;
pub use home::Home;
pub use issuer::Issuer;
pub use middleman::{Fate, Gate, Middleman};
pub use process::{Authctl, Output, Running};
pub use sandbox::Sandbox;
pub use scripted::ScriptedServer;
pub use tmux::Tmux;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Nothing in a test may take longer, on the slowest machine: a wait that ends here has failed.
pub const DEADLINE: Duration = Duration::from_mins(3);

/// True when full counts are wanted: `tests/run --long`.
pub fn long() -> bool {
    std::env::var_os("AUTHCTL_TEST_LONG").is_some()
}

/// A file of the package.
pub fn in_package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Fails with how to install what is not there.
#[track_caller]
pub fn must_exist(path: &Path, what: &str, install: &str) {
    assert!(path.exists(), "{what} is missing: run `tests/run --install`, or: {install}");
}

/// Asks again and again until there is an answer; panics with `what` at the deadline.
#[track_caller]
pub fn until<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    try_until(ask).unwrap_or_else(|| panic!("waited in vain: {what}"))
}

/// The same, but `None` at the deadline.
pub fn try_until<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + DEADLINE;
    while Instant::now() < deadline {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        std::thread::sleep(Duration::from_millis(20)); // only between two looks, never instead of one
    }
    None
}
