//! `authctl revoke`: one token, ended at the issuer.

use super::arguments::token_kind;
use super::resolve::Profile;
use super::token_source::{self, Meant, own};
use super::{Context, Outcome};
use crate::config::names;
use crate::failure::Failure;
use crate::host::signals::LastWords;
use crate::jwt::decode::decode;
use crate::login::{Credential, RelyingParty};
use crate::oidc::{self, BackChannel, Client, TokenKind};
use crate::sensitive::Token;
use jiff::Timestamp;
use serde_json::json;

const KINDS: [(TokenKind, &str); 2] = [
    (TokenKind::Access, "The access token"),
    (TokenKind::Refresh, "The refresh token, and all that came of it"),
];

const EXAMPLES: &str = "authctl -p work revoke
authctl -p work revoke --type refresh";

/// Ask the issuer to end a token (RFC 7009)
///
/// One step of the protocol and nothing else: what is kept here stays (`authctl logout` deletes it too), but for a
/// refresh token that is ended. The token comes on stdin, as in `… | authctl revoke`, or as an argument, where others
/// on this machine may read it. Without one, the access token of AUTHCTL_TOKEN is meant where that is set, else the
/// profile's own. An issuer says yes to a token that it does not know.
///
/// An access token that is a JWT may outlive this: an API that does not ask the issuer takes it until it expires.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct RevokeArgs {
    /// The token; from stdin with - or when something is piped in; else that of AUTHCTL_TOKEN, else the profile's own
    #[arg(value_name = "TOKEN")]
    token: Option<String>,
    /// What kind of token it is, or which one of the profile's own [default: access]
    #[arg(long = "type", value_name = "TYPE", value_parser = token_kind(KINDS))]
    kind: Option<TokenKind>,
}

pub fn run(arguments: &RevokeArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find(context, None)?;
    let kind = arguments.kind;
    let meant = token_source::meant(arguments.token.as_deref(), kind, context)?;
    let party = profile.party(context)?;
    match meant {
        Meant::Given(token) => revoke_given(&token, kind, &profile, &party, context),
        Meant::InVariable(token) => {
            let told = format!("{} held it: put a new token there, or unset it.", names::TOKEN);
            Ok(revoke_given(&token, Some(TokenKind::Access), &profile, &party, context)?.say(told))
        }
        Meant::Own(kind) => revoke_own(kind, &profile, &party, context),
    }
}

/// A token that need not be of the profile: nothing here changes.
fn revoke_given(
    token: &Token,
    kind: Option<TokenKind>,
    profile: &Profile,
    party: &RelyingParty,
    context: &Context<'_>,
) -> Result<Outcome, Failure> {
    let client = profile.client(party, context);
    let what = ask(&find(party, client, context)?, token, kind, context)?;
    let json = json!({"profile": null, "token": what, "revoked": true});
    let issuer = party.issuer.as_str();
    let outcome =
        Outcome::done(json).say(format!("The {what} is revoked: {issuer} takes it no more, if it ever did."));
    Ok(match outlives(token.expose()) {
        true => outcome.say(format!("{OUTLIVES} until it expires (`authctl decode` shows when).")),
        false => outcome,
    })
}

/// One of the profile's own, with what that means for the rest of what is kept.
fn revoke_own(
    kind: TokenKind,
    profile: &Profile,
    party: &RelyingParty,
    context: &Context<'_>,
) -> Result<Outcome, Failure> {
    let keeper = profile.keeper(context)?;
    // a renewal in between would leave a token that nobody revokes
    let lock = keeper.lock()?;
    let kept = keeper.load_ours()?;
    let token = own(kind, &kept, &profile.name)?;
    let last_words = LastWords::new("Interrupted: nothing was revoked.");
    let channel = find(party, party.client_of(Some(&kept)), context)?;
    let held = context.host.terminal.hold();
    last_words.change(format!("Interrupted: the {kind} may be revoked or not."));
    let asked = ask(&channel, &token, Some(kind), context);
    let told = match &asked {
        Ok(_) => consequences(kind, &kept, &profile.name, context),
        Err(why) => vec![why.message.clone()],
    };
    let left = asked.is_ok().then(|| without(kind, kept)).flatten();
    let saved = left.map(|left| keeper.save(&lock, &left));
    last_words.change(context.told(told.join("\n")));
    drop(held);
    let json = json!({"profile": profile.name, "token": asked?, "revoked": true});
    let outcome = told.into_iter().fold(Outcome::done(json), Outcome::say);
    Ok(match saved {
        Some(Err(why)) => outcome.but(why.into()),
        _ => outcome,
    })
}

/// What is kept once the issuer has ended the refresh token, so that nobody counts on it.
fn without(ended: TokenKind, mut kept: Credential) -> Option<Credential> {
    if ended != TokenKind::Refresh {
        return None;
    }
    kept.refresh_token = None;
    kept.refused = Some("its refresh token was revoked by `authctl revoke`".to_owned());
    Some(kept)
}

/// What is true now, and what a person does next.
fn consequences(kind: TokenKind, kept: &Credential, profile: &str, context: &Context<'_>) -> Vec<String> {
    let ended = format!("The {kind} of {profile} is revoked");
    let access = kept.access_token.as_ref();
    let (now, is_jwt) = (context.host.clock.unix(), access.is_some_and(|token| outlives(token.expose())));
    let until = match kept.expires_at.and_then(|end| Timestamp::from_second(end).ok()) {
        _ if kept.remaining(now).is_some_and(|left| left <= 0) => None,
        Some(end) => Some(format!("until {}", context.host.clock.shown(end))),
        None => Some("until it expires".to_owned()),
    };
    match (kind, until.filter(|_| access.is_some())) {
        (TokenKind::Refresh, None) => vec![
            format!("{ended}, and the access token has expired."),
            format!(
                "`authctl login {profile}` begins anew; `authctl logout {profile}` deletes what is kept here."
            ),
        ],
        (TokenKind::Refresh, Some(until)) => vec![
            format!("{ended}: nothing renews the access token any more."),
            match is_jwt {
                true => format!("{OUTLIVES} {until}."),
                false => format!("If the issuer did not end the access token with it, that is good {until}."),
            },
            format!(
                "`authctl logout {profile}` ends and deletes what is left; `authctl login {profile}` begins anew."
            ),
        ],
        (_, until) => {
            let outlives = until.filter(|_| is_jwt).map(|until| format!("{OUTLIVES} {until}."));
            let next = match kept.renewable() {
                true => format!(
                    "A copy is kept here all the same; `authctl token {profile} --force-renew` asks for another one."
                ),
                false => format!("Nothing here can get another one; `authctl login {profile}` can."),
            };
            [Some(format!("{ended}.")), outlives, Some(next)].into_iter().flatten().collect()
        }
    }
}

/// RFC 7009 section 3: whoever judges a token by what it says itself does not hear of its end.
const OUTLIVES: &str = "The access token is a JWT: an API that does not ask the issuer takes it";

fn outlives(token: &str) -> bool {
    decode(token).is_ok()
}

/// Where the issuer takes it.
fn find<'c>(
    party: &RelyingParty,
    client: Client,
    context: &'c Context<'_>,
) -> Result<BackChannel<'c>, Failure> {
    context.block_on(async { Ok(party.reach(client, context.host, context.http()).await?) })
}

/// Asks for the end of the token, and returns what it is called.
fn ask(
    channel: &BackChannel<'_>,
    token: &Token,
    kind: Option<TokenKind>,
    context: &Context<'_>,
) -> Result<&'static str, Failure> {
    let what = kind.map_or("token", TokenKind::words);
    let asked = context.block_on(async {
        let _spinner = context.host.terminal.spinner(format!("Revoking the {what}"));
        Ok(channel.revoke(token, kind).await)
    })?;
    asked.map(|()| what).map_err(|why| {
        let was_refused = matches!(why, oidc::Error::Refused(_));
        let failure = Failure::from(why);
        match was_refused {
            true => {
                let message = format!("{}; the {what} stays as good as it was", failure.message);
                Failure { message, ..failure }
            }
            false => failure,
        }
    })
}
