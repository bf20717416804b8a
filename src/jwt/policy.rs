//! What a caller expects of a token.

use super::Algorithm;
use super::recipient::Expected;

/// What must hold for a token to be accepted. The default is strict: the key's own algorithm, no `iss` and no
/// `aud` that nobody named, `exp`, `nbf` and `iat` checked where they are there, no leeway.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub algorithms: Algorithms,
    pub issuer: Accepted,
    pub audience: Accepted,
    pub subject: Option<String>,
    /// Compared as a media type: "application/" may be left out, case does not matter (RFC 7515 section 4.1.9).
    pub typ: Option<String>,
    /// Claims that must be there, whatever they hold.
    pub required: Vec<String>,
    pub rules: Vec<Rule>,
    /// Seconds by which clocks may differ, for each of the checks of time.
    pub leeway: u32,
    /// The most seconds that may have passed since `iat`, which is then required.
    pub max_age: Option<u32>,
    pub expiry: Expiry,
    /// Who takes the token by rules of its own, which must hold besides.
    pub recipient: Option<Expected>,
}

/// With which algorithms a signature may be made. The token has no say in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Algorithms {
    /// The one that the key names; for keys that name none HS256 or RS256.
    #[default]
    OfTheKey,
    /// One of these, and the key must fit it.
    Only(Vec<Algorithm>),
}

/// What a claim may hold that says who made a token or for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Accepted {
    /// Nobody said: a token that carries the claim is rejected.
    #[default]
    Unnamed,
    /// Any value, or none, as long as its type is right.
    Anything,
    /// One of these must be there, exactly.
    OneOf(Vec<String>),
}

impl Accepted {
    pub fn one(value: impl Into<String>) -> Self {
        Self::OneOf(vec![value.into()])
    }
}

/// Whether a token may have expired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expiry {
    #[default]
    Checked,
    Ignored,
}

/// What a claim must hold. Claims are named as [`super::claims::at`] finds them; of several names that of the first
/// claim that is there and not null counts, whatever it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// This text, or this number, boolean, list or object as JSON writes it.
    Is { claim: String, value: String },
    /// All of these scopes: in a text with spaces between them (RFC 8693 section 4.2), or in a list of texts.
    Scopes { claims: Vec<String>, all_of: Vec<String> },
    /// One of these roles: a text is one role, since roles have spaces in their names; or in a list of texts.
    Roles { claims: Vec<String>, any_of: Vec<String> },
}
