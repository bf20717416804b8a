//! `authctl issue`: a signed JWT.

use super::key_source::KeyFlags;
use crate::commands::arguments::{algorithm, pair, seconds, some_time};
use crate::commands::{Context, Outcome, Page};
use crate::failure::{Failure, Kind};
use crate::jwt::{Algorithm, issue};
use serde_json::{Map, Value, json};
use std::time::Duration;

const EXAMPLES: &str = "authctl issue --key private.pem --issuer https://ci.example.com --audience api";

/// Sign a JWT
///
/// Prints the token. It ends after 15 minutes where nothing else is said.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct IssueArgs {
    #[command(flatten)]
    key: KeyFlags,
    /// The algorithm to sign with [default: that of the key, else HS256 or RS256]
    #[arg(long, value_name = "ALG", value_parser = algorithm)]
    alg: Option<Algorithm>,
    /// The id of the key, for the header
    #[arg(long, value_name = "ID")]
    kid: Option<String>,
    /// Who issues the token (iss)
    #[arg(long, value_name = "ISSUER")]
    issuer: Option<String>,
    /// Whom the token is about (sub)
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    /// Whom the token is meant for (aud); repeat for several
    #[arg(long, value_name = "AUDIENCE")]
    audience: Vec<String>,
    /// How long the token is good (exp)
    #[arg(long, value_name = "TIME", value_parser = some_time, default_value = "15m")]
    expires_in: Duration,
    /// A claim that is a text
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    claim: Vec<(String, String)>,
}

pub fn run(arguments: &IssueArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let source = arguments.key.read(context)?.ok_or_else(|| {
        Failure::usage("no key was named").hint("--key FILE, --secret-file FILE or --secret-env NAME")
    })?;
    let mut key = source.signing_key(arguments.alg, arguments.kid.as_deref(), arguments.key.weak())?;
    if let Some(kid) = &arguments.kid {
        key = key.with_kid(kid);
    }
    let header = Map::from_iter([("typ".to_owned(), "JWT".into())]);
    let token = issue::sign(&header, &arguments.claims(context.host.clock.now().as_second()), &key)
        .map_err(|why| Failure::new(Kind::Other, "not_signed", why.to_string()))?;
    Ok(Outcome::page(Page::Raw(token.clone()), json!({ "token": token })))
}

impl IssueArgs {
    fn claims(&self, now: i64) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                claims.insert(name.to_owned(), value);
            }
        };
        put("iss", self.issuer.clone().map(Value::from));
        put("sub", self.subject.clone().map(Value::from));
        put(
            "aud",
            match self.audience.as_slice() {
                [] => None,
                [one] => Some(one.as_str().into()),
                several => Some(several.into()),
            },
        );
        put("iat", Some(now.into()));
        put("exp", Some(now.saturating_add(seconds(self.expires_in)).into()));
        for (name, value) in &self.claim {
            put(name, Some(value.as_str().into()));
        }
        claims
    }
}
