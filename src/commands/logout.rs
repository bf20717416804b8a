//! `authctl logout`: revoke the credential at the issuer, or tell the service, and delete it here.

mod at_service;

use super::arguments::{callback_path, duration};
use super::outcome::utc;
use super::resolve::Profile;
use super::{Context, Outcome, given_token};
use crate::failure::{Failure, Kind};
use crate::host::browser::Browser;
use crate::host::signals::LastWords;
use crate::login::end_session::{Ended, Manner};
use crate::login::{self, Credential};
use crate::oidc::{self, BackChannel, TokenKind};
use crate::sensitive::IdToken;
use crate::session::{self, Keeper};
use crate::store::lock::Guard;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;
use url::Url;

const EXAMPLES: &str = r"authctl logout work
authctl logout work --end-session   # the session in the browser too";

/// Revoke the credential and delete it here
///
/// The refresh token is revoked first, then the access token (RFC 7009). The local copy is deleted in any case; what
/// the issuer did not revoke is told, with the time until which it stays good.
///
/// A service with a login of its own is told by its route for logout, where it has one, and asked whether it takes the credential
/// all the same: most do, until it ends by itself.
///
/// With --end-session the session in the browser is ended too (OpenID Connect RP-Initiated Logout). The issuer sends
/// the browser back to http://127.0.0.1/logged-out (any port, or the profile's) if it knows that address for the
/// client. With --json an address that a person must open comes as {"event":"end_session_request",
/// "end_session_url":…, "message":…} on stderr.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct LogoutArgs {
    /// The profile to log out of
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
    /// End the session in the browser too
    #[arg(long)]
    end_session: bool,
    /// With --end-session: the path of the address to come back to
    #[arg(long, value_name = "PATH", default_value = "/logged-out", value_parser = callback_path, requires = "end_session")]
    return_path: String,
    /// With --end-session: do not ask the issuer to send the browser back
    #[arg(long, requires = "end_session", conflicts_with = "return_path")]
    no_return: bool,
    /// With --end-session: the browser to use; %s stands for the address
    #[arg(long, value_name = "CMD", requires = "end_session", conflicts_with = "no_browser")]
    browser: Option<String>,
    /// With --end-session: print the address, open no browser and wait for none; the issuer may ask there first
    #[arg(long, requires = "end_session")]
    no_browser: bool,
    /// With --end-session: how long to wait for the browser to come back
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = duration, requires = "end_session", conflicts_with = "no_browser")]
    wait: Duration,
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
    // what is typed wrong is told before anything is deleted
    if arguments.end_session {
        profile.check_at_issuer()?;
    }
    let manner = arguments.end_session.then(|| manner(arguments, context)).transpose()?;
    context.host.terminal.restore_at_signals();
    let nothing = "Interrupted: nothing was revoked or deleted";
    let again = format!("{nothing}; `authctl logout {}` begins again.", profile.name);
    let last_words = LastWords::new(context.told(again));
    let (outcome, id_token) = revoke_and_forget(&profile, &last_words, context)?;
    match manner {
        Some(manner) => {
            let done = told(&outcome, context);
            last_words.change(format!("{done}\nInterrupted: the session in the browser may still stand."));
            Ok(end_session(outcome, &profile, id_token.as_ref(), &manner, context))
        }
        None => Ok(outcome),
    }
}

/// The same without the browser, for a verb that needs the credential no more.
pub fn log_out(profile: &Profile, context: &Context<'_>) -> Result<Outcome, Failure> {
    Ok(revoke_and_forget(profile, &LastWords::new(String::new()), context)?.0)
}

/// Nothing interrupts it once the issuer or the service is asked; what is left is the ID token.
fn revoke_and_forget(
    profile: &Profile,
    last_words: &LastWords,
    context: &Context<'_>,
) -> Result<(Outcome, Option<IdToken>), Failure> {
    let keeper = profile.keeper(context)?;
    // held from reading to deleting: a renewal in between would leave a token that nobody revokes
    let lock = keeper.lock()?;
    let kept = match keeper.load() {
        Ok(Some(kept)) => kept,
        Ok(None) if keeper.logs_in_by_itself() => {
            let line = format!("Nothing of {} is kept; token and call log in by themselves.", profile.name);
            return Ok((nothing(&profile.name, line), None));
        }
        Ok(None) => {
            return Ok((nothing(&profile.name, format!("Nobody was logged in to {}.", profile.name)), None));
        }
        Err(why) => {
            last_words.change("");
            return Ok((unreadable(&keeper, &lock, &why.to_string())?, None));
        }
    };
    let is_of_service = kept.method.is_of_service() || profile.is_at_service();
    let found = (!is_of_service).then(|| find(profile, &kept, context)).transpose()?;
    let held = context.host.terminal.hold();
    last_words.change(context.told(format!(
        "Interrupted: the credential may be revoked or not, and the local copy may be left; `authctl logout {}` goes on.",
        profile.name
    )));
    let outcome = match found {
        Some(found) => {
            let fates = fates(found, &kept, context)?;
            report(profile, &kept, &fates, keeper.forget(&lock), context)
        }
        None => {
            let told = at_service::tell(profile, &kept, context);
            at_service::report(profile, &kept, &told, keeper.forget(&lock), context)
        }
    };
    last_words.change(told(&outcome, context));
    drop(held);
    // what one issuer said of the person is no business of another, which the profile may name by now
    let issuer = profile.settings.value(|layer| &layer.issuer);
    Ok((outcome, kept.id_token.filter(|_| issuer.as_ref() == Some(&kept.issuer))))
}

/// With what became of the local copy, and what stays in use in its place.
fn forgotten(
    outcome: Outcome,
    profile: &str,
    forgotten: Result<bool, session::Error>,
    context: &Context<'_>,
) -> Outcome {
    let outcome = given_token::warning(context).into_iter().fold(outcome, Outcome::say);
    match forgotten {
        Ok(_) => outcome.say(format!("Logged out of {profile}; the local copy is deleted.")),
        Err(why) => outcome.but(not_deleted(profile, why.into())),
    }
}

/// What was done, a line each.
fn told(outcome: &Outcome, context: &Context<'_>) -> String {
    let lines = outcome.failure.iter().map(|failure| &failure.message).chain(&outcome.talk);
    context.told(lines.map(String::as_str).collect::<Vec<_>>().join("\n"))
}

fn not_deleted(profile: &str, why: Failure) -> Failure {
    let message = format!("the local copy of {profile} could not be deleted: {}", why.message);
    Failure { message, ..why }.hint(format!("authctl logout {profile}"))
}

fn manner(arguments: &LogoutArgs, context: &Context<'_>) -> Result<Manner, Failure> {
    let browser =
        Browser::choose(arguments.browser.as_deref(), arguments.no_browser, &context.host.environment)?;
    let return_path = (!arguments.no_return).then(|| arguments.return_path.clone());
    Ok(Manner { browser, return_path, patience: arguments.wait })
}

/// The ID token, by which the issuer knows that the person asks, stands in no printed address.
const PRINTED: &str =
    "The session in the browser stands until that address is opened in it; the issuer may ask there first.";

/// Nobody is logged in here any more, however this goes.
fn end_session(
    mut outcome: Outcome,
    profile: &Profile,
    hint: Option<&IdToken>,
    manner: &Manner,
    context: &Context<'_>,
) -> Outcome {
    let ended = profile.party(context).and_then(|party| {
        context.block_on(async {
            Ok(login::end_session::end(&party, hint, manner, context.host, context.http()).await?)
        })
    });
    let (word, line, code) = match ended {
        Ok(Ended::Confirmed) => ("ended", "The session in the browser is ended.".to_owned(), 0),
        Ok(Ended::Opened) => ("opened", "The browser shows how the session ends.".to_owned(), 0),
        Ok(Ended::Printed) => ("printed", PRINTED.to_owned(), 0),
        Ok(Ended::NotConfirmed { return_to, wrong }) => {
            ("unconfirmed", unconfirmed(&return_to, wrong), Kind::LoginNeeded.exit_code())
        }
        Err(why) => {
            let line = format!("The session in the browser was not ended: {}.", why.message);
            (
                "not_ended",
                why.hints.into_iter().fold(line, |line, hint| format!("{line}\n  → {hint}")),
                why.kind.exit_code(),
            )
        }
    };
    outcome.json["session"] = word.into();
    let code = if outcome.exit_code == 0 { code } else { outcome.exit_code };
    outcome.say(line).exit(code)
}

fn unconfirmed(return_to: &Url, wrong: usize) -> String {
    let mut registered = return_to.clone();
    let _ = registered.set_port(None); // only a URL without a host has no port to take away
    let forged = match wrong {
        0 => String::new(),
        count => format!(" {count} came with another state or none, and were not believed."),
    };
    format!(
        "The issuer did not send the browser back, so nobody knows whether the session ended.{forged}\n  → the issuer \
         must know {registered} as an address to return to after logout; --no-return does without"
    )
}

/// Whom to ask to revoke; else what that means for the credential. Nothing is begun yet.
fn find<'c>(
    profile: &Profile,
    kept: &Credential,
    context: &'c Context<'_>,
) -> Result<Result<BackChannel<'c>, Fate>, Failure> {
    let party = match profile.way(context).map(|way| way.party().cloned()) {
        Ok(Some(party)) => party,
        Ok(None) => return Ok(Err(Fate::Refused("no issuer is named that could be asked".to_owned()))),
        Err(why) => return Ok(Err(Fate::Refused(why.message))),
    };
    // a token that was given by hand may be of nobody knows whom
    if !kept.issuer.is_empty() && party.issuer.as_str() != kept.issuer {
        let why = format!("it is of {}, which the profile does not name", kept.issuer);
        return Ok(Err(Fate::Refused(why)));
    }
    context.block_on(async {
        let _spinner = context.host.terminal.spinner("Looking for the issuer");
        Ok(party.reach(party.client_of(Some(kept)), context.host, context.http()).await.map_err(fate_of))
    })
}

/// What becomes of each token, or of the credential as a whole. That the issuer cannot be asked is no reason to keep
/// the local copy.
fn fates(
    found: Result<BackChannel<'_>, Fate>,
    kept: &Credential,
    context: &Context<'_>,
) -> Result<Vec<(Option<TokenKind>, Fate)>, Failure> {
    let channel = match found {
        Ok(channel) => channel,
        Err(fate) => return Ok(vec![(None, fate)]),
    };
    let revocations = context.block_on(async {
        let _spinner = context.host.terminal.spinner("Revoking the credential");
        Ok(login::revoke_tokens(&channel, kept).await)
    })?;
    let fate = |result: Result<(), oidc::Error>| result.map_or_else(fate_of, |()| Fate::Revoked);
    Ok(revocations.into_iter().map(|one| (Some(one.kind), fate(one.result))).collect())
}

fn fate_of(why: oidc::Error) -> Fate {
    if matches!(why, oidc::Error::NoEndpoint { .. }) {
        return Fate::Refused("the issuer offers no way to revoke it".to_owned());
    }
    let failure = Failure::from(why);
    match failure.kind {
        Kind::Unavailable | Kind::Barred => Fate::NotAsked(failure.message),
        _ => Fate::Refused(failure.message),
    }
}

fn report(
    profile: &Profile,
    kept: &Credential,
    fates: &[(Option<TokenKind>, Fate)],
    is_forgotten: Result<bool, session::Error>,
    context: &Context<'_>,
) -> Outcome {
    let results: Vec<Value> = fates
        .iter()
        .map(|(kind, fate)| (words(*kind), fate))
        .map(|(what, fate)| match fate {
            Fate::Revoked => json!({"token": what, "revoked": true}),
            Fate::Refused(why) | Fate::NotAsked(why) => json!({"token": what, "revoked": false, "why": why}),
        })
        .collect();
    let mut outcome = Outcome::done(json!({
        "profile": profile.name, "deleted": matches!(is_forgotten, Ok(true)), "tokens": results,
        "expires_at": kept.expires_at.map(utc),
    }));
    for (kind, fate) in fates {
        let (what, stays) = (words(*kind), || stays_good(*kind, kept, context));
        outcome = match fate {
            Fate::Revoked => outcome.say(format!("The {what} is revoked.")),
            Fate::Refused(why) => outcome.say(format!("The {what} is not revoked: {why}. {}", stays())),
            Fate::NotAsked(why) => outcome
                .say(format!("The {what} could not be revoked: {why}. {}", stays()))
                .exit(Kind::Unavailable.exit_code()),
        };
    }
    forgotten(outcome, &profile.name, is_forgotten, context)
}

fn words(kind: Option<TokenKind>) -> &'static str {
    kind.map_or("credential", TokenKind::words)
}

/// Until when somebody with a copy of the token could still use it.
fn stays_good(kind: Option<TokenKind>, kept: &Credential, context: &Context<'_>) -> String {
    let until = kept.expires_at.and_then(|end| Timestamp::from_second(end).ok());
    let untold = "the issuer's to say";
    match until.filter(|_| kind != Some(TokenKind::Refresh)) {
        Some(end) if kind.is_none() && kept.refresh_token.is_some() => format!(
            "The access token stays good at the issuer until {}; how long the refresh token does is {untold}.",
            context.host.clock.shown(end)
        ),
        Some(end) if end <= context.host.clock.now() => "It has expired already.".to_owned(),
        Some(end) => format!("It stays good at the issuer until {}.", context.host.clock.shown(end)),
        None => format!("How long it stays good is {untold}."),
    }
}

fn nothing(profile: &str, line: String) -> Outcome {
    Outcome::silent(json!({"profile": profile, "deleted": false, "tokens": [], "expires_at": null})).say(line)
}

/// What cannot be read cannot be revoked, but it can be deleted.
fn unreadable(keeper: &Keeper<'_>, lock: &Guard, why: &str) -> Result<Outcome, Failure> {
    let deleted = keeper.forget(lock)?;
    let json = json!({"profile": keeper.profile, "deleted": deleted, "tokens": [], "expires_at": null});
    Ok(Outcome::done(json).say(format!("{why}. Nothing could be revoked; the local copy is deleted.")))
}
