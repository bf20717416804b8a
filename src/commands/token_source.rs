//! Which token a protocol step is about: one that was given, or one of the profile's own.

use super::{Context, given_token};
use crate::failure::{Failure, Kind};
use crate::login::{Credential, Method};
use crate::sensitive::AccessToken;

/// The tokens that an issuer may be asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum TokenKind {
    /// The access token
    Access,
    /// The refresh token
    Refresh,
    /// The ID token
    Id,
}

/// The token that is meant.
pub enum Meant {
    /// From the command line or stdin; of whatever kind it is, it is as secret as an access token.
    Given(AccessToken),
    /// One of the profile's own.
    Own(TokenKind),
}

impl TokenKind {
    /// `token_type_hint` (RFC 7009 section 2.1, RFC 7662 section 2.1).
    pub fn hint(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
            Self::Id => "id_token",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Access => "access token",
            Self::Refresh => "refresh token",
            Self::Id => "ID token",
        }
    }

    /// This token of a credential.
    pub fn of(self, credential: &Credential, profile: &str) -> Result<AccessToken, Failure> {
        let found = match self {
            Self::Access => credential.access_token.clone(),
            Self::Refresh => credential.refresh_token.as_ref().map(|token| AccessToken::new(token.expose())),
            Self::Id => credential.id_token.as_ref().map(|token| AccessToken::new(token.expose())),
        };
        found.ok_or_else(|| {
            let message = format!("no {} of {profile} is kept", self.name());
            if credential.method == Method::ClientCredentials {
                let message =
                    format!("{message}: a client that logs in by itself is given an access token alone");
                return Failure::new(Kind::Refused, "no_such_token", message);
            }
            Failure::new(Kind::LoginNeeded, "no_such_token", message).hint(format!("authctl login {profile}"))
        })
    }
}

/// A value, `-` for stdin, or nothing. With nothing, `kind` names one of the profile's own tokens; else what is piped
/// in is read, and without a pipe the profile's own access token is meant.
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
        (None, Some(kind)) => Ok(Meant::Own(kind)),
        (None, None) if terminal.stdin_is_piped() => given_on_stdin(context),
        (None, None) => Ok(Meant::Own(TokenKind::Access)),
    }
}

fn given_on_stdin(context: &Context<'_>) -> Result<Meant, Failure> {
    given(given_token::read("Token", context)?.expose())
}

fn given(text: &str) -> Result<Meant, Failure> {
    // an empty pipe is somebody's mistake, and no wish to end one's own login
    let found = given_token::parse(text)
        .map_err(|why| why.hint("--type access means the profile's own access token"))?;
    Ok(Meant::Given(found.token))
}
