//! PURE: a message as lines, and what is answered without anybody being asked.

use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::borrow::Cow;

/// A sign of life that is an ordinary message, as Dash has it, and the answer to it.
const HEARTBEAT: &str = "heartbeat";
const ANSWER: &str = r#"{"type":"heartbeat_ack"}"#;
/// A longer message is none.
const LONGEST_HEARTBEAT: usize = 100;

/// One message as lines without their ends: of a JSON array each element, unless it is to stay whole. Line breaks between the
/// words of JSON become blanks, and nothing else of it changes; any other text stays as it is.
pub fn lines(text: &str, whole: bool) -> Vec<Cow<'_, str>> {
    let elements = match whole || !text.trim_start().starts_with('[') {
        true => None,
        false => serde_json::from_str::<Vec<&RawValue>>(text).ok(),
    };
    match elements {
        Some(elements) => elements.into_iter().map(|element| on_one_line(element.get())).collect(),
        None if serde_json::from_str::<&RawValue>(text).is_ok() => vec![on_one_line(text.trim())],
        None => vec![text.into()],
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
