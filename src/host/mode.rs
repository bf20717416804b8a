//! How the terminal takes what is typed: its settings, which are a shell's again when we are done with them.

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};
use std::io;

/// The settings of the terminal from before; they are set again when this is dropped.
#[must_use = "dropped, it sets them at once"]
pub struct Kept(Option<Termios>);

impl Kept {
    pub(super) fn of(settings: Option<Termios>) -> Self {
        Self(settings)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            set(before);
        }
    }
}

/// The settings of the terminal at stdin as they are now.
#[expect(clippy::disallowed_methods, reason = "the terminal's room")]
pub fn now() -> Option<Termios> {
    tcgetattr(io::stdin()).ok()
}

/// Sets them, if the terminal is ours; false where it is not, or takes none.
#[expect(clippy::disallowed_methods, reason = "the terminal's room")]
pub fn set(settings: &Termios) -> bool {
    in_foreground() && tcsetattr(io::stdin(), OptionalActions::Now, settings).is_ok()
}

/// True when the terminal is ours: a background job that changes its settings is stopped, with every lock it holds.
#[expect(clippy::disallowed_methods, reason = "the terminal's room")]
pub fn in_foreground() -> bool {
    tcgetpgrp(io::stdin()).is_ok_and(|group| group == rustix::process::getpgrp())
}
