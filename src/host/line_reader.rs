//! Lines that a person types or pastes while something else goes on.
//!
//! In its ordinary mode a terminal cuts a line at 4095 characters, shortens it without a word, and shows what is typed
//! amidst a spinner. So here each character is taken as it comes and shown to nobody: a login's answer is a secret.
//! Ctrl-C and Ctrl-Z work as ever.

use super::mode;
use crate::sensitive::PastedText;
use rustix::termios::{LocalModes, SpecialCodeIndex, Termios};
use serde::de::IgnoredAny;
use std::io;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zeroize::{Zeroize as _, Zeroizing};

/// Between two looks at the terminal when nothing came.
const PAUSE: Duration = Duration::from_millis(50);
/// How long the thread may take to end: it only ever waits for [`PAUSE`], unless somebody changed the terminal's mode.
const ENDS_WITHIN: Duration = Duration::from_millis(300);
/// The most bytes that are taken: no token and no file of keys may be larger.
const LONGEST: usize = 1 << 20;

/// Within a paste nothing comes for less long than that; the thread looks every [`PAUSE`].
const PASTE_ENDS_AFTER: Duration = Duration::from_millis(250);

/// Ctrl-D.
const END_OF_INPUT: u8 = 0x04;

/// What a person did at the keyboard.
pub enum Typed {
    /// So many characters wait for Enter.
    Waiting(usize),
    Line(PastedText),
    /// A line that is not taken, as what was meant is not known.
    Refused(Unfit),
    /// Ctrl-D.
    End,
}

/// Why a line is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("it is not UTF-8")]
    NotText,
    #[error("it is longer than 1 MiB")]
    TooLong,
    #[error("it holds a key that is no text, such as an arrow or Ctrl-A")]
    OtherKey,
}

/// Why there is no line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLine {
    Refused(Unfit),
    /// Ctrl-D, or none can come any more.
    End,
}

/// Reads until it is dropped; the terminal is then as it was before.
pub struct LineReader {
    typed: UnboundedReceiver<Typed>,
    stop: mpsc::Sender<()>,
    ended: mpsc::Receiver<()>,
    before: Termios,
}

impl LineReader {
    /// `None` where the terminal is not ours to read: that of a background job.
    pub(super) fn start() -> Option<Self> {
        let before = mode::now()?;
        let mut ours = before.clone();
        ours.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
        // a read takes what is there and never waits
        ours.special_codes[SpecialCodeIndex::VMIN] = 0;
        ours.special_codes[SpecialCodeIndex::VTIME] = 0;
        if !mode::set(&ours) {
            return None;
        }
        let (tell, typed) = unbounded_channel();
        let (stop, stopped) = mpsc::channel();
        let (end, ended) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            read(&ours, &tell, &stopped);
            drop(end);
        });
        Some(Self { typed, stop, ended, before })
    }

    /// What was done next; waits for ever where nothing can come any more.
    pub async fn next(&mut self) -> Typed {
        match self.typed.recv().await {
            Some(typed) => typed,
            None => std::future::pending().await,
        }
    }

    /// The line that is typed next, where nothing else goes on. It is asked for within a login too, whose runtime would not let
    /// its thread be blocked by the channel.
    fn wait(&mut self) -> Result<PastedText, NoLine> {
        loop {
            match self.typed.try_recv() {
                Ok(Typed::Line(line)) => return Ok(line),
                Ok(Typed::Refused(why)) => return Err(NoLine::Refused(why)),
                Ok(Typed::Waiting(_)) => {}
                Err(TryRecvError::Empty) => {
                    let _ = self.ended.recv_timeout(PAUSE);
                }
                Ok(Typed::End) | Err(TryRecvError::Disconnected) => return Err(NoLine::End),
            }
        }
    }

    /// The lines that come with the next one, as those of a paste do, joined by line breaks; nothing of them is left to
    /// the shell. What has begun as PEM or JSON is waited for until it ends, or Ctrl-D: on a slow line a paste comes in
    /// pieces. Empty lines count for nothing.
    pub fn wait_for_paste(&mut self) -> Result<PastedText, NoLine> {
        let mut text = Zeroizing::new(String::with_capacity(LONGEST));
        text.push_str(self.wait()?.expose());
        let (mut has_more, mut silent) = (false, Duration::ZERO);
        while has_more || breaks_off(&text) || silent < PASTE_ENDS_AFTER {
            match self.typed.try_recv() {
                // growing would leave a copy behind
                Ok(Typed::Line(line)) if text.len() + line.expose().len() >= LONGEST => {
                    return Err(NoLine::Refused(Unfit::TooLong));
                }
                Ok(Typed::Line(line)) => {
                    text.push('\n');
                    text.push_str(line.expose());
                }
                Ok(Typed::Waiting(characters)) => has_more = characters > 0,
                Ok(Typed::Refused(why)) => return Err(NoLine::Refused(why)),
                Err(TryRecvError::Empty)
                    if self.ended.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) =>
                {
                    silent += PAUSE;
                    continue;
                }
                Ok(Typed::End) | Err(_) => break,
            }
            silent = Duration::ZERO;
        }
        Ok(PastedText::new(text.as_str()))
    }
}

/// PEM without its last line, or JSON without its end.
fn breaks_off(text: &str) -> bool {
    let is_json = || serde_json::from_str::<IgnoredAny>(text).is_err_and(|why| why.is_eof());
    match text.trim_start().chars().next() {
        Some('{' | '[') => is_json(),
        _ => text.contains("-----BEGIN ") && !text.contains("-----END "),
    }
}

impl Drop for LineReader {
    fn drop(&mut self) {
        let _ = self.stop.send(()); // a thread that has ended needs no telling
        let _ = self.ended.recv_timeout(ENDS_WITHIN);
        // what comes too late is a piece of a secret, and nothing for the shell
        mode::set_anew(&self.before);
    }
}

#[expect(clippy::disallowed_methods, reason = "the terminal's room")]
fn read(ours: &Termios, tell: &UnboundedSender<Typed>, stopped: &mpsc::Receiver<()>) {
    let (mut line, mut piece, mut pause) = (Line::new(), [0; 1024], Duration::ZERO);
    while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        pause = PAUSE;
        // a background job that reads is stopped, with every lock it holds
        if !mode::in_foreground() {
            continue;
        }
        // after Ctrl-Z and fg the terminal may be in the shell's mode
        if mode::now().is_some_and(|now| now.local_modes.contains(LocalModes::ICANON)) {
            mode::set(ours);
        }
        let Ok(length) = rustix::io::read(io::stdin(), &mut piece) else { continue };
        if length == 0 {
            continue;
        }
        pause = Duration::ZERO;
        for byte in &piece[..length] {
            let is_end = *byte == END_OF_INPUT && matches!(line.escape, Escape::No);
            if let Some(whole) = if is_end { line.whole() } else { line.take(*byte) } {
                let _ = tell.send(whole); // nobody waits for it any more
            }
            if is_end {
                let _ = tell.send(Typed::End);
            }
        }
        piece.zeroize();
        let _ = tell.send(Typed::Waiting(line.characters));
    }
}

/// A line in the making.
struct Line {
    bytes: Zeroizing<Vec<u8>>,
    /// How many stand in it.
    characters: usize,
    unfit: Option<Unfit>,
    escape: Escape,
}

/// Where in an escape sequence the next byte is, and its number so far. The marks of a paste are passed over; with other
/// keys, such as arrows, nobody knows what the line was to be.
enum Escape {
    No,
    Begun,
    Inside(u32),
}

/// What a terminal puts around a paste: `ESC [ 200 ~` and `ESC [ 201 ~`.
const PASTE_MARKS: [u32; 2] = [200, 201];

impl Line {
    fn new() -> Self {
        // as long as it may get, so that no copy is left behind by growing
        let bytes = Zeroizing::new(Vec::with_capacity(LONGEST));
        Self { bytes, characters: 0, unfit: None, escape: Escape::No }
    }

    /// Takes one byte; at Enter, the line, unless it is empty.
    fn take(&mut self, byte: u8) -> Option<Typed> {
        match (&self.escape, byte) {
            (Escape::Begun, b'[' | b'O') => self.escape = Escape::Inside(0),
            (Escape::Inside(number), b'0'..=b'9') => {
                self.escape = Escape::Inside(number.saturating_mul(10).saturating_add((byte - b'0').into()));
            }
            (Escape::Inside(number), b'~') if PASTE_MARKS.contains(number) => self.escape = Escape::No,
            (Escape::Begun, _) | (Escape::Inside(_), 0x40..=0x7e) => {
                self.escape = Escape::No;
                self.unfit.get_or_insert(Unfit::OtherKey);
            }
            (Escape::No, 0x1b) => self.escape = Escape::Begun,
            (Escape::No, b'\n' | b'\r') => return self.whole(),
            (Escape::No, 0x08 | 0x7f) => self.take_back(),
            (Escape::No, 0x15) => self.clear(),
            (Escape::No, b'\t' | 0x20..) => self.push(byte),
            (Escape::No, _) => _ = self.unfit.get_or_insert(Unfit::OtherKey),
            (Escape::Inside(_), _) => {}
        }
        None
    }

    fn push(&mut self, byte: u8) {
        if self.bytes.len() == LONGEST {
            self.unfit = Some(Unfit::TooLong);
        } else {
            self.bytes.push(byte);
            self.characters += usize::from(begins_character(byte));
        }
    }

    fn whole(&mut self) -> Option<Typed> {
        let typed = match (self.unfit, std::str::from_utf8(&self.bytes)) {
            (Some(why), _) => Some(Typed::Refused(why)),
            (None, Ok(text)) => (!text.trim().is_empty()).then(|| Typed::Line(PastedText::new(text))),
            (None, Err(_)) => Some(Typed::Refused(Unfit::NotText)),
        };
        self.clear();
        typed
    }

    /// The last character, which may be of several bytes.
    fn take_back(&mut self) {
        while self.bytes.pop().is_some_and(|byte| !begins_character(byte)) {}
        self.characters = self.characters.saturating_sub(1);
    }

    fn clear(&mut self) {
        self.bytes.zeroize();
        (self.characters, self.unfit) = (0, None);
    }
}

/// In UTF-8 (RFC 3629 section 3), where the other bytes of a character are between 80 and BF.
fn begins_character(byte: u8) -> bool {
    !(0x80..0xc0).contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(typed: &str) -> Vec<String> {
        let mut line = Line::new();
        let text = |typed: Typed| match typed {
            Typed::Line(line) => line.expose().to_owned(),
            _ => panic!("no text"),
        };
        typed.bytes().filter_map(|byte| line.take(byte).map(text)).collect()
    }

    #[test]
    fn bytes_that_are_no_text_are_not_made_into_one() {
        for bytes in [&b"caf\xe9\n"[..], b"\xff\n", b"\xc3\n"] {
            let mut line = Line::new();
            let typed: Vec<Typed> = bytes.iter().filter_map(|byte| line.take(*byte)).collect();
            assert!(matches!(&typed[..], [Typed::Refused(Unfit::NotText)]) && line.bytes.is_empty());
        }
    }

    #[test]
    fn a_line_ends_with_enter_and_an_empty_one_is_none() {
        assert_eq!(lines("one\r\n\n  \ntwo\rthree"), ["one", "two"]);
    }

    #[test]
    fn what_was_typed_can_be_taken_back() {
        assert_eq!(lines("aü\u{7f}b\u{8}c\n\u{7f}\u{7f}d\n"), ["ac", "d"]);
        assert_eq!(lines("wrong\u{15}right\n"), ["right"]);
    }

    #[test]
    fn the_marks_of_a_paste_are_passed_over() {
        assert_eq!(lines("\u{1b}[200~http://x\u{1b}[201~!\n"), ["http://x!"]);
        assert_eq!(lines("a\tsecret\n"), ["a\tsecret"]);
    }

    #[test]
    fn a_line_with_keys_that_are_no_text_is_refused() {
        for key in
            ["\u{1b}[A", "\u{1b}OB", "\u{1}", "\u{16}", "\u{1b}X", "\u{1b}[12m", "\u{1b}[202~", "\u{1b}[1;5C"]
        {
            let mut line = Line::new();
            let typed = format!("a{key}b\nnext\n");
            let typed: Vec<Typed> = typed.bytes().filter_map(|byte| line.take(byte)).collect();
            let [Typed::Refused(Unfit::OtherKey), Typed::Line(next)] = &typed[..] else { panic!("{key:?}") };
            assert_eq!(next.expose(), "next");
            // whoever begins anew has another line
            assert_eq!(lines(&format!("a{key}\u{15}right\n")), ["right"]);
        }
    }

    #[test]
    fn a_paste_that_has_begun_as_a_key_is_not_over_before_its_end() {
        for (text, expected) in [
            ("-----BEGIN PRIVATE KEY-----\nMIG", true),
            ("-----BEGIN PRIVATE KEY-----\nMIG\n-----END PRIVATE KEY-----", false),
            ("{\"kty\":", true),
            (" {\"kty\":{}}", false),
            ("{no JSON", false),
            ("a secret", false),
        ] {
            assert_eq!(breaks_off(text), expected, "{text}");
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_refused_whole_and_the_next_one_taken() {
        let mut line = Line::new();
        let typed = format!("{}\u{7f}\nnext\n", "x".repeat(LONGEST + 1));
        let typed: Vec<Typed> = typed.bytes().filter_map(|byte| line.take(byte)).collect();
        let [Typed::Refused(Unfit::TooLong), Typed::Line(next)] = &typed[..] else {
            panic!("{}", typed.len())
        };
        assert_eq!(next.expose(), "next");
    }

    #[test]
    fn the_characters_of_a_line_are_counted() {
        let mut line = Line::new();
        for (typed, expected) in [("aü€", 3), ("\u{7f}", 2), ("\u{7f}\u{7f}\u{7f}", 0), ("x\n", 0)] {
            typed.bytes().for_each(|byte| _ = line.take(byte));
            assert_eq!(line.characters, expected, "{typed:?}");
        }
    }

    #[test]
    fn a_line_may_be_longer_than_a_terminal_takes() {
        let long = "x".repeat(20_000);
        assert_eq!(lines(&format!("{long}\n")), [long]);
        assert_eq!(lines(&format!("{}\n", "x".repeat(LONGEST)))[0].len(), LONGEST);
    }
}
