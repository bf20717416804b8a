//! Lines of stdin as messages to send.

use crate::failure::{Failure, Kind};
use crate::host::{Terminal, files};
use crate::http::websocket::LARGEST_MESSAGE;
use std::io::{self, BufRead as _, BufReader, Read as _};
use tokio::sync::mpsc::{Receiver, channel};

/// Lines that a thread of its own reads: a pipe that is slow or never ends holds nothing up.
pub struct Lines {
    read: Receiver<Result<String, Unfit>>,
    pub have_ended: bool,
}

/// Why a line is no message.
enum Unfit {
    TooLong,
    NoText,
    Unreadable(io::Error),
}

impl Lines {
    pub fn of_stdin(terminal: &Terminal) -> Self {
        let mut stdin = BufReader::new(terminal.stdin_reader());
        let (sender, read) = channel(1);
        std::thread::spawn(move || {
            while let Some(line) = next(&mut stdin) {
                let is_last = line.is_err();
                // nobody listens any more when the socket is closed
                if sender.blocking_send(line).is_err() || is_last {
                    return;
                }
            }
        });
        Self { read, have_ended: false }
    }

    /// The next message; `None` at the end. To give up waiting loses nothing.
    pub async fn next(&mut self) -> Result<Option<String>, Failure> {
        let failure = |message: String| Failure::new(Kind::Other, "stdin", message);
        match self.read.recv().await {
            Some(Ok(line)) => Ok(Some(line)),
            None => {
                self.have_ended = true;
                Ok(None)
            }
            Some(Err(Unfit::TooLong)) => {
                Err(failure(format!("a line of stdin is longer than {} MiB", LARGEST_MESSAGE >> 20)))
            }
            Some(Err(Unfit::NoText)) => Err(failure(
                "a line of stdin is not UTF-8, which text messages are (RFC 6455 section 5.6)".to_owned(),
            )),
            Some(Err(Unfit::Unreadable(why))) => {
                Err(failure(format!("stdin cannot be read: {}", files::reason(&why))))
            }
        }
    }
}

/// The next line that is not empty, without its end.
fn next(stdin: &mut impl io::BufRead) -> Option<Result<String, Unfit>> {
    loop {
        let mut line = Vec::new();
        let read = stdin.by_ref().take(LARGEST_MESSAGE as u64 + 2).read_until(b'\n', &mut line);
        match read {
            Ok(0) => return None,
            Ok(_) => {}
            Err(why) => return Some(Err(Unfit::Unreadable(why))),
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        if line.len() > LARGEST_MESSAGE {
            return Some(Err(Unfit::TooLong));
        }
        if !line.is_empty() {
            return Some(String::from_utf8(line).map_err(|_| Unfit::NoText));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut text: &[u8]) -> Vec<Option<String>> {
        std::iter::from_fn(|| next(&mut text)).map(Result::ok).collect()
    }

    #[test]
    fn each_line_that_is_not_empty_is_a_message() {
        assert_eq!(all(b"a\n\nb \r\n\r\nc"), ["a", "b ", "c"].map(|line| Some(line.to_owned())));
        assert_eq!(all(b"a\n\xff\n"), [Some("a".to_owned()), None]);
        assert_eq!(all(&vec![b'a'; LARGEST_MESSAGE + 1])[0], None);
        assert_eq!(all(&vec![b'a'; LARGEST_MESSAGE])[0].as_ref().map(String::len), Some(LARGEST_MESSAGE));
    }
}
