//! `authctl token`: a usable token on stdout, and nothing else.

use super::arguments::{duration, seconds};
use super::outcome::utc;
use super::resolve::Profile;
use super::{Context, Outcome, Page};
use crate::failure::Failure;
use crate::login::Credential;
use crate::session::Error as SessionError;
use crate::session::renew::{Need, Short, Token, end_of};
use serde_json::json;
use std::time::Duration;

const EXAMPLES: &str = r"authctl token work
authctl token work --format header | curl -H @- https://api.example.com/v1/me
authctl token work --min-ttl 10m --json | jq -r .expires_at";

/// Print a usable token, renewed if needed
///
/// Many processes may ask at the same time: one of them renews, the others wait for it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct TokenArgs {
    /// The profile whose token is wanted
    #[arg(value_name = "PROFILE")]
    position: Option<String>,
    /// Which token
    #[arg(long = "type", value_name = "TYPE", default_value = "access")]
    kind: TokenType,
    /// How long the token must still be good at the least
    #[arg(long, value_name = "TIME", value_parser = duration)]
    min_ttl: Option<Duration>,
    /// How to print it
    #[arg(long, default_value = "raw")]
    format: Format,
    /// Renew even a token that is still good
    #[arg(long)]
    force_renew: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum TokenType {
    /// For APIs
    Access,
    /// Who logged in, for programs that want an ID token
    Id,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The token alone
    Raw,
    /// `Authorization: Bearer …`, or `DPoP …` where the token is bound to a key
    Header,
    /// As with --json: the token, its type and its end
    Json,
    /// `AUTHCTL_TOKEN=…`
    Env,
}

pub fn run(arguments: &TokenArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find_in_use(context, arguments.position.as_deref())?;
    let keeper = profile.keeper_in_use(context)?;
    let need = Need {
        min_ttl: arguments.min_ttl.map(seconds),
        force: arguments.force_renew,
        token: arguments.kind.into(),
    };
    // a token that is good as it is costs no runtime
    let usable = match keeper.usable_as_kept(need)? {
        Some(usable) => usable,
        None => {
            let session = profile.session_of(keeper, context)?;
            context.block_on(async { Ok(session.usable(need).await?) })?
        }
    };
    match usable.short {
        None => {}
        Some(Short::JustRenewed) => {
            context
                .host
                .terminal
                .warn("the token is good for less than was asked for; the issuer gives no longer ones.");
        }
        Some(Short::NotRenewable) => {
            context
                .host
                .terminal
                .warn("the token is handed out as it is: nothing can renew it before it ends.");
        }
    }
    if usable.credential.dpop_key.is_some() && arguments.kind == TokenType::Access {
        context.host.terminal.warn(
            "the token is bound to a key (DPoP): each request needs a proof beside it, which authctl call makes.",
        );
    }
    print(arguments, &usable.credential, &profile.name)
}

fn print(arguments: &TokenArgs, credential: &Credential, profile: &str) -> Result<Outcome, Failure> {
    let text = match arguments.kind {
        TokenType::Access => credential.access_token.as_ref().map(|token| token.expose().to_owned()),
        TokenType::Id => credential.id_token.as_ref().map(|token| token.expose().to_owned()),
    };
    let token = Token::from(arguments.kind);
    let text = text.ok_or_else(|| SessionError::NoSuchToken { profile: profile.to_owned(), token })?;
    let scheme = if token == Token::Access { credential.token_type() } else { "Bearer" };
    let expires_at = end_of(credential, arguments.kind.into()).map(utc);
    let json = json!({
        "token": text, "type": if arguments.kind == TokenType::Access { "access" } else { "id" },
        "token_type": scheme, "expires_at": expires_at, "scopes": credential.scopes,
    });
    let raw = match arguments.format {
        Format::Raw => text,
        Format::Header => format!("Authorization: {scheme} {text}"),
        Format::Json => json.to_string(),
        Format::Env => format!("AUTHCTL_TOKEN={text}"),
    };
    Ok(Outcome::page(Page::Raw(raw), json))
}

impl From<TokenType> for Token {
    fn from(kind: TokenType) -> Self {
        match kind {
            TokenType::Access => Self::Access,
            TokenType::Id => Self::Id,
        }
    }
}
