//! One HTTP client for everything: built at the first request, with time limits, size caps and no redirects.
//!
//! Answers of issuers come whole and small ([`Http::exchange`]); answers of APIs are streamed ([`Http::send`]).
//! TLS is rustls with the system's roots; requests to loopback never use a proxy and need no roots for http.

mod body;
pub mod challenge;
pub mod trace;

use crate::host::Terminal;
use crate::host::files;
use crate::host::printable;
use body::Activity;
use hyper::body::Bytes;
use hyper::{Request, Response};
use reqwest::{Client, Method, redirect};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use url::{Host, Url};

/// The largest answer of an issuer that is read: 1 MiB.
pub const LARGEST_ANSWER: usize = 1 << 20;

/// How requests are made, from the global options.
#[derive(Clone, Debug)]
pub struct Options {
    /// For an issuer's whole answer; for an API, to connect and then for each silence.
    pub timeout: Duration,
    /// A PEM file with further certificate authorities.
    pub ca_cert: Option<PathBuf>,
    /// Instead of `HTTPS_PROXY` and its kin.
    pub proxy: Option<Url>,
}

impl Default for Options {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), ca_cert: None, proxy: None }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{url} is not https: credentials are sent over http to this machine only")]
    NotSecure { url: Box<str> },
    #[error("{url} is no http or https address")]
    Scheme { url: Box<str> },
    #[error("{host} did not answer within {seconds} s")]
    Timeout { host: Box<str>, seconds: u64 },
    #[error("cannot connect to {host}: {why}")]
    Connect { host: Box<str>, why: Box<str> },
    #[error("the connection to {host} is not secure: {why}")]
    Tls { host: Box<str>, why: Box<str> },
    #[error("the answer of {host} broke off: {why}")]
    Broken { host: Box<str>, why: Box<str> },
    #[error("the answer of {host} is larger than {LARGEST_ANSWER} bytes")]
    TooLarge { host: Box<str> },
    #[error("the request to {host} could not be made: {why}")]
    Request { host: Box<str>, why: Box<str> },
    #[error("cannot use the certificates of {}: {why}", path.display())]
    Certificates { path: PathBuf, why: Box<str> },
    #[error(transparent)]
    File(#[from] files::Error),
}

impl Error {
    /// True when the same request may succeed later, with nothing changed here.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Timeout { .. } | Self::Connect { .. } | Self::Broken { .. })
    }
}

/// True for a host that is this machine: `localhost`, `127.0.0.0/8`, `[::1]`.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

/// https anywhere, http on loopback or where the profile allows it (RFC 6749 section 3.1, RFC 6750 section 5.3).
pub fn check_secure(url: &Url, allow_http: bool) -> Result<(), Error> {
    let shown = || printable::short(&origin(url), 200).into_boxed_str();
    match url.scheme() {
        "https" => Ok(()),
        "http" if allow_http || is_loopback(url) => Ok(()),
        "http" => Err(Error::NotSecure { url: shown() }),
        _ => Err(Error::Scheme { url: shown() }),
    }
}

/// `https://host:port` of a URL: what a credential is bound to (RFC 6454 section 4).
pub fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The client.
pub struct Http {
    options: Options,
    terminal: Terminal,
    /// When a piece of a request's body last left.
    activity: Arc<Activity>,
    /// By what a client must have: roots for TLS, and a proxy.
    clients: [OnceLock<Client>; 4],
}

impl Http {
    pub fn new(options: Options, terminal: Terminal) -> Self {
        Self { options, terminal, activity: Arc::default(), clients: Default::default() }
    }

    /// One request to an issuer and its whole answer. Redirects are not followed, answers over 1 MiB and
    /// answers that take longer than the time limit are errors.
    pub async fn exchange(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Error> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string())
            .map_err(|_| Error::Scheme { url: printable::short(&parts.uri.to_string(), 200).into() })?;
        trace::request(&self.terminal, &parts.method, &url, &parts.headers, &body);
        let secrets = trace::secrets_of(&parts.headers, &body);
        let mut request = reqwest::Request::new(parts.method, url.clone());
        *request.headers_mut() = parts.headers;
        *request.body_mut() = (!body.is_empty()).then(|| body.into());
        let started = Instant::now();
        let mut answer = tokio::time::timeout(self.options.timeout, self.whole_answer(request))
            .await
            .unwrap_or_else(|_| Err(self.timed_out(&url)))?;
        // some issuers say no with 200; what they grant is never touched
        let names = |name: &str| answer.body().windows(name.len()).any(|found| found == name.as_bytes());
        if !answer.status().is_success() || names("\"error\"") && !names("\"access_token\"") {
            *answer.body_mut() = trace::scrub(std::mem::take(answer.body_mut()), &secrets);
        }
        trace::answer(
            &self.terminal,
            answer.status(),
            answer.headers(),
            Some(answer.body()),
            started.elapsed(),
        );
        Ok(answer)
    }

    /// One request to an API; the answer's body is still to come, by [`Http::next_piece`]. Redirects are not followed.
    /// The time limit is for each silence: an upload may take as long as it goes on.
    pub async fn send(&self, request: reqwest::Request) -> Result<reqwest::Response, Error> {
        let url = request.url().clone();
        let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default().len();
        trace::request(&self.terminal, request.method(), &url, request.headers(), &[]);
        if body > 0 {
            trace::note(&self.terminal, &format!("> {body} bytes of body"));
        }
        let started = Instant::now();
        self.activity.begin();
        let answer = tokio::select! {
            answer = self.client(&url)?.execute(request) => answer.map_err(|why| self.classify(&url, &why))?,
            () = self.activity.silence(self.options.timeout) => return Err(self.timed_out(&url)),
        };
        trace::answer(&self.terminal, answer.status(), answer.headers(), None, started.elapsed());
        Ok(answer)
    }

    /// The next piece of an answer's body, `None` at its end.
    pub async fn next_piece(&self, answer: &mut reqwest::Response) -> Result<Option<Bytes>, Error> {
        let piece = tokio::time::timeout(self.options.timeout, answer.chunk()).await;
        match piece {
            Ok(Ok(piece)) => Ok(piece),
            Ok(Err(why)) => Err(self.classify(answer.url(), &why)),
            Err(_) => Err(self.timed_out(answer.url())),
        }
    }

    /// A request body that is read while it is sent, on a thread of its own: a slow or endless pipe never holds up the
    /// runtime, nor the end of the process.
    pub fn streamed(&self, from: impl Read + Send + 'static) -> reqwest::Body {
        body::streamed(from, Arc::clone(&self.activity))
    }

    /// What went wrong while a body was read.
    pub fn classify(&self, url: &Url, why: &reqwest::Error) -> Error {
        if why.is_timeout() {
            return self.timed_out(url);
        }
        let host = shown_host(url);
        let reason: Box<str> = root_cause(why).into();
        // reqwest's own words, which come first, hold the URL
        let said = |words: &[&str]| {
            causes(why).skip(1).any(|cause| words.iter().any(|word| cause.to_string().contains(word)))
        };
        match () {
            () if said(&["corrupt message"]) => {
                Error::Tls { host, why: "no TLS is spoken there; is it http?".into() }
            }
            () if said(&["certificate", "TLS", "HandshakeFailure", "ProtocolVersion"]) => {
                Error::Tls { host, why: reason }
            }
            () if why.is_connect() => Error::Connect { host, why: reason },
            () if why.is_builder() => Error::Request { host, why: reason },
            () => Error::Broken { host, why: reason },
        }
    }

    async fn whole_answer(&self, request: reqwest::Request) -> Result<Response<Vec<u8>>, Error> {
        let url = request.url().clone();
        let is_head = request.method() == Method::HEAD;
        let mut answer =
            self.client(&url)?.execute(request).await.map_err(|why| self.classify(&url, &why))?;
        let mut whole = Response::new(Vec::new());
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = answer.headers().clone();
        if is_head {
            return Ok(whole);
        }
        while let Some(piece) = answer.chunk().await.map_err(|why| self.classify(&url, &why))? {
            if whole.body().len() + piece.len() > LARGEST_ANSWER {
                return Err(Error::TooLarge { host: shown_host(&url) });
            }
            whole.body_mut().extend_from_slice(&piece);
        }
        Ok(whole)
    }

    fn timed_out(&self, url: &Url) -> Error {
        Error::Timeout { host: shown_host(url), seconds: self.options.timeout.as_secs() }
    }

    /// The client for such a URL, built when first needed: reading the system's roots takes tens of milliseconds,
    /// which http on loopback does not need.
    fn client(&self, url: &Url) -> Result<&Client, Error> {
        let (tls, near) = (url.scheme() == "https", is_loopback(url));
        let cell = &self.clients[usize::from(tls) + 2 * usize::from(near)];
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let built = self.build(tls, near).map_err(|why| match why {
            BuildError::Ours(error) => error,
            BuildError::Client(why) => Error::Request { host: shown_host(url), why: root_cause(&why).into() },
        })?;
        Ok(cell.get_or_init(|| built))
    }

    fn build(&self, tls: bool, near: bool) -> Result<Client, BuildError> {
        let mut builder = Client::builder()
            .user_agent(concat!("authctl/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(self.options.timeout);
        builder = match (&self.options.proxy, near) {
            (_, true) => builder.no_proxy(),
            (Some(proxy), false) => {
                builder.proxy(reqwest::Proxy::all(proxy.clone()).map_err(BuildError::Client)?)
            }
            (None, false) => builder,
        };
        if !tls {
            builder = builder.tls_certs_only([]);
        } else if let Some(path) = &self.options.ca_cert {
            builder = builder.tls_certs_merge(certificates(path)?);
        }
        builder.build().map_err(BuildError::Client)
    }
}

fn certificates(path: &Path) -> Result<Vec<reqwest::Certificate>, Error> {
    let unusable = |why: String| Error::Certificates { path: path.to_owned(), why: why.into() };
    let pem = files::read(path, LARGEST_ANSWER)?.ok_or_else(|| unusable("there is no such file".into()))?;
    let found = reqwest::Certificate::from_pem_bundle(&pem).map_err(|why| unusable(root_cause(&why)))?;
    if found.is_empty() {
        return Err(unusable("no PEM certificate is in it".into()));
    }
    Ok(found)
}

enum BuildError {
    Ours(Error),
    Client(reqwest::Error),
}

impl From<Error> for BuildError {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

fn shown_host(url: &Url) -> Box<str> {
    printable::short(&url[url::Position::BeforeHost..url::Position::AfterPort], 120).into()
}

fn causes<'e>(
    error: &'e (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'e (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |cause| cause.source())
}

/// The words of the innermost cause: "Connection refused" and not "error sending request for url".
fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let words = causes(error).last().map(ToString::to_string).unwrap_or_default();
    printable::short(words.split(" (os error").next().unwrap_or_default(), 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn t1_http_is_for_this_machine_only() {
        for fine in [
            "https://id.example.com",
            "http://127.0.0.1:8080",
            "http://[::1]/x",
            "http://localhost",
            "http://127.9.9.9",
        ] {
            assert!(check_secure(&url(fine), false).is_ok(), "{fine}");
        }
        for refused in [
            "http://id.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "http://127.0.0.1.example.com",
        ] {
            assert!(matches!(check_secure(&url(refused), false), Err(Error::NotSecure { .. })), "{refused}");
            assert!(check_secure(&url(refused), true).is_ok(), "{refused}");
        }
        assert!(matches!(check_secure(&url("ftp://127.0.0.1/"), true), Err(Error::Scheme { .. })));
    }

    #[test]
    fn origins_leave_out_default_ports() {
        assert_eq!(origin(&url("https://api.example.com:443/v1")), "https://api.example.com");
        assert_eq!(origin(&url("http://127.0.0.1:8080/v1")), "http://127.0.0.1:8080");
    }
}
