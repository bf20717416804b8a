//! `authctl account pat …`: personal access tokens, which a service gives to who is logged in.

mod create;
mod list;
mod revoke;

use crate::commands::resolve::Profile;
use crate::commands::{Verb, globals, verb};
use crate::failure::Failure;
use crate::service::{RouteName, Site};
use clap::{Args, FromArgMatches as _};

pub const VERBS: &[Verb] = &[
    verb!("create", "Get a personal access token and keep it as a profile", create::CreateArgs, create::run),
    verb!("list", "List the personal access tokens that there are", list::ListArgs, list::run),
    verb!("revoke", "End a personal access token", revoke::RevokeArgs, revoke::run),
];

pub const EXAMPLES: &str = "authctl account pat create site --name ci --expires-in 30d --as ci
authctl account pat list site
authctl account pat revoke 3 site";

/// The service of a profile, whose route for tokens is known.
fn site(profile: &Profile) -> Result<Site, Failure> {
    profile.check_offers(RouteName::Tokens)?;
    let site = profile.site(profile.method())?;
    site.url(RouteName::Tokens, &[])?;
    Ok(site)
}
