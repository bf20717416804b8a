//! One HTTP client for everything: built at the first request, with time limits, size caps and no redirects.
//!
//! Answers of issuers come whole and small ([`Http::exchange`]); answers of APIs are streamed ([`Http::send`]).
//! TLS is rustls with the system's roots; requests to loopback never use a proxy and need no roots for http.
//! A question to an issuer that cannot be answered now is asked again, twice at most; nothing else is sent twice.

mod body;
pub mod challenge;
mod error;
pub mod proxy;
pub mod tls;
pub mod told;
pub mod trace;

use crate::host::printable;
use crate::host::{Environment, Random, Terminal};
use body::Activity;
use hyper::body::Bytes;
use hyper::{Request, Response, StatusCode, header};
use proxy::{Proxies, Proxy};
use reqwest::{Client, Method, redirect};
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use told::Told;
use url::{Host, Url};

pub use error::Error;

/// The largest answer of an issuer that is read: 1 MiB.
pub const LARGEST_ANSWER: usize = 1 << 20;

/// How long to wait before a question is asked again, give or take a half.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(300)];

/// How requests are made, from the global options.
#[derive(Clone)]
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
    /// What the servers of this run told of themselves.
    pub told: Told,
    options: Options,
    environment: Environment,
    terminal: Terminal,
    proxies: Proxies,
    /// When a piece of a request's body last left.
    activity: Arc<Activity>,
    /// By what a client must have: roots for TLS, and a proxy.
    clients: [OnceLock<Client>; 4],
}

impl Http {
    pub fn new(options: Options, environment: Environment, terminal: Terminal) -> Self {
        let proxies = Proxies::new(options.proxy.clone(), environment.clone());
        Self {
            told: Told::default(),
            options,
            environment,
            terminal,
            proxies,
            activity: Arc::default(),
            clients: Default::default(),
        }
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
        let mut answer = tokio::time::timeout(self.options.timeout, self.answer_to(request))
            .await
            .unwrap_or_else(|_| Err(self.timed_out(&url)))?;
        self.told.listen(&url, answer.headers());
        trace::scrub_headers(answer.headers_mut(), &secrets);
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
        let secrets = trace::secrets_of(request.headers(), &[]);
        let started = Instant::now();
        self.activity.begin();
        let mut answer = tokio::select! {
            answer = self.execute(request) => answer?,
            () = self.activity.silence(self.options.timeout) => return Err(self.timed_out(&url)),
        };
        self.told.listen(&url, answer.headers());
        trace::scrub_headers(answer.headers_mut(), &secrets);
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

    /// What went wrong with a request, or while a body was read.
    pub fn classify(&self, url: &Url, why: &reqwest::Error) -> Error {
        if why.is_timeout() {
            return self.timed_out(url);
        }
        let (host, reason) = (self.place(url), root_cause(why).into_boxed_str());
        if let Some((fault, why)) = tls::fault_of(why) {
            return Error::Tls { host, fault, why: why.into() };
        }
        match self.proxy(url) {
            Some(proxy) if why.is_connect() => at_the_proxy(&proxy, url, why),
            _ if why.is_connect() => unconnected(host, reason),
            _ if why.is_builder() => Error::Request { host, why: reason },
            _ => Error::Broken { host, why: reason },
        }
    }

    /// The answer to a question may be asked for again where that can help: it changes nothing. All of it together has
    /// the time of one request. One with a DPoP proof is not sent again as it is: a proof is good once.
    async fn answer_to(&self, request: reqwest::Request) -> Result<Response<Vec<u8>>, Error> {
        let only_asks = matches!(*request.method(), Method::GET | Method::HEAD)
            && !request.headers().contains_key("dpop");
        for pause in PAUSES {
            let Some(again) = request.try_clone().filter(|_| only_asks) else { break };
            let result = self.whole_answer(again).await;
            if !is_passing(&result) {
                return result;
            }
            let pause = jittered(pause);
            trace::note(&self.terminal, &format!("  no answer yet: once more in {} ms", pause.as_millis()));
            tokio::time::sleep(pause).await;
        }
        self.whole_answer(request).await
    }

    async fn whole_answer(&self, request: reqwest::Request) -> Result<Response<Vec<u8>>, Error> {
        let url = request.url().clone();
        let is_head = request.method() == Method::HEAD;
        let mut answer = self.execute(request).await?;
        let mut whole = Response::new(Vec::new());
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = answer.headers().clone();
        if is_head {
            return Ok(whole);
        }
        while let Some(piece) = answer.chunk().await.map_err(|why| self.classify(&url, &why))? {
            if whole.body().len() + piece.len() > LARGEST_ANSWER {
                return Err(Error::TooLarge { host: self.place(&url) });
            }
            whole.body_mut().extend_from_slice(&piece);
        }
        Ok(whole)
    }

    /// What a proxy says to http in its own name is not an answer.
    async fn execute(&self, request: reqwest::Request) -> Result<reqwest::Response, Error> {
        let url = request.url().clone();
        let answer = self.client(&url)?.execute(request).await.map_err(|why| self.classify(&url, &why))?;
        match self.proxy(&url) {
            Some(proxy) if answer.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
                Err(Error::Proxy {
                    host: shown_host(&url),
                    proxy: proxy.shown().into(),
                    why: WANTS_PASSWORD.into(),
                    refused: true,
                })
            }
            _ => Ok(answer),
        }
    }

    fn timed_out(&self, url: &Url) -> Error {
        Error::Timeout { host: self.place(url), limit: self.options.timeout }
    }

    /// The host as messages name it, with the proxy on the way to it.
    fn place(&self, url: &Url) -> Box<str> {
        match self.proxy(url) {
            Some(proxy) => format!("{} (through the proxy {})", shown_host(url), proxy.shown()).into(),
            None => shown_host(url),
        }
    }

    fn proxy(&self, url: &Url) -> Option<Proxy> {
        self.proxies.of(url).ok().flatten().filter(|_| !is_loopback(url))
    }

    /// The client for such a URL, built when first needed: reading the system's roots takes tens of milliseconds,
    /// which http on loopback does not need.
    fn client(&self, url: &Url) -> Result<&Client, Error> {
        let near = is_loopback(url);
        let proxy = if near { None } else { self.proxies.of(url)? };
        let tls = url.scheme() == "https" || proxy.is_some_and(|proxy| proxy.url.scheme() == "https");
        let cell = &self.clients[usize::from(tls) + 2 * usize::from(near)];
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let built = self.build(tls, near)?;
        Ok(cell.get_or_init(|| built))
    }

    fn build(&self, tls: bool, near: bool) -> Result<Client, Error> {
        let mut builder = Client::builder()
            .user_agent(concat!("authctl/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(self.options.timeout);
        if near {
            builder = builder.no_proxy();
        } else if self.proxies.are_named() {
            let proxies = self.proxies.clone();
            let url_of = move |url: &Url| proxies.of(url).ok().flatten().map(|proxy| proxy.url);
            builder = builder.proxy(reqwest::Proxy::custom(url_of));
        }
        // a file that cannot be used is told even where this request does not need it
        let further = self.options.ca_cert.as_deref().map(tls::certificates).transpose()?;
        builder = match further {
            _ if !tls => builder.tls_certs_only([]),
            Some(further) => builder.tls_certs_merge(further),
            None => builder,
        };
        builder.build().map_err(|why| self.unbuilt(tls, &why))
    }

    /// A client for TLS is not built where no authority is known.
    fn unbuilt(&self, tls: bool, why: &reqwest::Error) -> Error {
        let named =
            ["SSL_CERT_FILE", "SSL_CERT_DIR"].into_iter().find(|name| self.environment.has_any(&[name]));
        match (tls, named) {
            (true, Some(name)) => Error::NoAuthorities(format!("{name} leads to none").into()),
            (true, None) => Error::NoAuthorities(root_cause(why).into()),
            (false, _) => Error::Request { host: "any host".into(), why: root_cause(why).into() },
        }
    }
}

const WANTS_PASSWORD: &str = "it wants a user and a password, or others than these (HTTP 407)";

/// hyper-util keeps the type of these to itself; its words are all there is.
fn at_the_proxy(proxy: &Proxy, url: &Url, why: &reqwest::Error) -> Error {
    let tunnel = causes(why)
        .map(ToString::to_string)
        .find_map(|words| Some(words.strip_prefix("tunnel error: ")?.to_owned()));
    let (why, refused) = match tunnel.as_deref() {
        Some("proxy authorization required") => (WANTS_PASSWORD.to_owned(), true),
        Some("unsuccessful") => ("it refuses to lead there".to_owned(), true),
        Some("unexpected end of file") => ("it closed the connection".to_owned(), false),
        _ if root_cause(why).contains("underlying connection") => ("nothing answers there".to_owned(), false),
        _ => (root_cause(why), false),
    };
    Error::Proxy { host: shown_host(url), proxy: proxy.shown().into(), why: why.into(), refused }
}

/// True when the same question may well be answered in a moment. Who says when to come back is not asked before.
fn is_passing(result: &Result<Response<Vec<u8>>, Error>) -> bool {
    match result {
        Ok(answer) => {
            matches!(answer.status().as_u16(), 502..=504)
                && !answer.headers().contains_key(header::RETRY_AFTER)
        }
        Err(why) => !matches!(why, Error::Timeout { .. }) && why.may_pass(),
    }
}

/// Half of it to one and a half, so that many who were turned away together do not come back together.
fn jittered(pause: Duration) -> Duration {
    let [random] = Random.bytes::<1>();
    pause / 2 + pause * u32::from(random) / 255
}

fn shown_host(url: &Url) -> Box<str> {
    printable::short(&url[url::Position::BeforeHost..url::Position::AfterPort], 120).into()
}

fn causes<'e>(
    error: &'e (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'e (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |cause| cause.source())
}

/// A host to which there is no connection. The resolver's verdict comes as text alone, which the system words in English.
fn unconnected(host: Box<str>, why: Box<str>) -> Error {
    match why.strip_prefix("failed to lookup address information: ") {
        // "try again" of a resolver (EAI_AGAIN): it asked in vain
        Some(verdict) if verdict.starts_with("Temporary failure") || verdict.starts_with("Try again") => {
            Error::NoNameServer { host, why: verdict.into() }
        }
        Some(_) => Error::UnknownName { host },
        None => Error::Connect { host, why },
    }
}

/// The words of the innermost cause: "Connection refused" and not "error sending request for url".
fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let words = causes(error).last().map(ToString::to_string).unwrap_or_default();
    if words == "tls handshake eof" {
        return "it closed the connection before TLS was agreed on".to_owned();
    }
    printable::short(words.split(" (os error").next().unwrap_or_default(), 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_name_that_is_wrong_is_told_from_a_network_that_is_down() {
        let told = |why: &str| unconnected("id.example.com".into(), why.into());
        let lookup = "failed to lookup address information: ";
        for wrong in ["Name or service not known", "nodename nor servname provided, or not known"] {
            assert!(matches!(told(&format!("{lookup}{wrong}")), Error::UnknownName { .. }), "{wrong}");
        }
        for down in ["Temporary failure in name resolution", "Try again"] {
            assert!(matches!(told(&format!("{lookup}{down}")), Error::NoNameServer { .. }), "{down}");
        }
        assert!(matches!(told("Connection refused"), Error::Connect { .. }));
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
