//! What a login tells: who, until when, kept where, and what the issuer did not give.

use super::place::Earlier;
use crate::commands::Outcome;
use crate::commands::minting::minted;
use crate::commands::outcome::utc;
use crate::host::{Host, printable};
use crate::login::{Credential, Method, RelyingParty, Way};
use crate::session::Keeper;
use crate::store::StoreKind;
use jiff::Timestamp;
use serde_json::json;

/// Who logged in, what came of it, and what it replaces.
pub fn report(
    keeper: &Keeper<'_>,
    way: &Way,
    credential: &Credential,
    earlier: &Earlier,
    kind: StoreKind,
) -> Outcome {
    let json = json!({
        "profile": keeper.profile, "method": way.method().name(), "issuer": credential.issuer,
        "subject": credential.subject, "account": credential.who(), "scopes": credential.scopes,
        "token_type": credential.token_type(), "expires_at": credential.expires_at.map(utc), "renewable": credential.renewable(), "store": kind.name(),
        "impersonated_by": credential.impersonated_by(), "minted_by": credential.minted_by,
        "not_granted": match way {
            Way::Oidc(party) | Way::ClientCredentials(party) => not_granted(party, credential),
            Way::Token(_) | Way::Service(_) => Vec::new(),
        },
    });
    let kept = kept(keeper, way, kind);
    let outcome = Outcome::done(json).say(match way {
        _ if way.method() == Method::Token => {
            format!("Took the token as the credential of {}; {kept}.", keeper.profile)
        }
        _ => format!("Logged in to {} as {}; {kept}.", keeper.profile, who(credential)),
    });
    let outcome =
        minted(credential).into_iter().fold(outcome, |outcome, line| outcome.say(format!("This is {line}.")));
    let outcome = replaced(earlier, credential).into_iter().fold(outcome, Outcome::say);
    match way {
        Way::Token(_) => outcome.say(end_of_given(credential, keeper.host)),
        Way::Oidc(party) => {
            let lines = told(party, credential).into_iter().chain(unrenewed(party, credential, keeper));
            lines.fold(outcome, Outcome::say)
        }
        Way::ClientCredentials(party) => told(party, credential).into_iter().fold(outcome, Outcome::say),
        Way::Service(_) => outcome.say(end_at_service(credential, keeper.host)),
    }
}

fn who(credential: &Credential) -> String {
    printable::short(credential.who().unwrap_or("somebody"), 100)
}

/// Where it is kept, if it is.
fn kept(keeper: &Keeper<'_>, way: &Way, kind: StoreKind) -> String {
    let what = if way.method() == Method::Token { "it" } else { "the credential" };
    match kind {
        StoreKind::None if keeper.logs_in_by_itself() => {
            "nothing of it is kept: token and call log in by themselves each time".to_owned()
        }
        StoreKind::None => format!("{what} is not kept"),
        _ => format!("{what} is kept in {}", kind.description_of_place()),
    }
}

/// Whose credential it takes the place of, if that was another one's.
fn replaced(earlier: &Earlier, credential: &Credential) -> Option<String> {
    let Earlier::Credential(before) = earlier else { return None };
    // some services name nobody: whoever was typed is then who it is
    let is_one_person = match (&before.subject, &credential.subject) {
        (None, None) => before.who() == credential.who(),
        (before, now) => before == now,
    };
    let is_same =
        is_one_person && before.issuer == credential.issuer && before.client_id == credential.client_id;
    let issuer = printable::short(&before.issuer, 200);
    (!is_same).then(|| match before.method {
        Method::Token => "It replaces a token that was given by hand.".to_owned(),
        _ => format!("It replaces the credential of {} at {issuer}.", who(before)),
    })
}

/// Until when a token that was given by hand says that it is good.
fn end_of_given(credential: &Credential, host: &Host) -> String {
    let end = credential.expires_at.and_then(|end| Timestamp::from_second(end).ok());
    let Some(end) = end else { return "It does not say when it ends, and nothing renews it.".to_owned() };
    let tense = if end <= host.clock.now() { "has ended already," } else { "ends" };
    let shown = host.clock.shown(end);
    format!("It says that it {tense} at {shown}, which nobody verified; nothing renews it.")
}

/// How the credential of a service is sent, until when it is good, and what happens then.
fn end_at_service(credential: &Credential, host: &Host) -> String {
    let how = credential.sent_as.words();
    let end = credential.expires_at.and_then(|end| Timestamp::from_second(end).ok());
    let until = match end {
        Some(end) => format!("good until {}", host.clock.shown(end)),
        None => "good as long as the service says".to_owned(),
    };
    let then = match (credential.renewable(), end) {
        (true, _) => "then a new one is had without a person",
        (false, Some(_)) if credential.method == Method::Token => "nothing renews it",
        (false, Some(_)) => "then a person logs in again",
        (false, None) => "nothing renews it",
    };
    format!("It is sent as {how}, {until}; {then}.")
}

/// A login without a refresh token, though it may have asked for one: what that means.
fn unrenewed(party: &RelyingParty, credential: &Credential, keeper: &Keeper<'_>) -> Option<String> {
    if credential.renewable() {
        return None;
    }
    let asked_offline = party.wanted.scopes.iter().any(|scope| scope == OFFLINE_ACCESS);
    let why = match asked_offline {
        true => "although offline_access was asked for",
        false => "--scope offline_access may get one",
    };
    let end = credential.expires_at.and_then(|end| Timestamp::from_second(end).ok());
    let until = end.map(|end| format!(", until {}", keeper.host.clock.shown(end))).unwrap_or_default();
    Some(format!(
        "The issuer gave no refresh token ({why}): the login lasts as long as the access token{until}; then \
         authctl login {} again.",
        keeper.profile
    ))
}

const OFFLINE_ACCESS: &str = "offline_access";

/// The scopes that were asked for and not granted, and what that means.
fn told(party: &RelyingParty, credential: &Credential) -> Option<String> {
    let mut missing = not_granted(party, credential);
    missing.retain(|scope| *scope != OFFLINE_ACCESS);
    let names = printable::short(&missing.join(" "), 300);
    (!missing.is_empty())
        .then(|| format!("Not granted, though asked for: {names}. What needs that will be turned away."))
}

fn not_granted<'p>(party: &'p RelyingParty, credential: &Credential) -> Vec<&'p str> {
    let wanted = party.wanted.scopes.iter().map(String::as_str);
    wanted.filter(|scope| !is_granted(scope, credential)).collect()
}

/// True for what was granted. An issuer that names no openid leaves the scopes of OpenID Connect out of its answer;
/// some name those by a long name of their own. A refresh token is what offline_access is granted by.
fn is_granted(scope: &str, credential: &Credential) -> bool {
    const OF_OPENID: [&str; 5] = ["openid", "profile", "email", "address", "phone"];
    let granted = |name: &str| credential.scopes.iter().any(|one| one == name);
    let by_long_name = || credential.scopes.iter().any(|one| one.ends_with(&format!(".{scope}")));
    let is_left_out = || OF_OPENID.contains(&scope) && (!granted("openid") || by_long_name());
    match scope {
        OFFLINE_ACCESS => credential.renewable(),
        _ => granted(scope) || is_left_out(),
    }
}
