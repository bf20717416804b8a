//! Parameters in `application/x-www-form-urlencoded`, from a query or a body, and the scopes among them.

use std::collections::BTreeSet;
use std::fmt;

/// The parameters of a request. One without a value counts as omitted, and one that comes twice has no value
/// (RFC 6749 sections 3.1 and 3.2); whoever needs to refuse the latter asks [`Form::repeated`].
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a query string or a body; bytes that are not UTF-8 become replacement characters.
    pub fn parse(encoded: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(encoded).into_owned();
        Self(pairs.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The value of a parameter that is there exactly once.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(key, _)| key == name);
        let (_, value) = values.next().filter(|_| values.next().is_none())?;
        Some(value)
    }

    /// Every value of a parameter that may come more than once (`resource`, RFC 8707 section 2).
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first name that comes more than once and must not.
    pub fn repeated(&self) -> Option<&str> {
        let mut seen = BTreeSet::from(["resource"]);
        let names = self.0.iter().map(|(name, _)| name.as_str());
        names.filter(|name| *name != "resource").find(|name| !seen.insert(name))
    }
}

/// Scope values in the order in which they were asked for (RFC 6749 section 3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(Vec<String>);

impl Scopes {
    /// Splits at spaces; a value that comes twice counts once.
    pub fn parse(text: &str) -> Self {
        let mut scopes = Vec::<String>::new();
        for scope in text.split(' ').filter(|scope| !scope.is_empty()) {
            if !scopes.iter().any(|known| known == scope) {
                scopes.push(scope.to_owned());
            }
        }
        Self(scopes)
    }

    pub fn contains(&self, scope: &str) -> bool {
        self.0.iter().any(|known| known == scope)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// True when every one of these is among `granted`.
    pub fn within(&self, granted: &Self) -> bool {
        self.iter().all(|scope| granted.contains(scope))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_comes_twice_has_no_value() {
        let form = Form::parse(b"a=1&b=2&a=1&c=&resource=x&resource=y");
        assert_eq!((form.get("a"), form.get("b"), form.get("c")), (None, Some("2"), None));
        assert_eq!(form.repeated(), Some("a"));
        assert_eq!(Form::parse(b"resource=x&resource=y&c=&c=").repeated(), None);
    }

    #[test]
    fn scopes_keep_their_order_and_count_once() {
        let scopes = Scopes::parse("openid  notes.read openid");
        assert_eq!(scopes.to_string(), "openid notes.read");
        assert!(Scopes::parse("notes.read").within(&scopes));
        assert!(!Scopes::parse("notes").within(&scopes));
    }
}
