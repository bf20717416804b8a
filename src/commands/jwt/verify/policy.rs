//! What `verify` expects of a token, as it is typed.

use crate::commands::arguments::{algorithm, duration, instant, seconds};
use crate::jwt::policy::{Accepted, Algorithms, Expiry};
use crate::jwt::{Algorithm, Policy};
use jiff::Timestamp;
use std::time::Duration;

/// What must hold for a token.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Checks")]
pub struct PolicyFlags {
    /// The algorithm that the token must be signed with (repeat) [default: that of the key, else HS256 or RS256]
    #[arg(long, value_name = "ALG", value_parser = algorithm)]
    alg: Vec<Algorithm>,
    /// Who must have issued the token (iss)
    #[arg(long, value_name = "ISSUER")]
    pub issuer: Option<String>,
    /// Take any issuer, or none
    #[arg(long, conflicts_with = "issuer")]
    any_issuer: bool,
    /// Whom the token must be meant for (aud); one of several is enough
    #[arg(long, value_name = "AUDIENCE")]
    audience: Vec<String>,
    /// Take any audience, or none
    #[arg(long, conflicts_with = "audience")]
    any_audience: bool,
    /// Whom the token must be about (sub)
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    /// The type that the header must name, such as at+jwt
    #[arg(long, value_name = "TYPE")]
    typ: Option<String>,
    /// A claim that must be there (repeat)
    #[arg(long, value_name = "CLAIM")]
    require: Vec<String>,
    /// By how much clocks may differ
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "0")]
    leeway: Duration,
    /// How long ago the token may have been issued (iat)
    #[arg(long, value_name = "TIME", value_parser = duration)]
    max_age: Option<Duration>,
    /// The time to check at, instead of now: RFC 3339, or seconds since 1970
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<Timestamp>,
    /// Take a token that has expired
    #[arg(long)]
    ignore_expiry: bool,
}

impl PolicyFlags {
    pub fn policy(&self) -> Policy {
        let accepted = |any: bool, named: &[String]| match (any, named) {
            (true, _) => Accepted::Anything,
            (_, []) => Accepted::Unnamed,
            (_, named) => Accepted::OneOf(named.to_vec()),
        };
        let whole = |time: Duration| u32::try_from(seconds(time)).unwrap_or(u32::MAX);
        Policy {
            algorithms: match self.alg.as_slice() {
                [] => Algorithms::OfTheKey,
                named => Algorithms::Only(named.to_vec()),
            },
            issuer: accepted(self.any_issuer, self.issuer.as_slice()),
            audience: accepted(self.any_audience, &self.audience),
            subject: self.subject.clone(),
            typ: self.typ.clone(),
            required: self.require.clone(),
            rules: Vec::new(),
            leeway: whole(self.leeway),
            max_age: self.max_age.map(whole),
            expiry: if self.ignore_expiry { Expiry::Ignored } else { Expiry::Checked },
        }
    }
}
