//! The credential of a service: it is told, and asked whether that ended anything.

use super::forgotten;
use crate::commands::outcome::utc;
use crate::commands::resolve::Profile;
use crate::commands::{Context, Outcome};
use crate::failure::{Failure, Kind};
use crate::host::printable;
use crate::login::credential::Made;
use crate::login::{After, Credential, LoggedOut, Method};
use crate::service::RouteName;
use crate::session;
use jiff::Timestamp;
use serde_json::json;

/// Nobody is told of a credential that is not of the service which the profile names by now: it goes there alone that it is of.
pub fn tell(profile: &Profile, kept: &Credential, context: &Context<'_>) -> Result<LoggedOut, Failure> {
    let at = profile.at_service(kept.method)?;
    let is_of_it = kept.issuer.is_empty() || kept.issuer == at.site.name();
    if !is_of_it || !kept.method.is_of_service() && kept.method != Method::Token {
        let (issuer, profile) = (printable::short(&kept.issuer, 200), &profile.name);
        let message = format!("the credential is of {issuer}, which {profile} does not name any more");
        return Err(Failure::new(Kind::Other, "other_issuer", message));
    }
    context.block_on(async {
        let _spinner = context.host.terminal.spinner("Logging out of the service");
        Ok(at.log_out(kept, context.http()).await?)
    })
}

pub fn report(
    profile: &Profile,
    kept: &Credential,
    told: &Result<LoggedOut, Failure>,
    is_forgotten: Result<bool, session::Error>,
    context: &Context<'_>,
) -> Outcome {
    let (taken, why) = match told {
        Ok(LoggedOut { after: After::Ended, .. }) => (Some(false), None),
        Ok(LoggedOut { after: After::StillTaken, .. }) => (Some(true), None),
        Ok(LoggedOut { after: After::Unknown(why), .. }) => (None, Some(why)),
        Err(failure) => (None, Some(&failure.message)),
    };
    let outcome = Outcome::silent(json!({
        "profile": profile.name, "deleted": matches!(is_forgotten, Ok(true)),
        "tokens": [{
            "token": "credential", "revoked": taken == Some(false),
            "told": told.as_ref().is_ok_and(|told| told.is_told), "taken": taken, "why": why,
        }],
        "expires_at": kept.expires_at.map(utc),
    }));
    let is_ended = taken == Some(false);
    let outcome = match told {
        Ok(told) => outcome.say(line(told, &stays(kept, context))),
        Err(why) => outcome
            .say(format!("The service could not be told: {}; {}.", why.message, stays(kept, context)))
            .exit(if why.kind == Kind::Unavailable { why.kind.exit_code() } else { 0 }),
    };
    let outcome = match is_ended {
        true => outcome,
        false => ending(profile, kept).into_iter().fold(outcome, Outcome::say),
    };
    forgotten(outcome, &profile.name, is_forgotten, context)
}

/// How a personal access token is ended, which no logout ends, where the service has a page for them.
fn ending(profile: &Profile, kept: &Credential) -> Option<String> {
    if kept.method != Method::Token || profile.site(kept.method).ok()?.url(RouteName::Tokens, &[]).is_err() {
        return None;
    }
    let (owner, name) = match kept.made.as_deref() {
        Some(Made { by, name }) => (by.as_str(), format!(", which it calls {}", printable::short(name, 100))),
        None => ("PROFILE", String::new()),
    };
    Some(format!(
        "The service ends a personal access token where it is revoked: `authctl account pat list {owner}` has its id{name}, \
         `authctl account pat revoke ID {owner}` ends it."
    ))
}

fn line(told: &LoggedOut, stays: &str) -> String {
    let no_route = "The service has no route for logout";
    match (told.is_told, &told.after) {
        (_, After::Ended) => "The service takes the credential no more.".to_owned(),
        (true, After::StillTaken) => {
            format!("The service was told, and takes the credential all the same: {stays}.")
        }
        (false, After::StillTaken) => format!("{no_route}, and takes the credential on: {stays}."),
        (true, After::Unknown(why)) => {
            format!(
                "The service was told; whether it takes the credential on is not known, since {why}: if so, {stays}."
            )
        }
        (false, After::Unknown(why)) => {
            format!(
                "{no_route}; whether it takes the credential on is not known, since {why}: if so, {stays}."
            )
        }
    }
}

/// What somebody with a copy of the credential could still do.
fn stays(kept: &Credential, context: &Context<'_>) -> String {
    match kept.expires_at.and_then(|end| Timestamp::from_second(end).ok()) {
        Some(end) if end <= context.host.clock.now() => "it has expired already".to_owned(),
        Some(end) => format!("whoever has a copy can use it until {}", context.host.clock.shown(end)),
        None => "whoever has a copy can use it as long as the service takes it".to_owned(),
    }
}
