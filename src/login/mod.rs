//! ONE FILE PER WAY TO LOG IN; each yields a [`Credential`], renews it and ends it.

mod again;
pub mod at_service;
mod basic;
mod bff;
pub mod browser;
mod challenge;
pub mod client;
mod cookie;
pub mod credential;
pub mod device;
mod elsewhere;
pub mod end_session;
mod form_session;
pub mod given;
mod header;
mod identity;
mod jar;
mod key;
pub mod loopback;
pub mod page;
mod password;
pub mod polling;
mod qr;
mod refresh;
pub mod relying_party;
mod walk;

use crate::host::terminal::AskError;
use crate::host::{self, Host};
use crate::http::Http;
use crate::oidc::token_endpoint::TokenAnswer;
use crate::oidc::{self, BackChannel, TokenKind};
use crate::service;
use std::time::Duration;

pub use crate::oidc::{ClientAuth, Endpoint};
pub use again::{Setback, Verdict};
pub use at_service::{After, AtService, LoggedOut, Typed};
pub use credential::Credential;
pub use given::Given;
pub use key::Signing;
use relying_party::Occasion;
pub use relying_party::{RelyingParty, revoke_tokens};

/// The ways to log in by their names: the closed list. [`Way`] is one of them with all that it needs.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    clap::ValueEnum,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// A person at an OpenID Connect or OAuth 2.0 issuer, in a browser
    #[default]
    Oidc,
    /// A machine by its own secret or key (RFC 6749 section 4.4)
    ClientCredentials,
    /// An access token that was got elsewhere, given by hand
    Token,
    /// User and password for a token, at a service
    Password,
    /// A code that somebody who is logged in at the service approves
    Challenge,
    /// A login form, and the cookie that it sets
    FormSession,
    /// User and password with each request (RFC 7617)
    Basic,
    /// A fixed header, such as an API key
    Header,
    /// The service's own login in the browser, and the code that it ends with
    Bff,
    /// The cookie of a session in the browser: given by hand, or of a login in which nobody is asked anything
    Cookie,
    /// A token that is signed here, with the secret that the service has too
    Key,
    /// A token of another user, which an administrator's profile gets
    Mint,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Self::Oidc => "oidc",
            Self::ClientCredentials => "client-credentials",
            Self::Token => "token",
            Self::Password => "password",
            Self::Challenge => "challenge",
            Self::FormSession => "form-session",
            Self::Basic => "basic",
            Self::Header => "header",
            Self::Bff => "bff",
            Self::Cookie => "cookie",
            Self::Key => "key",
            Self::Mint => "mint",
        }
    }

    /// True where the credential is of a service, and no issuer is known.
    pub fn is_of_service(self) -> bool {
        !matches!(self, Self::Oidc | Self::ClientCredentials | Self::Token)
    }
}

/// A [`Method`] with all that it needs to know.
#[derive(Clone, Debug)]
pub enum Way {
    Oidc(Box<RelyingParty>),
    ClientCredentials(Box<RelyingParty>),
    Token(Box<Given>),
    Service(Box<AtService>),
}

/// How this one login is carried out; nothing of it is kept.
#[derive(Clone, Debug)]
pub struct Manner {
    pub through: Through,
    /// How long a person may take.
    pub patience: Duration,
    /// The command that logs in with a code instead, for a person who may choose.
    pub with_code: String,
    /// A program reads what a person is to do: as JSON, a line each.
    pub json: bool,
    /// What was typed for a login at a service.
    pub typed: Typed,
}

/// Where the person logs in.
#[derive(Clone, Debug)]
pub enum Through {
    /// In a browser that comes back to this machine.
    Browser(host::browser::Browser),
    /// In any browser anywhere, where a code is typed; as a QR code too, if wanted.
    DeviceCode { qr: bool },
}

/// Why nobody is logged in, or a credential cannot be renewed or ended.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Oidc(#[from] oidc::Error),
    #[error(transparent)]
    Loopback(#[from] loopback::Error),
    #[error("{0}, and nobody is here to open the address")]
    NoBrowser(String),
    #[error("nobody logged in within {}", minutes(*.0))]
    NobodyCame(Duration),
    #[error("the code has ended: {0}")]
    CodeEnded(String),
    #[error("the issuer gave no refresh token")]
    NotRenewable,
    #[error(transparent)]
    NoToken(#[from] given::NoToken),
    #[error(transparent)]
    Service(service::Error),
    #[error(transparent)]
    Ask(#[from] AskError),
    #[error("no code of the login can be read from stdin: {0}")]
    NoCode(String),
    #[error("nothing was given on stdin, where {0} is wanted")]
    NothingGiven(String),
    #[error("the service wants the code of a second factor, which nobody can be asked for")]
    WantsCode,
    #[error("the login leads to {page}, which wants a person")]
    WantsPerson { page: String },
    #[error("a user name with a colon in it cannot be sent as Basic (RFC 7617)")]
    ColonInName,
    #[error("no token can be signed: {0}")]
    Unsigned(String),
    #[error(
        "{at} does not take the token that was signed: it answers {path} as to somebody who is not logged in (HTTP {status})"
    )]
    SignedInVain { at: String, path: String, status: u16 },
    #[error(
        "{at} does not take the credential: it answers {path} as to somebody who is not logged in (HTTP {status})"
    )]
    NotKnown { at: String, path: String, status: u16 },
    #[error("{at} gives a credential of {is} in the place of that of {was}")]
    SomebodyElse { at: String, was: String, is: String },
}

impl Error {
    /// With which status a service said no.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Service(why) => why.status(),
            Self::NotKnown { status, .. } | Self::SignedInVain { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The issuer's refusal, if that is what it is.
    pub fn refusal(&self) -> Option<&oidc::Refusal> {
        match self {
            Self::Oidc(oidc::Error::Refused(refusal)) => Some(refusal),
            _ => None,
        }
    }
}

/// An answer to a renewal. What must not be lost is taken from it and saved before the rest is judged.
pub struct Renewal(TokenAnswer);

/// How the revocation of one token went.
pub struct Revocation {
    pub kind: TokenKind,
    pub result: Result<(), oidc::Error>,
}

impl Way {
    pub fn method(&self) -> Method {
        match self {
            Self::Oidc(_) => Method::Oidc,
            Self::ClientCredentials(_) => Method::ClientCredentials,
            Self::Token(_) => Method::Token,
            Self::Service(at) => at.method,
        }
    }

    /// The service, where it is one's login.
    pub fn at_service(&self) -> Option<&AtService> {
        match self {
            Self::Service(at) => Some(at),
            _ => None,
        }
    }

    /// The issuer and the client at it, as far as they are known.
    pub fn party(&self) -> Option<&RelyingParty> {
        match self {
            Self::Oidc(party) | Self::ClientCredentials(party) => Some(party),
            Self::Token(given) => given.party.as_ref(),
            Self::Service(_) => None,
        }
    }

    pub fn party_mut(&mut self) -> Option<&mut RelyingParty> {
        match self {
            Self::Oidc(party) | Self::ClientCredentials(party) => Some(party),
            Self::Token(given) => given.party.as_mut(),
            Self::Service(_) => None,
        }
    }

    /// Logs a person in, or the machine itself. Nobody logs in with a token that is there: [`Given::credential`].
    pub async fn log_in(&self, manner: &Manner, host: &Host, http: &Http) -> Result<Credential, Error> {
        match self {
            Self::Oidc(party) => match &manner.through {
                Through::Browser(browser) => browser::log_in(party, browser, manner, host, http).await,
                Through::DeviceCode { qr } => device::log_in(party, *qr, manner, host, http).await,
            },
            Self::ClientCredentials(party) => client::log_in(party, host, http).await,
            Self::Token(_) => Err(given::NoToken::Empty.into()),
            Self::Service(at) => at.log_in(&manner.typed, manner, host, http).await,
        }
    }

    /// Finds where a new access token is to be had; nothing is spent yet.
    pub async fn reach<'h>(
        &self,
        credential: &Credential,
        host: &'h Host,
        http: &'h Http,
    ) -> Result<BackChannel<'h>, Error> {
        match self {
            Self::Oidc(party) | Self::ClientCredentials(party) => {
                Ok(party.reach(party.bound_client_of(credential, host)?, host, http).await?)
            }
            Self::Token(_) | Self::Service(_) => Err(Error::NotRenewable),
        }
    }

    /// Asks there for a new access token. A refresh token is spent from here on.
    pub async fn renew(&self, channel: &BackChannel<'_>, credential: &Credential) -> Result<Renewal, Error> {
        match self {
            Self::Oidc(party) => party.renew(channel, credential).await,
            Self::ClientCredentials(party) => client::ask(party, channel).await,
            Self::Token(_) | Self::Service(_) => Err(Error::NotRenewable),
        }
    }

    /// Puts the rest of the answer into the credential, if it can be used.
    pub async fn accept(
        &self,
        Renewal(answer): Renewal,
        channel: &BackChannel<'_>,
        into: &mut Credential,
    ) -> Result<(), Error> {
        match self {
            Self::Oidc(party) => party.accept(answer, channel, Occasion::Renewal, into).await,
            Self::ClientCredentials(party) => client::accept(party, answer, channel, into).await,
            Self::Token(_) | Self::Service(_) => Err(Error::NotRenewable),
        }
    }
}

impl Renewal {
    /// Takes over a new refresh token; an answer without one leaves the old one good (RFC 6749 section 6).
    /// True when there was one: it is saved before anything else happens.
    pub fn rescue(&mut self, into: &mut Credential) -> bool {
        let Some(new) = self.0.refresh_token.take() else { return false };
        into.refresh_token = Some(new);
        true
    }

    /// True when judging the rest asks the network, so that a crash or a power cut may come in between.
    pub fn takes_time(&self) -> bool {
        self.0.id_token.is_some()
    }
}

fn minutes(patience: Duration) -> String {
    match patience.as_secs() {
        seconds if seconds % 60 == 0 => format!("{} min", seconds / 60),
        seconds => format!("{seconds} s"),
    }
}

/// "4:07" of what is left of a wait.
fn clock(left: Duration) -> String {
    let left = left.as_secs();
    format!("{}:{:02}", left / 60, left % 60)
}
