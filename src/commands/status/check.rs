//! Whether a usable token is at hand, or can be had without a person: as far as this machine knows, which asks nobody.

use super::StatusArgs;
use super::known::{SOON, Status};
use crate::commands::arguments::seconds;
use crate::commands::login_command::LoginCommand;
use crate::commands::resolve::Profile;
use crate::commands::{Context, signing};
use crate::failure::{Failure, Kind, fixed_hint};
use crate::host::printable;
use crate::login::credential::{Credential, NotTaken, SaidBy};
use crate::login::{Method, Way};
use crate::oidc::Secret;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What of the question is not met, with the command that helps.
pub fn unmet(
    status: &Status,
    profile: &Profile,
    arguments: &StatusArgs,
    context: &Context<'_>,
) -> Result<Option<Failure>, Failure> {
    let kept = status.kept.as_ref();
    let lacking = kept.and_then(|kept| lacks_scopes(status, kept, &arguments.scope));
    match lacking {
        Some(why) => Ok(Some(why)),
        None => not_at_hand(status, profile, arguments.min_ttl.map_or(0, seconds), context),
    }
}

fn not_met(message: impl Into<String>) -> Failure {
    Failure::new(Kind::LoginNeeded, "not_met", message)
}

fn lacks_scopes(status: &Status, kept: &Credential, wanted: &[String]) -> Option<Failure> {
    let said = kept.scopes_said();
    let has = |scope: &str| said.iter().any(|(held, _)| held.iter().any(|one| one == scope));
    let wanted = wanted.iter().flat_map(|scope| scope.split_whitespace());
    let mut seen = BTreeSet::new();
    let missing: Vec<String> =
        wanted.filter(|scope| !has(scope) && seen.insert(*scope)).map(str::to_owned).collect();
    if missing.is_empty() {
        return None;
    }
    let (names, profile) = (printable::short(&missing.join(" "), 300), &status.profile);
    let by_asking = || {
        let scope = shell_words::quote(&missing.join(" ")).into_owned();
        format!("authctl account check {profile} --scope {scope}")
    };
    Some(match (status.variable, said) {
        (Some(name), _) => not_met(format!("not granted, as far as {name} says: {names}")),
        (None, None) => not_met(format!("nobody says whether it has the scope: {names}")).hint(by_asking()),
        (None, Some((_, SaidBy::Token))) => {
            not_met(format!("the token does not say that it has the scope: {names}")).hint(by_asking())
        }
        (None, Some((_, SaidBy::Login))) => {
            let asked = status.wanted.iter().flat_map(|scope| scope.split_whitespace());
            let asked: Vec<String> = asked.map(str::to_owned).collect();
            let mut login = LoginCommand::as_typed(profile);
            login.scopes(&asked, &missing);
            not_met(format!("not granted: {names}")).hint(login.line())
        }
    })
}

/// Why no token is at hand that is good for longer than `least` seconds, where none can be had without a person.
fn not_at_hand(
    status: &Status,
    profile: &Profile,
    least: i64,
    context: &Context<'_>,
) -> Result<Option<Failure>, Failure> {
    let login = format!("authctl login {}", status.profile);
    let Some(kept) = &status.kept else {
        if status.by_itself {
            let why = without_means(status, profile, context)?;
            return Ok(
                why.map(|why| told(format!("nothing is kept, and nobody can log in: {}", why.message), why))
            );
        }
        let why = status.foreign.as_ref().map(|why| format!(", since {why}")).unwrap_or_default();
        return Ok(Some(not_met(format!("nobody is logged in as {}{why}", status.profile)).hint(login)));
    };
    let left = kept.remaining(context.host.clock.unix());
    let lasts = |least| kept.access_token.is_some() && left.is_none_or(|left| left > least);
    if kept.renewable() {
        if lasts(least.max(SOON)) {
            return Ok(None);
        }
        let why = without_means(status, profile, context)?;
        return Ok(why.map(|why| {
            told(format!("the token ends too soon, and there is no other one: {}", why.message), why)
        }));
    }
    let message = match status.not_taken() {
        Some(not_taken) => not_taken_words(not_taken, context),
        None if lasts(least) => return Ok(None),
        None => "the token ends too soon, and nothing can renew it".to_owned(),
    };
    Ok(Some(fixed_hint(not_met(message).hint(login), &status.profile, &status.fixed)))
}

fn not_taken_words(NotTaken { by, path, at }: &NotTaken, context: &Context<'_>) -> String {
    let when = Timestamp::from_second(*at).map(|at| context.host.clock.shown(at)).unwrap_or_default();
    let path = printable::short(path, 100);
    format!("{by}{path} did not take it ({when}), nothing has taken it since, and nothing can renew it")
}

/// Why what is renewed without a person cannot be, as far as this machine knows: nobody is asked, and no place is opened that need
/// not be.
fn without_means(
    status: &Status,
    profile: &Profile,
    context: &Context<'_>,
) -> Result<Option<Failure>, Failure> {
    let proved = match status.method {
        // that of a kept token was looked for already
        Method::Key if status.kept.is_some() => status.unsigned.clone().map_or(Ok(()), Err),
        Method::Key => signing::check(profile, context),
        Method::ClientCredentials => {
            profile.way(context).and_then(|way| provable(&way, status.kept.as_ref()))
        }
        Method::Mint => administrator(profile, context),
        _ => Ok(()),
    };
    match proved {
        // nobody knows what is in a place that cannot be read
        Err(why) if matches!(why.kind, Kind::Store | Kind::Unavailable | Kind::Barred) => Err(why),
        proved => Ok(proved.err()),
    }
}

/// That the client has something to prove itself with.
fn provable(way: &Way, kept: Option<&Credential>) -> Result<(), Failure> {
    match way.party().map(|party| party.client_of(kept).secret) {
        Some(Secret::Unreadable(why)) => Err(Failure::usage(why)),
        Some(Secret::None) => Err(Failure::usage("no client secret and no key is named")),
        _ => Ok(()),
    }
}

/// That who mints the token is logged in.
fn administrator(profile: &Profile, context: &Context<'_>) -> Result<(), Failure> {
    let admin = profile.administrator(context)?;
    let mut status = Status::of(&admin, admin.keeper(context)?)?;
    status.look_for_key(&admin, 0, context);
    match not_at_hand(&status, &admin, 0, context)? {
        Some(why) => Err(told(format!("{} is to mint it, and {}", admin.name, why.message), why)),
        None => Ok(()),
    }
}

/// The same with another sentence, as the answer to the question.
fn told(message: String, why: Failure) -> Failure {
    not_met(message).hints(why.hints)
}
