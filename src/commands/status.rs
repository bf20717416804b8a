//! `authctl status`: who is logged in, until when, and where it is kept.

mod check;
mod known;

use super::arguments::{seconds, whole_seconds};
use super::resolve::Profile;
use super::{Cell, Context, Outcome, Page, given_token};
use crate::config::Layer;
use crate::failure::Failure;
use known::Status;
use serde_json::json;
use std::time::Duration;

const EXAMPLES: &str = "authctl status
authctl status --all
authctl status work --check --min-ttl 10m && authctl call work /me";

/// Show who is logged in, until when, and where it is kept
///
/// Asks nobody: what is shown is what is kept on this machine. With --check the exit code is 0 when a token is at hand
/// or can be had without a person, else 4, and 7 when the place where it is kept cannot be read. Where a token that was signed
/// here has ended, the secret is looked for in its file or variable; a key ring is not opened for that. Where a minted one has
/// ended, --check looks whether the administrator who gets another is logged in.
///
/// A credential that nothing renews, and that the API of its profile did not take, is called unknown until a request with it
/// succeeds or another one takes its place; --check is 4. It is sent all the same. Scopes that no login granted are those that
/// the token names, which nobody has verified.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct StatusArgs {
    /// The profile to show
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
    /// Show all profiles
    #[arg(long, conflicts_with_all = ["position", "check"])]
    all: bool,
    /// Answer by the exit code alone: 0, or 4 when a person must see to it; stderr says why
    #[arg(long)]
    check: bool,
    /// With --check: how long the token must still be good, if it cannot be renewed
    #[arg(long, value_name = "TIME", value_parser = whole_seconds, requires = "check")]
    min_ttl: Option<Duration>,
    /// With --check: a scope that must have been granted (repeat)
    #[arg(long, requires = "check")]
    scope: Vec<String>,
}

pub fn run(arguments: &StatusArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    if arguments.all {
        return all(context);
    }
    let profile = Profile::find_in_use(context, arguments.position.as_deref())?;
    let mut status = Status::of(&profile, profile.keeper_in_use(context)?)?;
    status.look_for_key(&profile, arguments.min_ttl.map_or(0, seconds), context);
    if !arguments.check {
        return Ok(Outcome::page(Page::Fields(status.fields(context)), status.json(context)));
    }
    let outcome = Outcome::silent(status.json(context));
    Ok(match check::unmet(&status, &profile, arguments, context)? {
        Some(why) => outcome.but(why),
        None => outcome,
    })
}

fn all(context: &Context<'_>) -> Result<Outcome, Failure> {
    let mut rows = Vec::new();
    let (mut list, mut troubles) = (Vec::new(), Vec::new());
    for name in context.config()?.profiles() {
        let settings = context.settings(&name, Layer::default())?;
        let profile = Profile::named(name, settings);
        match profile.keeper(context).and_then(|keeper| Status::of(&profile, keeper)) {
            Ok(mut status) => {
                status.look_for_key(&profile, 0, context);
                rows.push(status.row(context));
                list.push(status.json(context));
            }
            Err(failure) => {
                rows.push(vec![Cell::text(&profile.name), Cell::Bad("unreachable".into())]);
                troubles.push(format!("{}: {}.", profile.name, failure.message));
                list.push(json!({"profile": profile.name, "error": {"code": failure.code, "message": failure.message}}));
            }
        }
    }
    let page = Page::Table {
        heads: vec!["PROFILE", "STATE", "ACCOUNT", "ISSUER OR SERVICE", "STORE", "EXPIRES"],
        rows,
    };
    let warning = given_token::warning(context);
    if list.is_empty() {
        troubles.push(
            "There is no profile yet: `authctl login NAME --issuer URL --client-id ID` makes one, and `authctl login NAME URL` one \
             for a service with a login of its own.".to_owned(),
        );
    }
    Ok(troubles
        .into_iter()
        .chain(warning)
        .fold(Outcome::page(page, json!({ "profiles": list })), Outcome::say))
}
