//! What `verify` expects of a token, as it is typed.

use crate::commands::arguments::{algorithm, instant, pair, seconds, whole_seconds};
use crate::commands::jwt::recipient::Typed;
use crate::jwt::policy::{Accepted, Algorithms, Expiry, Rule};
use crate::jwt::recipient::Expected;
use crate::jwt::{Algorithm, Policy};
use clap::builder::NonEmptyStringValueParser;
use jiff::Timestamp;
use std::time::Duration;

/// Where scopes are: RFC 9068 section 2.2.3, and what Microsoft and Okta call it.
const SCOPE_CLAIMS: &[&str] = &["scope", "scp"];
/// Where roles are: RFC 9068 section 2.2.3.1, its singular, Keycloak, and RFC 9068 again.
const ROLE_CLAIMS: &[&str] = &["roles", "role", "realm_access.roles", "groups"];

/// What must hold for a token.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Checks")]
pub struct PolicyFlags {
    /// The algorithm that the token must be signed with (repeat) [default: that of the key, else HS256 or RS256]
    #[arg(long, value_name = "ALG", value_parser = algorithm)]
    alg: Vec<Algorithm>,
    /// Who must have issued the token (iss); its keys are used where no other key is named
    #[arg(long, value_name = "ISSUER", value_parser = NonEmptyStringValueParser::new())]
    pub issuer: Option<String>,
    /// Take any issuer, or none
    #[arg(long, conflicts_with = "issuer")]
    any_issuer: bool,
    /// Whom the token must be meant for (aud); repeat, and one is enough
    #[arg(long, value_name = "AUDIENCE", value_parser = NonEmptyStringValueParser::new())]
    pub audience: Vec<String>,
    /// Take any audience, or none
    #[arg(long, conflicts_with = "audience")]
    any_audience: bool,
    /// Whom the token must be about (sub)
    #[arg(long, value_name = "SUBJECT", value_parser = NonEmptyStringValueParser::new())]
    subject: Option<String>,
    /// The type that the header must name, such as at+jwt
    #[arg(long, value_name = "TYPE", value_parser = NonEmptyStringValueParser::new())]
    typ: Option<String>,
    /// A scope that the token must have (repeat for all of several)
    #[arg(long, value_name = "SCOPE", value_parser = scope)]
    pub scope: Vec<String>,
    /// The claim that holds the scopes [default: scope, else scp]
    #[arg(long, value_name = "CLAIM", requires = "scope", value_parser = NonEmptyStringValueParser::new())]
    scope_claim: Option<String>,
    /// A role that the token must have (repeat, and one is enough)
    #[arg(long, value_name = "ROLE", value_parser = NonEmptyStringValueParser::new())]
    pub role: Vec<String>,
    /// The claim that holds the roles [default: roles, else role, realm_access.roles or groups]
    #[arg(long, value_name = "CLAIM", requires = "role", value_parser = NonEmptyStringValueParser::new())]
    pub role_claim: Option<String>,
    /// What a claim must be: a text, or a number, a boolean or a list as JSON writes it, without blanks (repeat)
    #[arg(long, value_name = "CLAIM=VALUE", value_parser = pair)]
    claim: Vec<(String, String)>,
    /// A claim that must be there (repeat); names with dots lead into objects: realm_access.roles
    #[arg(long, value_name = "CLAIM", value_parser = NonEmptyStringValueParser::new())]
    require: Vec<String>,
    /// By how much clocks may differ [default: 0; with --for what the service is set up with]
    #[arg(long, value_name = "TIME", value_parser = whole_seconds, allow_negative_numbers = true)]
    leeway: Option<Duration>,
    /// How long ago the token may have been issued (iat)
    #[arg(long, value_name = "TIME", value_parser = whole_seconds, allow_negative_numbers = true)]
    max_age: Option<Duration>,
    /// The time to check at, instead of now: RFC 3339, or seconds since 1970
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<Timestamp>,
    /// Take a token that has expired
    #[arg(long)]
    ignore_expiry: bool,
}

impl PolicyFlags {
    /// `issuer`: who must have issued the token where nothing is said here; `expected`: what the service wants that takes it.
    pub fn policy(&self, issuer: Option<&str>, expected: Option<&Expected>) -> Policy {
        let of_service = expected.and_then(|expected| expected.issuer.as_deref());
        let issuer = self.issuer.as_deref().or(of_service).or(issuer);
        let issuer: Vec<_> = issuer.map(str::to_owned).into_iter().collect();
        let audience = expected.map_or(&self.audience, |expected| &expected.audience);
        let accepted = |any: bool, named: &[String]| match (any, named) {
            (true, _) => Accepted::Anything,
            // what a service does not look at may be anything
            (_, []) if expected.is_some() => Accepted::Anything,
            (_, []) => Accepted::Unnamed,
            (_, named) => Accepted::OneOf(named.to_vec()),
        };
        Policy {
            algorithms: match expected {
                Some(expected) if self.alg.is_empty() => {
                    Algorithms::Only(expected.recipient.description().algorithms.to_vec())
                }
                _ => self.algorithms(),
            },
            issuer: accepted(self.any_issuer, &issuer),
            audience: accepted(self.any_audience, audience),
            subject: self.subject.clone(),
            typ: self.typ.clone(),
            required: self.require.clone(),
            rules: self.rules(),
            leeway: self.leeway.map(whole).or(expected.map(|it| it.leeway)).unwrap_or_default(),
            recipient: expected.cloned(),
            max_age: self.max_age.map(whole),
            expiry: if self.ignore_expiry { Expiry::Ignored } else { Expiry::Checked },
        }
    }

    /// What is typed of the values that the settings of a service may say too.
    pub fn typed(&self) -> Typed<'_> {
        Typed { issuer: self.issuer.as_deref(), audience: &self.audience, leeway: self.leeway.map(whole) }
    }

    pub fn algorithms(&self) -> Algorithms {
        match self.alg.as_slice() {
            [] => Algorithms::OfTheKey,
            named => Algorithms::Only(named.to_vec()),
        }
    }

    fn rules(&self) -> Vec<Rule> {
        let claims = |named: &Option<String>, usual: &[&str]| match named {
            Some(claim) => vec![claim.clone()],
            None => usual.iter().map(|claim| (*claim).to_owned()).collect(),
        };
        let is = |(claim, value): &(String, String)| Rule::Is { claim: claim.clone(), value: value.clone() };
        let mut rules: Vec<_> = self.claim.iter().map(is).collect();
        if !self.scope.is_empty() {
            let all_of = self.scope.iter().flat_map(|scope| scope.split_whitespace());
            let all_of = all_of.map(str::to_owned).collect();
            rules.push(Rule::Scopes { claims: claims(&self.scope_claim, SCOPE_CLAIMS), all_of });
        }
        if !self.role.is_empty() {
            let claims = claims(&self.role_claim, ROLE_CLAIMS);
            rules.push(Rule::Roles { claims, any_of: self.role.clone() });
        }
        rules
    }
}

fn whole(time: Duration) -> u32 {
    u32::try_from(seconds(time)).unwrap_or(u32::MAX)
}

/// One scope or several; none at all would be a check that everything passes.
fn scope(text: &str) -> Result<String, String> {
    match text.split_whitespace().next() {
        Some(_) => Ok(text.to_owned()),
        None => Err("a scope is wanted".to_owned()),
    }
}
