//! `authctl logout`: revoke the credential at the issuer and delete it here.

use super::outcome::utc;
use super::resolve::Profile;
use super::{Context, Outcome};
use crate::failure::{Failure, Kind};
use crate::login::{self, Credential, Ending};
use crate::oidc;
use crate::session::Session;
use jiff::Timestamp;
use serde_json::{Value, json};

/// Revoke the credential and delete it here
///
/// The refresh token is revoked first, then the access token (RFC 7009). The local copy is deleted in any case; what
/// the issuer did not revoke is told, with the time until which it stays good.
#[derive(Debug, clap::Args)]
pub struct LogoutArgs {
    /// The profile to log out of
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
}

/// What became of one token at the issuer.
enum Fate {
    Revoked,
    /// The issuer said no, or offers no way.
    Refused(String),
    /// It could not be asked.
    NotAsked(String),
}

pub fn run(arguments: &LogoutArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find(context, arguments.position.as_deref())?;
    let session = profile.session(context)?;
    let kept = match session.load() {
        Ok(Some(kept)) => kept,
        Ok(None) => return Ok(nothing(&profile.name)),
        Err(why) => return unreadable(&session, &why.to_string()),
    };
    let endings = context.block_on(async {
        let _spinner = context.host.terminal.spinner("Revoking the credential");
        Ok(session.way.end(&kept, context.http()).await)
    })?;
    let forgotten = session.forget()?;
    let fates = endings.into_iter().map(|ending| (ending.what, fate(ending))).collect::<Vec<_>>();
    Ok(report(&profile.name, &kept, &fates, forgotten, context))
}

fn fate(ending: Ending) -> Fate {
    match ending.result {
        Ok(()) => Fate::Revoked,
        Err(login::Error::Oidc(oidc::Error::NoEndpoint { .. })) => {
            Fate::Refused("the issuer offers no way to revoke it".to_owned())
        }
        Err(why) => {
            let failure = Failure::from(why);
            match failure.kind {
                Kind::Unavailable => Fate::NotAsked(failure.message),
                _ => Fate::Refused(failure.message),
            }
        }
    }
}

fn report(
    profile: &str,
    kept: &Credential,
    fates: &[(&str, Fate)],
    forgotten: bool,
    context: &Context<'_>,
) -> Outcome {
    let results: Vec<Value> = fates
        .iter()
        .map(|(what, fate)| match fate {
            Fate::Revoked => json!({"token": what, "revoked": true}),
            Fate::Refused(why) | Fate::NotAsked(why) => json!({"token": what, "revoked": false, "why": why}),
        })
        .collect();
    let mut outcome = Outcome::silent(json!({
        "profile": profile, "deleted": forgotten, "tokens": results,
        "expires_at": kept.expires_at.map(utc),
    }));
    for (what, fate) in fates {
        outcome = match fate {
            Fate::Revoked => outcome.say(format!("The {what} is revoked.")),
            Fate::Refused(why) => {
                outcome.say(format!("The {what} is not revoked: {why}. {}", stays_good(what, kept, context)))
            }
            Fate::NotAsked(why) => outcome
                .say(format!("The {what} could not be revoked: {why}. {}", stays_good(what, kept, context)))
                .exit(Kind::Unavailable.exit_code()),
        };
    }
    outcome.say(format!("Logged out of {profile}; the local copy is deleted."))
}

/// Until when somebody with a copy of the token could still use it.
fn stays_good(what: &str, kept: &Credential, context: &Context<'_>) -> String {
    let until = kept.expires_at.and_then(|end| Timestamp::from_second(end).ok());
    match until.filter(|_| what == "access token") {
        Some(end) if end <= context.host.clock.now() => "It has expired already.".to_owned(),
        Some(end) => format!(
            "It stays good at the issuer until {}.",
            end.to_zoned(context.host.clock.zone()).strftime("%Y-%m-%d %H:%M:%S %Z")
        ),
        None => "It stays good at the issuer until that ends it.".to_owned(),
    }
}

fn nothing(profile: &str) -> Outcome {
    Outcome::silent(json!({"profile": profile, "deleted": false, "tokens": [], "expires_at": null}))
        .say(format!("Nobody was logged in to {profile}."))
}

/// What cannot be read cannot be revoked, but it can be deleted.
fn unreadable(session: &Session<'_>, why: &str) -> Result<Outcome, Failure> {
    let deleted = session.forget()?;
    Ok(Outcome::silent(
        json!({"profile": session.profile, "deleted": deleted, "tokens": [], "expires_at": null}),
    )
    .say(format!("{why}. Nothing could be revoked; the local copy is deleted.")))
}
