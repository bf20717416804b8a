//! Ctrl-C and SIGTERM end a run orderly: the terminal as it was, exit code 130 or 143.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::sync::Once;

/// From now on SIGINT, SIGTERM and SIGHUP run `tidy` and end the process with 128 + the signal's number.
/// Secrets on their way to a store need no tidying: each is written whole or not at all. Called again it does nothing.
pub fn end_orderly(tidy: impl Fn() + Send + 'static) {
    static WATCHING: Once = Once::new();
    WATCHING.call_once(|| {
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else { return };
        std::thread::spawn(move || {
            if let Some(signal) = signals.forever().next() {
                tidy();
                signal_hook::low_level::exit(128 + signal);
            }
        });
    });
}
