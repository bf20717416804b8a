//! Why a request has no answer.

use super::cause::NO_HANDSHAKE;
use super::{LARGEST_ANSWER, MOST_PIECES, tls};
use crate::host::files;
use std::path::PathBuf;
use std::time::Duration;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{url} is not https: credentials are sent over http to this machine only")]
    NotSecure { url: Box<str> },
    #[error("{url} is no http or https address")]
    Scheme { url: Box<str> },
    #[error("{host} did not answer within {} s", limit.as_secs_f64())]
    Timeout { host: Box<str>, limit: Duration },
    #[error("cannot connect to {host}: {why}")]
    Connect { host: Box<str>, why: Box<str> },
    /// It does not speak TLS, or not with who has no certificate.
    #[error("cannot connect to {host}: {NO_HANDSHAKE}")]
    NoHandshake { host: Box<str> },
    #[error("cannot connect to {host}: no host of this name is known")]
    UnknownName { host: Box<str> },
    #[error("cannot connect to {host}: nobody can be asked where it is ({why})")]
    NoNameServer { host: Box<str>, why: Box<str> },
    #[error("the connection to {host} is not secure: {why}")]
    Tls {
        host: Box<str>,
        fault: tls::Fault,
        why: Box<str>,
        /// There was no connection yet: nothing was sent.
        unsent: bool,
    },
    #[error("{host} cannot be reached through the proxy {proxy}: {why}")]
    Proxy {
        host: Box<str>,
        proxy: Box<str>,
        why: Box<str>,
        /// The proxy is there and says no.
        refused: bool,
    },
    #[error("{named_by} names no proxy that can be used")]
    NoProxy { named_by: &'static str },
    #[error("the answer of {host} broke off: {why}")]
    Broken {
        host: Box<str>,
        why: Box<str>,
        /// Its head had come, and that was a success.
        has_begun: bool,
    },
    #[error("the answer of {host} is larger than {LARGEST_ANSWER} bytes")]
    TooLarge { host: Box<str> },
    #[error("the answer of {host} comes in more than {MOST_PIECES} pieces")]
    TooManyPieces { host: Box<str> },
    #[error("the request to {host} could not be made: {why}")]
    Request { host: Box<str>, why: Box<str> },
    #[error("cannot use the certificates of {}: {why}", path.display())]
    Certificates { path: PathBuf, why: Box<str> },
    #[error("cannot prove who this is with {}: {why}", path.display())]
    ClientCertificate { path: PathBuf, why: Box<str> },
    #[error("no certificate authority is known: {0}")]
    NoAuthorities(Box<str>),
    #[error(transparent)]
    File(#[from] files::Error),
}

impl Error {
    /// True when the request was not sent: nobody can have answered it.
    pub fn is_before_sending(&self) -> bool {
        matches!(
            self,
            Self::Connect { .. }
                | Self::NoHandshake { .. }
                | Self::UnknownName { .. }
                | Self::NoNameServer { .. }
                | Self::Tls { unsent: true, .. }
                | Self::Proxy { .. }
                | Self::NoProxy { .. }
                | Self::NotSecure { .. }
                | Self::Scheme { .. }
                | Self::Request { .. }
                | Self::Certificates { .. }
                | Self::ClientCertificate { .. }
                | Self::NoAuthorities(_)
                | Self::File(_)
        )
    }

    /// True when the same request may succeed later, with nothing changed here.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Timeout { .. }
                | Self::Connect { .. }
                | Self::NoHandshake { .. }
                | Self::UnknownName { .. }
                | Self::NoNameServer { .. }
                | Self::Broken { .. }
                | Self::Proxy { refused: false, .. }
        )
    }
}
