//! `authctl token`: a usable token on stdout, and nothing else.

use super::arguments::{seconds, token_kind, whole_seconds};
use super::outcome::utc;
use super::resolve::Profile;
use super::{Context, Outcome, Page, Plain};
use crate::failure::Failure;
use crate::login::credential::{Credential, SaidBy};
use crate::oidc::TokenKind;
use crate::session::Error as SessionError;
use crate::session::renew::{Need, Short, end_of};
use serde_json::json;
use std::time::Duration;

const EXAMPLES: &str = r"authctl token work
authctl token work --format header | curl -H @- https://api.example.com/v1/me
authctl token work --min-ttl 10m --json | jq -r .expires_at";

const KINDS: [(TokenKind, &str); 2] =
    [(TokenKind::Access, "For APIs"), (TokenKind::Id, "Who logged in, for programs that want an ID token")];

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
    #[arg(long = "type", value_name = "TYPE", default_value = "access", value_parser = token_kind(KINDS))]
    kind: TokenKind,
    /// How long the token must still be good at the least
    #[arg(long, value_name = "TIME", value_parser = whole_seconds)]
    min_ttl: Option<Duration>,
    /// How to print it
    #[arg(long, default_value = "raw")]
    format: Format,
    /// Renew even a token that is still good
    #[arg(long)]
    force_renew: bool,
}

impl Plain for TokenArgs {
    fn plain(position: Option<String>) -> Self {
        Self { position, kind: TokenKind::Access, min_ttl: None, format: Format::Raw, force_renew: false }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The token alone
    Raw,
    /// The header that it is sent in: `Authorization: Bearer …`, `DPoP …` where it is bound to a key, `Cookie: …` of a service
    Header,
    /// As with --json: the token, its type and its end
    Json,
    /// `AUTHCTL_TOKEN=…`, quoted for a shell where that is needed
    Env,
}

pub fn run(arguments: &TokenArgs, context: &Context<'_>) -> Result<Outcome, Failure> {
    let profile = Profile::find_in_use(context, arguments.position.as_deref())?;
    let keeper = profile.keeper_in_use(context)?;
    let need =
        Need { min_ttl: arguments.min_ttl.map(seconds), force: arguments.force_renew, token: arguments.kind };
    // a token that is good as it is costs no runtime
    let usable = match keeper.usable_as_kept(need).map_err(|why| keeper.with_making(why))? {
        Some(usable) => usable,
        None => {
            let session = profile.session_of(keeper, context)?;
            context.block_on(async { Ok(session.usable(need).await?) })?
        }
    };
    match usable.short {
        None => {}
        Some(Short::JustRenewed) => {
            context.host.terminal.warn(
                "short_token",
                "the token is good for less than was asked for; the issuer gives no longer ones.",
            );
        }
        Some(Short::NotRenewable) => {
            context.host.terminal.warn(
                "short_token",
                "the token is handed out as it is: nothing can renew it before it ends.",
            );
        }
    }
    if usable.credential.dpop_key.is_some() && arguments.kind == TokenKind::Access {
        context.host.terminal.warn(
            "bound_token",
            "the token is bound to a key (DPoP): each request needs a proof beside it, which `authctl call` makes.",
        );
    }
    print(arguments, &usable.credential, &profile.name)
}

fn print(arguments: &TokenArgs, credential: &Credential, profile: &str) -> Result<Outcome, Failure> {
    let kind = arguments.kind;
    let method = credential.method;
    let none = || SessionError::NoSuchToken { profile: profile.to_owned(), token: kind, method };
    let token = credential.token(kind).ok_or_else(none)?;
    let text = token.expose();
    let scheme = if kind == TokenKind::Access { credential.token_type() } else { "Bearer" };
    let (scopes, by) = credential.scopes_said().unzip();
    let json = json!({
        "token": text, "type": kind.name(), "token_type": scheme,
        "expires_at": end_of(credential, kind).map(utc),
        "scopes": scopes.unwrap_or_default(), "scopes_source": by.map(SaidBy::name),
    });
    let raw = match arguments.format {
        Format::Raw => text.to_owned(),
        Format::Header if kind == TokenKind::Access => credential.header(&token).expose().to_owned(),
        Format::Header => format!("Authorization: Bearer {text}"),
        Format::Json => json.to_string(),
        Format::Env => format!("AUTHCTL_TOKEN={}", shell_words::quote(text)),
    };
    Ok(Outcome::page(Page::Raw(raw), json))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::tests::assert_plain;

    #[test]
    fn one_profile_is_understood_as_the_parser_does() {
        assert_plain::<TokenArgs>();
    }
}
