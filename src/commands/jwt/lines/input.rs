//! Stdin in chunks of whole lines, read on a thread of its own.

use super::Supply;
use crate::jwt::compact::{Fault, SIZE_LIMIT};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// The most that is read at once.
const PIECE: usize = 128 * 1024;
/// The most lines of a chunk, whose answers are longer than they where lines are short.
const LINES: usize = 1024;
/// How many chunks there are for each worker.
const CHUNKS: usize = 3;

/// Whole lines, or one that is too long to be looked at.
#[derive(Debug, Default)]
pub struct Chunk {
    /// What is filled of it is the lines; the rest is room that was used before.
    bytes: Zeroizing<Vec<u8>>,
    filled: usize,
    /// The number of its first line.
    first: u64,
    /// The length of a line that is too long, of which nothing is kept.
    too_long: Option<usize>,
}

/// The chunks of stdin that were read and not yet taken.
pub struct Input(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    ready: VecDeque<(u64, Chunk)>,
    /// Chunks to be filled anew.
    spare: Vec<Chunk>,
    is_over: bool,
    failure: Option<io::Error>,
}

impl Input {
    /// Begins to read. The thread is not waited for: it may hang on a reader that never answers.
    pub fn start(reader: Box<dyn Read + Send>, workers: usize) -> Self {
        let spare = (0..CHUNKS * workers).map(|_| Chunk::default()).collect();
        let queue = Mutex::new(Queue { spare, ..Queue::default() });
        let shared = Arc::new(Shared { queue, changed: Condvar::new() });
        let (for_thread, lines) = (Arc::clone(&shared), Lines::new(reader));
        if let Err(why) = std::thread::Builder::new().spawn(move || for_thread.fill(lines)) {
            shared.end(Some(why));
        }
        Self(shared)
    }

    /// Why reading ended before the end.
    pub fn failure(&self) -> Option<io::Error> {
        self.0.lock().failure.take()
    }
}

impl Supply for Input {
    type Chunk = Chunk;

    fn take(&self) -> Option<(u64, Chunk)> {
        let nothing_to_take = |queue: &mut Queue| queue.ready.is_empty() && !queue.is_over;
        let queue = self.0.changed.wait_while(self.0.lock(), nothing_to_take);
        queue.unwrap_or_else(PoisonError::into_inner).ready.pop_front()
    }

    fn put_back(&self, chunk: Chunk) {
        self.0.lock().spare.push(chunk);
        self.0.changed.notify_all();
    }

    fn stop(&self) {
        self.0.end(None);
    }
}

impl Shared {
    fn fill(&self, mut lines: Lines) {
        for number in 0.. {
            let no_room = |queue: &mut Queue| queue.spare.is_empty() && !queue.is_over;
            let queue = self.changed.wait_while(self.lock(), no_room);
            let spare = queue.unwrap_or_else(PoisonError::into_inner).spare.pop();
            let Some(mut chunk) = spare else { return };
            match lines.next(&mut chunk) {
                Ok(true) => self.lock().ready.push_back((number, chunk)),
                Ok(false) => return self.end(None),
                Err(why) => return self.end(Some(why)),
            }
            self.changed.notify_all();
        }
    }

    fn end(&self, failure: Option<io::Error>) {
        let mut queue = self.lock();
        queue.is_over = true;
        queue.failure = queue.failure.take().or(failure);
        drop(queue);
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Chunk {
    /// Each line with its number, without the white space around it.
    pub fn lines(&self) -> impl Iterator<Item = (u64, Result<Cow<'_, str>, Fault>)> {
        let text = &self.bytes[..self.filled];
        let too_long = self.too_long.map(|length| (self.first, Err(Fault::Size(length))));
        let unended = text.last().is_some_and(|last| *last != b'\n').then_some(text.len());
        let mut start = 0;
        let whole = memchr::memchr_iter(b'\n', text).chain(unended).map(move |end| {
            let line = &text[start..end];
            start = end + 1;
            Ok(trimmed(line))
        });
        too_long.into_iter().chain((self.first..).zip(whole))
    }
}

/// Without white space at both ends; bytes that are no UTF-8 become characters that no token has.
fn trimmed(line: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text.trim()),
        Err(_) => Cow::Owned(String::from_utf8_lossy(line).trim().to_owned()),
    }
}

/// Cuts what is read into chunks.
struct Lines {
    reader: Box<dyn Read + Send>,
    /// What was read beyond the lines of the last chunk.
    rest: Zeroizing<Vec<u8>>,
    /// The number of the next line.
    next: u64,
}

impl Lines {
    fn new(reader: Box<dyn Read + Send>) -> Self {
        Self { reader, rest: Zeroizing::default(), next: 1 }
    }

    /// Puts the next whole lines into the chunk: as many as came at once, and [`LINES`] at most. False at the end.
    fn next(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        let Chunk { bytes, filled, first, too_long } = chunk;
        (*first, *too_long, *filled) = (self.next, None, self.rest.len());
        make_room(bytes, *filled);
        bytes[..*filled].copy_from_slice(&self.rest);
        self.rest.clear();
        let mut searched = 0;
        loop {
            let breaks = memchr::memchr_iter(b'\n', &bytes[searched..*filled]).take(LINES);
            if let Some((lines, last)) = (1..).zip(breaks).last() {
                let end = searched + last + 1;
                self.rest.extend_from_slice(&bytes[end..*filled]);
                *filled = end;
                self.next += lines;
                return Ok(true);
            }
            if *filled > SIZE_LIMIT {
                *too_long = Some(*filled + self.pass_over(bytes)?);
                *filled = 0;
                self.next += 1;
                return Ok(true);
            }
            searched = *filled;
            make_room(bytes, *filled + PIECE);
            let read = read(&mut self.reader, &mut bytes[*filled..*filled + PIECE])?;
            if read == 0 {
                return Ok(*filled > 0);
            }
            *filled += read;
        }
    }

    /// Reads up to the end of the line, and says how long it was from here.
    fn pass_over(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let mut length = 0;
        loop {
            let read = read(&mut self.reader, &mut room[..PIECE])?;
            let piece = &room[..read];
            if let Some(end) = memchr::memchr(b'\n', piece) {
                self.rest.extend_from_slice(&piece[end + 1..]);
                return Ok(length + end);
            }
            length += read;
            if read == 0 {
                return Ok(length);
            }
        }
    }
}

fn make_room(bytes: &mut Vec<u8>, length: usize) {
    if bytes.len() < length {
        bytes.resize(length, 0);
    }
}

fn read(reader: &mut impl Read, room: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(room) {
            Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives no more than so many bytes at once.
    struct Slow(io::Cursor<Vec<u8>>, usize);

    impl Read for Slow {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let most = room.len().min(self.1);
            self.0.read(&mut room[..most])
        }
    }

    /// Each line with its number; of one that is too long its length.
    fn lines(text: &[u8], at_once: usize) -> Vec<(u64, Result<String, usize>)> {
        let mut lines = Lines::new(Box::new(Slow(io::Cursor::new(text.to_vec()), at_once)));
        let (mut chunk, mut found) = (Chunk::default(), Vec::new());
        while lines.next(&mut chunk).unwrap() {
            found.extend(chunk.lines().map(|(number, line)| match line {
                Ok(line) => (number, Ok(line.into_owned())),
                Err(Fault::Size(length)) => (number, Err(length)),
                Err(other) => panic!("{other}"),
            }));
        }
        found
    }

    #[test]
    fn every_line_counts_however_the_bytes_come() {
        for at_once in [1, 2, 3, 5, 1000] {
            let found = lines(b"one\n\ntwo \r\n\n\tthree", at_once);
            let expected = ["one", "", "two", "", "three"].map(|line| Ok(line.to_owned()));
            assert_eq!(found, (1..).zip(expected).collect::<Vec<_>>(), "{at_once} bytes at once");
        }
        assert_eq!(lines(b"", 1), []);
        assert_eq!(lines(b"\n", 1), [(1, Ok(String::new()))]);
        assert_eq!(lines(b"\n\n", 9), [(1, Ok(String::new())), (2, Ok(String::new()))]);
    }

    #[test]
    fn a23_a_chunk_has_only_so_many_lines() {
        let text = [&b"x\n".repeat(2 * LINES + 1)[..], b"last"].concat();
        let mut lines = Lines::new(Box::new(io::Cursor::new(text)));
        let (mut chunk, mut counts) = (Chunk::default(), Vec::new());
        while lines.next(&mut chunk).unwrap() {
            counts.push((chunk.first, chunk.lines().count()));
        }
        let whole = LINES as u64;
        assert_eq!(counts, [(1, LINES), (whole + 1, LINES), (2 * whole + 1, 1), (2 * whole + 2, 1)]);
    }

    #[test]
    fn a23_of_a_line_that_is_too_long_only_its_length_is_kept() {
        let long = "x".repeat(SIZE_LIMIT + PIECE * 2);
        let text = format!("a\n{long}\nb\n{long}");
        for at_once in [PIECE / 3, PIECE, usize::MAX] {
            let found = lines(text.as_bytes(), at_once);
            let lengths: Vec<_> = found
                .iter()
                .map(|(number, line)| (*number, line.as_ref().map_or_else(|length| *length, String::len)))
                .collect();
            assert_eq!(lengths, [(1, 1), (2, long.len()), (3, 1), (4, long.len())]);
        }
    }
}
