//! Ctrl-C and SIGTERM end a run orderly: the terminal as it was, exit code 130 or 143.

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

/// How many pieces of work must be finished before a signal may end the run.
static HELD: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

/// True from the first signal on.
static ENDING: AtomicBool = AtomicBool::new(false);

/// Signals within this time are one press of a key, or one end of a terminal.
const ONE_PRESS: Duration = Duration::from_secs(1);

/// Files that a signal removes: half of them would be of use to nobody.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// The file goes when a signal ends the run.
pub fn remove_at_end(file: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(file.to_owned());
}

/// What a person is told when a signal ends the run.
static LAST_WORDS: Mutex<String> = Mutex::new(String::new());

/// What is told if a signal ends the run now: what was done by then and what was not. Dropped, nothing is told.
#[must_use = "dropped, it says nothing"]
pub struct LastWords(());

impl LastWords {
    pub fn new(text: impl Into<String>) -> Self {
        let words = Self(());
        words.change(text);
        words
    }

    pub fn change(&self, text: impl Into<String>) {
        *LAST_WORDS.lock().unwrap_or_else(PoisonError::into_inner) = text.into();
    }
}

impl Drop for LastWords {
    fn drop(&mut self) {
        self.change("");
    }
}

/// The words of who has any, once.
pub fn last_words() -> Option<String> {
    let mut words = LAST_WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    Some(std::mem::take(&mut *words)).filter(|words| !words.is_empty())
}

/// The program that is run just now, and the signal that came last.
static PASSED_ON: Mutex<(Option<Pid>, Option<Signal>)> = Mutex::new((None, None));

/// Until this is dropped each signal goes on to a program.
#[must_use = "dropped, nothing is passed on"]
pub(super) struct PassingOn(());

/// This program gets what comes, and what came before it was there. Until the value is dropped it must not be waited for: a
/// process that was can have left its number to another.
pub(super) fn pass_on_to(program: Pid) -> PassingOn {
    let mut passed_on = PASSED_ON.lock().unwrap_or_else(PoisonError::into_inner);
    passed_on.0 = Some(program);
    pass_on(*passed_on);
    PassingOn(())
}

impl Drop for PassingOn {
    fn drop(&mut self) {
        PASSED_ON.lock().unwrap_or_else(PoisonError::into_inner).0 = None;
    }
}

fn arrived(signal: i32) {
    let mut passed_on = PASSED_ON.lock().unwrap_or_else(PoisonError::into_inner);
    passed_on.1 = Signal::from_named_raw(signal);
    pass_on(*passed_on);
}

fn pass_on(passed_on: (Option<Pid>, Option<Signal>)) {
    if let (Some(program), Some(signal)) = passed_on {
        let _ = kill_process(program, signal);
    }
}

/// From now on SIGINT, SIGTERM and SIGHUP run `tidy` and end the process with 128 + the signal's number. What is
/// held by the terminal is finished first, and `going_on` tells it; a second one, more than a second later, waits for nothing.
/// Called again it does nothing.
pub fn end_orderly(tidy: impl Fn() + Send + Sync + 'static, going_on: impl Fn() + Send + 'static) {
    static WATCHING: Once = Once::new();
    WATCHING.call_once(|| {
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else { return };
        let tidy = Arc::new(tidy);
        // a machine that gives no thread ends the process in its own way at a signal
        let _ = std::thread::Builder::new().spawn(move || {
            let end = |tidy: &dyn Fn(), signal: i32| {
                tidy();
                for unfinished in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
                    let _ = std::fs::remove_file(unfinished);
                }
                signal_hook::low_level::exit(128 + signal);
            };
            let mut arriving = signals.forever();
            if let Some(first) = arriving.next() {
                let tidy = Arc::clone(&tidy);
                arrived(first);
                ENDING.store(true, Ordering::SeqCst);
                if *HELD.0.lock().unwrap_or_else(PoisonError::into_inner) > 0 {
                    going_on();
                }
                std::thread::spawn(move || {
                    wait_until_nothing_is_held();
                    end(&*tidy, first);
                });
            }
            // one press may arrive twice: by the terminal and by whoever passes it on
            let since = Instant::now();
            if let Some(second) = arriving.find(|&signal| {
                arrived(signal);
                since.elapsed() > ONE_PRESS
            }) {
                end(&*tidy, second);
            }
        });
    });
}

/// Until this is dropped, a first signal waits: for work whose half would be a loss, such as a refresh token that is
/// spent and whose successor is not kept yet. The work is bounded in time, but for a command of the person's own (`--then`),
/// which gets the signal as well; and a second signal waits for nothing.
#[must_use = "dropped, it holds nothing"]
pub struct Held(());

pub(super) fn hold() -> Held {
    *HELD.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    Held(())
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = HELD.0.lock().unwrap_or_else(PoisonError::into_inner);
        *held -= 1;
        let (is_over, ending) = (*held == 0, ENDING.load(Ordering::SeqCst));
        drop(held);
        HELD.1.notify_all();
        // the run ends here: what would come now, such as a printed token, nobody asked for any more
        if is_over && ending {
            loop {
                std::thread::park();
            }
        }
    }
}

fn wait_until_nothing_is_held() {
    let held = HELD.0.lock().unwrap_or_else(PoisonError::into_inner);
    drop(HELD.1.wait_while(held, |held| *held > 0).unwrap_or_else(PoisonError::into_inner));
}
