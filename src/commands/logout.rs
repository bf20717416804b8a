//! `authctl logout`: revoke the credential at the issuer and delete it here.

use super::outcome::utc;
use super::resolve::Profile;
use super::{Context, Outcome, given_token};
use crate::failure::{Failure, Kind};
use crate::host::signals;
use crate::login::{self, Credential, Way};
use crate::oidc;
use crate::session::Keeper;
use crate::store::lock::Guard;
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
    let keeper = profile.keeper(context)?;
    // held from reading to deleting: a renewal in between would leave a token that nobody revokes
    let lock = keeper.lock()?;
    let kept = match keeper.load() {
        Ok(Some(kept)) => kept,
        Ok(None) if keeper.logs_in_by_itself() => {
            let line = format!("Nothing of {} is kept; token and call log in by themselves.", profile.name);
            return Ok(nothing(&profile.name, line));
        }
        Ok(None) => return Ok(nothing(&profile.name, format!("Nobody was logged in to {}.", profile.name))),
        Err(why) => return unreadable(&keeper, &lock, &why.to_string()),
    };
    let _held = signals::hold();
    let fates = context.block_on(async { Ok(fates(&profile, &kept, context).await) })?;
    let forgotten = keeper.forget(&lock);
    let outcome = report(&profile.name, &kept, &fates, matches!(forgotten, Ok(true)), context);
    let outcome = given_token::warning(context).into_iter().fold(outcome, Outcome::say);
    Ok(match forgotten {
        Ok(_) => outcome.say(format!("Logged out of {}; the local copy is deleted.", profile.name)),
        Err(why) => {
            let failure = Failure::from(why);
            let line = format!("The local copy could not be deleted: {}.", failure.message);
            outcome.say(line).exit(failure.kind.exit_code())
        }
    })
}

/// What becomes of each token. That the issuer cannot be asked is no reason to keep the local copy.
async fn fates(profile: &Profile, kept: &Credential, context: &Context<'_>) -> Vec<(&'static str, Fate)> {
    let _spinner = context.host.terminal.spinner("Revoking the credential");
    let ended = match profile.way(context) {
        Ok(way) if way.party().is_none() => {
            Err(Fate::Refused("no issuer is named that could be asked".to_owned()))
        }
        Ok(way) if is_foreign(&way, kept) => {
            Err(Fate::Refused(format!("it is of {}, which the profile does not name", kept.issuer)))
        }
        Ok(way) => way.end(kept, context.http()).await.map_err(fate_of),
        Err(why) => Err(Fate::Refused(why.message)),
    };
    match ended {
        Ok(endings) => endings
            .into_iter()
            .map(|ending| (ending.what, ending.result.map_or_else(fate_of, |()| Fate::Revoked)))
            .collect(),
        Err(fate) => vec![("credential", fate)],
    }
}

/// A token that was given by hand may be of nobody knows whom.
fn is_foreign(way: &Way, kept: &Credential) -> bool {
    !kept.issuer.is_empty() && way.party().is_some_and(|party| party.issuer.as_str() != kept.issuer)
}

fn fate_of(why: login::Error) -> Fate {
    if matches!(why, login::Error::Oidc(oidc::Error::NoEndpoint { .. })) {
        return Fate::Refused("the issuer offers no way to revoke it".to_owned());
    }
    let failure = Failure::from(why);
    match failure.kind {
        Kind::Unavailable => Fate::NotAsked(failure.message),
        _ => Fate::Refused(failure.message),
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
    outcome
}

/// Until when somebody with a copy of the token could still use it.
fn stays_good(what: &str, kept: &Credential, context: &Context<'_>) -> String {
    let until = kept.expires_at.and_then(|end| Timestamp::from_second(end).ok());
    match until.filter(|_| what != "refresh token") {
        Some(end) if end <= context.host.clock.now() => "It has expired already.".to_owned(),
        Some(end) => format!(
            "It stays good at the issuer until {}.",
            end.to_zoned(context.host.clock.zone()).strftime("%Y-%m-%d %H:%M:%S %Z")
        ),
        None => "How long it stays good is the issuer's to say.".to_owned(),
    }
}

fn nothing(profile: &str, line: String) -> Outcome {
    Outcome::silent(json!({"profile": profile, "deleted": false, "tokens": [], "expires_at": null})).say(line)
}

/// What cannot be read cannot be revoked, but it can be deleted.
fn unreadable(keeper: &Keeper<'_>, lock: &Guard, why: &str) -> Result<Outcome, Failure> {
    let deleted = keeper.forget(lock)?;
    let json = json!({"profile": keeper.profile, "deleted": deleted, "tokens": [], "expires_at": null});
    Ok(Outcome::silent(json).say(format!("{why}. Nothing could be revoked; the local copy is deleted.")))
}
