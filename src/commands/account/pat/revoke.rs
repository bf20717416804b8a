//! `authctl account pat revoke`.

use super::site;
use crate::commands::arguments::Unshown;
use crate::commands::resolve::Profile;
use crate::commands::{Context, Outcome};
use crate::failure::Failure;
use crate::service::tokens;
use serde_json::json;
use std::ffi::OsStr;

const EXAMPLES: &str = "authctl account pat revoke 3 site";

/// End a personal access token
///
/// The service takes it no more from then on. A profile that keeps it is left as it is.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct RevokeArgs {
    /// The id of the token, as `account pat list` shows it
    #[arg(value_parser = Unshown(id))]
    id: String,
    /// The profile that is logged in
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
}

pub fn run(arguments: &RevokeArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    check_order(arguments, context)?;
    let profile = Profile::find(context, arguments.position.as_deref())?;
    let (site, session) = (site(&profile)?, profile.session(context)?);
    let question = tokens::revocation(&site, &arguments.id)?;
    let answer = context.block_on(async { Ok(session.ask(&site, &question).await?) })?;
    let said = tokens::revoked(&answer, context.host.clock.unix())?;
    let json = json!({"profile": profile.name, "id": arguments.id, "revoked": true});
    Ok(Outcome::done(json).say(format!("Token {} is revoked; the service says: {said}", arguments.id)))
}

/// `pat list` is given the profile alone, and here it stands behind the id.
fn check_order(arguments: &RevokeArgs, context: &Context<'_>) -> Result<(), Failure> {
    let known = context.config()?.profiles();
    let is_known = |name: &str| known.iter().any(|one| one == name);
    let is_swapped = match &arguments.position {
        Some(position) => !is_known(position),
        None => context.globals.profile.is_none(),
    };
    if !is_swapped || !is_known(&arguments.id) {
        return Ok(());
    }
    let (profile, id) = (&arguments.id, arguments.position.as_deref());
    let failure =
        Failure::usage(format!("{profile} is a profile, and the id of a token is wanted before it"));
    let id = id.and_then(|text| self::id(OsStr::new(text)).ok());
    Err(failure
        .hint(format!("authctl account pat revoke {} {profile}", id.as_deref().unwrap_or("ID")))
        .hint(format!("authctl account pat list {profile}")))
}

/// A token itself is longer, and would stand in the address.
fn id(value: &OsStr) -> Result<String, &'static str> {
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let is_id = |text: &&str| (1..=36).contains(&text.len()) && text.bytes().all(is_usual);
    let id = value.to_str().filter(is_id).map(str::to_owned);
    id.ok_or("the id of a token is wanted, not the token itself")
}
