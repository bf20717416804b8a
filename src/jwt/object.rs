//! The members of one JSON object, lighter than a map: claims are few, and of most only some are looked at.

use super::claims;
use super::json::{self, Fault, Level, VALUES_LIMIT, twice};
use super::rounded::is_rounded;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

/// Among so few, looking at each name takes less than a hash.
const FEW: usize = 16;

/// Members in the order they came. Names without escapes are borrowed from the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object<'a>(Vec<(Cow<'a, str>, Value)>);

impl<'a> Object<'a> {
    /// Reads a text as [`json::object`] does: as strictly, with the same faults.
    pub fn read(text: &'a [u8]) -> Result<Self, Fault> {
        // what is wrong is worded in one place
        json::read(text, Members(&Cell::new(VALUES_LIMIT - 1)))
            .map_err(|fault| json::object(text).err().unwrap_or(fault))
    }

    /// The member of this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// What [`claims::at`] finds in a map.
    pub fn at(&self, path: &str) -> Option<&Value> {
        claims::found(path, |name| self.get(name))
    }

    /// The names of the members that hold numbers which are not those of the text to the last digit.
    pub fn rounded(&self) -> Vec<&str> {
        self.0.iter().filter(|(_, value)| is_rounded(value)).map(|(name, _)| &**name).collect()
    }

    pub fn into_map(self) -> Map<String, Value> {
        self.0.into_iter().map(|(name, value)| (name.into_owned(), value)).collect()
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Reads the members of an object, while values are left.
struct Members<'c>(&'c Cell<usize>);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = Object<'de>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Object<'de>, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Object<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Object<'de>, A::Error> {
        let inner = Level::top(self.0).down()?;
        let mut members: Vec<(Cow<'de, str>, Value)> = Vec::with_capacity(FEW);
        let mut seen: HashSet<Cow<'de, str>> = HashSet::new();
        while let Some(name) = object.next_key_seed(Name)? {
            if members.len() == FEW {
                seen = members.iter().map(|(known, _)| known.clone()).collect();
            }
            let is_known = match members.len() {
                ..FEW => members.iter().any(|(known, _)| *known == name),
                _ => !seen.insert(name.clone()),
            };
            if is_known {
                return Err(twice(&name));
            }
            members.push((name, object.next_value_seed(inner)?));
        }
        Ok(Object(members))
    }
}

/// Reads the name of a member.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Cow<'de, str>, D::Error> {
        from.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }
    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(name))
    }
    fn visit_str<E>(self, name: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Both readers, which must agree.
    fn read(text: &str) -> Result<Value, String> {
        let map = json::object(text.as_bytes()).map(Value::Object).map_err(|fault| fault.to_string());
        let object = Object::read(text.as_bytes());
        let written = object.as_ref().map(|object| json!(object)).map_err(ToString::to_string);
        assert_eq!(written, map, "{text}");
        assert_eq!(
            object.map(|object| Value::Object(object.into_map())).map_err(|fault| fault.to_string()),
            map
        );
        map
    }

    fn members(count: usize) -> String {
        let members: Vec<_> = (0..count).map(|number| format!("\"m{number}\":{number}")).collect();
        format!("{{{}}}", members.join(","))
    }

    #[test]
    fn it_is_what_a_map_is() {
        for text in ["{}", r#" {"z":1,"a":{"a":[{"b":null}]},"\u0065":"\ud83d\ude00"} "#] {
            assert!(read(text).is_ok(), "{text}");
        }
        for count in [1, FEW - 1, FEW, FEW + 1, 10 * FEW, VALUES_LIMIT - 1] {
            assert!(read(&members(count)).is_ok());
        }
        assert!(read(&members(VALUES_LIMIT)).is_err());
    }

    #[test]
    fn j16_rejects_duplicate_members_however_many_there_are() {
        for count in [1, FEW - 1, FEW, FEW + 1, 10 * FEW] {
            for name in ["m0", "\\u006d0"].into_iter().chain((count > FEW).then_some("m16")) {
                let text = members(count).replace('}', &format!(",\"{name}\":0}}"));
                assert!(read(&text).unwrap_err().contains("twice"), "{text}");
            }
        }
        assert!(read(r#"{"a":{"b":1,"b":1}}"#).is_err());
    }

    #[test]
    fn j31_j46_rejects_what_the_strict_reader_rejects() {
        let deep = format!(r#"{{"a":{}1{}}}"#, "[".repeat(64), "]".repeat(64));
        for text in [
            "[1]",
            "1",
            "null",
            "",
            "{",
            "{}{}",
            "{} x",
            "\u{feff}{}",
            r#"{"a":1e400}"#,
            r#"{"\ud800":1}"#,
            &deep,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&deep.replacen('[', "", 1).replacen(']', "", 1)).is_ok());
    }

    #[test]
    fn a_member_or_what_lies_at_a_path() {
        let object = Object::read(br#"{"a":{"b":{"c":1}},"a.b":2}"#).unwrap();
        assert_eq!(object.at("a.b"), Some(&json!(2)));
        assert_eq!(object.at("a.b.c"), Some(&json!(1)));
        assert_eq!((object.at("a.x"), object.get("b")), (None, None));
    }
}
