//! Which token a protocol step is about: one that was given, the one of AUTHCTL_TOKEN, or one of the profile's own.

use super::{Context, given_token};
use crate::config::names;
use crate::failure::{Failure, Kind};
use crate::login::{Credential, Method};
use crate::oidc::TokenKind;
use crate::sensitive::Token;
use crate::session;

/// The token that is meant.
pub enum Meant {
    /// From the command line or stdin.
    Given(Token),
    /// The access token that the environment variable holds.
    InVariable(Token),
    /// One of the profile's own.
    Own(TokenKind),
}

/// This token of a credential.
pub fn own(kind: TokenKind, credential: &Credential, profile: &str) -> Result<Token, Failure> {
    credential.token(kind).ok_or_else(|| {
        let message = format!("no {kind} of {profile} is kept");
        if credential.method == Method::ClientCredentials {
            let message =
                format!("{message}: a client that logs in by itself is given an access token alone");
            return Failure::new(Kind::Refused, "no_such_token", message);
        }
        Failure::new(Kind::LoginNeeded, "no_such_token", message).hint(format!("authctl login {profile}"))
    })
}

/// A value, `-` for stdin, or nothing. With nothing, `kind` names one of the profile's own tokens; else what is piped
/// in is read, and without a pipe the profile's own access token is meant. What AUTHCTL_TOKEN holds beats the own ones.
pub fn meant(typed: Option<&str>, kind: Option<TokenKind>, context: &Context<'_>) -> Result<Meant, Failure> {
    let terminal = &context.host.terminal;
    match (typed, kind) {
        (Some("-"), _) => given_on_stdin(context),
        (Some(text), _) => {
            // the other verbs take the profile there
            if context.config()?.profiles().iter().any(|name| name == text) {
                return Err(Failure::usage(format!("{text} is a profile, and a token is wanted there"))
                    .hint(format!("--profile {text}")));
            }
            given(text)
        }
        (None, Some(kind)) => in_use(kind, context),
        (None, None) if terminal.stdin_is_piped() => given_on_stdin(context),
        (None, None) => in_use(TokenKind::Access, context),
    }
}

fn in_use(kind: TokenKind, context: &Context<'_>) -> Result<Meant, Failure> {
    match given_token::of_environment(context)? {
        None => Ok(Meant::Own(kind)),
        Some(token) if kind == TokenKind::Access => Ok(Meant::InVariable(Token::new(token.expose()))),
        Some(_) => Err(Failure::from(session::Error::NotInVariable { variable: names::TOKEN })
            .hint(format!("unset {}, and the {kind} that is kept is meant", names::TOKEN))),
    }
}

fn given_on_stdin(context: &Context<'_>) -> Result<Meant, Failure> {
    given(given_token::read("Token", context)?.expose())
}

fn given(text: &str) -> Result<Meant, Failure> {
    // an empty pipe is somebody's mistake, and no wish to end one's own login
    let found = given_token::parse(text)
        .map_err(|why| why.hint("--type access means the profile's own access token"))?;
    Ok(Meant::Given(Token::new(found.token.expose())))
}
