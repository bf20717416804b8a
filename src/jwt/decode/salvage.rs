//! What can be had of JSON that is no good.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

/// The members of an object that may break off.
#[derive(Debug, Default)]
pub(super) struct Salvaged {
    /// In their order, those that are there twice too.
    pub members: Vec<(String, Value)>,
    /// The names that are there twice, of objects within too; each time that they are there again.
    pub repeated: Vec<String>,
    /// The object was read to its end, and nothing follows it.
    pub is_whole: bool,
}

/// Reads until it breaks off. Bytes that are no UTF-8 count as U+FFFD, and a byte order mark as nothing.
pub(super) fn salvage(bytes: &[u8]) -> Salvaged {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let salvaged = RefCell::default();
    let is_whole = Outermost(&salvaged).deserialize(&mut reader).is_ok() && reader.end().is_ok();
    Salvaged { is_whole, ..salvaged.into_inner() }
}

struct Outermost<'a>(&'a RefCell<Salvaged>);

impl<'de> DeserializeSeed<'de> for Outermost<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Outermost<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(name) = object.next_key::<String>()? {
            let value = object.next_value_seed(Within(self.0))?;
            let mut salvaged = self.0.borrow_mut();
            if !seen.insert(name.clone()) {
                salvaged.repeated.push(name.clone());
            }
            salvaged.members.push((name, value));
        }
        Ok(())
    }
}

/// A value of a member; serde_json itself sees to its depth.
#[derive(Clone, Copy)]
struct Within<'a>(&'a RefCell<Salvaged>);

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Within<'_> {
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
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            let value = object.next_value_seed(self)?;
            if members.insert(name.clone(), value).is_some() {
                self.0.borrow_mut().repeated.push(name);
            }
        }
        Ok(Value::Object(members))
    }
}
