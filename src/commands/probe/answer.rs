//! One answer: its head, and in words what it means.

use crate::host::printable;
use crate::http::{self, Http};
use crate::service::{Site, said, unknown};
use reqwest::header::{CONTENT_TYPE, HeaderMap, WWW_AUTHENTICATE};
use reqwest::{Method, Response, StatusCode};
use std::time::Duration;
use url::{Position, Url};

/// So many bytes of a body are compared with those of another one.
const COMPARED: usize = 64 * 1024;
/// So long the beginning of a body may take, however it comes.
const PATIENCE: Duration = Duration::from_secs(2);

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub kind: Kind,
    /// Where it sends whoever follows, without what stands behind a question mark.
    pub location: Option<String>,
    pub content_type: Option<String>,
    /// An event stream, which never ends.
    pub is_stream: bool,
    /// It says which credentials it takes.
    pub has_challenge: bool,
    /// Its own words where it is an error, short enough to be repeated.
    pub said: Option<String>,
    /// The beginning of its body.
    pub body: Vec<u8>,
}

/// What an answer comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Success,
    /// It wants somebody to log in.
    Login,
    Forbidden,
    /// Nothing is there, or not for this method.
    Missing,
    Redirect,
    /// It is busy, or failed.
    Error,
    Other,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Login => "login",
            Self::Forbidden => "forbidden",
            Self::Missing => "missing",
            Self::Redirect => "redirect",
            Self::Error => "error",
            Self::Other => "other",
        }
    }

    fn of(
        method: &Method,
        status: StatusCode,
        headers: &HeaderMap,
        to: Option<&Url>,
        site: Option<&Site>,
    ) -> Self {
        match status.as_u16() {
            200..=299 => Self::Success,
            401 => Self::Login,
            _ if unknown::is_unauthenticated(method, status, headers, to, site) => Self::Login,
            300..=399 => Self::Redirect,
            403 => Self::Forbidden,
            404 | 405 | 410 => Self::Missing,
            429 | 500.. => Self::Error,
            _ => Self::Other,
        }
    }
}

impl Answer {
    pub async fn read(
        mut answer: Response,
        method: &Method,
        site: Option<&Site>,
        http: &Http,
    ) -> Result<Self, http::Error> {
        let (status, headers, asked) = (answer.status(), answer.headers().clone(), answer.url().clone());
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let to = unknown::location(&asked, status, &headers);
        let kind = Kind::of(method, status, &headers, to.as_ref(), site);
        let content_type = text(CONTENT_TYPE).map(|kind| printable::short(kind, 100));
        let is_stream = content_type.as_deref().is_some_and(|kind| kind.starts_with("text/event-stream"));
        let body = match is_stream {
            true => Vec::new(),
            false => http.beginning(&mut answer, COMPARED, PATIENCE).await?,
        };
        let said = (kind != Kind::Success).then(|| said::said(&headers, &body)).flatten();
        Ok(Self {
            status,
            kind,
            location: to.map(|to| printable::short(&http.without_sent(shown(&asked, &to)), 200)),
            content_type,
            is_stream,
            has_challenge: headers.contains_key(WWW_AUTHENTICATE),
            said: said.map(|said| http.without_sent(said)),
            body,
        })
    }

    pub fn is_success(&self) -> bool {
        self.kind == Kind::Success
    }

    /// True for an answer that nobody could tell from this one.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.status, &self.location, &self.body) == (other.status, &other.location, &other.body)
    }

    /// For a browser.
    pub fn is_page(&self) -> bool {
        self.content_type.as_deref().is_some_and(|kind| kind.starts_with("text/html"))
    }

    /// What it means.
    pub fn words(&self) -> String {
        let to = self.location.as_deref().unwrap_or("nowhere");
        let words = match (self.kind, self.status.as_u16()) {
            (Kind::Success, _) if self.is_stream => {
                "answers with an event stream, which never ends".to_owned()
            }
            (Kind::Success, _) => match &self.content_type {
                Some(kind) => format!("answers ({kind})"),
                None => "answers".to_owned(),
            },
            (Kind::Login, 401) if self.has_challenge => {
                "wants a credential, and says of what kind".to_owned()
            }
            (Kind::Login, 401) => {
                "wants a credential, and does not say of what kind (no WWW-Authenticate)".to_owned()
            }
            (Kind::Login, 307 | 308) => {
                format!("sends to {to} to log in, with the method and the body of the request")
            }
            (Kind::Login, _) => format!("sends to {to} to log in"),
            (Kind::Redirect, _) => format!("sends to {to}"),
            (Kind::Forbidden, _) => "does not allow it".to_owned(),
            (Kind::Missing, 405) => "does not take this method".to_owned(),
            (Kind::Missing, _) => "says that nothing is there".to_owned(),
            (Kind::Error, 429) => "is asked too often".to_owned(),
            (Kind::Error, _) => "fails: an error of the service".to_owned(),
            (Kind::Other, _) => "answers neither yes nor no".to_owned(),
        };
        match &self.said {
            Some(said) => format!("{words}: {said}"),
            None => words,
        }
    }
}

/// Without what may be a state or a token; of the same origin the path alone.
fn shown(asked: &Url, to: &Url) -> String {
    match http::origin(asked) == http::origin(to) {
        true => to.path().to_owned(),
        false => to[..Position::AfterPath].to_owned(),
    }
}
