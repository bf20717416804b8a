//! The name under which one secret is kept.

use super::Error;
use crate::host::printable;

/// The most characters that a person may give to a name.
const LONGEST: usize = 64;

/// What secrets are for: the first part of their slots.
const CREDENTIAL: &str = "credential";
const RING: &str = "ring";
const KINDS: [&str; 2] = [CREDENTIAL, RING];

/// One secret's place in a store: a kind and a name, such as `credential.work`. It is the user name of a keychain
/// item and the name of a file, so it holds nothing that either could take for more than a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Slot(String);

impl Slot {
    /// Where the credential of a profile is kept.
    ///
    /// A name has 1 to 64 of the characters `A-Z a-z 0-9 . _ -` and does not begin with a dot or dash; anything else is
    /// [`Error::Name`].
    pub fn credential(profile: &str) -> Result<Self, Error> {
        Self::of_kind(CREDENTIAL, profile)
    }

    /// Where a key ring is kept; it is named as a profile is.
    pub fn ring(name: &str) -> Result<Self, Error> {
        Self::of_kind(RING, name)
    }

    /// The slot with which a place is tried out. It has no kind, so it is none of the others.
    pub(super) fn throw_away() -> Self {
        Self("probe".to_owned())
    }

    /// True for the name of any slot but that of [`Slot::throw_away`].
    pub(super) fn is_name(text: &str) -> bool {
        text.split_once('.').is_some_and(|(kind, _)| KINDS.contains(&kind))
    }

    pub fn name(&self) -> &str {
        &self.0
    }

    /// What is kept there, in a sentence.
    pub fn description(&self) -> String {
        match self.0.split_once('.') {
            Some((CREDENTIAL, name)) => format!("the credential of {name}"),
            Some((RING, name)) => format!("the key ring {name}"),
            _ => "what a place for secrets is tried out with".to_owned(),
        }
    }

    fn of_kind(kind: &str, name: &str) -> Result<Self, Error> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let is_name =
            (1..=LONGEST).contains(&name.len()) && !name.starts_with(['.', '-']) && name.bytes().all(allowed);
        if is_name {
            Ok(Self(format!("{kind}.{name}")))
        } else {
            Err(Error::Name(printable::short(name, LONGEST)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a40_a_name_is_never_a_path() {
        for bad in [
            "",
            ".",
            "..",
            "../x",
            "/etc/passwd",
            "a/b",
            "a\\b",
            ".hidden",
            "-x",
            "--help",
            "a b",
            "a\0",
            "a\nb",
            "ü",
            "a#b",
        ] {
            assert!(matches!(Slot::credential(bad), Err(Error::Name(_))), "{bad:?}");
        }
        assert!(Slot::credential(&"x".repeat(65)).is_err());
    }

    #[test]
    fn a40_a_refused_name_is_shown_without_what_a_terminal_obeys() {
        let error = Slot::credential("a\x1b[2J").unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"a\\u{1b}[2J\" cannot be a name: a name has 1 to 64 of the characters A-Z a-z 0-9 . _ - \
             and does not begin with a dot or dash"
        );
    }

    #[test]
    fn good_names_become_slots_of_their_kind() {
        for good in ["work", "a.b-c_D9", &"x".repeat(64)] {
            assert_eq!(Slot::credential(good).unwrap().name(), format!("credential.{good}"));
            for slot in [Slot::credential(good), Slot::ring(good)] {
                assert!(Slot::is_name(slot.unwrap().name()));
            }
        }
        assert_eq!(Slot::credential("a.b").unwrap().description(), "the credential of a.b");
        assert_eq!(Slot::ring("ring.a").unwrap().description(), "the key ring ring.a");
        for none in [Slot::throw_away().name(), "identity", "rings.api", "credential", ""] {
            assert!(!Slot::is_name(none), "{none}");
        }
    }
}
