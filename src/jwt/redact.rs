//! A token for a ticket: what it is stays, whom it is about goes.

use super::date;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Texts and numbers of these members stay, and of what lies within them; of all others only their kind is told.
const KEPT_IN_HEADER: &[&str] =
    &["alg", "enc", "typ", "cty", "zip", "crit", "kid", "jku", "x5u", "kty", "crv", "p2c", "ppt"];
const KEPT_CLAIMS: &[&str] = &[
    "iss",
    "aud",
    "azp",
    "client_id",
    "scope",
    "scp",
    "roles",
    "groups",
    "permissions",
    "entitlements",
    "acr",
    "amr",
    "typ",
    "token_use",
    "ver",
    "idtyp",
    "gty",
    "appid",
    "appidacr",
    "cid",
    "kty",
    "crv",
    "_sd_alg",
    "vct",
    "htm",
    "allowed-origins",
];
/// So many names of what was left out are told.
const MOST_NAMES: usize = 100;
/// A longer text is no name of an issuer, an audience or a role.
const LONGEST_KEPT: usize = 200;

/// Members without their values, and the names of the first of those whose values were left out, as paths with dots between.
#[derive(Debug, Default, PartialEq)]
pub struct Redacted {
    pub members: Vec<(String, Value)>,
    pub left_out: Vec<String>,
}

pub fn header(members: &[(String, Value)]) -> Redacted {
    redacted(members, KEPT_IN_HEADER)
}

pub fn claims(members: &[(String, Value)]) -> Redacted {
    redacted(members, KEPT_CLAIMS)
}

/// How a text begins that stands in the place of another.
const PLACEHOLDER: &str = "[text of ";

/// What stands in the place of a text.
pub fn text(text: &str) -> String {
    match text.chars().count() {
        1 => format!("{PLACEHOLDER}1 character]"),
        length => format!("{PLACEHOLDER}{length} characters]"),
    }
}

fn redacted(members: &[(String, Value)], kept: &'static [&'static str]) -> Redacted {
    let mut redactor = Redactor { kept, left_out: Vec::new(), names: HashMap::new(), uses: HashMap::new() };
    let members =
        members.iter().map(|(name, value)| (redactor.name(name), redactor.member("", name, value))).collect();
    Redacted { members, left_out: redactor.left_out }
}

struct Redactor {
    kept: &'static [&'static str],
    left_out: Vec<String>,
    /// What stands in the place of a name: the same everywhere, so that two names never become one.
    names: HashMap<String, String>,
    /// How many names have the same placeholder, but for their number.
    uses: HashMap<String, usize>,
}

impl Redactor {
    fn member(&mut self, above: &str, name: &str, value: &Value) -> Value {
        let path = format!("{above}{}", self.name(name));
        let stays = self.kept.contains(&name)
            || above.is_empty() && date::CLAIMS.contains(&name) && value.is_number();
        let mut is_lost = false;
        let value = match value {
            Value::Object(members) => {
                let above = format!("{path}.");
                let members =
                    members.iter().map(|(name, value)| (self.name(name), self.member(&above, name, value)));
                Value::Object(members.collect::<Map<_, _>>())
            }
            value => self.leaf(value, stays, &mut is_lost),
        };
        if is_lost && self.left_out.len() < MOST_NAMES {
            self.left_out.push(path);
        }
        value
    }

    fn leaf(&mut self, value: &Value, stays: bool, is_lost: &mut bool) -> Value {
        let left_out = match value {
            Value::Null | Value::Bool(_) => return value.clone(),
            Value::Number(_) if stays => return value.clone(),
            Value::String(text) if stays && is_harmless(text) => return value.clone(),
            Value::Array(list) => return list.iter().map(|value| self.leaf(value, stays, is_lost)).collect(),
            Value::Number(_) => "[number]".to_owned(),
            Value::String(text) => self::text(text),
            Value::Object(members) => {
                // an object of a list has no path, and all of it goes
                let members =
                    members.iter().map(|(name, value)| (self.name(name), self.leaf(value, false, is_lost)));
                return Value::Object(members.collect());
            }
        };
        *is_lost = true;
        left_out.into()
    }

    /// A name that is somebody's address goes too, and so does one that looks like what stands for another.
    fn name(&mut self, name: &str) -> String {
        if is_harmless(name) && !name.starts_with(PLACEHOLDER) {
            return name.to_owned();
        }
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        let placeholder = text(name);
        let uses = self.uses.entry(placeholder.clone()).or_insert(0);
        *uses += 1;
        let shown = match *uses {
            1 => placeholder,
            number => placeholder.replace(']', &format!(", number {number}]")),
        };
        self.names.insert(name.to_owned(), shown.clone());
        shown
    }
}

/// No address of a person, no query that may hold anything, no token.
fn is_harmless(text: &str) -> bool {
    let is_token = text.split('.').count() >= 3 && text.split('.').all(|part| part.len() >= 10);
    !(text.contains(['@', '?']) || text.len() > LONGEST_KEPT || is_token || text.starts_with("eyJ"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(claims: Value) -> (Value, Vec<String>) {
        let Value::Object(members) = claims else { panic!() };
        let redacted = super::claims(&members.into_iter().collect::<Vec<_>>());
        (Value::Object(redacted.members.into_iter().collect()), redacted.left_out)
    }

    #[test]
    fn what_the_token_is_stays_and_whom_it_is_about_goes() {
        let (shown, left_out) = of(json!({
            "iss": "https://id.example.com", "sub": "alice", "aud": ["api", "alice@example.com"], "exp": 1_763_700_000,
            "email_verified": true, "groups": ["admin"], "n": 5, "deep": {"er": {"secret": "x", "none": null}},
            "realm_access": {"roles": ["user"]}, "list": [{"name": "Alice", "iss": "x"}, 3], "iat": "yesterday",
            "act": {"sub": "é", "exp": 17}
        }));
        assert_eq!(
            shown,
            json!({
                "iss": "https://id.example.com", "sub": "[text of 5 characters]",
                "aud": ["api", "[text of 17 characters]"], "exp": 1_763_700_000,
                "email_verified": true, "groups": ["admin"], "n": "[number]",
                "deep": {"er": {"secret": "[text of 1 character]", "none": null}}, "realm_access": {"roles": ["user"]},
                "list": [{"name": "[text of 5 characters]", "iss": "[text of 1 character]"}, "[number]"],
                "iat": "[text of 9 characters]", "act": {"sub": "[text of 1 character]", "exp": "[number]"}
            })
        );
        assert_eq!(left_out, ["sub", "aud", "n", "deep.er.secret", "list", "iat", "act.sub", "act.exp"]);
    }

    #[test]
    fn a42_two_names_that_go_stay_two() {
        let (one, other, third) =
            ("[text of 14 characters]", "[text of 14 characters, number 2]", "[text of 15 characters]");
        let (shown, left_out) = of(json!({
            "ab@example.com": 1, "cd@example.com": {"ab@example.com": true, "x": {"ef1@example.com": 2}},
            "list": [{"cd@example.com": null, "ab@example.com": false}], one: true,
        }));
        let literal = "[text of 23 characters]";
        assert_eq!(
            shown,
            json!({
                one: "[number]", other: {one: true, "x": {third: "[number]"}}, "list": [{other: null, one: false}],
                literal: true,
            })
        );
        assert_eq!(left_out, [one.to_owned(), format!("{other}.x.{third}")]);
    }

    #[test]
    fn members_that_stay_hold_no_address_and_no_token() {
        for hidden in [
            "mailto:alice@example.com",
            "https://id.example.com/?token=1",
            "eyJhbGciOiJIUzI1NiJ9",
            "abcdefghij.abcdefghij.abcdefghij",
            &"x".repeat(201),
        ] {
            let (shown, left_out) = of(json!({"iss": hidden, hidden: true}));
            assert!(!shown.to_string().contains(hidden), "{shown}");
            assert_eq!(left_out, ["iss"]);
        }
        for stays in ["abcdefghij.abcdefghij", "abcdefghij.abcdefghij.abcdefghi", &"x".repeat(200)] {
            assert_eq!(of(json!({"iss": stays})), (json!({"iss": stays}), vec![]));
        }
    }

    #[test]
    fn of_the_header_what_names_a_key_stays_and_what_is_one_goes() {
        let members =
            [("alg", json!("ES256")), ("kid", json!("1")), ("x5t", json!("YQ")), ("iss", json!("me"))];
        let redacted = header(&members.map(|(name, value)| (name.to_owned(), value)));
        let shown: Map<_, _> = redacted.members.into_iter().collect();
        let gone = "[text of 2 characters]";
        assert_eq!(Value::Object(shown), json!({"alg": "ES256", "kid": "1", "x5t": gone, "iss": gone}));
        assert_eq!(redacted.left_out, ["x5t", "iss"]);
    }

    #[test]
    fn a23_a_hundred_names_of_what_was_left_out_are_told() {
        let members: Map<_, _> = (0..101).map(|at| (format!("c{at:03}"), json!("x"))).collect();
        let (_, left_out) = of(Value::Object(members));
        assert_eq!((left_out.len(), left_out.last().map(String::as_str)), (100, Some("c099")));
    }
}
