//! Many at once, on all cores: what comes of each line of stdin, or of each number up to a count, is written in order.
//!
//! Memory does not grow with the input: only so many chunks are under way, and so much of what comes of them. Every line counts, an empty one too; the
//! last may lack its line break.

mod count;
mod input;
mod output;
mod tally;

use crate::commands::{Context, Outcome, given_token};
use crate::failure::{Failure, Kind};
use crate::host::terminal::Terminal;
use crate::host::{cores, files, printable};
use crate::jwt::compact::Fault;
use crate::login::given::NoToken;
use count::Count;
use input::Input;
use jiff::{SignedDuration, Timestamp};
use output::{End, Output, Piece};
use serde::Serialize;
use std::borrow::Cow;

pub use tally::{Verdict, Words};

use tally::Tally;

/// One line of stdin.
pub struct Line<'a> {
    /// Counted from 1.
    pub number: u64,
    /// Without the white space around it; a fault where it is longer than a token may be.
    pub text: Result<Cow<'a, str>, Fault>,
    /// When it was taken up.
    pub now: Timestamp,
}

/// What a verb does with lines. Each core has one of its own, which may keep what helps with the next line.
pub trait Judge {
    /// Judges a line and appends what is to be written about it with a line break at its end, as [`write_json`] does.
    fn judge(&mut self, line: Line<'_>, out: &mut Vec<u8>) -> Verdict;
}

/// What a verb does that makes many things. Each core has one of its own.
pub trait Make {
    /// Makes the one of this number, counted from 1, and appends it with a line break at its end. A failure ends all.
    fn make(&mut self, number: u64, out: &mut Vec<u8>) -> Result<(), Failure>;
}

/// Judges every line of stdin. The exit code is 3 when any is bad, 8 when time is the only fault of all that are.
pub fn judged<J: Judge>(
    verb: &str,
    words: Words,
    context: &Context<'_>,
    judge: impl Fn() -> J + Sync,
) -> Result<Outcome, Failure> {
    let (terminal, clock) = (&context.host.terminal, &context.host.clock);
    let nothing = || given_token::refused(NoToken::Empty.to_string());
    if terminal.stdin_is_terminal() {
        return Err(nothing().hint(format!("authctl {verb} --lines < FILE, a token a line")));
    }
    let input = Input::start(terminal.stdin_reader(), cores::count());
    let (tally, end) = run(&input, words, terminal, judge, |judge, chunk, piece| {
        let (mut tally, now) = (Tally::default(), clock.now());
        for (number, text) in chunk.lines() {
            tally.count(judge.judge(Line { number, text, now }, &mut piece.text));
            piece.keep_small();
        }
        Ok(tally)
    });
    match input.failure() {
        Some(why) if matches!(end, End::Reached) => {
            let why = format!("stdin cannot be read to its end: {}", files::reason(&why));
            let summary = tally.summary(words, elapsed(context)) + ".";
            Ok(Outcome::silent(serde_json::Value::Null).say(summary).but(Failure::new(
                Kind::Other,
                "stdin",
                why,
            )))
        }
        _ if tally == Tally::default() && matches!(end, End::Reached) => Err(nothing()),
        _ => outcome(tally, end, words, context),
    }
}

/// Makes as many as are wanted, each of about so many bytes.
pub fn made<M: Make>(
    count: u64,
    size: usize,
    words: Words,
    context: &Context<'_>,
    maker: impl Fn() -> M + Sync,
) -> Result<Outcome, Failure> {
    let terminal = &context.host.terminal;
    let (tally, end) = run(&Count::to(count, size), words, terminal, maker, |maker, numbers, piece| {
        let mut tally = Tally::default();
        for number in numbers.clone() {
            maker.make(number, &mut piece.text)?;
            tally.count(Verdict::Good);
            piece.keep_small();
        }
        Ok(tally)
    });
    outcome(tally, end, words, context)
}

/// Appends a value as JSON on a line of its own, with nothing in it that a terminal obeys.
pub fn write_json(value: &impl Serialize, out: &mut Vec<u8>) {
    let start = out.len();
    // what is written here has names for members and grows in memory: nothing can fail
    let _ = serde_json::to_writer(&mut *out, value);
    let is_plain = out[start..].iter().all(|byte| matches!(byte, b' '..=b'~'));
    if !is_plain && let Ok(text) = str::from_utf8(&out[start..]) {
        let shown = printable::json(text);
        out.truncate(start);
        out.extend_from_slice(shown.as_bytes());
    }
    out.push(b'\n');
}

/// Chunks of work, numbered from 0 without a gap.
trait Supply: Sync {
    type Chunk;
    /// The next one; waits for it. `None` when no more will come.
    fn take(&self) -> Option<(u64, Self::Chunk)>;
    /// A chunk that is worked off.
    fn put_back(&self, _: Self::Chunk) {}
    /// No more are wanted.
    fn stop(&self) {}
}

/// Works off all chunks on all cores.
fn run<S: Supply, W>(
    supply: &S,
    words: Words,
    terminal: &Terminal,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &S::Chunk, &mut Piece<'_, '_>) -> Result<Tally, Failure> + Sync,
) -> (Tally, End) {
    let output = Output::new(words, terminal, cores::count());
    let on_one_core = || {
        let _alarm = Alarm { supply, output: &output };
        let mut worker = worker();
        while let Some((number, chunk)) = supply.take() {
            let mut piece = output.piece(number);
            let tally = work(&mut worker, &chunk, &mut piece);
            supply.put_back(chunk);
            if !piece.end(tally) {
                break;
            }
        }
        supply.stop();
    };
    std::thread::scope(|scope| {
        for _ in 1..cores::count() {
            // where the machine gives no further thread, those that are there do it
            let _ = std::thread::Builder::new().spawn_scoped(scope, on_one_core);
        }
        on_one_core();
    });
    output.into_end()
}

/// Ends the run when its worker panics: what that was about to write never comes, and the others would wait for it for
/// ever. The panic itself goes on.
struct Alarm<'a, S: Supply> {
    supply: &'a S,
    output: &'a Output<'a>,
}

impl<S: Supply> Drop for Alarm<'_, S> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.output.abandon();
            self.supply.stop();
        }
    }
}

fn outcome(tally: Tally, end: End, words: Words, context: &Context<'_>) -> Result<Outcome, Failure> {
    let outcome = Outcome::silent(serde_json::Value::Null);
    let summary = || tally.summary(words, elapsed(context));
    match (end, tally.kind()) {
        (End::Failed(failure), _) => Err(failure),
        (End::NobodyReads, None) => Ok(outcome),
        (End::Reached, None) => Ok(outcome.say(summary() + ".")),
        // a script that reads the beginning alone may still ask for the exit code
        (End::Reached | End::NobodyReads, Some(kind)) => {
            Ok(outcome.but(Failure::new(kind, words.code, summary())))
        }
    }
}

fn elapsed(context: &Context<'_>) -> SignedDuration {
    context.host.clock.now().duration_since(context.began)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::RangeInclusive;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::mpsc;
    use std::time::Duration;

    #[test]
    fn a_worker_that_panics_leaves_nobody_waiting() {
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let words = Words { good: "made", bad: None, code: "not_made" };
            let (count, terminal) = (Count::to(1 << 20, 400), Terminal::captured());
            let work = |(): &mut (), numbers: &RangeInclusive<u64>, _: &mut Piece<'_, '_>| {
                assert!(!numbers.contains(&1), "this panic is part of a test");
                Ok(Tally::default())
            };
            let run = AssertUnwindSafe(|| run(&count, words, &terminal, || (), work));
            tell.send(catch_unwind(run).is_err()).unwrap();
        });
        assert_eq!(told.recv_timeout(Duration::from_mins(1)), Ok(true), "the others wait for its piece");
    }
}
