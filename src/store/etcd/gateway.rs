//! One call of one endpoint of etcd, by its JSON gateway: `POST /v3/…`.

use super::Error;
use super::error::Silence;
use super::wire::{self, GrpcStatus, NotEtcd};
use crate::host::printable;
use crate::http::{self, Http};
use crate::sensitive::{Password, Token};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Request, Response, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::cell::RefCell;
use url::Url;

/// No answer's words are told at greater length.
const WORDS: usize = 200;

/// Whom etcd knows us as, where it asks.
#[derive(Clone)]
pub struct Login {
    pub user: String,
    pub password: Password,
}

/// What is asked, and how its answer is read.
pub struct Call<'c, T> {
    /// Below `/v3/`.
    pub path: &'static str,
    pub body: Value,
    /// The key that it is about.
    pub key: &'c str,
    pub is_change: bool,
    pub read: fn(&[u8]) -> Result<T, NotEtcd>,
}

/// Where one member is asked.
pub struct Endpoint {
    /// `host:port`
    pub name: String,
    /// `https://host:port/v3/`
    pub base: String,
}

/// Why an endpoint did not do what it was asked for.
pub enum Fault {
    /// No other one would.
    Final(Error),
    /// It says no. Another one would say the same, if this one is of the cluster.
    Refused(Error),
    Silent {
        why: Silence,
        /// It may have done it all the same.
        maybe_done: bool,
    },
}

/// What talks to endpoints, with a login where etcd wants one.
pub struct Gateway {
    http: Http,
    login: Option<Login>,
    /// What etcd gave for the login: good at every member.
    token: RefCell<Option<Token>>,
}

impl Gateway {
    pub fn new(http: Http, login: Option<Login>) -> Self {
        Self { http, login, token: RefCell::default() }
    }

    /// Who this is at etcd, where it wants to know.
    pub fn user(&self) -> Option<&str> {
        self.login.as_ref().map(|login| login.user.as_str())
    }

    /// What time it is at this endpoint, if it ever said.
    pub fn time(&self, endpoint: &Endpoint) -> Option<Timestamp> {
        self.http.told.time(&Url::parse(&endpoint.base).ok()?)
    }

    /// A token that is not good any more is replaced once: a member that was started again knows none.
    pub async fn call<T>(&self, endpoint: &Endpoint, call: &Call<'_, T>) -> Result<T, Fault> {
        let Call { path, body, key, read, .. } = call;
        let had_token = self.token.borrow().is_some();
        let token = self.token(endpoint).await?;
        let answer = match self.exchange(endpoint, path, body, token.as_ref()).await? {
            Err(status) if had_token && status.is_about_token() => {
                self.token.replace(None);
                let token = self.token(endpoint).await?;
                self.exchange(endpoint, path, body, token.as_ref()).await?
            }
            answer => answer,
        };
        let answer = answer.map_err(|status| self.fault(endpoint, &status, key))?;
        read(&answer).map_err(|NotEtcd| not_etcd(endpoint))
    }

    async fn token(&self, endpoint: &Endpoint) -> Result<Option<Token>, Fault> {
        let Some(login) = &self.login else { return Ok(None) };
        if let Some(token) = &*self.token.borrow() {
            return Ok(Some(token.clone()));
        }
        let body = json!({"name": login.user, "password": login.password.expose()});
        let answer = match self.exchange(endpoint, "auth/authenticate", &body, None).await {
            Ok(Err(status)) if status.says("authentication is not enabled") => return Ok(None),
            Ok(Err(status)) => Err(self.fault(endpoint, &status, "")),
            Ok(Ok(answer)) => wire::token(&answer).map_err(|NotEtcd| not_etcd(endpoint)),
            Err(fault) => Err(fault),
        };
        let token = Token::new(answer.map_err(Fault::of_login)?);
        self.token.replace(Some(token.clone()));
        Ok(Some(token))
    }

    /// The body of a success, or what etcd has against the request.
    async fn exchange(
        &self,
        endpoint: &Endpoint,
        path: &str,
        body: &Value,
        token: Option<&Token>,
    ) -> Result<Result<Vec<u8>, GrpcStatus>, Fault> {
        let unmade = |why: String| Fault::Final(Error::Refused(why));
        let mut request = Request::post(format!("{}{path}", endpoint.base))
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_string().into_bytes())
            .map_err(|why| unmade(why.to_string()))?;
        if let Some(token) = token {
            let mut value = HeaderValue::from_str(token.expose()).map_err(|why| unmade(why.to_string()))?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        let answer = self.http.exchange(request).await.map_err(unanswered)?;
        match answer.status() {
            StatusCode::OK => Ok(Ok(answer.into_body())),
            _ => Ok(Err(status(endpoint, &answer)?)),
        }
    }

    /// What a status that is no success comes to.
    fn fault(&self, endpoint: &Endpoint, status: &GrpcStatus, key: &str) -> Fault {
        let user = || self.user().map(str::to_owned);
        let words = printable::short(&status.message, WORDS);
        let unavailable = |maybe_done| {
            let why = Silence::Unavailable { endpoint: endpoint.name.clone(), words: words.clone() };
            Fault::Silent { why, maybe_done }
        };
        match status.code {
            _ if status.says("user name is empty") => Fault::Refused(Error::LoginWanted),
            _ if status.says("authentication failed") => {
                Fault::Refused(Error::LoginRefused(user().unwrap_or_default()))
            }
            wire::PERMISSION_DENIED => Fault::Refused(Error::Denied { user: user(), key: key.to_owned() }),
            wire::RESOURCE_EXHAUSTED if status.says("space exceeded") => Fault::Refused(Error::Full),
            // it has not begun
            wire::RESOURCE_EXHAUSTED | wire::UNAUTHENTICATED => unavailable(false),
            // what was done is not said
            wire::CANCELLED
            | wire::UNKNOWN
            | wire::DEADLINE_EXCEEDED
            | wire::ABORTED
            | wire::INTERNAL
            | wire::UNAVAILABLE
            | wire::DATA_LOSS => unavailable(true),
            _ => Fault::Refused(Error::Refused(words)),
        }
    }
}

impl Fault {
    /// Of a login before the call: that was not sent.
    fn of_login(self) -> Self {
        match self {
            Self::Silent { why, .. } => Self::Silent { why, maybe_done: false },
            fault => fault,
        }
    }
}

impl GrpcStatus {
    fn says(&self, words: &str) -> bool {
        self.message.contains(words)
    }

    fn is_about_token(&self) -> bool {
        self.code == wire::UNAUTHENTICATED || self.says("auth store is old")
    }
}

fn status(endpoint: &Endpoint, answer: &Response<Vec<u8>>) -> Result<GrpcStatus, Fault> {
    let status: GrpcStatus = serde_json::from_slice(answer.body()).unwrap_or_default();
    match status.code {
        // etcd has a code for everything: something before it says this
        0 if answer.status().is_server_error() && answer.status() != StatusCode::NOT_IMPLEMENTED => {
            Ok(GrpcStatus { message: answer.status().to_string(), code: wire::UNAVAILABLE })
        }
        0 if String::from_utf8_lossy(answer.body()).contains("HTTPS server") => {
            let words = "it speaks https, which --ca-cert FILE or --etcd-cert FILE chooses on this machine";
            Err(other(endpoint, words))
        }
        0 => Err(not_etcd(endpoint)),
        _ => Ok(status),
    }
}

fn not_etcd(endpoint: &Endpoint) -> Fault {
    other(endpoint, "nothing that etcd would (3.4 or newer, with its JSON gateway)")
}

/// Something else answers than what was looked for. It may have handed on what it was asked.
fn other(endpoint: &Endpoint, words: &str) -> Fault {
    let why = Silence::Refused { endpoint: endpoint.name.clone(), words: words.to_owned() };
    Fault::Silent { why, maybe_done: true }
}

/// A request that has no answer may have been carried out, unless it certainly was not sent.
fn unanswered(why: http::Error) -> Fault {
    use http::Error as E;
    let maybe_done = match &why {
        // what is wrong here is wrong for all endpoints
        E::ClientCertificate { .. } | E::Certificates { .. } | E::NoAuthorities(_) | E::NoProxy { .. } => {
            return Fault::Final(why.into());
        }
        E::NotSecure { .. }
        | E::Scheme { .. }
        | E::Request { .. }
        | E::Connect { .. }
        | E::NoHandshake { .. }
        | E::UnknownName { .. }
        | E::NoNameServer { .. }
        | E::Proxy { .. }
        | E::Tls { unsent: true, .. } => false,
        E::Tls { unsent: false, .. }
        | E::Timeout { .. }
        | E::Broken { .. }
        | E::TooLarge { .. }
        | E::TooManyPieces { .. }
        | E::File(_) => true,
    };
    Fault::Silent { why: Silence::Http(why), maybe_done }
}
