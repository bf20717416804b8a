//! ASK A SERVICE that has a login of its own: its routes, what its answers mean, and how it wants a credential.
//!
//! What differs between services is data ([`Site`], filled from the settings of a profile); what is here is how to ask.

pub mod cookies;
pub mod finding;
pub mod flash;
pub mod known;
pub mod meaning;
pub mod person;
pub mod registration;
pub mod route;
pub mod said;
pub mod sent_as;
pub mod tokens;
pub mod unknown;

use crate::host::printable;
use crate::http::told::retry_after;
use crate::http::{self, Heard, Http, trace};
use hyper::header::HeaderMap;
use hyper::{Method, Request, Response, StatusCode, header};
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;
use zeroize::Zeroizing;

pub use known::Known;
pub use meaning::Meaning;
pub use route::{Encoding, Field, Route, RouteName};
pub use sent_as::{SentAs, TokenPlace};

/// What is read of a service: programs' answers, and pages where there is nothing else.
const ACCEPTED: &str = "application/json, text/html;q=0.5";

/// Why a service could not be asked, or said no.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Http(#[from] http::Error),
    /// 4xx in answer to what was sent, or what says no in another way, with the service's own words.
    #[error("{at} refused it (HTTP {status}){}", words(said.as_deref(), &meant(*means)))]
    Refused {
        at: String,
        status: u16,
        said: Option<String>,
        /// What that means for who asked, where the service's words do not tell.
        means: Option<&'static str>,
    },
    /// 429, 5xx, or a lock that ends by itself.
    #[error("{at} cannot serve the request now (HTTP {status}){}", words(said.as_deref(), &after(*retry_after)))]
    Later { at: String, status: u16, said: Option<String>, retry_after: Option<Duration> },
    #[error("{at} gave an answer that cannot be used: {why}")]
    Odd { at: String, why: String },
    #[error("the profile names no route for {0} at the service")]
    NoRoute(RouteName),
    #[error("the route for {name} is at {origin}, which is not where the service is: it is not asked")]
    Elsewhere { name: RouteName, origin: String },
    #[error("{text:?} is no path that can be asked")]
    Path { text: String },
}

/// A sentence of the service, and what follows it in ours.
fn words(said: Option<&str>, more: &str) -> String {
    match said {
        Some(said) if more.is_empty() => format!(": {said}"),
        Some(said) => format!(": {}{more}", said.trim_end_matches('.')),
        None => more.to_owned(),
    }
}

fn meant(means: Option<&str>) -> String {
    means.map(|means| format!("; {means}")).unwrap_or_default()
}

fn after(wait: Option<Duration>) -> String {
    wait.map(|wait| format!("; it asks to wait {} s", wait.as_secs())).unwrap_or_default()
}

impl Error {
    /// True where this is an answer whose status says something of what was sent.
    pub fn judges(&self) -> bool {
        self.status().and_then(|status| StatusCode::from_u16(status).ok()).is_some_and(judges)
    }

    /// With which status the service said no.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } | Self::Later { status, .. } => Some(*status),
            _ => None,
        }
    }
}

/// A service as a profile describes it.
#[derive(Clone, Debug)]
pub struct Site {
    /// Where it is: every route continues this address.
    pub api: Url,
    pub routes: BTreeMap<RouteName, Route>,
    /// What the fields of its forms are called, where not as usual.
    pub fields: BTreeMap<Field, String>,
    /// How it wants its credential.
    pub sent_as: SentAs,
    /// The cookie that becomes a new credential at the route for that.
    pub renewed_by: Option<String>,
    /// http to other machines is allowed.
    pub allow_http: bool,
    /// What its refusals mean, where that is known.
    pub meanings: &'static [Meaning],
}

/// An answer of a service, read whole.
pub struct Answer {
    /// Who answered, in words.
    pub at: String,
    pub url: Url,
    response: Response<Vec<u8>>,
    /// What it may repeat, and nobody may read.
    sent: Vec<Zeroizing<String>>,
}

impl Site {
    /// One of which nothing is known but where it is.
    pub fn bare(api: Url, allow_http: bool) -> Self {
        Self {
            api,
            routes: BTreeMap::new(),
            fields: BTreeMap::new(),
            sent_as: SentAs::Bearer,
            renewed_by: None,
            allow_http,
            meanings: &[],
        }
    }

    /// Who is asked, in words.
    pub fn name(&self) -> String {
        http::origin(&self.api)
    }

    pub fn route(&self, name: RouteName) -> Result<&Route, Error> {
        self.routes.get(&name).ok_or(Error::NoRoute(name))
    }

    /// How a route is asked.
    pub fn method(&self, name: RouteName) -> Result<Method, Error> {
        Ok(self.route(name)?.method.clone().unwrap_or_else(|| name.usual_method()))
    }

    /// The address of a route; `{name}` in it is replaced by what is given under that name.
    pub fn url(&self, name: RouteName, given: &[(&str, &str)]) -> Result<Url, Error> {
        let path = given.iter().fold(self.route(name)?.path.clone(), |path, (name, value)| {
            let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            path.replace(&format!("{{{name}}}"), &value)
        });
        let url = self.below(&path)?;
        // a page is opened by a person; what is asked may be sent the credential or a password, which stay where they belong
        match name == RouteName::Approval || http::origin(&url) == http::origin(&self.api) {
            true => Ok(url),
            false => Err(Error::Elsewhere { name, origin: http::origin(&url) }),
        }
    }

    /// What lies below a route: each segment is one, whatever characters are in it.
    pub fn beneath(&self, name: RouteName, segments: &[&str]) -> Result<Url, Error> {
        let mut url = self.url(name, &[])?;
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        Ok(url)
    }

    /// An address below the service's own, whatever stands at the joint.
    fn below(&self, path: &str) -> Result<Url, Error> {
        let is_whole = path.starts_with("https://") || path.starts_with("http://");
        let joined = match is_whole {
            true => path.to_owned(),
            false => format!("{}/{}", self.api.as_str().trim_end_matches('/'), path.trim_start_matches('/')),
        };
        let url = Url::parse(&joined).map_err(|_| Error::Path { text: printable::short(path, 200) })?;
        http::check_secure(&url, self.allow_http)?;
        Ok(url)
    }

    /// What a field of a form is called there.
    pub fn field(&self, field: Field) -> &str {
        self.fields.get(&field).map_or_else(|| field.usual(), String::as_str)
    }

    /// True for the page where people log in, which those are sent to whom the service does not know.
    pub fn is_login_page(&self, to: &Url) -> bool {
        let pages = [RouteName::LoginPage, RouteName::Login];
        let page = pages.into_iter().find(|name| self.routes.contains_key(name));
        let page = page.and_then(|name| self.url(name, &[]).ok());
        page.is_some_and(|page| http::origin(&page) == http::origin(to) && page.path() == to.path())
    }

    /// One request and its whole answer. It is sent once: nobody knows what a second one would do.
    pub async fn ask(
        &self,
        http: &Http,
        name: RouteName,
        given: &[(&str, &str)],
        body: Body<'_>,
        headers: HeaderMap,
    ) -> Result<Answer, Error> {
        self.send(http, self.method(name)?, self.url(name, given)?, body, headers).await
    }

    pub async fn send(
        &self,
        http: &Http,
        method: Method,
        url: Url,
        body: Body<'_>,
        headers: HeaderMap,
    ) -> Result<Answer, Error> {
        self.send_heard(http, Question { method, url, body }, headers, &|_| ()).await
    }

    /// The same, where the headers of the answer count though no body may come.
    pub async fn send_heard(
        &self,
        http: &Http,
        Question { method, url, body }: Question<'_>,
        headers: HeaderMap,
        heard: &Heard<'_>,
    ) -> Result<Answer, Error> {
        let at = self.name();
        let odd = |why: hyper::http::Error| Error::Odd { at: at.clone(), why: why.to_string() };
        let mut request =
            Request::builder().method(method).uri(url.as_str()).header(header::ACCEPT, ACCEPTED);
        if let Some(headers_of) = request.headers_mut() {
            headers_of.extend(headers);
        }
        let request = match body {
            Body::Empty => request.body(Vec::new()),
            Body::Form(fields) => {
                let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                request
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .body(form.into_bytes())
            }
            Body::Json(value) => {
                request.header(header::CONTENT_TYPE, "application/json").body(value.to_string().into_bytes())
            }
        };
        let request = request.map_err(odd)?;
        let response = http.exchange_once_heard(request, heard).await?;
        Ok(Answer { at, url, response, sent: http.sent_so_far() })
    }
}

/// A request to a service, without its credential.
pub struct Question<'q> {
    pub method: Method,
    pub url: Url,
    pub body: Body<'q>,
}

/// False for a status that says nothing of what was sent: that of a gateway (511 too, and 520 to 530 of those that do not ask the
/// IANA), and of who is too busy to look (RFC 9110 section 15.6).
pub fn judges(status: StatusCode) -> bool {
    !matches!(status.as_u16(), 408 | 429 | 502..=504 | 511 | 520..=530)
}

/// What goes with a request.
#[derive(Clone)]
pub enum Body<'b> {
    Empty,
    Form(Vec<(&'b str, &'b str)>),
    Json(serde_json::Value),
}

impl<'b> Body<'b> {
    /// These fields as the service wants them.
    pub fn of(fields: Vec<(&'b str, &'b str)>, encoding: Encoding) -> Self {
        match encoding {
            Encoding::Form => Self::Form(fields),
            Encoding::Json => Self::Json(fields.into_iter().collect()),
        }
    }
}

impl Answer {
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    pub fn body(&self) -> &[u8] {
        self.response.body()
    }

    /// Where it sends whoever follows.
    pub fn location(&self) -> Option<Url> {
        unknown::location(&self.url, self.status(), self.headers())
    }

    /// True where it says that the service does not know who asked.
    pub fn is_unauthenticated(&self, method: &Method, site: &Site) -> bool {
        let to = self.location();
        unknown::is_unauthenticated(method, self.status(), self.headers(), to.as_ref(), Some(site))
    }

    /// What it says of itself, short enough to be repeated. A success may be a page that says no: what was sent is taken out of
    /// that too.
    pub fn said(&self) -> Option<String> {
        said::said(self.headers(), &trace::scrub(self.body().to_vec(), &self.sent))
    }

    /// A text of it without what was sent.
    pub fn without_sent(&self, text: String) -> String {
        trace::without(text, &self.sent)
    }

    /// True where a text of it repeats what was sent, and is no name of anybody.
    pub fn repeats_sent(&self, text: &str) -> bool {
        trace::without(text.to_owned(), &self.sent) != text
    }

    /// The object that it says, for people to see: without what was sent.
    pub fn shown_object(&self) -> Option<serde_json::Map<String, serde_json::Value>> {
        self.success().ok()?;
        let clean = trace::scrub(self.body().to_vec(), &self.sent);
        http::json::read(&clean).ok()?.as_object().cloned()
    }

    /// Its JSON, if it is a success and is any.
    pub fn json(&self) -> Result<serde_json::Value, Error> {
        self.success()?;
        http::json::read(self.body()).map_err(|_| self.odd("it is no JSON"))
    }

    /// That it is a success; else what it is.
    pub fn success(&self) -> Result<(), Error> {
        if self.status().is_success() { Ok(()) } else { Err(self.refusal()) }
    }

    pub fn odd(&self, why: impl Into<String>) -> Error {
        Error::Odd { at: self.at.clone(), why: why.into() }
    }

    /// What an answer is that is no success. One that says when to come back is none for good, whatever its status.
    pub fn refusal(&self) -> Error {
        let (at, status, said) = (self.at.clone(), self.status(), self.said());
        let retry_after = retry_after(self.headers());
        let is_later = retry_after.is_some()
            || status.is_server_error()
            || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS);
        match status.is_redirection() {
            _ if is_later => Error::Later { at, status: status.as_u16(), said, retry_after },
            true => {
                let to = self.location().map(|to| format!(" to {}", self.shown_place(&to)));
                self.odd(format!("a redirect{} (HTTP {})", to.unwrap_or_default(), status.as_u16()))
            }
            false => Error::Refused { at, status: status.as_u16(), said, means: None },
        }
    }

    /// Where a redirect leads: below the same origin its path says it.
    fn shown_place(&self, to: &Url) -> String {
        let is_elsewhere = http::origin(to) != http::origin(&self.url);
        let origin = if is_elsewhere { http::origin(to) } else { String::new() };
        printable::short(&self.without_sent(format!("{origin}{}", to.path())), 100)
    }

    /// [`Answer::refusal`] of a route, with what that means there.
    pub fn refusal_of(&self, site: &Site, route: RouteName) -> Error {
        match self.refusal() {
            Error::Refused { at, status, said, .. } => {
                Error::Refused { at, status, said, means: meaning::find(site.meanings, route, status) }
            }
            other => other,
        }
    }

    /// That it says no in these words, whatever its status is.
    pub fn refused(&self, said: Option<String>, means: Option<&'static str>) -> Error {
        Error::Refused { at: self.at.clone(), status: self.status().as_u16(), said, means }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_continues_the_address_unless_it_is_one_itself() {
        let route = |text: &str| {
            let mut site = Site::bare(Url::parse("https://a.example/api/").unwrap(), false);
            site.routes.insert(RouteName::Approval, text.parse().unwrap());
            site.url(RouteName::Approval, &[("code", "A/B")]).unwrap().to_string()
        };
        for (text, url) in [
            ("/enter/{code}", "https://a.example/api/enter/A%2FB"),
            ("/enter?next=https://b.example/x", "https://a.example/api/enter?next=https://b.example/x"),
            ("https://b.example/{code}", "https://b.example/A%2FB"),
        ] {
            assert_eq!(route(text), url);
        }
    }
}
