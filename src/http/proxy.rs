//! Which proxy a request goes through: the one that was named, or that of `HTTPS_PROXY` and its kin.
//!
//! Requests to this machine never use one, and a proxy for http is not one for https.

use super::Error;
use crate::host::{Environment, printable};
use std::net::IpAddr;
use url::{Host, Url};

/// The ways to speak to a proxy.
pub const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// The proxies that are named, by a flag or in the environment.
#[derive(Clone)]
pub struct Proxies {
    flag: Option<Url>,
    environment: Environment,
}

/// One proxy and who named it. Its address may hold a password: it is shown by [`Proxy::shown`] alone.
pub struct Proxy {
    pub url: Url,
    pub named_by: &'static str,
}

impl Proxy {
    /// Its host and port, and who named it.
    pub fn shown(&self) -> String {
        let address = &self.url[url::Position::BeforeHost..url::Position::AfterPort];
        format!("{} of {}", printable::short(address, 120), self.named_by)
    }
}

impl Proxies {
    pub fn new(flag: Option<Url>, environment: Environment) -> Self {
        Self { flag, environment }
    }

    /// False where only the system's own settings may name one.
    pub fn are_named(&self) -> bool {
        self.flag.is_some()
            || self.first(&["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"]).is_some()
            || self.first(&ALL).is_some()
    }

    /// The proxy for a request to another machine; `None` where `NO_PROXY` says so, or nobody names one.
    pub fn of(&self, url: &Url) -> Result<Option<Proxy>, Error> {
        let exempt = self.first(&["NO_PROXY", "no_proxy"]).is_some_and(|(_, list)| is_exempt(list, url));
        if exempt {
            return Ok(None);
        }
        if let Some(flag) = &self.flag {
            return Ok(Some(Proxy { url: flag.clone(), named_by: "--proxy" }));
        }
        let own: &[&'static str] = match url.scheme() {
            "https" => &["HTTPS_PROXY", "https_proxy"],
            // a CGI program finds a header of its request there, which anybody can send
            "http" if self.environment.has_any(&["REQUEST_METHOD"]) => &[],
            "http" => &["HTTP_PROXY", "http_proxy"],
            _ => return Ok(None),
        };
        let Some((named_by, text)) = self.first(own).or_else(|| self.first(&ALL)) else { return Ok(None) };
        let url = parse(text).ok_or(Error::NoProxy { named_by })?;
        Ok(Some(Proxy { url, named_by }))
    }

    fn first(&self, names: &[&'static str]) -> Option<(&'static str, &str)> {
        names.iter().find_map(|name| Some((*name, self.environment.text(name)?)))
    }
}

const ALL: [&str; 2] = ["ALL_PROXY", "all_proxy"];

/// `proxy.example.com:3128` means http.
fn parse(text: &str) -> Option<Url> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    Url::parse(&whole).ok().filter(|url| SCHEMES.contains(&url.scheme()) && url.has_host())
}

/// `NO_PROXY`: hosts with all below them, addresses, networks such as 10.0.0.0/8, each with or without a port; or `*`.
fn is_exempt(list: &str, url: &Url) -> bool {
    let port = url.port_or_known_default();
    list.split([',', ' ']).map(str::trim).filter(|entry| !entry.is_empty()).any(|entry| {
        let (host, wanted) = with_port(entry);
        wanted.is_none_or(|wanted| Some(wanted) == port) && matches(host, url)
    })
}

/// `host:port` as two; an IPv6 address needs brackets to have a port.
fn with_port(entry: &str) -> (&str, Option<u16>) {
    match entry.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

fn matches(entry: &str, url: &Url) -> bool {
    let address = match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let entry = entry.trim_start_matches("*.").trim_matches('.').to_ascii_lowercase();
            let below = name.strip_suffix(&entry).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            return entry == "*" || !entry.is_empty() && below;
        }
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        None => return false,
    };
    let (network, length) = match entry.split_once('/') {
        Some((network, length)) => (network, length.parse().ok()),
        None => (entry, Some(128)),
    };
    let network = network.trim_start_matches('[').trim_end_matches(']').parse();
    entry == "*"
        || matches!((network, length), (Ok(network), Some(length)) if same_network(network, address, length))
}

/// True when the first `length` bits are equal.
fn same_network(one: IpAddr, other: IpAddr, length: u32) -> bool {
    let differing = match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros(),
        (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros(),
        _ => return false,
    };
    // equal addresses have no bit that differs
    differing >= length || one == other
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let proxies = Proxies::new(None, variables.iter().copied().collect());
        proxies.of(&Url::parse(url).unwrap()).unwrap().map(|proxy| proxy.shown())
    }

    #[test]
    fn a52_each_scheme_has_its_own_proxy() {
        let both = [("HTTPS_PROXY", "s:1"), ("http_proxy", "http://p:2")];
        assert_eq!(chosen(&both, "https://a.test/").unwrap(), "s:1 of HTTPS_PROXY");
        assert_eq!(chosen(&both, "http://a.test/").unwrap(), "p:2 of http_proxy");
        assert_eq!(chosen(&[("http_proxy", "p:2"), ("HTTP_PROXY", "p:2")], "https://a.test/"), None);
        assert_eq!(
            chosen(&[("ALL_PROXY", "socks5h://x:1080")], "https://a.test/").unwrap(),
            "x:1080 of ALL_PROXY"
        );
        assert_eq!(chosen(&[("HTTP_PROXY", "evil:1"), ("REQUEST_METHOD", "GET")], "http://a.test/"), None);
        assert_eq!(chosen(&[("HTTPS_PROXY", "")], "https://a.test/"), None);
    }

    #[test]
    fn a42_a_proxys_password_is_not_shown() {
        let shown =
            chosen(&[("HTTPS_PROXY", "http://me:canary@proxy.test:3128")], "https://a.test/").unwrap();
        assert_eq!(shown, "proxy.test:3128 of HTTPS_PROXY");
        let odd = Proxies::new(None, [("HTTPS_PROXY", "ftp://me:canary@proxy.test")].into_iter().collect());
        let why = odd.of(&Url::parse("https://a.test/").unwrap()).err().unwrap().to_string();
        assert!(why.contains("HTTPS_PROXY") && !why.contains("canary"), "{why}");
    }

    #[test]
    fn a52_no_proxy_names_hosts_suffixes_addresses_networks_and_ports() {
        let is_direct =
            |list: &str, url: &str| chosen(&[("HTTPS_PROXY", "p:1"), ("NO_PROXY", list)], url).is_none();
        for (list, url) in [
            ("a.test", "https://a.test/"),
            ("A.Test", "https://a.test/"),
            ("test", "https://a.test/"),
            (".a.test", "https://b.a.test/"),
            ("*.a.test", "https://b.a.test/"),
            ("x.test, a.test", "https://a.test/"),
            ("*", "https://a.test/"),
            ("*", "https://10.0.0.1/"),
            ("10.0.0.1", "https://10.0.0.1/"),
            ("10.0.0.0/8", "https://10.9.8.7/"),
            ("[fd00::1]", "https://[fd00::1]/"),
            ("fd00::/8", "https://[fd12::9]/"),
            ("a.test:8443", "https://a.test:8443/"),
            ("a.test:443", "https://a.test/"),
            ("[fd00::1]:8443", "https://[fd00::1]:8443/"),
        ] {
            assert!(is_direct(list, url), "{list} {url}");
        }
        for (list, url) in [
            ("b.test", "https://a.test/"),
            ("a.test", "https://aa.test/"),
            ("a.test", "https://a.test.evil.test/"),
            ("a.test:8443", "https://a.test/"),
            ("10.0.0.0/8", "https://11.0.0.1/"),
            ("10.0.0.1", "https://10.0.0.2/"),
            ("0.0.0.0/33", "https://10.0.0.2/"),
            ("10.0.0.0/x", "https://10.0.0.2/"),
            (" , ,.", "https://a.test/"),
        ] {
            assert!(!is_direct(list, url), "{list} {url}");
        }
    }
}
