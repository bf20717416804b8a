//! `authctl discover`: what an issuer publishes of itself, and what is wrong with it.

use super::resolve::Profile;
use super::{Cell, Context, Outcome, Page};
use crate::failure::{Failure, Kind};
use crate::host::printable;
use crate::http;
use crate::oidc::lint::{Finding, Severity, lint, published};
use crate::oidc::{self, Issuer, Provider};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const EXAMPLES: &str = r"authctl discover https://id.example.com | jq -r .token_endpoint
authctl discover https://id.example.com --check
authctl -p work discover --check --fail-on warning   # the profile's issuer";

/// Print what an issuer publishes of itself
///
/// The metadata of OpenID Connect Discovery, or of RFC 8414 where there is none, after the check that it is really
/// this issuer's. With --check the metadata and the public keys are judged instead, by rules with stable ids: the exit
/// code is 9 when something is found that is as bad as --fail-on says.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct DiscoverArgs {
    /// The issuer; without one, that of the profile
    #[arg(value_name = "ISSUER")]
    issuer: Option<String>,
    /// Show what is wrong with the metadata and the keys instead
    #[arg(long)]
    check: bool,
    /// With --check: how bad a finding must be for exit code 9
    #[arg(long, value_name = "SEVERITY", default_value = "error", requires = "check")]
    fail_on: Severity,
    /// Allow http to another machine
    #[arg(long)]
    allow_http: bool,
}

pub fn run(arguments: &DiscoverArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    if arguments.check {
        return check(arguments, context);
    }
    let provider = context.block_on(async {
        match &arguments.issuer {
            Some(text) => {
                let issuer = Issuer::parse(text, arguments.allow_http).map_err(|why| told(why, arguments))?;
                let by_hand = BTreeMap::new();
                Provider::discover(context.http(), &issuer, &by_hand, &[], arguments.allow_http)
                    .await
                    .map_err(|why| told(why, arguments))
            }
            None => {
                let profile = Profile::find(context, None)?;
                Ok(profile.party(context)?.discover(context.http()).await?)
            }
        }
    })?;
    Ok(Outcome::object(Value::Object(provider.document)))
}

fn check(arguments: &DiscoverArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let (issuer, allow_http) = match &arguments.issuer {
        Some(text) => {
            let issuer = Issuer::parse(text, arguments.allow_http).map_err(|why| told(why, arguments))?;
            (issuer, arguments.allow_http)
        }
        None => {
            let party = Profile::find(context, None)?.party(context)?;
            (party.issuer, party.allow_http || arguments.allow_http)
        }
    };
    let published = context.block_on(async {
        let published = published::fetch(context.http(), &issuer, allow_http).await;
        published.map_err(|why| told(why, arguments))
    })?;
    let findings = lint(&published);
    let outcome = Outcome::page(page(&findings), json(&issuer, &findings));
    let outcome = outcome.say(summary(&issuer, &findings));
    match findings.iter().any(|finding| finding.severity >= arguments.fail_on) {
        true => Ok(outcome.exit(Kind::Findings.exit_code())),
        false => Ok(outcome),
    }
}

/// An issuer that was named here is looked for in vain: what helps is said in the words of this verb.
fn told(why: oidc::Error, arguments: &DiscoverArgs) -> Failure {
    if arguments.issuer.is_none() {
        return why.into();
    }
    let check = if arguments.check { " --check" } else { "" };
    let hint = match &why {
        oidc::Error::NoMetadata { .. } => {
            "check the issuer's address: it is the part before /.well-known".to_owned()
        }
        oidc::Error::IssuerDiffers { found, .. } if why.is_about_a_slash() => {
            format!("authctl discover{check} {}", shell_words::quote(found))
        }
        oidc::Error::IssuerDiffers { typed, .. } if !arguments.check => {
            format!(
                "authctl discover --check {} shows what it publishes all the same",
                shell_words::quote(typed)
            )
        }
        oidc::Error::Http(http::Error::NotSecure { .. }) => {
            "use https; --allow-http asks all the same, and everybody in between may change the answer"
                .to_owned()
        }
        _ => return why.into(),
    };
    Failure { hints: vec![hint], ..Failure::from(why) }
}

fn json(issuer: &Issuer, findings: &[Finding]) -> Value {
    let findings: Vec<Value> = findings
        .iter()
        .map(|finding| {
            json!({"id": finding.id, "severity": finding.severity.name(), "what": finding.what,
                "why": finding.why, "remedy": finding.remedy})
        })
        .collect();
    json!({"issuer": issuer.as_str(), "findings": findings})
}

fn summary(issuer: &Issuer, findings: &[Finding]) -> String {
    let issuer = printable::short(issuer.as_str(), 200);
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    match findings {
        [] => format!("Nothing was found at {issuer}."),
        _ => format!(
            "{issuer}: errors {}, warnings {}, notes {}.",
            count(Severity::Error),
            count(Severity::Warning),
            count(Severity::Info)
        ),
    }
}

/// What is wrong, and below it what helps.
fn page(findings: &[Finding]) -> Page {
    Page::Table { heads: vec!["SEVERITY", "RULE", "FINDING"], rows: findings.iter().flat_map(rows).collect() }
}

fn rows(finding: &Finding) -> [Vec<Cell>; 2] {
    let words = match finding.why.as_str() {
        "" => finding.what.to_owned(),
        why => format!("{}: {}", finding.what, printable::short(why, 300)),
    };
    let severity = match finding.severity {
        Severity::Info => Cell::Faint(finding.severity.name().to_owned()),
        Severity::Warning | Severity::Error => Cell::Bad(finding.severity.name().to_owned()),
    };
    [
        vec![severity, Cell::text(finding.id), Cell::Text(words)],
        vec![Cell::text(""), Cell::text(""), Cell::Faint(format!("→ {}", finding.remedy))],
    ]
}
