//! Why there is no answer.

use super::{Failure, Kind};
use crate::http::{self, websocket};
use reqwest::StatusCode;

impl From<http::Error> for Failure {
    fn from(error: http::Error) -> Self {
        let message = error.to_string();
        match error {
            http::Error::Proxy { refused: false, .. } => {
                Self::later("proxy", message).hint("NO_PROXY=host goes past the proxy")
            }
            http::Error::UnknownName { .. } => Self::new(Kind::Unavailable, "network", message)
                .hint("check the spelling of the host; some names are known in their own network alone (VPN)"),
            http::Error::NoNameServer { .. } => Self::later("network", message)
                .hint("is this machine on the network?"),
            _ if error.may_pass() => Self::later("network", message),
            http::Error::NotSecure { .. } => Self::new(Kind::Refused, "not_secure", message)
                .hint("use https; a login with --allow-http allows it for the profile, if everybody in between may read \
                       the credential"),
            http::Error::Tls { fault, .. } => Self::new(Kind::Barred, "tls", message).hint(against(fault)),
            http::Error::Proxy { .. } => Self::new(Kind::Barred, "proxy_refused", message)
                .hint("look at --proxy, or HTTPS_PROXY=http://user:password@host:port; NO_PROXY=host goes past the \
                       proxy"),
            http::Error::NoProxy { .. } => Self::new(Kind::Other, "proxy", message)
                .hint("it must be like http://proxy.example.com:3128 (or https, socks5, socks5h)"),
            http::Error::Certificates { .. } => Self::new(Kind::Other, "certificates", message)
                .hint("--ca-cert wants a PEM file: -----BEGIN CERTIFICATE----- and so on"),
            http::Error::ClientCertificate { .. } => Self::new(Kind::Other, "certificates", message)
                .hint("--etcd-cert and --etcd-key want PEM files: a certificate, and the private key that belongs to it"),
            http::Error::NoAuthorities(_) => Self::new(Kind::Other, "certificates", message)
                .hint("install those of the system (Debian: apt-get install ca-certificates), or name a PEM file with \
                       --ca-cert or SSL_CERT_FILE"),
            http::Error::TooLarge { .. } | http::Error::TooManyPieces { .. } => {
                Self::new(Kind::Other, "too_large", message)
                    .hint("is this really the issuer? -v shows what was asked")
            }
            http::Error::Scheme { .. } => Self::new(Kind::Refused, "scheme", message),
            _ => Self::new(Kind::Other, "request", message),
        }
    }
}

impl From<websocket::Error> for Failure {
    fn from(error: websocket::Error) -> Self {
        let message = error.to_string();
        match error {
            websocket::Error::Http(error) => error.into(),
            websocket::Error::NotOpened { status, .. } => not_opened(status, message),
            websocket::Error::Odd { .. } => Self::new(Kind::Other, "no_websocket", message),
            websocket::Error::TooLarge { .. } => Self::new(Kind::Other, "too_large", message),
            websocket::Error::Dropped { .. } => Self::later("dropped", message),
            websocket::Error::Stuck { .. } => Self::later("stuck", message),
        }
    }
}

/// An answer to a handshake that opens nothing.
fn not_opened(status: StatusCode, message: String) -> Failure {
    let failure = |kind| Failure::new(kind, "no_websocket", message.clone());
    match status {
        StatusCode::FORBIDDEN => {
            let why = "it may take handshakes of its own origin alone (localhost is another one than 127.0.0.1), or no \
                       WebSocket is there";
            Failure::new(Kind::Refused, "no_websocket", format!("{message}: {why}"))
                .hint("-H \"Origin: URL\" says another origin")
        }
        status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            Failure::later("no_websocket", message)
        }
        StatusCode::UNAUTHORIZED => failure(Kind::LoginNeeded),
        _ => failure(Kind::Other).hint("-v shows what was asked"),
    }
}

/// What helps against a connection that is not secure. There is no way to skip the check.
fn against(fault: http::tls::Fault) -> &'static str {
    use http::tls::Fault;
    match fault {
        Fault::Untrusted => {
            "if it is a private authority: --ca-cert FILE or SSL_CERT_FILE names its certificate"
        }
        Fault::Time => "the server needs a new certificate, or this machine's clock must be set",
        Fault::Name => "use the name that the certificate is for, if that is the same server",
        Fault::Other => "whoever runs the server must mend it; there is no way to skip the check",
    }
}
