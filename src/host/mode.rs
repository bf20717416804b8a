//! How the terminal takes what is typed: its settings, which are a shell's again when we are done with them.

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};
use std::io;
use std::os::fd::AsFd;

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

/// The same, and forgets what was typed and nobody has read.
#[expect(clippy::disallowed_methods, reason = "the terminal's room")]
pub fn set_anew(settings: &Termios) -> bool {
    in_foreground() && tcsetattr(io::stdin(), OptionalActions::Flush, settings).is_ok()
}

/// Whether the terminal at stderr writes keys such as `^C`; true where that is another setting than before. The others
/// are left alone: a pager may have set them meanwhile.
#[expect(clippy::disallowed_methods, reason = "the terminal's room")]
pub fn write_control_keys(wanted: bool) -> bool {
    let terminal = io::stderr();
    let Ok(mut settings) = tcgetattr(&terminal) else { return false };
    let differs = settings.local_modes.contains(LocalModes::ECHOCTL) != wanted;
    settings.local_modes.set(LocalModes::ECHOCTL, wanted);
    differs && is_ours(&terminal) && tcsetattr(&terminal, OptionalActions::Now, &settings).is_ok()
}

/// True when the terminal is ours: a background job that changes its settings is stopped, with every lock it holds.
#[expect(clippy::disallowed_methods, reason = "the terminal's room")]
pub fn in_foreground() -> bool {
    is_ours(io::stdin())
}

fn is_ours(terminal: impl AsFd) -> bool {
    tcgetpgrp(terminal).is_ok_and(|group| group == rustix::process::getpgrp())
}
