//! The issuer: which path does what. Each handler is thin; what it decides is decided in [`super::state`].

mod authorize;
mod client;
mod device;
mod metadata;
mod status;
mod token;

use super::answers::{Answer, bad_request, bare, css, json, method_not_allowed, not_found, page};
use super::directory::Directory;
use super::events::Teller;
use super::fingerprint::Fingerprint;
use super::form::Form;
use super::pages;
use super::request::Fault;
use super::server::Asked;
use super::state::State;
use super::tokens::Keys;
use crate::host::{Clock, Random};
use hyper::StatusCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where the form of the authorization page goes.
const DECISION: &str = "/authorize/decision";
/// Where the form of the device page goes.
const DEVICE_DECISION: &str = "/device/decision";

/// Everything that the issuer knows.
pub struct Issuer {
    /// The issuer identifier, which is also its origin.
    pub url: String,
    /// The API's identifier, which is also its origin: the `aud` of every access token.
    pub api: String,
    pub directory: Directory,
    pub rotate_refresh_tokens: bool,
    pub state: Mutex<State>,
    pub keys: Arc<Keys>,
    pub teller: Teller,
    pub clock: Clock,
    pub random: Random,
}

impl Issuer {
    /// Answers a request.
    pub fn answer(&self, asked: &Asked) -> Answer {
        let method = if asked.method == "HEAD" { "GET" } else { asked.method.as_str() };
        match (method, asked.path.as_str()) {
            ("GET", "/") => page(StatusCode::OK, pages::home(&self.url, &self.api)),
            ("GET", "/style.css") => css(pages::STYLE),
            ("GET", metadata::OPENID | metadata::OAUTH) => json(StatusCode::OK, &self.metadata()),
            ("GET", "/jwks") => json(StatusCode::OK, &self.keys.jwks()),
            ("GET", "/authorize") => self.authorize(&asked.query()),
            ("POST", "/authorize") => with_form(asked, |form| self.authorize(form)),
            ("POST", DECISION | DEVICE_DECISION) => with_form(asked, |form| self.decide(form)),
            ("POST", "/token") => self.for_client(asked, |client, form| self.token(client, form)),
            ("POST", "/device_authorization") => {
                self.for_client(asked, |client, form| self.device_authorization(client, form))
            }
            ("GET", "/device") => self.device_page(&asked.query()),
            ("GET" | "POST", "/userinfo") => self.userinfo(&asked.headers),
            ("POST", "/revoke") => self.for_client(asked, |client, form| self.revoke(client, form)),
            ("POST", "/introspect") => self.for_client(asked, |client, form| self.introspect(client, form)),
            ("GET", "/end_session") => self.end_session(&asked.query()),
            ("POST", "/end_session") => with_form(asked, |form| self.end_session(form)),
            (_, "/" | "/style.css" | metadata::OPENID | metadata::OAUTH | "/jwks" | "/device") => {
                method_not_allowed("GET")
            }
            (_, "/authorize" | "/userinfo" | "/end_session") => method_not_allowed("GET, POST"),
            (
                _,
                "/token" | "/device_authorization" | "/revoke" | "/introspect" | DECISION | DEVICE_DECISION,
            ) => method_not_allowed("POST"),
            _ => not_found(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refused_page(&self, fault: &Fault) -> Answer {
        page(StatusCode::BAD_REQUEST, pages::refused(&self.url, fault))
    }

    /// A new secret and its fingerprint.
    fn secret(&self) -> (String, Fingerprint) {
        let secret = self.random.text();
        let fingerprint = Fingerprint::of(&secret);
        (secret, fingerprint)
    }
}

/// Reads the body as parameters, or says what a body must be.
fn with_form(asked: &Asked, then: impl FnOnce(&Form) -> Answer) -> Answer {
    match asked.form() {
        Some(form) => then(&form),
        None => no_form(),
    }
}

fn no_form() -> Answer {
    bad_request(&Fault::new("invalid_request", "the body must be application/x-www-form-urlencoded"))
}

/// What an endpoint for clients refuses with.
enum Problem {
    /// 400 in the form of RFC 6749 section 5.2.
    Request(Fault),
    /// 401: the client is unknown or could not prove itself.
    Client(&'static str),
    /// 500: no token could be signed.
    Signing(super::tokens::Error),
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Request(fault)
    }
}

impl From<super::tokens::Error> for Problem {
    fn from(error: super::tokens::Error) -> Self {
        Self::Signing(error)
    }
}

impl Problem {
    fn new(code: &'static str, description: &str) -> Self {
        Self::Request(Fault::new(code, description))
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Request(fault) => fault.code,
            Self::Client(_) => "invalid_client",
            Self::Signing(_) => "server_error",
        }
    }

    fn into_answer(self) -> Answer {
        use super::answers::With as _;
        match self {
            Self::Request(fault) => bad_request(&fault),
            Self::Client(why) => bare(StatusCode::UNAUTHORIZED, "invalid_client", why)
                .with(hyper::header::WWW_AUTHENTICATE, "Basic realm=\"lab\""),
            Self::Signing(error) => {
                bare(StatusCode::INTERNAL_SERVER_ERROR, "server_error", &error.to_string())
            }
        }
    }
}
