//! Text in the columns of a terminal: how wide it is, and where its lines end.

use anstream::adapter::strip_str;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr};

/// What is narrower cannot be read.
const LEAST: usize = 8;

/// How many columns a terminal shows it in: characters of East Asia and emoji have two, escape codes none.
pub fn width(text: &str) -> usize {
    if text.contains('\u{1b}') { strip_str(text).map(UnicodeWidthStr::width).sum() } else { text.width() }
}

/// A cell's lines of at most `room` columns, broken between words; a longer word is broken where it must.
pub fn wrapped(text: &str, room: usize) -> Vec<&str> {
    let room = room.max(LEAST);
    if width(text) <= room {
        return vec![text];
    }
    broken(text, room, room, LongWord::Broken)
}

/// Sentences, each line of them broken between words where it is longer than `room`; what goes on below is indented. A
/// word that is longer than a line stays whole: an address is not torn. Nor is a command between backquotes.
pub fn folded(text: &str, room: usize, indent: usize) -> String {
    let begin = format!("\n{:indent$}", "");
    let fold = |line| broken(line, room, room.saturating_sub(indent), LongWord::Whole).join(&begin);
    text.split('\n').map(fold).collect::<Vec<_>>().join("\n")
}

#[derive(Clone, Copy, PartialEq)]
enum LongWord {
    Whole,
    Broken,
}

/// The lines of a text, the first in `first` columns and the others in `room`.
fn broken(text: &str, first: usize, room: usize, long_word: LongWord) -> Vec<&str> {
    let (mut lines, mut room_here) = (Vec::new(), first);
    // the line that grows is text[start..end], in so many columns
    let (mut start, mut end, mut filled) = (0, 0, 0);
    let mut is_quoted = false;
    let words = text.split(|character| {
        is_quoted ^= character == '`' && long_word == LongWord::Whole;
        character == ' ' && !is_quoted
    });
    for (number, word) in words.enumerate() {
        let mut wide = width(word);
        if filled > 0 && filled + 1 + wide > room_here {
            lines.push(&text[start..end]);
            (start, filled, room_here) = (end + 1, 0, room);
        } else if number > 0 {
            filled += 1;
        }
        end += usize::from(number > 0);
        let word_end = end + word.len();
        while long_word == LongWord::Broken && wide > room_here && end < word_end {
            let piece_end = end + end_of_columns(&text[end..word_end], room_here);
            lines.push(&text[start..piece_end]);
            // signs that join may make less or more of it: what is left is not counted again, it can be long
            wide = wide.saturating_sub(width(&text[end..piece_end]));
            (start, end, filled, room_here) = (piece_end, piece_end, 0, room);
        }
        (end, filled) = (word_end, filled + wide);
    }
    lines.push(&text[start..]);
    lines
}

/// Where so many columns of the text end, in bytes.
fn end_of_columns(text: &str, room: usize) -> usize {
    let mut filled = 0;
    let too_far = text.char_indices().find(|(_, character)| {
        filled += character.width().unwrap_or_default();
        filled > room
    });
    too_far.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(["abc", "東京", "e\u{301}", "🙂", "\u{1b}[1mone\u{1b}[0m"].map(width), [3, 4, 1, 2, 3]);
        assert_eq!(wrapped("東京都港区芝公園", 9), ["東京都港", "区芝公園"]);
        assert_eq!(wrapped("a東京都港区", 9), ["a東京都港", "区"]);
        assert_eq!(folded("東京都 港区", 10, 0), "東京都\n港区");
        let joined = "👩\u{200d}👩\u{200d}👧❤\u{fe0f}".repeat(20);
        assert_eq!(wrapped(&joined, 8).concat(), joined);
    }

    #[test]
    fn cells_are_broken_between_words_and_within_long_ones() {
        assert_eq!(wrapped("one two three", 9), ["one two", "three"]);
        assert_eq!(wrapped("one two three", usize::MAX), ["one two three"]);
        assert_eq!(wrapped("averylongword x", 8), ["averylon", "gword x"]);
        assert_eq!(wrapped("x averylongword", 8), ["x", "averylon", "gword"]);
        assert_eq!(wrapped("", 8), [""]);
    }

    #[test]
    fn sentences_are_broken_between_words_only() {
        assert_eq!(folded("one two three", 13, 2), "one two three");
        assert_eq!(folded("one two three", 12, 2), "one two\n  three");
        assert_eq!(folded("\u{1b}[1mone\u{1b}[0m two three", 12, 0), "\u{1b}[1mone\u{1b}[0m two\nthree");
        assert_eq!(folded("  a  b\nc d e", 4, 0), "  a \nb\nc d\ne");
        assert_eq!(
            folded("look at https://id.example.com now", 9, 4),
            "look at\n    https://id.example.com\n    now"
        );
        assert_eq!(folded("grün grün", 9, 0), "grün grün");
        assert_eq!(folded("type `chmod 600 key` now", 12, 0), "type\n`chmod 600 key`\nnow");
    }
}
