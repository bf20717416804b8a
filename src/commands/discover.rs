//! `authctl discover`: what an issuer publishes of itself.

use super::resolve::Profile;
use super::{Context, Outcome, Page};
use crate::failure::Failure;
use crate::host::printable;
use crate::oidc::{Issuer, Provider};
use serde_json::Value;
use std::collections::BTreeMap;

/// Print what an issuer publishes of itself
///
/// The metadata of OpenID Connect Discovery, or of RFC 8414 where there is none, after the check that it is really
/// this issuer's.
#[derive(Debug, clap::Args)]
pub struct DiscoverArgs {
    /// The issuer; without one, that of the profile
    #[arg(value_name = "ISSUER")]
    issuer: Option<String>,
    /// Allow http to another machine
    #[arg(long)]
    allow_http: bool,
}

pub fn run(arguments: &DiscoverArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let provider = context.block_on(async {
        match &arguments.issuer {
            Some(text) => {
                let issuer = Issuer::parse(text, arguments.allow_http)?;
                let by_hand = BTreeMap::new();
                Ok(Provider::discover(context.http(), &issuer, &by_hand, &[], arguments.allow_http).await?)
            }
            None => {
                let profile = Profile::find(context, None)?;
                Ok(profile.party(context)?.discover(context.http()).await?)
            }
        }
    })?;
    let document = Value::Object(provider.document);
    let text = printable::json(&serde_json::to_string_pretty(&document).unwrap_or_default());
    Ok(Outcome::page(Page::Raw(text), document))
}
