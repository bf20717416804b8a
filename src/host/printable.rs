//! Text from tokens, servers and files, made safe to show: what a terminal would obey is written out instead.

use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::fmt::Write as _;

/// No more than this comes of laying JSON out: the deeper the lists in lists, the more blanks stand before each value.
const MOST_LAID_OUT: usize = 8 << 20;

/// `text` on one line: every control, bidi and invisible character, line breaks too, as an escape.
pub fn line(text: &str) -> Cow<'_, str> {
    escaped(text, acts_on_terminal)
}

/// `text` with its line breaks kept: every other control, bidi and invisible character as an escape.
pub fn text(text: &str) -> Cow<'_, str> {
    escaped(text, |character| character != '\n' && acts_on_terminal(character))
}

/// A server's text for the screen: as [`text()`], with tabs as spaces and the line breaks of other systems as ours.
pub fn body(shown: &str) -> String {
    text(&shown.replace("\r\n", "\n").replace('\t', "    ")).into_owned()
}

/// A text that is JSON, with what a terminal obeys as `\\uXXXX`: the same JSON, since such characters stand in strings
/// only. Line breaks between values stay.
pub fn json(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '\n' || !acts_on_terminal(character) {
            shown.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(shown, "\\u{unit:04x}"); // writing to a String cannot fail
        }
    }
    shown
}

/// JSON on lines of its own, every value as it was written: a number keeps its digits. `None` for what is no JSON, and
/// for what would become too much of it.
pub fn indented(json: &str) -> Option<String> {
    serde_json::from_str::<IgnoredAny>(json).ok()?;
    let (mut text, mut depth, mut in_string, mut escaped) =
        (String::with_capacity(json.len() * 2), 0, false, false);
    let mut characters = json.chars().peekable();
    while let Some(character) = characters.next() {
        if text.len() > MOST_LAID_OUT {
            return None;
        }
        if in_string {
            text.push(character);
            in_string = escaped || character != '"';
            escaped = character == '\\' && !escaped;
            continue;
        }
        match character {
            '"' => {
                in_string = true;
                text.push('"');
            }
            '{' | '[' => {
                text.push(character);
                while characters.next_if(char::is_ascii_whitespace).is_some() {}
                match characters.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => text.push(end),
                    None => {
                        depth += 1;
                        new_line(&mut text, depth);
                    }
                }
            }
            '}' | ']' => {
                depth -= 1;
                new_line(&mut text, depth);
                text.push(character);
            }
            ',' => {
                text.push(',');
                new_line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            blank if blank.is_ascii_whitespace() => {}
            other => text.push(other),
        }
    }
    text.push('\n');
    Some(text)
}

fn new_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

/// [`line()`], cut to at most `limit` characters with an ellipsis: for the words of a server in an error.
pub fn short(text: &str, limit: usize) -> String {
    let shown = line(text.trim());
    if shown.chars().count() <= limit {
        return shown.into_owned();
    }
    shown.chars().take(limit.saturating_sub(1)).chain(['…']).collect()
}

/// True for what moves the cursor, changes colours, reorders text or shows as nothing.
fn acts_on_terminal(character: char) -> bool {
    character.is_control()
        || matches!(character,
            // format characters and what is ignorable by default (Unicode 16), the blank Braille cell, enclosing marks
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
            | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20dd}'..='\u{20e0}'
            | '\u{20e2}'..='\u{20e4}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

fn escaped(text: &str, unsafe_here: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&unsafe_here) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\n' if unsafe_here(character) => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ if unsafe_here(character) => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(character)); // writing to a String cannot fail
            }
            _ => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a26_nothing_that_a_terminal_obeys_gets_through() {
        let hostile = "a\x1b[2Jb\rc\u{9b}31m\u{202e}d\u{200b}\u{feff}\u{e0041}\u{7f}";
        let shown = line(hostile);
        assert_eq!(shown, "a\\u{1b}[2Jb\\rc\\u{9b}31m\\u{202e}d\\u{200b}\\u{feff}\\u{e0041}\\u{7f}");
        assert_eq!(line("a\nb"), "a\\nb");
        assert_eq!(text("a\nb\x07"), "a\nb\\u{7}");
        let unseen = "\u{600}\u{70f}\u{8e2}\u{180b}\u{180f}\u{20dd}\u{2800}\u{fff0}\u{1343f}\u{1bca0}\u{1d17a}\u{e0fff}";
        assert!(line(unseen).is_ascii(), "{}", line(unseen).escape_unicode());
        assert_eq!(line("Grüße, 東京 ✓"), "Grüße, 東京 ✓");
    }

    #[test]
    fn c6_json_stays_the_same_json() {
        let hostile = serde_json::json!({"a\u{202e}": "x\u{9b}\u{7f}\u{e0041}\n\u{1b}"});
        let shown = json(&serde_json::to_string_pretty(&hostile).unwrap());
        assert!(shown.is_ascii(), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), hostile);
    }

    #[test]
    fn long_words_of_a_server_are_cut() {
        assert_eq!(short(&"x".repeat(50), 10), format!("{}…", "x".repeat(9)));
    }

    #[test]
    fn c8_lists_in_lists_do_not_fill_the_memory() {
        let nested =
            |depth: usize, inside: &str| format!("{}{inside}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(indented(&nested((1 << 20) / 2, "")), None);
        assert_eq!(indented(&nested(1000, &"1,".repeat((1 << 20) / 2)[..(1 << 20) - 1])), None);
        assert!(indented(&nested(100, &"1,".repeat(999)[..1997])).is_some());
    }

    #[test]
    fn json_is_laid_out_and_no_value_changed() {
        let json = r#"{"id":12345678901234567890123,"a":[1.0, {"b":"x,:{\"]"}],"empty":{ },"none":[]}"#;
        let pretty = "{\n  \"id\": 12345678901234567890123,\n  \"a\": [\n    1.0,\n    {\n      \"b\": \"x,:{\\\"]\"\n    }\n  ],\n  \"empty\": {},\n  \"none\": []\n}\n";
        assert_eq!(indented(json).as_deref(), Some(pretty));
        assert_eq!(indented("{broken"), None);
    }
}
