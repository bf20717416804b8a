//! What turns on stderr while a person waits.

use super::mode;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rustix::termios::{LocalModes, Termios};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What takes less needs no spinner.
const UNSEEN: Duration = Duration::from_millis(500);

/// A spinner that is shown as long as it lives.
pub struct Spinner {
    bar: ProgressBar,
    /// The terminal's settings as they were before.
    before: Option<Termios>,
}

/// The spinner of a terminal, which a signal takes off the screen.
#[derive(Clone, Default)]
pub struct Spinning(Arc<Mutex<Option<ProgressBar>>>);

impl Spinner {
    /// One that is never seen.
    pub(super) fn hidden() -> Self {
        Self { bar: ProgressBar::hidden(), before: None }
    }

    /// Shown after half a second. What is typed meanwhile is the terminal's, where there is one at stdin.
    pub(super) fn start(text: String, spinning: &Spinning, is_typed_at: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(look) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(look);
        }
        bar.set_message(text);
        bar.enable_steady_tick(Duration::from_millis(120));
        show_later(&bar);
        *spinning.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
        // the ^C that a terminal writes would push the spinner's line out of reach
        let before = is_typed_at.then(mode::now).flatten().filter(|_| mode::in_foreground());
        if let Some(before) = &before {
            let mut quiet = before.clone();
            quiet.local_modes.remove(LocalModes::ECHOCTL);
            mode::set(&quiet);
        }
        Self { bar, before }
    }

    pub fn change(&self, text: impl Into<String>) {
        self.bar.set_message(text.into());
    }

    /// Writes above the spinner.
    pub(super) fn above(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
        if let Some(before) = &self.before {
            mode::set(before);
        }
    }
}

impl Spinning {
    /// Takes it off the screen, unless somebody is at it.
    pub(super) fn clear(&self) {
        if let Ok(mut spinning) = self.0.lock()
            && let Some(bar) = spinning.take()
        {
            bar.finish_and_clear();
        }
    }
}

fn show_later(bar: &ProgressBar) {
    let bar = bar.downgrade();
    // without a thread there is no spinner
    let _ = std::thread::Builder::new().spawn(move || {
        std::thread::park_timeout(UNSEEN);
        if let Some(bar) = bar.upgrade().filter(|bar| !bar.is_finished()) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    });
}
