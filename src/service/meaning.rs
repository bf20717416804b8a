//! What a refusal of a service means for who asked, where its own words do not tell: data, of one table with all that is known of it.

use super::RouteName;
use serde::Deserialize;

/// What one status means as the answer of one route.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    of: RouteName,
    status: u16,
    /// The end of a sentence.
    says: String,
}

/// What this answer of a route means, if that is known.
pub(super) fn find(meanings: &'static [Meaning], route: RouteName, status: u16) -> Option<&'static str> {
    let found = meanings.iter().find(|known| known.of == route && known.status == status);
    found.map(|known| known.says.as_str())
}
