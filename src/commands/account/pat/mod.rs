//! `authctl account pat …`: personal access tokens, which a service gives to who is logged in.

mod create;
mod list;
mod revoke;

use crate::commands::resolve::Profile;
use crate::commands::{Context, Verb, globals, verb};
use crate::failure::Failure;
use crate::service::{Answer, Body, RouteName, Site};
use crate::session::Session;
use crate::session::asked::Question;
use clap::{Args, FromArgMatches as _};
use hyper::Method;

pub const VERBS: &[Verb] = &[
    verb!("create", "Get a personal access token and keep it as a profile", create::CreateArgs, create::run),
    verb!("list", "List the personal access tokens that there are", list::ListArgs, list::run),
    verb!("revoke", "End a personal access token", revoke::RevokeArgs, revoke::run),
];

pub const EXAMPLES: &str = "authctl account pat create site --name ci --expires-in 30d --as ci
authctl account pat list site
authctl account pat revoke 3 site";

/// Asks the service below its route for tokens, as who is logged in.
fn ask(
    session: &Session<'_>,
    site: &Site,
    method: Method,
    segments: &[&str],
    body: Body<'_>,
    context: &Context<'_>,
) -> Result<Answer, Failure> {
    let question = question(site, method, segments, body)?;
    context.block_on(async { Ok(session.ask(site, &question).await?) })
}

/// A question below its route for tokens.
fn question<'q>(
    site: &Site,
    method: Method,
    segments: &[&str],
    body: Body<'q>,
) -> Result<Question<'q>, Failure> {
    Ok(Question { method, url: site.beneath(RouteName::Tokens, segments)?, body })
}

/// The service of a profile, whose route for tokens is known.
fn site(profile: &Profile) -> Result<Site, Failure> {
    let site = profile.site(profile.method())?;
    site.url(RouteName::Tokens, &[])?;
    Ok(site)
}
