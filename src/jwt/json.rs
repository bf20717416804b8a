//! JSON read strictly: what two readers could understand differently is an error.

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};
use std::cell::Cell;
use std::fmt;

/// How many objects and lists may lie within each other.
pub const DEPTH_LIMIT: usize = 64;

/// How many values a text may hold, objects and lists counted too: 1 MiB of small ones would take 100 MiB of memory.
pub const VALUES_LIMIT: usize = 20_000;

/// So many characters of a name are told.
const LONGEST_NAME: usize = 100;

/// The largest whole number that readers who know only f64 keep apart from its neighbours (RFC 7493 section 2.2).
pub const LARGEST_EXACT: f64 = 9_007_199_254_740_991.0;

/// What is wrong with the text and where, to follow its name: "holds the member \"a\" twice at line 1 column 9".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Fault(String);

impl Fault {
    /// A member name is there twice in one object.
    pub fn is_of_repeated_member(&self) -> bool {
        self.0.starts_with(REPEATED_MEMBER)
    }

    /// The same without the name of a member, which may be somebody's address.
    pub fn unnamed(&self) -> String {
        let place = self.0.rsplit_once(TWICE).filter(|_| self.is_of_repeated_member());
        place.map_or_else(
            || self.0.clone(),
            |(_, place)| format!("is not acceptable JSON: a member{TWICE}{place}"),
        )
    }
}

/// How the fault of a member that is there twice begins; no other one names a member.
const REPEATED_MEMBER: &str = "is not acceptable JSON: the member ";
/// What follows its name, and before the place.
const TWICE: &str = " twice";

/// The value of a JSON text (RFC 8259) that is UTF-8 without byte order mark, has no member name twice in one
/// object, no lone surrogate, no number beyond f64, at most [`DEPTH_LIMIT`] levels and [`VALUES_LIMIT`] values.
pub fn strict(bytes: &[u8]) -> Result<Value, Fault> {
    read(bytes, Level::top(&Cell::new(VALUES_LIMIT)))
}

/// The same for what a seed makes of such a text.
pub(super) fn read<'a, S: DeserializeSeed<'a>>(bytes: &'a [u8], seed: S) -> Result<S::Value, Fault> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Fault(format!("is not UTF-8 at byte {}", error.valid_up_to() + 1)))?;
    if text.starts_with('\u{feff}') {
        return Err(Fault("begins with a byte order mark".into()));
    }
    let invalid = |error: serde_json::Error| Fault(format!("is not acceptable JSON: {}", worded(&error)));
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(&mut reader).map_err(invalid)?;
    reader.end().map_err(invalid)?;
    Ok(value)
}

/// The fault, with its place.
fn worded(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let of_one_half = ["unexpected end of hex escape", "lone leading surrogate in hex escape"];
    match of_one_half.into_iter().find_map(|known| words.strip_prefix(known)) {
        Some(place) => format!(
            "an escape from \\ud800 to \\udfff is half of a pair, and the other half is missing{place}"
        ),
        None => words,
    }
}

/// A JSON text that must be one object.
pub fn object(bytes: &[u8]) -> Result<Map<String, Value>, Fault> {
    match strict(bytes)? {
        Value::Object(members) => Ok(members),
        other => Err(Fault(format!("is {} instead of a JSON object", kind(&other)))),
    }
}

/// What kind of value it is, with its article.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// True for a number that many readers round: to them it is one with its neighbours.
pub fn is_inexact(value: &Value) -> bool {
    value.as_f64().is_some_and(|number| number.abs() > LARGEST_EXACT)
}

/// An object has a member of this name already.
pub(super) fn twice<E: serde::de::Error>(name: &str) -> E {
    let end = name.char_indices().nth(LONGEST_NAME).map(|(end, _)| end);
    let more = if end.is_some() { "…" } else { "" };
    E::custom(format_args!("the member {:?}{more}{TWICE}", &name[..end.unwrap_or(name.len())]))
}

/// Reads a value that lies this many levels deep, while values are left.
#[derive(Clone, Copy)]
pub(super) struct Level<'c> {
    depth: usize,
    left: &'c Cell<usize>,
}

impl<'c> Level<'c> {
    pub fn top(left: &'c Cell<usize>) -> Self {
        Self { depth: 0, left }
    }

    /// What lies within an object or a list at this level.
    pub fn down<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == DEPTH_LIMIT {
            return Err(E::custom(format_args!("more than {DEPTH_LIMIT} levels")));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        let too_many = || D::Error::custom(format_args!("more than {VALUES_LIMIT} values"));
        self.left.set(self.left.get().checked_sub(1).ok_or_else(too_many)?);
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    type Value = Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number beyond f64"))
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let inner = self.down()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(inner)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let inner = self.down()?;
        let mut members = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            match members.entry(name) {
                Entry::Vacant(place) => place.insert(object.next_value_seed(inner)?),
                Entry::Occupied(known) => return Err(twice(known.key())),
            };
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &[u8]) -> String {
        strict(text).unwrap_err().to_string()
    }

    #[test]
    fn reads_every_kind_of_value_in_the_order_it_came() {
        let text = r#"{"z":null,"a":[true,-1,1.5,18446744073709551615,"\ud83d\ude00"],"m":{}}"#;
        assert_eq!(strict(text.as_bytes()).unwrap().to_string(), text.replace(r"\ud83d\ude00", "😀"));
    }

    #[test]
    fn j46_numbers_keep_their_last_digit() {
        for text in ["1719844004.2788563", "31.245270191439438", "1.9594060761316399", "9007199254740993"] {
            assert_eq!(strict(text.as_bytes()).unwrap().to_string(), text);
        }
    }

    #[test]
    fn j46_whole_numbers_are_exact_up_to_2_to_the_53rd_less_1() {
        for (text, rounded) in [
            ("9007199254740991", false),
            ("-9007199254740991", false),
            ("9007199254740991.0", false),
            ("9007199254740992", true),
            ("-9007199254740992", true),
            ("18446744073709551615", true),
            ("1e300", true),
            ("0.1", false),
            ("\"9007199254740993\"", false),
        ] {
            assert_eq!(is_inexact(&strict(text.as_bytes()).unwrap()), rounded, "{text}");
        }
    }

    #[test]
    fn j15_only_utf8_without_byte_order_mark() {
        assert!(fault(b"\xef\xbb\xbf{}").contains("byte order mark"));
        assert!(fault(b"\xff\xfe{\0}\0").contains("not UTF-8 at byte 1"));
        assert!(fault(b"{\"a\":\"\xff\"}").contains("not UTF-8 at byte 7"));
    }

    #[test]
    fn j16_a10_rejects_duplicate_members_at_every_level_and_through_escapes() {
        assert!(strict(br#"{"a":1,"a":1}"#).unwrap_err().is_of_repeated_member());
        assert!(!strict(br#"{"a":}"#).unwrap_err().is_of_repeated_member());
        assert!(fault(br#"{"a":1,"a":1}"#).contains(r#"the member "a" twice at line 1 column 10"#));
        assert!(fault(br#"{"x":[{"exp":1,"\u0065xp":2}]}"#).contains(r#""exp" twice"#));
        assert!(strict(br#"{"a":{"a":1},"A":1}"#).is_ok());
        for (name, told) in [("é".repeat(100), "é\" twice"), ("é".repeat(101), "é\"… twice")] {
            let found = fault(format!("{{\"{name}\":1,\"{name}\":1}}").as_bytes());
            assert!(found.contains(&"é".repeat(100)) && found.contains(told), "{found}");
        }
    }

    #[test]
    fn a42_a_fault_can_be_told_without_names() {
        let unnamed = |text: &str| strict(text.as_bytes()).unwrap_err().unnamed();
        let long = "n".repeat(2 * LONGEST_NAME);
        for name in ["alice@example.com", "a\\\" twice at line 7", &long] {
            let told = unnamed(&format!("{{\"{name}\":1,\n\"{name}\":2}}"));
            let column = name.len() + 2;
            assert_eq!(told, format!("is not acceptable JSON: a member twice at line 2 column {column}"));
        }
        assert_eq!(unnamed("{"), fault(b"{"));
    }

    #[test]
    fn j46_rejects_what_other_readers_understand_differently() {
        for text in [
            r#""\ud800""#,
            r#""\udc00\ud800""#,
            "1e400",
            "-1e400",
            "NaN",
            "Infinity",
            "01",
            "+1",
            "{'a':1}",
            "[1,]",
            "{\"a\":1}x",
            "{}{}",
            "/**/{}",
            "",
            "\"\u{1}\"",
        ] {
            assert!(strict(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn j46_half_of_a_surrogate_pair_is_told_as_that() {
        for text in [r#""\ud800""#, r#""\ud800x""#, r#""\udc00\ud800""#, r#""\ud800\ud800""#] {
            let found = fault(text.as_bytes());
            assert!(
                found.contains("is half of a pair, and the other half is missing at line 1 column "),
                "{found}"
            );
        }
        assert!(!fault(br#""\ud8""#).contains("half"), "another fault");
    }

    #[test]
    fn j46_rejects_more_than_64_levels() {
        let nested = |levels| format!("{}{}", "[".repeat(levels), "]".repeat(levels)).into_bytes();
        assert!(strict(&nested(64)).is_ok());
        assert!(fault(&nested(65)).contains("more than 64 levels"));
        assert!(fault(&nested(50_000)).contains("more than 64 levels"));
    }

    #[test]
    fn j31_claims_and_headers_are_one_object() {
        for text in ["[]", "\"x\"", "1", "null", "true"] {
            assert!(object(text.as_bytes()).unwrap_err().to_string().contains("instead of a JSON object"));
        }
    }

    #[test]
    fn a23_rejects_more_values_than_anybody_needs() {
        let list = |count: usize| format!("[{}]", vec!["0"; count].join(","));
        assert!(strict(list(VALUES_LIMIT - 1).as_bytes()).is_ok(), "the list itself is one");
        assert!(fault(list(VALUES_LIMIT).as_bytes()).contains("more than 20000 values"));
        assert!(
            fault(format!("{{\"a\":{}}}", list(VALUES_LIMIT - 1)).as_bytes()).contains("more than 20000")
        );
    }
}
