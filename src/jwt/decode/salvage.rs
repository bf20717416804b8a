//! What can be had of JSON that is no good.

use crate::jwt::json::VALUES_LIMIT;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

/// So many members that are there again are kept beside each other; of more, the last one of each name.
const MOST_REPEATED: usize = 64;

/// The members of an object that may break off.
#[derive(Debug, Default)]
pub(super) struct Salvaged {
    /// In their order, those that are there twice too.
    pub members: Vec<(String, Value)>,
    /// The names that are there again, of objects within too: the first of them.
    pub repeated: Vec<String>,
    /// How many there are in all.
    pub repetitions: usize,
    /// The object was read to its end, and nothing follows it.
    pub is_whole: bool,
    /// How many values may still come: after more it breaks off.
    left: usize,
}

/// Reads until it breaks off. Bytes that are no UTF-8 count as U+FFFD, and a byte order mark as nothing.
pub(super) fn salvage(bytes: &[u8]) -> Salvaged {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let salvaged = RefCell::new(Salvaged { left: VALUES_LIMIT, ..Salvaged::default() });
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
        let mut places = BTreeMap::new();
        while let Some(name) = object.next_key::<String>()? {
            let value = object.next_value_seed(Within(self.0))?;
            let mut salvaged = self.0.borrow_mut();
            let place = salvaged.members.len();
            if let Some(known) = places.insert(name.clone(), place) {
                salvaged.repeat(&name);
                if salvaged.repetitions > MOST_REPEATED {
                    places.insert(name, known);
                    salvaged.members[known].1 = value;
                    continue;
                }
            }
            salvaged.members.push((name, value));
        }
        Ok(())
    }
}

impl Salvaged {
    fn repeat(&mut self, name: &str) {
        self.repetitions += 1;
        if self.repetitions <= MOST_REPEATED {
            self.repeated.push(name.to_owned());
        }
    }
}

/// A value of a member; serde_json itself sees to its depth.
#[derive(Clone, Copy)]
struct Within<'a>(&'a RefCell<Salvaged>);

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        let left = self.0.borrow().left.checked_sub(1);
        self.0.borrow_mut().left = left.ok_or_else(|| D::Error::custom("too many values"))?;
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
            if members.contains_key(&name) {
                self.0.borrow_mut().repeat(&name);
            }
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}
