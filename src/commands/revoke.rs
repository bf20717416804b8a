//! `authctl revoke`: one token, ended at the issuer.

use super::resolve::Profile;
use super::token_source::{self, Meant, TokenKind};
use super::{Context, Outcome};
use crate::failure::Failure;
use crate::host::signals;
use crate::login::{Credential, RelyingParty};
use crate::oidc::token_endpoint::{self, Revocable};
use crate::oidc::{self, Client};
use crate::sensitive::{AccessToken, RefreshToken};
use serde_json::json;

/// Ask the issuer to end a token (RFC 7009)
///
/// One step of the protocol and nothing else: what is kept here stays as it is (`authctl logout` deletes it too). The
/// token comes on stdin or as an argument, where others on this machine may read it. Without one, the profile's own is
/// meant. An issuer says yes to a token that it does not know.
#[derive(Debug, clap::Args)]
pub struct RevokeArgs {
    /// The token; - reads it from stdin; without one, the profile's own
    #[arg(value_name = "TOKEN")]
    token: Option<String>,
    /// What kind of token it is, or which one of the profile's own [default: access]
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<RevocableKind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum RevocableKind {
    /// The access token
    Access,
    /// The refresh token, and all that came of it
    Refresh,
}

pub fn run(arguments: &RevokeArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find(context, None)?;
    let kind = arguments.kind.map(TokenKind::from);
    let meant = token_source::meant(arguments.token.as_deref(), kind, context)?;
    let party = profile.party(context)?;
    match meant {
        Meant::Given(token) => {
            let client = profile.client(&party, context);
            let what = ask(&party, &client, &token, kind, context)?;
            let json = json!({"profile": null, "token": what, "revoked": true});
            let issuer = party.issuer.as_str();
            Ok(Outcome::silent(json)
                .say(format!("The {what} is revoked: {issuer} takes it no more, if it ever did.")))
        }
        Meant::Own(kind) => {
            let keeper = profile.keeper(context)?;
            // a renewal in between would leave a token that nobody revokes
            let _lock = keeper.lock()?;
            let kept = keeper.load_ours()?;
            let token = kind.of(&kept, &profile.name)?;
            let _held = signals::hold();
            let what = ask(&party, &party.client_of(Some(&kept)), &token, Some(kind), context)?;
            let json = json!({"profile": profile.name, "token": what, "revoked": true});
            Ok(Outcome::silent(json)
                .say(format!("The {what} of {} is revoked.", profile.name))
                .say(consequence(kind, &kept, &profile.name)))
        }
    }
}

/// What a person does next.
fn consequence(kind: TokenKind, kept: &Credential, profile: &str) -> String {
    match kind {
        TokenKind::Refresh => {
            format!("What is kept here is of no use any more; authctl logout {profile} deletes it.")
        }
        _ if kept.renewable() => {
            format!(
                "A copy is kept here all the same; authctl token {profile} --force-renew asks for another one."
            )
        }
        _ => format!("Nothing here can get another one; authctl login {profile} can."),
    }
}

/// Asks for the end of the token, and returns what it is called.
fn ask(
    party: &RelyingParty,
    client: &Client,
    token: &AccessToken,
    kind: Option<TokenKind>,
    context: &Context<'_>,
) -> Result<&'static str, Failure> {
    let what = kind.map_or("token", TokenKind::name);
    let refresh = RefreshToken::new(token.expose());
    let token = match kind {
        Some(TokenKind::Refresh) => Revocable::Refresh(&refresh),
        Some(_) => Revocable::Access(token),
        None => Revocable::Unknown(token),
    };
    let asked = context.block_on(async {
        let provider = party.discover(context.http()).await?;
        let _spinner = context.host.terminal.spinner(format!("Revoking the {what}"));
        Ok(token_endpoint::revoke(context.http(), &provider, client, token).await)
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

impl From<RevocableKind> for TokenKind {
    fn from(kind: RevocableKind) -> Self {
        match kind {
            RevocableKind::Access => Self::Access,
            RevocableKind::Refresh => Self::Refresh,
        }
    }
}
