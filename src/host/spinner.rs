//! What turns on stderr while a person waits.

use super::mode;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What takes less needs no spinner.
const UNSEEN: Duration = Duration::from_millis(500);

/// A spinner that is shown as long as it lives.
pub struct Spinner {
    bar: ProgressBar,
    /// The terminal is to write `^C` again.
    is_silenced: bool,
}

/// The spinner of a terminal, which a signal takes off the screen.
#[derive(Clone, Default)]
pub struct Spinning(Arc<Mutex<Option<Turning>>>);

struct Turning {
    bar: ProgressBar,
    is_silenced: bool,
}

impl Spinner {
    /// One that is never seen.
    pub(super) fn hidden() -> Self {
        Self { bar: ProgressBar::hidden(), is_silenced: false }
    }

    /// Shown after half a second.
    pub(super) fn start(text: String, spinning: &Spinning) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(look) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(look);
        }
        bar.set_message(text);
        bar.enable_steady_tick(Duration::from_millis(120));
        show_later(&bar);
        // the ^C that a terminal writes would push the spinner's line out of reach
        let is_silenced = mode::write_control_keys(false);
        let mut spinning = spinning.0.lock().unwrap_or_else(PoisonError::into_inner);
        let was_silenced = spinning.as_ref().is_some_and(|other| other.is_silenced);
        *spinning = Some(Turning { bar: bar.clone(), is_silenced: is_silenced || was_silenced });
        Self { bar, is_silenced }
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
        if self.is_silenced {
            mode::write_control_keys(true);
        }
    }
}

impl Spinning {
    /// Takes it off the screen, unless somebody is at it.
    pub(super) fn clear(&self) {
        if let Ok(mut spinning) = self.0.lock()
            && let Some(Turning { bar, is_silenced }) = spinning.take()
        {
            bar.finish_and_clear();
            if is_silenced {
                mode::write_control_keys(true);
            }
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
