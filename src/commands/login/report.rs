//! What a login tells: who, until when, kept where, and what the issuer did not give.

use super::place::Earlier;
use crate::commands::Outcome;
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
    let who = |credential: &Credential| printable::short(credential.who().unwrap_or("somebody"), 100);
    let json = json!({
        "profile": keeper.profile, "method": way.method().name(), "issuer": credential.issuer,
        "subject": credential.subject, "account": credential.account, "scopes": credential.scopes,
        "token_type": credential.token_type(), "expires_at": credential.expires_at.map(utc), "renewable": credential.renewable(), "store": kind.name(),
    });
    let what = if way.method() == Method::Token { "it" } else { "the credential" };
    let kept = match kind {
        StoreKind::None if keeper.logs_in_by_itself() => {
            "nothing of it is kept: token and call log in by themselves each time".to_owned()
        }
        StoreKind::None => format!("{what} is not kept"),
        _ => format!("{what} is kept in {}", kind.description_of_place()),
    };
    let mut outcome = Outcome::silent(json).say(match way {
        Way::Token(_) => format!("Took the token as the credential of {}; {kept}.", keeper.profile),
        _ => format!("Logged in to {} as {}; {kept}.", keeper.profile, who(credential)),
    });
    if let Earlier::Credential(before) = earlier
        && (before.subject != credential.subject
            || before.issuer != credential.issuer
            || before.client_id != credential.client_id)
    {
        let issuer = printable::short(&before.issuer, 200);
        outcome = outcome.say(match before.method {
            Method::Token => "It replaces a token that was given by hand.".to_owned(),
            _ => format!("It replaces the credential of {} at {issuer}.", who(before)),
        });
    }
    match way {
        Way::Token(_) => outcome.say(end_of_given(credential, keeper.host)),
        Way::Oidc(party) => not_as_asked(party, credential).into_iter().fold(outcome, Outcome::say),
        Way::ClientCredentials(party) => {
            not_granted(party, credential).into_iter().fold(outcome, Outcome::say)
        }
    }
}

/// Until when a token that was given by hand says that it is good.
fn end_of_given(credential: &Credential, host: &Host) -> String {
    let end = credential.expires_at.and_then(|end| Timestamp::from_second(end).ok());
    let Some(end) = end else { return "It does not say when it ends, and nothing renews it.".to_owned() };
    let tense = if end <= host.clock.now() { "has ended already," } else { "ends" };
    let shown = host.clock.shown(end);
    format!("It says that it {tense} at {shown}, which nobody verified; nothing renews it.")
}

/// What the issuer did not give, though the login may have asked for it.
fn not_as_asked(party: &RelyingParty, credential: &Credential) -> Vec<String> {
    let asked_offline = party.wanted.scopes.iter().any(|scope| scope == "offline_access");
    let why = match asked_offline {
        true => "although offline_access was asked for",
        false => "--scope offline_access may get one",
    };
    let lasts = (!credential.renewable()).then(|| {
        format!("The issuer gave no refresh token ({why}): the login lasts as long as the access token.")
    });
    not_granted(party, credential).into_iter().chain(lasts).collect()
}

fn not_granted(party: &RelyingParty, credential: &Credential) -> Option<String> {
    let wanted = party.wanted.scopes.iter().map(String::as_str);
    let missing: Vec<&str> = wanted.filter(|scope| !is_granted(scope, credential)).collect();
    (!missing.is_empty()).then(|| format!("Not granted: {}.", missing.join(" ")))
}

/// True for what was granted, and for the scopes of OpenID Connect, which some issuers leave out of the answer.
fn is_granted(scope: &str, credential: &Credential) -> bool {
    const OF_OPENID: [&str; 6] = ["openid", "offline_access", "profile", "email", "address", "phone"];
    OF_OPENID.contains(&scope) || credential.scopes.iter().any(|granted| granted == scope)
}
