//! How a person is called by whoever says something of them in JSON: a service, a token, the session in a cookie.

use crate::host::printable;
use serde_json::{Map, Value};

/// Members that name a person, the most telling first.
const ACCOUNT: [&str; 6] = ["email", "username", "user", "preferred_username", "name", "login"];
/// Members that say which one it is, whatever the name is by then.
const SUBJECT: [&str; 4] = ["id", "sub", "user_id", "uid"];
/// No name of a person is longer, in characters.
const LONGEST_NAME: usize = 200;

/// How somebody is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub account: Option<String>,
    pub subject: Option<String>,
}

impl Names {
    /// The most telling ones.
    pub fn of(said: &Map<String, Value>) -> Self {
        let of = |members: &[&str]| names(said, members).next();
        Self { account: of(&ACCOUNT), subject: of(&SUBJECT) }
    }

    /// True where these names can be of whoever is called so. Somebody who had a name keeps it; an address may have changed.
    pub fn is_of(&self, now: &Self) -> bool {
        match (&self.subject, &now.subject, &self.account, &now.account) {
            (Some(was), Some(is), ..) | (_, _, Some(was), Some(is)) => was == is,
            (None, _, None, _) => true,
            _ => false,
        }
    }

    /// In words, short enough for a message.
    pub fn shown(&self) -> String {
        let name = self.account.as_deref().or(self.subject.as_deref());
        name.map_or_else(|| "somebody without a name".to_owned(), |name| printable::short(name, LONGEST_NAME))
    }
}

/// Every name that is said, what says which one it is first.
pub fn all_names(said: &Map<String, Value>) -> Vec<String> {
    names(said, &SUBJECT).chain(names(said, &ACCOUNT)).collect()
}

/// The object that is about the person, where that is wrapped: `{"user": {"email": …}}`.
pub fn user(said: &Map<String, Value>) -> Option<&Map<String, Value>> {
    said.get("user")?.as_object()
}

/// A member of any of these names, at the top or of the user. One that is null says that there is nothing, which is a word too.
pub fn member<'c>(claims: &'c Map<String, Value>, names: &[&str]) -> Option<&'c Value> {
    let user = user(claims);
    let all = names.iter().flat_map(|name| [claims.get(*name), user.and_then(|user| user.get(*name))]);
    let mut found: Vec<&Value> = all.flatten().collect();
    found.sort_by_key(|value| value.is_null());
    found.first().copied()
}

/// The scopes that are said: between spaces in a text (RFC 6749 section 3.3), or one by one in a list.
pub fn scopes(claims: &Map<String, Value>) -> Option<Vec<String>> {
    Some(match member(claims, &["scope", "scopes"])? {
        Value::String(text) => text.split_whitespace().map(str::to_owned).collect(),
        other => texts(other),
    })
}

/// The texts of a list; a text alone is one of them, whatever is in it.
pub fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// Texts that are not empty, and numbers, as some count their people.
fn names<'s>(said: &'s Map<String, Value>, members: &'s [&str]) -> impl Iterator<Item = String> + 's {
    let person = user(said).unwrap_or(said);
    members.iter().filter_map(|member| match person.get(*member)? {
        Value::String(text) => {
            Some(text.chars().take(LONGEST_NAME).collect()).filter(|name: &String| !name.is_empty())
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(said: &Value) -> (Option<String>, Option<String>, Vec<String>) {
        let said = said.as_object().unwrap();
        let Names { account, subject } = Names::of(said);
        (account, subject, all_names(said))
    }

    #[test]
    fn names_are_where_services_say_them() {
        let text = |name: &str| Some(name.to_owned());
        let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (said, expected) in [
            (
                json!({"id": "7", "email": "a@b", "name": "A"}),
                (text("a@b"), text("7"), all(&["7", "a@b", "A"])),
            ),
            (json!({"user": {"email": "a@b"}, "id": 9}), (text("a@b"), None, all(&["a@b"]))),
            (json!({"user": "ada", "id": 9}), (text("ada"), text("9"), all(&["9", "ada"]))),
            (json!({"sub": "s", "username": ""}), (None, text("s"), all(&["s"]))),
            (json!({"email": null, "uid": true}), (None, None, all(&[]))),
        ] {
            assert_eq!(read(&said), expected, "{said}");
        }
        let long = read(&json!({"name": "é".repeat(300)})).0.unwrap();
        assert_eq!(long, "é".repeat(200));
    }

    #[test]
    fn a_name_is_of_whom_it_was() {
        let names = |account: Option<&str>, subject: Option<&str>| Names {
            account: account.map(str::to_owned),
            subject: subject.map(str::to_owned),
        };
        for (was, is, same) in [
            (names(Some("a"), Some("1")), names(Some("b"), Some("1")), true),
            (names(Some("a"), Some("1")), names(Some("a"), Some("2")), false),
            (names(Some("a"), Some("1")), names(Some("a"), None), true),
            (names(Some("a"), None), names(None, None), false),
            (names(None, None), names(Some("a"), None), true),
        ] {
            assert_eq!(was.is_of(&is), same, "{was:?} {is:?}");
        }
    }
}
