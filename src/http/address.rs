//! What an address says: whether it is this machine, whether it is safe to send secrets to, whose it is.

use super::Error;
use crate::host::printable;
use url::{Host, Position, Url};

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
        other => Err(Error::Scheme { url: format!("{other}:…").into() }),
    }
}

/// `https://host:port` of a URL: what a credential is bound to (RFC 6454 section 4).
pub fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// An address for messages: its query may hold a key, and is left out.
pub fn without_query(url: &Url) -> String {
    let rest = if url.query().is_some() { "?…" } else { "" };
    format!("{}{rest}", &url[..Position::AfterPath])
}

/// True when a URL names a user or a password: what stands there looks like a host, and secrets in it get around.
pub fn includes_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// The host and the port as messages name them.
pub(super) fn shown_host(url: &Url) -> Box<str> {
    printable::short(&url[Position::BeforeHost..Position::AfterPort], 120).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_query_is_left_out_of_messages() {
        assert_eq!(without_query(&url("https://id.example/jwks?apikey=x#y")), "https://id.example/jwks?…");
        assert_eq!(without_query(&url("https://id.example/jwks")), "https://id.example/jwks");
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
