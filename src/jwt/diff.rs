//! What differs between two tokens, member by member. Nothing of either is verified.

use super::date::{self, NumericDate};
use super::decode::Unverified;
use jiff::SignedDuration;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What differs in header and claims.
#[derive(Clone, Debug, PartialEq)]
pub struct Diff<'a> {
    pub header: Vec<Change<'a>>,
    /// `None` when a token is encrypted.
    pub claims: Option<Vec<Change<'a>>>,
}

/// A member that one token has and the other has not, or has otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Change<'a> {
    /// The member of header or claims in which it lies.
    pub member: &'a str,
    /// Names with dots between: `realm_access.roles`.
    pub path: Cow<'a, str>,
    pub difference: Difference<'a>,
}

/// From the first token to the second.
#[derive(Clone, Debug, PartialEq)]
pub enum Difference<'a> {
    Added(&'a Value),
    Removed(&'a Value),
    Changed {
        from: &'a Value,
        to: &'a Value,
    },
    /// Numbers that 64 bits cannot hold, of which only what is written differs; all of those in the member.
    Digits {
        from: &'a [String],
        to: &'a [String],
    },
    /// A date, by how much the second is later.
    Moved {
        from: &'a Value,
        to: &'a Value,
        by: SignedDuration,
    },
    /// Names whose order means nothing, such as scopes; none added and none removed when only the order differs, or a
    /// list from a text.
    Members {
        from: &'a Value,
        to: &'a Value,
        added: Vec<&'a str>,
        removed: Vec<&'a str>,
    },
}

/// Dates that differ each time that a token is issued.
const OF_EACH_ISSUE: [&str; 4] = ["iat", "nbf", "exp", "auth_time"];

/// Objects whose path is longer are compared as one value, since every path within would repeat it.
const LONGEST_PATH: usize = 300;

/// What differs from the first token to the second, in the order of the first.
pub fn diff<'a>(first: &'a Unverified, second: &'a Unverified) -> Diff<'a> {
    let claims = first.claims().zip(second.claims());
    let of_claims = |(one, other)| {
        let mut changes = changes(one, other, moved);
        changes.extend(digits(first, second, &changes));
        changes
    };
    Diff { header: changes(first.header(), second.header(), |_, _, _| None), claims: claims.map(of_claims) }
}

/// The claims that were read as the same, and are not written so.
fn digits<'a>(first: &'a Unverified, second: &'a Unverified, known: &[Change<'a>]) -> Vec<Change<'a>> {
    let names = first.claims().into_iter().flatten().map(|(name, _)| name.as_str());
    let known: BTreeSet<&str> = known.iter().map(|change| change.member).collect();
    let alike = names.filter(|name| !known.contains(name));
    let pairs = alike.map(|name| (name, first.rounded(name), second.rounded(name)));
    let change = |(name, from, to)| Change {
        member: name,
        path: Cow::Borrowed(name),
        difference: Difference::Digits { from, to },
    };
    pairs.filter(|(_, from, to)| from != to).map(change).collect()
}

impl Diff<'_> {
    /// True when nothing that can be seen differs.
    pub fn is_empty(&self) -> bool {
        self.header.is_empty() && self.claims.as_ref().is_none_or(Vec::is_empty)
    }

    /// The claims that differ, each once, without what lies in them.
    pub fn changed_claims(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.claims.iter().flatten().map(|change| change.member).collect();
        names.dedup(); // what lies in one claim stands together
        names
    }

    /// True when only that differs which differs each time that a token is issued: its id, and dates that are dates.
    pub fn is_of_another_issue(&self) -> bool {
        let is_usual = |change: &Change<'_>| match change.difference {
            Difference::Moved { .. } => OF_EACH_ISSUE.contains(&&*change.path),
            Difference::Changed { .. } => change.path == "jti",
            _ => false,
        };
        let claims = self.claims.as_deref().unwrap_or_default();
        self.header.is_empty() && !claims.is_empty() && claims.iter().all(is_usual)
    }
}

/// How two dates differ.
type Dated = for<'a> fn(&str, &'a Value, &'a Value) -> Option<Difference<'a>>;

fn changes<'a>(
    first: &'a Map<String, Value>,
    second: &'a Map<String, Value>,
    dated: Dated,
) -> Vec<Change<'a>> {
    let mut comparison = Comparison { dated, changes: Vec::new() };
    comparison.compare(None, "", first, second);
    comparison.changes
}

struct Comparison<'a> {
    dated: Dated,
    changes: Vec<Change<'a>>,
}

impl<'a> Comparison<'a> {
    fn compare(
        &mut self,
        top: Option<&'a str>,
        above: &str,
        first: &'a Map<String, Value>,
        second: &'a Map<String, Value>,
    ) {
        let added = second.keys().filter(|name| !first.contains_key(*name));
        for name in first.keys().chain(added) {
            let member = top.unwrap_or(name);
            let path: Cow<'a, str> =
                if top.is_none() { name.into() } else { format!("{above}.{name}").into() };
            let difference = match (first.get(name), second.get(name)) {
                (Some(Value::Object(first)), Some(Value::Object(second))) if path.len() <= LONGEST_PATH => {
                    self.compare(Some(member), &path, first, second);
                    continue;
                }
                (Some(from), Some(to)) if from == to => continue,
                (Some(from), Some(to)) => (self.dated)(&path, from, to)
                    .or_else(|| members(name, from, to))
                    .unwrap_or(Difference::Changed { from, to }),
                (Some(from), None) => Difference::Removed(from),
                (None, Some(to)) => Difference::Added(to),
                (None, None) => continue,
            };
            self.changes.push(Change { member, path, difference });
        }
    }
}

fn moved<'a>(path: &str, from: &'a Value, to: &'a Value) -> Option<Difference<'a>> {
    let date = |value| NumericDate::from_claim(value).ok();
    let (first, second) = date(from).filter(|_| date::CLAIMS.contains(&path)).zip(date(to))?;
    let by = second.time().duration_since(first.time());
    Some(Difference::Moved { from, to, by })
}

fn members<'a>(name: &str, from: &'a Value, to: &'a Value) -> Option<Difference<'a>> {
    let is_scope = matches!(name, "scope" | "scp");
    if !(is_scope || from.is_array() || to.is_array()) {
        return None;
    }
    let (first, second) = (names(is_scope, from)?, names(is_scope, to)?);
    let (added, removed) =
        (second.difference(&first).copied().collect(), first.difference(&second).copied().collect());
    Some(Difference::Members { from, to, added, removed })
}

/// The names of a list of texts, or of one text; `None` for anything else.
fn names(is_scope: bool, value: &Value) -> Option<BTreeSet<&str>> {
    match value {
        Value::Array(list) => list.iter().map(Value::as_str).collect(),
        Value::String(text) if is_scope => Some(text.split(' ').filter(|name| !name.is_empty()).collect()),
        Value::String(text) => Some(BTreeSet::from([text.as_str()])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::base64url;
    use super::super::decode::decode;
    use super::*;
    use serde_json::json;

    /// For as long as the tests run.
    fn token(header: &Value, claims: &Value) -> &'static Unverified {
        let [header, claims] = [header, claims].map(|part| base64url::encode(part.to_string()));
        Box::leak(Box::new(decode(&format!("{header}.{claims}.AA")).unwrap()))
    }

    fn of_claims(first: &Value, second: &Value) -> Vec<(String, Difference<'static>)> {
        let header = json!({"alg": "ES256"});
        let found = diff(token(&header, first), token(&header, second));
        assert_eq!(found.header, []);
        found.claims.unwrap().into_iter().map(|change| (change.path.into(), change.difference)).collect()
    }

    #[test]
    fn members_that_came_went_and_changed() {
        let found = of_claims(
            &json!({"a": 1, "b": {"c": {"d": 1, "e": 2}, "f": [1]}, "g": "x", "h": null}),
            &json!({"h": null, "b": {"f": [1], "c": {"d": 5, "n": 1}}, "g": "y", "z": false}),
        );
        assert_eq!(
            found,
            [
                ("a".into(), Difference::Removed(&json!(1))),
                ("b.c.d".into(), Difference::Changed { from: &json!(1), to: &json!(5) }),
                ("b.c.e".into(), Difference::Removed(&json!(2))),
                ("b.c.n".into(), Difference::Added(&json!(1))),
                ("g".into(), Difference::Changed { from: &json!("x"), to: &json!("y") }),
                ("z".into(), Difference::Added(&json!(false))),
            ]
        );
        assert_eq!(of_claims(&json!({"a": {"x": 1, "y": 2}}), &json!({"a": {"y": 2, "x": 1}})), []);
    }

    #[test]
    fn j46_numbers_are_compared_to_the_last_digit() {
        let of = |claims: &str| decode(&format!("e30.{}.AA", base64url::encode(claims))).unwrap();
        let one = of(r#"{"uid":123456789012345678901,"a":[1e300],"sub":"x"}"#);
        let other = of(r#"{"a":[1e300],"sub":"x","uid":123456789012345678902}"#);
        let (found, same) = (diff(&one, &other).claims.unwrap(), diff(&one, &one));
        let digits = |last: &str| vec![format!("12345678901234567890{last}")];
        let (from, to) = (&digits("1")[..], &digits("2")[..]);
        let expected =
            Change { member: "uid", path: "uid".into(), difference: Difference::Digits { from, to } };
        assert_eq!(found, [expected]);
        assert!(same.is_empty());
        let empty = of("{}");
        let added = diff(&empty, &other).claims.unwrap();
        assert_eq!(added.len(), 3, "each once: {added:?}");
    }

    #[test]
    fn dates_are_compared_as_dates() {
        let found = of_claims(&json!({"exp": 1000, "iat": "5"}), &json!({"exp": 1900.5, "iat": "6"}));
        let by = SignedDuration::from_millis(900_500);
        assert_eq!(found[0].1, Difference::Moved { from: &json!(1000), to: &json!(1900.5), by });
        assert!(matches!(found[1].1, Difference::Changed { .. }), "no dates: {found:?}");
        let nested = of_claims(&json!({"a": {"exp": 1}}), &json!({"a": {"exp": 2}}));
        assert!(matches!(nested[0].1, Difference::Changed { .. }), "whoever writes it knows what it means");
    }

    #[test]
    fn scopes_audiences_and_roles_are_sets() {
        let sets = |first: Value, second: Value| match of_claims(&first, &second).pop() {
            Some((_, Difference::Members { added, removed, .. })) => (added.join(" "), removed.join(" ")),
            other => panic!("{other:?}"),
        };
        let is = |added: &str, removed: &str| (added.to_owned(), removed.to_owned());
        assert_eq!(sets(json!({"scope": "a b c"}), json!({"scope": "c b d e"})), is("d e", "a"));
        assert_eq!(sets(json!({"scope": "a b"}), json!({"scope": "b a"})), is("", ""), "the order alone");
        assert_eq!(sets(json!({"scope": "a b"}), json!({"scope": ["b", "a"]})), is("", ""), "the form alone");
        assert_eq!(sets(json!({"aud": "x y"}), json!({"aud": ["x y", "z"]})), is("z", ""));
        assert_eq!(sets(json!({"r": {"roles": ["a"]}}), json!({"r": {"roles": []}})), is("", "a"));
        let other = of_claims(&json!({"aud": "x"}), &json!({"aud": "y"}));
        assert!(matches!(other[0].1, Difference::Changed { .. }), "one became another");
        let mixed = of_claims(&json!({"l": ["a", 1]}), &json!({"l": ["a"]}));
        assert!(matches!(mixed[0].1, Difference::Changed { .. }), "not a list of texts");
    }

    #[test]
    fn a_token_that_was_issued_again_is_known() {
        let header = json!({"alg": "ES256"});
        let (old, new) =
            (json!({"sub": "a", "iat": 1, "jti": "x"}), json!({"sub": "a", "iat": 2, "jti": "y"}));
        let again = diff(token(&header, &old), token(&header, &new));
        assert!(again.is_of_another_issue() && !again.is_empty());
        assert_eq!(again.changed_claims(), ["iat", "jti"]);
        let nested = |value: i32| json!({"https://a.example/x": {"b": value, "c": value}, "d": value});
        let dotted = diff(token(&header, &nested(1)), token(&header, &nested(2)));
        assert_eq!(dotted.changed_claims(), ["https://a.example/x", "d"]);
        let same = diff(token(&header, &old), token(&header, &old));
        assert!(same.is_empty() && !same.is_of_another_issue());
        let key = diff(token(&json!({"alg": "ES256", "kid": "2"}), &old), token(&header, &new));
        assert!(!key.is_of_another_issue() && key.header.len() == 1);
        for other in [
            json!({"sub": "b", "iat": 1, "jti": "x"}),
            json!({"sub": "a", "jti": "x"}),
            json!({"sub": "a", "iat": "2", "jti": "x"}),
            json!({"sub": "a", "iat": 1_763_700_000_000_u64, "jti": "x"}),
            json!({"sub": "a", "iat": 1, "jti": "x", "exp": 5}),
        ] {
            assert!(!diff(token(&header, &old), token(&header, &other)).is_of_another_issue(), "{other}");
        }
    }

    #[test]
    fn a23_no_path_is_repeated_a_thousand_times() {
        let within = |value: u64| {
            let many: Map<_, _> = (0..1000).map(|number| (number.to_string(), value.into())).collect();
            json!({"x".repeat(301): many, "y": {"x".repeat(299): {"z": value}}, "z": {"x".repeat(298): {"z": value}}})
        };
        let paths: Vec<_> =
            of_claims(&within(1), &within(2)).into_iter().map(|(path, _)| path.len()).collect();
        assert_eq!(paths, [301, 301, 302], "the last one alone is looked into");
    }

    #[test]
    fn of_encrypted_tokens_the_headers_are_compared() {
        let jwe = format!("{}..AA.AA.AA", base64url::encode(r#"{"alg":"dir","enc":"A128GCM"}"#));
        let encrypted = decode(&jwe).unwrap();
        let found = diff(&encrypted, token(&json!({"alg": "ES256"}), &json!({})));
        assert_eq!((found.header.len(), found.claims), (2, None));
    }
}
