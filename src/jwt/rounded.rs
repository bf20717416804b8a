//! Numbers that 64 bits cannot hold: they are rounded when they are read, and here is what was written.

use super::json::is_inexact;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// True when it holds a number so large that its last digits may have been lost when it was read.
pub fn is_rounded(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64() && is_inexact(value),
        Value::Array(list) => list.iter().any(is_rounded),
        Value::Object(members) => members.values().any(is_rounded),
        _ => false,
    }
}

/// Of each member that holds such numbers: those, as they are written in the JSON text that the members were read from.
pub fn written(members: &Map<String, Value>, text: &[u8]) -> HashMap<String, Vec<String>> {
    // nearly all tokens have none
    if !members.values().any(is_rounded) {
        return HashMap::new();
    }
    let mut written = numbers(str::from_utf8(text).unwrap_or_default());
    let mut found = HashMap::new();
    for (name, value) in members {
        // members are in the order of the text, and none is there twice
        let mut within = Vec::new();
        gather(value, &mut within);
        let pairs = within.into_iter().zip(written.by_ref());
        let rounded: Vec<_> =
            pairs.filter(|(read, _)| is_rounded(read)).map(|(_, written)| written.to_owned()).collect();
        if !rounded.is_empty() {
            found.insert(name.clone(), rounded);
        }
    }
    found
}

/// Every number in it.
fn gather<'v>(value: &'v Value, numbers: &mut Vec<&'v Value>) {
    match value {
        Value::Number(_) => numbers.push(value),
        Value::Array(list) => list.iter().for_each(|value| gather(value, numbers)),
        Value::Object(members) => members.values().for_each(|value| gather(value, numbers)),
        _ => {}
    }
}

/// The numbers of a JSON text as they are written.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let begins = |sign: char| matches!(sign, '"' | '-' | '0'..='9');
            rest = &rest[rest.find(begins)?..];
            if let Some(within) = rest.strip_prefix('"') {
                rest = behind_text(within);
                continue;
            }
            let ends = |sign: char| !matches!(sign, '0'..='9' | '-' | '+' | '.' | 'e' | 'E');
            let (number, behind) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
            rest = behind;
            return Some(number);
        }
    })
}

/// What follows the quote that ends this text.
fn behind_text(text: &str) -> &str {
    let mut is_escaped = false;
    let end = text.find(|sign| {
        let ends = sign == '"' && !is_escaped;
        is_escaped = sign == '\\' && !is_escaped;
        ends
    });
    end.map_or("", |end| &text[end + 1..])
}

#[cfg(test)]
mod tests {
    use super::super::json::object;
    use super::*;

    #[test]
    fn j46_what_was_rounded_is_known_as_it_was_written() {
        let text = r#"{"a": [1, "2\\\"3\\", {"4": -123456789012345678901}], "b":18446744073709551615,
            "c\u00e9":{"d":[1E+300 ,7]}, "e":0.1, "f":1e300}"#;
        let found = written(&object(text.as_bytes()).unwrap(), text.as_bytes());
        let of = |name: &str| found[name].join(" ");
        assert_eq!(
            (of("a"), of("c\u{e9}"), of("f")),
            ("-123456789012345678901".into(), "1E+300".into(), "1e300".into())
        );
        assert_eq!(found.len(), 3, "64 bits hold the others: {found:?}");
        assert!(written(&object(b"{\"a\":1}").unwrap(), b"{\"a\":1}").is_empty());
    }

    #[test]
    fn j46_a_number_is_found_however_deep_it_lies() {
        let is = |text: &str| is_rounded(&serde_json::from_str(text).unwrap());
        for rounded in ["18446744073709551616", "[1, [18446744073709551616]]", r#"{"a": [{"b": 1e300}]}"#] {
            assert!(is(rounded), "{rounded}");
        }
        for exact in ["18446744073709551615", "[1, [0.5]]", r#"{"a": ["18446744073709551616"]}"#] {
            assert!(!is(exact), "{exact}");
        }
    }
}
