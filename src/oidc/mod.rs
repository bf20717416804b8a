//! TALK TO AN ISSUER: one protocol step a file, from its metadata to the end of a session.
//!
//! A step that needs no browser is a method of [`BackChannel`]; every answer passes [`answer`] first. The types of the
//! metadata and the authorization request are openidconnect's. Its other requests are not used: they give up a whole
//! answer, a rotated refresh token with it, over a lifetime that is a string or an ID token that they do not like.

pub mod answer;
pub mod authorization;
pub mod back_channel;
pub mod client_assertion;
pub mod client_auth;
pub mod device;
pub mod discovery;
pub mod dpop;
pub mod end_session;
pub mod id_token;
pub mod introspection;
pub mod jwks;
mod jwks_cache;
mod jwks_lifetime;
pub mod lint;
pub mod par;
pub mod pasted;
pub mod pkce;
pub mod protected_resource;
pub mod revocation;
pub mod token_endpoint;
pub mod token_kind;
pub mod userinfo;

use crate::host::printable;
use crate::http;
use crate::jwt::date::span;
use jiff::SignedDuration;
use std::fmt;
use std::time::Duration;

pub use answer::Answer;
pub use back_channel::BackChannel;
pub use client_assertion::Signer;
pub use client_auth::{Client, ClientAuth, Secret};
pub use discovery::{Endpoint, Issuer, Provider};
pub use token_kind::TokenKind;

/// Leeway for the times of what an issuer signed, in seconds: clocks of people's machines differ.
const LEEWAY: u32 = 60;

/// Why an issuer could not be talked to, or its answer not be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Http(#[from] http::Error),
    #[error("{at} cannot serve the request now (HTTP {status}){}", after(*retry_after))]
    TryLater { at: String, status: u16, retry_after: Option<Duration> },
    #[error("{at} was asked in vain a moment ago, and is not asked again in the next {}", span(*left))]
    Unanswered { at: String, left: SignedDuration },
    #[error("{at} is asked by another run, which has no answer yet")]
    Awaited { at: String },
    #[error("{0}")]
    Refused(Refusal),
    #[error("{text:?} cannot be an issuer: {why}")]
    NotAnIssuer { text: String, why: &'static str },
    #[error("the metadata of {typed} says that its issuer is {found}")]
    IssuerDiffers { typed: String, found: String },
    #[error("{issuer} publishes no metadata: {why}")]
    NoMetadata { issuer: String, why: String },
    #[error("{issuer} names no {endpoint} endpoint")]
    NoEndpoint { issuer: String, endpoint: Endpoint },
    #[error("{at} gave an answer that cannot be used: {why}")]
    Odd { at: String, why: String },
    #[error("the client cannot prove who it is: {0}")]
    NoProof(String),
    #[error("{at} was asked for a token that is bound to a key (DPoP), and gave one of type {got}")]
    Unbound { at: String, got: String },
    #[error("{at} gave a token that is bound to a key (DPoP), which was not asked for")]
    BoundUnasked { at: String },
    #[error("{issuer} takes DPoP proofs with {offered} only, which authctl cannot make")]
    DpopAlgorithm { issuer: String, offered: String },
    #[error("no DPoP proof can be made with the credential's key: {0}")]
    DpopKey(String),
    #[error("the answer to the login is not this issuer's: {0}")]
    MixedUp(String),
    #[error("the ID token of {issuer} was rejected: {why}")]
    IdToken {
        issuer: String,
        why: String,
        /// The token is genuine, and its times are the only fault.
        only_time: bool,
    },
    #[error("the userinfo of {issuer} is not used: {why}")]
    Userinfo { issuer: String, why: String },
}

impl Error {
    /// True when the same request may succeed later, with nothing changed here.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Http(why) => why.may_pass(),
            Self::TryLater { .. } | Self::Unanswered { .. } | Self::Awaited { .. } => true,
            _ => false,
        }
    }

    /// True when the issuer's own spelling has a slash at its end that was not typed, or has none that was.
    pub fn is_about_a_slash(&self) -> bool {
        let bare = |issuer: &str| issuer.trim_end_matches('/').to_owned();
        matches!(self, Self::IssuerDiffers { typed, found } if bare(typed) == bare(found))
    }

    /// An ID token whose times are at fault, with how far this machine's clock is ahead of the issuer's.
    #[must_use]
    pub fn with_clock(self, ahead: Option<i64>) -> Self {
        match (self, ahead.filter(|seconds| seconds.abs() > 30)) {
            (Self::IdToken { issuer, why, only_time: true }, Some(seconds)) => {
                let side = if seconds > 0 { "ahead of" } else { "behind" };
                let why = format!("{why}; this machine's clock is {} s {side} the issuer's", seconds.abs());
                Self::IdToken { issuer, why, only_time: true }
            }
            (other, _) => other,
        }
    }
}

fn after(wait: Option<Duration>) -> String {
    wait.map(|wait| format!("; it asks to wait {} s", wait.as_secs())).unwrap_or_default()
}

/// An error answer in the issuer's own words (RFC 6749 sections 4.1.2.1 and 5.2), as far as it had any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which endpoint, in words: "the token endpoint of" an issuer.
    pub at: String,
    /// 0 where the answer came through the browser.
    pub status: u16,
    /// The `error` code.
    pub error: Option<String>,
    pub description: Option<String>,
    pub uri: Option<String>,
}

impl Refusal {
    /// True when the refresh token will never work again: `invalid_grant` and what some issuers say instead of it.
    pub fn ends_the_grant(&self) -> bool {
        const KIN: &[&str] = &["invalid_grant", "bad_refresh_token", "invalid_refresh_token"];
        self.error.as_deref().is_some_and(|error| KIN.contains(&error))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} refused", self.at)?;
        match (&self.error, self.status) {
            (Some(error), _) => write!(f, ": {}", printable::short(error, 100))?,
            (None, 0) => write!(f, " without saying why")?,
            (None, status) => write!(f, " with HTTP {status} and without saying why")?,
        }
        if let Some(description) = &self.description {
            write!(f, " ({})", printable::short(description, 300))?;
        }
        if let Some(uri) = &self.uri {
            write!(f, ", see {}", printable::short(uri, 200))?;
        }
        Ok(())
    }
}

/// Equal, in a time that does not tell how much of it is equal.
pub fn same_secret(one: &str, other: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t6_the_words_of_a_refusal_are_shown_escaped_and_short() {
        let refusal = Refusal {
            at: "the token endpoint of https://id.example.com".into(),
            status: 400,
            error: Some("invalid_grant".into()),
            description: Some(format!("\x1b[31m{}", "x".repeat(1000))),
            uri: None,
        };
        let shown = refusal.to_string();
        assert!(shown.starts_with(
            "the token endpoint of https://id.example.com refused: invalid_grant (\\u{1b}[31mxxx"
        ));
        assert!(shown.len() < 500);
    }

    #[test]
    fn only_invalid_grant_and_its_kin_end_a_grant() {
        let refusal = |error: Option<&str>| Refusal {
            at: String::new(),
            status: 400,
            error: error.map(Into::into),
            description: None,
            uri: None,
        };
        assert!(refusal(Some("invalid_grant")).ends_the_grant());
        for other in [None, Some("invalid_client"), Some("invalid_request"), Some("temporarily_unavailable")]
        {
            assert!(!refusal(other).ends_the_grant(), "{other:?}");
        }
    }
}
