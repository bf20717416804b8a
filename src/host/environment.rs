//! The environment variables, as a value.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::sync::{Arc, Mutex, PoisonError};

/// What authctl's own variables begin with; no child process inherits one of these.
const OWN_PREFIX: &str = "AUTHCTL_";

/// The environment that this run was started with.
#[derive(Clone, Default)]
pub struct Environment {
    /// A handful is asked for: to sort them all would take longer than to look.
    variables: Vec<(OsString, OsString)>,
    /// The variables that were read as secrets: no child process inherits them either.
    secrets: Arc<Mutex<BTreeSet<OsString>>>,
}

impl Environment {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the process's environment")]
    pub fn of_this_process() -> Self {
        std::env::vars_os().collect()
    }

    /// The variable's text; a variable that is empty or not UTF-8 counts as absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.bytes(name)?.to_str()
    }

    /// The text of a variable that holds a secret. From now on no child process inherits it.
    pub fn secret(&self, name: &str) -> Option<&str> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).insert(name.into());
        self.text(name)
    }

    /// The variable as the system has it, for paths; empty counts as absent.
    pub fn bytes(&self, name: &str) -> Option<&OsStr> {
        self.any(name).filter(|value| !value.is_empty())
    }

    /// True when it is there, be it empty.
    pub fn is_set(&self, name: &str) -> bool {
        self.any(name).is_some()
    }

    /// Its value, be it empty. Of two with the same name the first counts, as for the system's `getenv`.
    fn any(&self, name: &str) -> Option<&OsStr> {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_os_str())
    }

    /// True when any of these is set to something.
    pub fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.bytes(name).is_some())
    }

    /// What a child process may see: everything but authctl's own variables and those that were read as secrets.
    pub fn for_children(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        let own = OWN_PREFIX.as_bytes();
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.variables
            .iter()
            .filter(move |(name, _)| !name.as_encoded_bytes().starts_with(own) && !secrets.contains(name))
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }
}

impl<K: Into<OsString>, V: Into<OsString>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let variables = pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables, secrets: Arc::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l1_children_see_neither_our_own_variables_nor_secrets() {
        let variables = [("AUTHCTL_TOKEN", "canary"), ("MY_SECRET", "canary"), ("PATH", "/bin")];
        let environment: Environment = variables.into_iter().collect();
        assert_eq!(environment.secret("MY_SECRET"), Some("canary"));
        let seen: Vec<_> = environment.for_children().collect();
        assert_eq!(seen, [(OsStr::new("PATH"), OsStr::new("/bin"))]);
    }
}
