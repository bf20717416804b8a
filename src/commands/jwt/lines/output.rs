//! What the workers made, written in the order of its numbers, whoever is ready first.

use super::tally::{Tally, Words};
use crate::failure::{Failure, Kind};
use crate::host::signals::LastWords;
use crate::host::terminal::{Spinner, Terminal};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many pieces each worker may be ahead of the one that is written next.
const AHEAD: u64 = 4;

/// So much of what was made waits for its turn, in bytes.
const MOST_WAITING: usize = 8 << 20;
/// So much of a piece is kept; where more comes, it is written as it comes.
const MOST_KEPT: usize = 1 << 20;

pub struct Output<'h> {
    words: Words,
    terminal: &'h Terminal,
    /// Only where what is written goes elsewhere.
    spinner: Option<Spinner>,
    last_words: LastWords,
    most_ahead: u64,
    written: Mutex<Written>,
    turn: Condvar,
}

struct Written {
    /// The number of the piece that is written next.
    next: u64,
    waiting: BTreeMap<u64, (Vec<u8>, Result<Tally, Failure>)>,
    /// The bytes of those that wait.
    size: usize,
    tally: Tally,
    end: End,
}

/// How it ended.
#[derive(Debug)]
pub enum End {
    /// With the last piece.
    Reached,
    /// The reader has gone.
    NobodyReads,
    Failed(Failure),
}

impl<'h> Output<'h> {
    pub fn new(words: Words, terminal: &'h Terminal, workers: usize) -> Self {
        terminal.restore_at_signals();
        let (waiting, tally) = (BTreeMap::new(), Tally::default());
        let written = Written { next: 0, waiting, size: 0, tally, end: End::Reached };
        Self {
            words,
            terminal,
            spinner: (!terminal.stdout_is_terminal()).then(|| terminal.spinner("Reading")),
            last_words: LastWords::new(""),
            most_ahead: AHEAD * workers as u64,
            written: Mutex::new(written),
            turn: Condvar::new(),
        }
    }

    /// A piece that is still empty.
    pub fn piece(&self, number: u64) -> Piece<'_, 'h> {
        Piece { output: self, number, text: Vec::new() }
    }

    /// Writes this piece and all that waited for it, or keeps it until its turn has come. False when nothing more is
    /// to be done.
    fn put(&self, number: u64, text: Vec<u8>, tally: Result<Tally, Failure>) -> bool {
        let mut written = self.wait_while(|written| {
            let (ahead, size) = (number - written.next, written.size + text.len());
            ahead >= self.most_ahead || ahead > 0 && size > MOST_WAITING
        });
        written.size += text.len();
        written.waiting.insert(number, (text, tally));
        while written.is_going_on() {
            let next = written.next;
            let Some((text, tally)) = written.waiting.remove(&next) else { break };
            written.size -= text.len();
            written.next += 1;
            self.write(&text, &mut written);
            if written.is_going_on() {
                self.count(tally, &mut written);
            }
        }
        self.turn.notify_all();
        written.is_going_on()
    }

    /// Writes the beginning of a piece when its turn has come.
    fn begin(&self, number: u64, text: &[u8]) {
        let mut written = self.wait_while(|written| written.next != number);
        if written.is_going_on() {
            self.write(text, &mut written);
        }
    }

    /// Nothing more is to be done, since a piece will never come.
    pub fn abandon(&self) {
        let mut written = self.lock();
        if written.is_going_on() {
            written.end = End::Failed(Failure::new(Kind::Other, "worker", "a worker ended early"));
        }
        drop(written);
        self.turn.notify_all();
    }

    pub fn into_end(self) -> (Tally, End) {
        let written = self.written.into_inner().unwrap_or_else(PoisonError::into_inner);
        (written.tally, written.end)
    }

    fn write(&self, text: &[u8], written: &mut Written) {
        if let Err(why) = self.terminal.data(text) {
            written.end = match why.kind() {
                io::ErrorKind::BrokenPipe => End::NobodyReads,
                _ => End::Failed(Failure::unwritten(&why)),
            };
        }
    }

    fn count(&self, tally: Result<Tally, Failure>, written: &mut Written) {
        match tally {
            Ok(tally) => written.tally.add(tally),
            Err(failure) => written.end = End::Failed(failure),
        }
        let so_far = written.tally.so_far(self.words);
        self.last_words.change(format!("Ended after {so_far}."));
        if let Some(spinner) = &self.spinner {
            spinner.change(so_far);
        }
    }

    /// Whoever has the next piece in hand never waits.
    fn wait_while(&self, is_early: impl Fn(&Written) -> bool) -> MutexGuard<'_, Written> {
        let waits = |written: &mut Written| written.is_going_on() && is_early(written);
        self.turn.wait_while(self.lock(), waits).unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a worker makes of one chunk.
pub struct Piece<'o, 'h> {
    output: &'o Output<'h>,
    number: u64,
    pub text: Vec<u8>,
}

impl Piece<'_, '_> {
    /// Writes what there is, where it is much, when its turn has come.
    pub fn keep_small(&mut self) {
        if self.text.len() > MOST_KEPT {
            self.output.begin(self.number, &self.text);
            self.text.clear();
        }
    }

    /// The rest follows when its turn has come. False when nothing more is to be done.
    pub fn end(self, tally: Result<Tally, Failure>) -> bool {
        self.output.put(self.number, self.text, tally)
    }
}

impl Written {
    fn is_going_on(&self) -> bool {
        matches!(self.end, End::Reached)
    }
}
