//! The environment variables, as a value.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

/// What authctl's own variables begin with; no child process inherits one of these.
pub const OWN_PREFIX: &str = "AUTHCTL_";

/// The environment that this run was started with.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the process's environment")]
    pub fn of_this_process() -> Self {
        Self(std::env::vars_os().collect())
    }

    /// The variable's text; a variable that is empty or not UTF-8 counts as absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.bytes(name)?.to_str()
    }

    /// The variable as the system has it, for paths; empty counts as absent.
    pub fn bytes(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// True when any of these is set to something.
    pub fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.bytes(name).is_some())
    }

    /// What a child process may see: everything but authctl's own variables.
    pub fn for_children(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        let own = OWN_PREFIX.as_bytes();
        self.0
            .iter()
            .filter(move |(name, _)| !name.as_encoded_bytes().starts_with(own))
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }
}

impl<K: Into<OsString>, V: Into<OsString>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_do_not_see_our_own_variables() {
        let environment: Environment = [("AUTHCTL_TOKEN", "canary"), ("PATH", "/bin")].into_iter().collect();
        let seen: Vec<_> = environment.for_children().collect();
        assert_eq!(seen, [(OsStr::new("PATH"), OsStr::new("/bin"))]);
    }
}
