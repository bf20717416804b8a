//! What the kinds of token must and need not hold, each by its own specification: one row a kind.
//!
//! Rules about what is missing ask here, so that nobody is told to write what his kind of token does not want.

mod messages;
mod tokens;

use super::token::{Kind, Token};
use crate::jwt::date::YEAR;
use jiff::SignedDuration;

/// A kind of token.
#[derive(Debug)]
pub(super) struct Specification {
    /// With an article, to be put into a sentence.
    pub name: &'static str,
    /// Who says what it holds.
    pub source: &'static str,
    pub kind: Kind,
    /// The types by which a header says it (`typ`, without `application/`); one with + in front is the end of them.
    types: &'static [&'static str],
    /// Whether one whose type says nothing is known by its claims.
    is_seen: fn(&Token<'_>) -> bool,
    /// The claims without which it is none; the rule with the id `told_by` tells of them.
    pub must: &'static [&'static str],
    pub told_by: &'static str,
    /// The claims of RFC 7519 that are missed where they are not there. The others it need not have.
    pub should: &'static [&'static str],
    /// The members of the header by which it may bring a key along, or say where it is.
    pub keys: &'static [&'static str],
    /// The rules that do not hold for it.
    pub free_of: &'static [&'static str],
    /// A longer life is worth a word.
    pub longest: SignedDuration,
}

/// A lifetime of an hour is often an hour and a moment.
pub(super) const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);
pub(super) const DAY: SignedDuration = SignedDuration::from_secs(86_400 + TOLERANCE.as_secs());
const HALF_A_YEAR: SignedDuration = SignedDuration::from_hours(183 * 24);

/// The rule that tells what is missing of kinds that have no rule of their own.
pub(super) const KIND_INCOMPLETE: &str = "kind-incomplete";

/// Where no type can be written, as whoever takes the token wants it so.
const UNTYPED: &str = "typ-not-explicit";

/// A token of which nobody knows what it is for.
static ANY: Specification = OTHER;

const OTHER: Specification = Specification {
    name: "a JWT",
    source: "RFC 7519 section 4",
    kind: Kind::Other,
    types: &[],
    is_seen: |_| false,
    must: &[],
    told_by: KIND_INCOMPLETE,
    should: &["iss", "sub", "aud", "exp", "iat", "jti"],
    keys: &[],
    free_of: &[],
    longest: YEAR,
};

/// Of a token whose type says nothing the first that is seen counts.
fn all() -> impl Iterator<Item = &'static Specification> {
    messages::ALL.iter().chain(tokens::ALL)
}

/// What is said of a token before it is read.
pub(super) fn any() -> &'static Specification {
    &ANY
}

/// What this token seems to be, by its type, or where that says nothing, by what it holds.
pub(super) fn of(token: &Token<'_>) -> &'static Specification {
    let media_type = token.media_type();
    let found = match &*media_type {
        "" | "jwt" => all().find(|one| (one.is_seen)(token)),
        typ => of_type(typ),
    };
    found.unwrap_or(&ANY)
}

/// What a token of this type is, with an article. The type is as [`crate::jwt::media_type::plain`] has it.
pub(in crate::jwt) fn name_of_type(typ: &str) -> Option<&'static str> {
    of_type(typ).map(|specification| specification.name)
}

fn of_type(typ: &str) -> Option<&'static Specification> {
    let is_of_type = |known: &&str| typ == *known || known.starts_with('+') && typ.ends_with(known);
    all().find(|one| one.types.iter().any(is_of_type))
}

#[cfg(test)]
mod tests;
