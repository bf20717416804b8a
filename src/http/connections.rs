//! How a server is reached: by which client, through which proxy; and in words why it is not.

use super::address::shown_host;
use super::cause::{NO_HANDSHAKE, causes, root_cause};
use super::proxy::{Proxies, Proxy};
use super::{ClientCertificate, Error, Options, Trust, is_loopback, tls};
use crate::host::Environment;
use hyper::header::UPGRADE;
use reqwest::{Client, StatusCode, redirect};
use std::sync::OnceLock;
use url::Url;

/// A connection that was there and is not: before TLS was agreed on, so ends that of who closes it with our words unread.
const RESET: &str = "Connection reset by peer";
const WANTS_PASSWORD: &str = "it wants a user and a password, or others than these (HTTP 407)";

/// The ways to all servers, each built when it is first needed.
pub struct Connections {
    options: Options,
    environment: Environment,
    proxies: Proxies,
    /// By what a client must have: roots for TLS, a proxy, and HTTP/1.1 alone.
    built: [OnceLock<Client>; 8],
}

impl Connections {
    pub fn new(options: Options, environment: Environment) -> Self {
        let proxies = Proxies::new(options.proxy.clone(), environment.clone());
        Self { options, environment, proxies, built: Default::default() }
    }

    /// One request and the head of its answer. What a proxy says to http in its own name is not an answer.
    pub async fn execute(&self, request: reqwest::Request) -> Result<reqwest::Response, Error> {
        let url = request.url().clone();
        let upgrades = request.headers().contains_key(UPGRADE);
        if upgrades {
            self.check_way(&url)?;
        }
        let answer =
            self.client(&url, upgrades)?.execute(request).await.map_err(|why| self.classify(&url, &why))?;
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

    pub fn trust(&self) -> Trust {
        Trust::of(&self.options, &self.environment)
    }

    /// What went wrong with a request, or while a body was read.
    pub fn classify(&self, url: &Url, why: &reqwest::Error) -> Error {
        if why.is_timeout() {
            return self.timed_out(url);
        }
        let (host, reason) = (self.place(url), root_cause(why).into_boxed_str());
        if let Some((fault, words)) = tls::fault_of(why) {
            return Error::Tls { host, fault, why: words.into(), unsent: why.is_connect() };
        }
        match self.proxy(url) {
            Some(proxy) if why.is_connect() => at_the_proxy(&proxy, url, why),
            _ if why.is_connect() => unconnected(host, reason),
            _ if why.is_builder() => Error::Request { host, why: reason },
            _ => Error::Broken { host, why: reason, has_begun: false },
        }
    }

    /// Nothing came in time.
    pub fn timed_out(&self, url: &Url) -> Error {
        Error::Timeout { host: self.place(url), limit: self.options.timeout }
    }

    /// The host as messages name it, with the proxy on the way to it.
    pub fn place(&self, url: &Url) -> Box<str> {
        match self.proxy(url) {
            Some(proxy) => format!("{} (through the proxy {})", shown_host(url), proxy.shown()).into(),
            None => shown_host(url),
        }
    }

    /// The proxy on the way to it, if there is one.
    pub fn proxy(&self, url: &Url) -> Option<Proxy> {
        self.proxies.of(url).ok().flatten().filter(|_| !is_loopback(url))
    }

    /// A proxy gets requests for http as they are, and hands on no upgrade; through any other a connection of its own leads
    /// (RFC 6455 section 4.1).
    fn check_way(&self, url: &Url) -> Result<(), Error> {
        match self.proxy(url).filter(|proxy| url.scheme() == "http" && proxy.url.scheme().starts_with("http"))
        {
            Some(proxy) => Err(Error::Proxy {
                host: shown_host(url),
                proxy: proxy.shown().into(),
                why: "it hands on no WebSocket over http; one over https (wss) passes it".into(),
                refused: true,
            }),
            None => Ok(()),
        }
    }

    /// The client for such a URL, built when first needed: reading the system's roots takes tens of milliseconds,
    /// which http on loopback does not need.
    fn client(&self, url: &Url, upgrades: bool) -> Result<&Client, Error> {
        let near = is_loopback(url);
        let proxy = if near { None } else { self.proxies.of(url)? };
        let tls = url.scheme() == "https" || proxy.is_some_and(|proxy| proxy.url.scheme() == "https");
        let cell = &self.built[usize::from(tls) + 2 * usize::from(near) + 4 * usize::from(upgrades)];
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let built = self.build(tls, near, upgrades)?;
        Ok(cell.get_or_init(|| built))
    }

    fn build(&self, tls: bool, near: bool, upgrades: bool) -> Result<Client, Error> {
        let mut builder = Client::builder()
            .user_agent(concat!("authctl/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(self.options.timeout);
        // with HTTP/2 there is no upgrade (RFC 9113 section 8.6)
        if upgrades {
            builder = builder.http1_only();
        }
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
        let own = self.options.client_certificate.as_ref().map(ClientCertificate::identity).transpose()?;
        if let Some(own) = own.filter(|_| tls) {
            builder = builder.identity(own);
        }
        builder.build().map_err(|why| self.unbuilt(tls, &why))
    }

    /// A client for TLS is not built where no authority is known.
    fn unbuilt(&self, tls: bool, why: &reqwest::Error) -> Error {
        if let (Some(own), true) = (&self.options.client_certificate, tls::is_of_client(why)) {
            return own.unusable(&root_cause(why));
        }
        let named =
            ["SSL_CERT_FILE", "SSL_CERT_DIR"].into_iter().find(|name| self.environment.has_any(&[name]));
        match (tls, named) {
            (true, Some(name)) => Error::NoAuthorities(format!("{name} leads to none").into()),
            (true, None) => Error::NoAuthorities(root_cause(why).into()),
            (false, _) => Error::Request { host: "any host".into(), why: root_cause(why).into() },
        }
    }
}

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

/// A host to which there is no connection. The resolver's verdict comes as text alone, which the system words in
/// English.
fn unconnected(host: Box<str>, why: Box<str>) -> Error {
    match why.strip_prefix("failed to lookup address information: ") {
        // "try again" of a resolver (EAI_AGAIN): it asked in vain
        Some(verdict) if verdict.starts_with("Temporary failure") || verdict.starts_with("Try again") => {
            Error::NoNameServer { host, why: verdict.into() }
        }
        Some(_) => Error::UnknownName { host },
        None if [NO_HANDSHAKE, RESET].contains(&&*why) => Error::NoHandshake { host },
        None => Error::Connect { host, why },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(matches!(told(NO_HANDSHAKE), Error::NoHandshake { .. }));
        assert!(
            matches!(told("Connection reset by peer"), Error::NoHandshake { .. }),
            "the one as well as the other"
        );
    }
}
