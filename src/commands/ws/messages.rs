//! PURE: a message as lines, and what is answered without anybody being asked.

use serde::Deserializer as _;
use serde::de::{Error as _, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::fmt;
use std::ops::ControlFlow;

/// A sign of life that is an ordinary message, as Dash has it, and the answer to it.
const HEARTBEAT: &str = "heartbeat";
const ANSWER: &str = r#"{"type":"heartbeat_ack"}"#;
/// A longer message is none.
const LONGEST_HEARTBEAT: usize = 100;

/// One message as lines without their ends: of a JSON array each element, unless it is to stay whole. Line breaks between the
/// words of JSON become blanks, and nothing else of it changes; any other text stays as it is.
///
/// They go to `each` one by one, so that a long message takes no more memory than itself; whoever wants no more says so.
pub fn lines<E>(text: &str, whole: bool, each: impl FnMut(Cow<'_, str>) -> ControlFlow<E>) -> ControlFlow<E> {
    let mut each = each;
    let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
    match is_json {
        true if !whole && text.trim_start().starts_with('[') => elements(text, each),
        true => each(on_one_line(text.trim())),
        false => each(text.into()),
    }
}

/// The elements of an array that is one.
fn elements<E>(text: &str, each: impl FnMut(Cow<'_, str>) -> ControlFlow<E>) -> ControlFlow<E> {
    let mut end = ControlFlow::Continue(());
    let walk = Elements { each, end: &mut end };
    // it was read before, so what fails is that nobody wants more
    let _ = serde_json::Deserializer::from_str(text).deserialize_seq(walk);
    end
}

struct Elements<'e, F, E> {
    each: F,
    end: &'e mut ControlFlow<E>,
}

impl<'d, F: FnMut(Cow<'_, str>) -> ControlFlow<E>, E> Visitor<'d> for Elements<'_, F, E> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'d>>(mut self, mut all: A) -> Result<(), A::Error> {
        while let Some(element) = all.next_element::<&RawValue>()? {
            *self.end = (self.each)(on_one_line(element.get()));
            if self.end.is_break() {
                return Err(A::Error::custom("nobody wants more"));
            }
        }
        Ok(())
    }
}

/// What is answered to a line that only asks for a sign of life.
pub fn answer(line: &str) -> Option<&'static str> {
    let is_short = line.len() <= LONGEST_HEARTBEAT && line.contains(HEARTBEAT);
    let is_heartbeat =
        || serde_json::from_str::<Value>(line).is_ok_and(|value| value == json!({ "type": HEARTBEAT }));
    (is_short && is_heartbeat()).then_some(ANSWER)
}

/// JSON has line breaks between its words alone (RFC 8259 section 7).
fn on_one_line(json: &str) -> Cow<'_, str> {
    match json.contains(['\n', '\r']) {
        true => json.replace("\r\n", " ").replace(['\n', '\r'], " ").into(),
        false => json.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, whole: bool) -> Vec<String> {
        let mut all = Vec::new();
        let end = super::lines(text, whole, |line| {
            all.push(line.into_owned());
            ControlFlow::<()>::Continue(())
        });
        assert!(end.is_continue());
        all
    }

    #[test]
    fn who_wants_no_more_gets_no_more() {
        let mut seen = 0;
        let end = super::lines("[1, 2, 3]", false, |line| {
            seen += 1;
            if line == "2" { ControlFlow::Break(seen) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((end, seen), (ControlFlow::Break(2), 2));
    }

    #[test]
    fn an_array_is_its_elements_to_the_last_digit() {
        let text = "[{\"a\": 1.00000000000000000001},\n \"b\\nc\", [2], 12345678901234567890123]";
        let expected = [r#"{"a": 1.00000000000000000001}"#, r#""b\nc""#, "[2]", "12345678901234567890123"];
        assert_eq!(lines(text, false), expected);
        assert_eq!(lines("[]", false), [""; 0]);
        assert_eq!(lines("[1,\n2]", true), ["[1, 2]"]);
        assert_eq!(lines("{\r\n\"a\":1\n}\n", false), ["{ \"a\":1 }"]);
        for text in ["", "hello", "[no json", "two\nlines"] {
            assert_eq!(lines(text, false), [text]);
        }
    }

    #[test]
    fn a_heartbeat_is_answered_and_nothing_else() {
        assert_eq!(answer(r#"{"type": "heartbeat"}"#), Some(ANSWER));
        for text in [r#"{"type":"heartbeat_ack"}"#, r#"{"type":"heartbeat","id":1}"#, "heartbeat", "{}"] {
            assert_eq!(answer(text), None, "{text}");
        }
    }
}
