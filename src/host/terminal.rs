//! The three standard streams: data goes to stdout, talk to stderr, questions only to a person who is there.

mod questions;

pub use questions::AskError;

use super::signals::{self, Held};
pub use super::spinner::Spinner;
use super::spinner::Spinning;
use super::{Environment, columns, mode, printable, style};
use crate::sensitive::SecretBytes;
use anstream::adapter::strip_str;
use rustix::fs::{FileType, fstat};
use rustix::termios::tcgetwinsize;
use serde_json::{Value, json};
use std::io::{self, IsTerminal as _, Read as _, Write};
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// How the person wants to be spoken to; from the global options.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manners {
    /// No talk, only errors.
    pub quiet: bool,
    /// No questions.
    pub no_input: bool,
    /// 0, 1 (`-v`: requests and causes) or 2 (`-vv`: headers and bodies too).
    pub verbosity: u8,
    pub color: Color,
    /// A program reads what is told: one JSON object a line.
    pub json: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    Always,
    Never,
}

/// The terminal, or what stands in its place.
#[derive(Clone)]
pub struct Terminal {
    streams: Streams,
    stdin_tty: bool,
    stdout_tty: bool,
    stderr_tty: bool,
    color_by_default: bool,
    spinning: Spinning,
    pub manners: Manners,
}

#[derive(Clone)]
enum Streams {
    Real,
    Captured { stdout: Arc<Mutex<Vec<u8>>>, stderr: Arc<Mutex<Vec<u8>>> },
}

impl Terminal {
    #[expect(clippy::disallowed_methods, reason = "the one place that knows the standard streams")]
    pub fn real(environment: &Environment) -> Self {
        let dumb = environment.text("TERM") == Some("dumb");
        Self {
            streams: Streams::Real,
            stdin_tty: io::stdin().is_terminal(),
            stdout_tty: io::stdout().is_terminal(),
            stderr_tty: io::stderr().is_terminal(),
            color_by_default: !dumb && !environment.has_any(&["NO_COLOR"]),
            spinning: Spinning::default(),
            manners: Manners::default(),
        }
    }

    /// No terminal at all; what is written is kept. For tests, which read it back with [`Terminal::captured_text`].
    pub fn captured() -> Self {
        Self {
            streams: Streams::Captured { stdout: Arc::default(), stderr: Arc::default() },
            stdin_tty: false,
            stdout_tty: false,
            stderr_tty: false,
            color_by_default: false,
            spinning: Spinning::default(),
            manners: Manners::default(),
        }
    }

    /// What a captured terminal got on stdout and stderr.
    pub fn captured_text(&self) -> (String, String) {
        let text = |bytes: &Mutex<Vec<u8>>| {
            String::from_utf8_lossy(&bytes.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
        };
        match &self.streams {
            Streams::Real => Default::default(),
            Streams::Captured { stdout, stderr } => (text(stdout), text(stderr)),
        }
    }

    pub fn stdin_is_terminal(&self) -> bool {
        self.stdin_tty
    }
    /// True when somebody handed something over to be read, be it a folder by mistake: what `/dev/null` and a closed
    /// stdin are not.
    #[expect(clippy::disallowed_methods, reason = "the one place that knows the standard streams")]
    pub fn stdin_is_piped(&self) -> bool {
        let kind = |status: rustix::fs::Stat| FileType::from_raw_mode(status.st_mode);
        matches!(self.streams, Streams::Real)
            && fstat(io::stdin()).is_ok_and(|status| {
                use FileType::{Directory, Fifo, RegularFile, Socket};
                matches!(kind(status), Fifo | RegularFile | Socket | Directory)
            })
    }
    pub fn stdout_is_terminal(&self) -> bool {
        self.stdout_tty
    }
    pub fn stderr_is_terminal(&self) -> bool {
        self.stderr_tty
    }

    /// True when colours on stderr are shown as colours.
    pub fn stderr_is_coloured(&self) -> bool {
        self.is_coloured(self.stderr_tty)
    }

    /// Columns of the terminal; 100 where there is none.
    #[expect(clippy::disallowed_methods, reason = "the one place that knows the standard streams")]
    pub fn width(&self) -> usize {
        let size = match self.streams {
            Streams::Real if self.stdout_tty => tcgetwinsize(io::stdout()).ok(),
            Streams::Real if self.stderr_tty => tcgetwinsize(io::stderr()).ok(),
            _ => None,
        };
        size.map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0).unwrap_or(100)
    }

    /// True when somebody sits there and did not forbid questions.
    pub fn may_ask(&self) -> bool {
        self.stdin_tty && self.stderr_tty && !self.manners.no_input
    }

    /// Writes data, as it is, to stdout and flushes it.
    pub fn data(&self, bytes: &[u8]) -> io::Result<()> {
        self.stdout(|out| out.write_all(bytes))
    }

    /// Writes styled text to stdout: escape codes are taken out where colours are not wanted.
    pub fn page(&self, text: &str) -> io::Result<()> {
        let shown = self.styled(text, self.stdout_tty);
        self.stdout(|out| out.write_all(shown.as_bytes()))
    }

    /// A line of talk on stderr; nothing with `--quiet`.
    pub fn say(&self, line: &str) {
        if !self.manners.quiet {
            self.tell(line);
        }
    }

    /// Talk in the middle of the work, nothing with `--quiet`; for a program `{"event":"note","code":…,"message":…}`,
    /// whose code stays as it is when the words change.
    pub fn note(&self, code: &'static str, line: &str) {
        match self.manners {
            Manners { quiet: true, .. } => {}
            Manners { json: true, .. } => {
                self.tell_program(&json!({"event": "note", "code": code, "message": line}));
            }
            _ => self.tell(&self.fitted(&printable::text(line), 0)),
        }
    }

    /// Sentences for stderr, broken between words where a terminal would break within them.
    pub fn fitted(&self, text: &str, indent: usize) -> String {
        if self.stderr_tty { columns::folded(text, self.width(), indent) } else { text.to_owned() }
    }

    /// A note that is a warning.
    pub fn warn(&self, code: &'static str, line: &str) {
        match self.manners.json {
            true => self.note(code, line),
            false => {
                let line = printable::text(line);
                let line = format!("{}warning:{} {line}", style::WARNING, style::WARNING.render_reset());
                self.say(&self.fitted(&line, 0));
            }
        }
    }

    /// A secret lies in a file that others can read.
    pub fn warn_of_open_file(&self, path: &Path) {
        let name = shell_words::quote(&path.to_string_lossy()).into_owned();
        self.warn(
            "file_open_to_others",
            &format!("others can get at {}: `chmod 600 {name}`", path.display()),
        );
    }

    /// A line on stderr that is wanted even with `--quiet`: an error, or what a person asked to see with `-v`.
    pub fn tell(&self, line: &str) {
        let shown = self.styled(line, self.stderr_tty);
        // nowhere is left to complain to when stderr itself is gone
        let _ = self.stderr(|out| out.write_all(format!("{shown}\n").as_bytes()));
    }

    /// A JSON object on a line of stderr, for a program.
    pub fn tell_program(&self, object: &Value) {
        self.tell(&printable::json(&object.to_string()));
    }

    /// All of stdin, which may be a secret, at most `limit` bytes.
    #[expect(clippy::disallowed_methods, reason = "the one place that knows the standard streams")]
    pub fn read_stdin(&self, limit: usize) -> io::Result<SecretBytes> {
        let mut bytes = Vec::new();
        if matches!(self.streams, Streams::Real) {
            io::stdin().lock().take(limit as u64 + 1).read_to_end(&mut bytes)?;
        }
        if bytes.len() > limit {
            let message = format!("more than {limit} bytes came on stdin");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(SecretBytes::new(bytes))
    }

    /// The first line of stdin that is not blank, or what there is until it ends: at most `limit` bytes, which may be a secret. Who
    /// writes it may keep the pipe open.
    pub async fn line_of_stdin(&self, limit: usize) -> io::Result<SecretBytes> {
        let (tell, line) = tokio::sync::oneshot::channel();
        let mut stdin = self.stdin_reader();
        // nobody can take back a read, so nobody waits for its thread
        std::thread::spawn(move || drop(tell.send(first_line(&mut *stdin, limit))));
        line.await.unwrap_or_else(|_| Err(io::ErrorKind::UnexpectedEof.into()))
    }

    /// Stdin as it comes, to be read on a thread of its own.
    #[expect(clippy::disallowed_methods, reason = "the one place that knows the standard streams")]
    pub fn stdin_reader(&self) -> Box<dyn io::Read + Send> {
        match self.streams {
            Streams::Real => Box::new(io::stdin()),
            Streams::Captured { .. } => Box::new(io::empty()),
        }
    }

    /// A spinner on stderr that goes when dropped; nothing where there is no terminal or with `--quiet`.
    pub fn spinner(&self, text: impl Into<String>) -> Spinner {
        if !self.stderr_tty || self.manners.quiet || !matches!(self.streams, Streams::Real) {
            return Spinner::hidden();
        }
        self.restore_at_signals();
        Spinner::start(text.into(), &self.spinning)
    }

    /// A note above a spinner.
    pub fn note_above(&self, spinner: &Spinner, code: &'static str, line: &str) {
        spinner.above(|| self.note(code, line));
    }

    /// A copy of stderr for a child process that may outlive this one; `None` where there is none. A terminal is none:
    /// a child that puts its modes back at its end would put back those of a question that is over. Nor is what a
    /// program reads: it reads JSON.
    #[expect(clippy::disallowed_methods, reason = "the one place that knows the standard streams")]
    pub fn stderr_for_child(&self) -> Option<OwnedFd> {
        match self.streams {
            Streams::Real if self.stderr_tty || self.manners.json => None,
            Streams::Real => io::stderr().as_fd().try_clone_to_owned().ok(),
            Streams::Captured { .. } => None,
        }
    }

    /// Keeps the terminal's settings as they are now over the time in which another program may change them.
    pub fn keep_modes(&self) -> mode::Kept {
        mode::Kept::of(self.stdin_tty.then(mode::now).flatten())
    }

    /// Until the value is dropped a first signal waits, and a person is told so.
    pub fn hold(&self) -> Held {
        self.restore_at_signals();
        signals::hold()
    }

    /// On Ctrl-C: the terminal's settings as they are now, no half-drawn line.
    #[expect(clippy::disallowed_methods, reason = "the one place that knows the standard streams")]
    pub fn restore_at_signals(&self) {
        let settings = self.stdin_tty.then(mode::now).flatten();
        let (is_terminal, spinning) = (self.stderr_tty, self.spinning.clone());
        let (talk, terminal) = (self.clone(), self.clone());
        let tidy = move || {
            if let Some(settings) = &settings {
                mode::set(settings);
            }
            spinning.clear();
            if is_terminal {
                let _ = io::stderr().write_all(b"\r\x1b[2K\x1b[?25h");
            }
            if let Some(words) = signals::last_words() {
                talk.note("interrupted", &words);
            }
        };
        signals::end_orderly(tidy, move || {
            terminal.note("ending", "Ending as soon as what is begun is safe; Ctrl-C again ends at once.");
        });
    }

    /// The text as it is where colours are wanted, else without its escape codes.
    fn styled(&self, text: &str, is_terminal: bool) -> String {
        if self.is_coloured(is_terminal) { text.to_owned() } else { strip_str(text).to_string() }
    }

    fn is_coloured(&self, is_terminal: bool) -> bool {
        match self.manners.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && self.color_by_default,
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that knows the standard streams")]
    fn stdout(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        match &self.streams {
            Streams::Real => write(&mut Unbuffered(io::stdout().lock().as_fd())),
            Streams::Captured { stdout, .. } => {
                write(&mut *stdout.lock().unwrap_or_else(PoisonError::into_inner))
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that knows the standard streams")]
    fn stderr(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        match &self.streams {
            Streams::Real => write(&mut io::stderr().lock()),
            Streams::Captured { stderr, .. } => {
                write(&mut *stderr.lock().unwrap_or_else(PoisonError::into_inner))
            }
        }
    }
}

/// A stream whose every piece goes out at once: std's stdout searches all that passes for line breaks first.
struct Unbuffered<'a>(BorrowedFd<'a>);

impl Write for Unbuffered<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(self.0, bytes)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is behind the line is not looked at.
fn first_line(stdin: &mut dyn io::Read, limit: usize) -> io::Result<SecretBytes> {
    let mut line = Zeroizing::new(Vec::with_capacity(limit));
    for byte in io::BufReader::new(stdin).bytes() {
        let byte = byte?;
        if byte == b'\n' && !line.trim_ascii().is_empty() {
            break;
        }
        if line.len() == limit {
            let message = format!("more than {limit} bytes came on stdin");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        line.push(byte);
    }
    Ok(SecretBytes::new(std::mem::take(&mut *line)))
}
