//! Which certificate authorities are trusted, and in words why a connection is not.

use super::cause::{causes, root_cause};
use super::{Error, LARGEST_ANSWER};
use crate::host::{files, printable};
use crate::sensitive::SecretBytes;
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{AlertDescription, CertificateError, RootCertStore};
use std::io;
use std::path::{Path, PathBuf};

/// What is wrong, as far as the remedy differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Signed by nobody who is trusted here.
    Untrusted,
    /// A certificate that is not good at this time, by this machine's clock.
    Time,
    /// A certificate for other names.
    Name,
    Other,
}

/// Files that a client proves itself with: its certificate, with those between it and an authority, and its private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl ClientCertificate {
    pub(super) fn identity(&self) -> Result<reqwest::Identity, Error> {
        let (certificate, key) = (pem(&self.certificate)?, pem(&self.key)?);
        let both = SecretBytes::new([certificate.expose(), b"\n", key.expose()].concat());
        reqwest::Identity::from_pem(both.expose()).map_err(|why| self.unusable(&root_cause(&why)))
    }

    pub(super) fn unusable(&self, why: &str) -> Error {
        Error::ClientCertificate { path: self.certificate.clone(), why: why.into() }
    }
}

fn pem(path: &Path) -> Result<SecretBytes, Error> {
    let unusable = |why: String| Error::ClientCertificate { path: path.to_owned(), why: why.into() };
    let pem = files::read_secret(path, LARGEST_ANSWER).map_err(|why| unusable(why.cause.to_string()))?;
    pem.map(|(pem, _)| pem).ok_or_else(|| unusable("there is no such file".into()))
}

/// True when a client cannot be built since its own certificate is none, or not that of its key.
pub fn is_of_client(error: &reqwest::Error) -> bool {
    use rustls::Error as E;
    let is_own =
        |error: &E| matches!(error, E::InconsistentKeys(_) | E::General(_) | E::NoCertificatesPresented);
    causes(error).find_map(tls_error).is_some_and(is_own)
}

/// The certificates of a PEM file.
pub fn certificates(path: &Path) -> Result<Vec<reqwest::Certificate>, Error> {
    let unusable = |why: String| Error::Certificates { path: path.to_owned(), why: why.into() };
    let pem = files::read(path, LARGEST_ANSWER)
        .map_err(|why| unusable(why.cause.to_string()))?
        .ok_or_else(|| unusable("there is no such file".into()))?;
    let mut roots = RootCertStore::empty();
    let mut found = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let number = found.len() + 1;
        let unreadable = |why: String| unusable(format!("certificate {number} in it cannot be read ({why})"));
        let certificate = certificate.map_err(|why| unreadable(why.to_string()))?;
        roots.add(certificate.clone()).map_err(|why| unreadable(why.to_string()))?;
        found.push(reqwest::Certificate::from_der(&certificate).map_err(|why| unreadable(root_cause(&why)))?);
    }
    if found.is_empty() {
        return Err(unusable("no PEM certificate is in it".into()));
    }
    Ok(found)
}

/// What TLS has against the other side, if that is what went wrong.
pub fn fault_of(error: &reqwest::Error) -> Option<(Fault, String)> {
    causes(error).find_map(tls_error).map(describe)
}

/// An `io::Error` skips what it wraps when it is asked for its source, and may wrap another one.
fn tls_error<'e>(cause: &'e (dyn std::error::Error + 'static)) -> Option<&'e rustls::Error> {
    match cause.downcast_ref::<io::Error>() {
        Some(wrapper) => tls_error(wrapper.get_ref()?),
        None => cause.downcast_ref(),
    }
}

fn describe(error: &rustls::Error) -> (Fault, String) {
    use rustls::Error as E;
    let other = |why: &str| (Fault::Other, why.to_owned());
    match error {
        E::InvalidCertificate(why) => describe_certificate(why),
        E::InvalidMessage(_) => other("no TLS is spoken there; is it http?"),
        E::AlertReceived(AlertDescription::ProtocolVersion) => other("it speaks neither TLS 1.2 nor TLS 1.3"),
        E::AlertReceived(AlertDescription::HandshakeFailure) => {
            other("it offers no TLS version and cipher that are safe today")
        }
        E::AlertReceived(AlertDescription::UnrecognisedName) => other("it does not serve this name"),
        E::AlertReceived(AlertDescription::CertificateRequired) => other("it wants a client certificate"),
        E::AlertReceived(AlertDescription::BadCertificate) => {
            other("it does not take the certificate of this client, or wants one")
        }
        E::AlertReceived(AlertDescription::UnknownCA) => {
            other("it does not know who has signed the certificate of this client")
        }
        _ => (Fault::Other, printable::short(&error.to_string(), 200)),
    }
}

fn describe_certificate(why: &CertificateError) -> (Fault, String) {
    use CertificateError as C;
    let day = |time: &rustls::pki_types::UnixTime| {
        let time =
            i64::try_from(time.as_secs()).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
        time.map_or("a day beyond all calendars".to_owned(), |time| {
            time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
        })
    };
    match why {
        C::Expired => (Fault::Time, "its certificate has expired".to_owned()),
        C::ExpiredContext { time, not_after } => {
            let (end, now) = (day(not_after), day(time));
            (Fault::Time, format!("its certificate expired on {end}, and this machine's clock says {now}"))
        }
        C::NotValidYet => (Fault::Time, "its certificate is not valid yet".to_owned()),
        C::NotValidYetContext { time, not_before } => {
            let (start, now) = (day(not_before), day(time));
            (
                Fault::Time,
                format!("its certificate is valid from {start} on, and this machine's clock says {now}"),
            )
        }
        C::UnknownIssuer => (
            Fault::Untrusted,
            "no certificate authority that is trusted here has signed its certificate".to_owned(),
        ),
        C::NotValidForName => (Fault::Name, "its certificate is for another name".to_owned()),
        C::NotValidForNameContext { expected, presented } => (
            Fault::Name,
            format!("its certificate is for {}, not for {}", names(presented), expected.to_str()),
        ),
        C::Revoked => (Fault::Other, "its certificate is revoked".to_owned()),
        C::BadSignature => (
            Fault::Untrusted,
            "its certificate is not signed by the authority of that name that is trusted here".to_owned(),
        ),
        C::BadEncoding => (Fault::Other, "its certificate cannot be read".to_owned()),
        // webpki's own word for it; `openssl req -x509` makes such certificates
        C::Other(_) if format!("{why:?}").contains("CaUsedAsEndEntity") => (
            Fault::Other,
            "its certificate is self-signed and an authority's (CA:TRUE), which a server's must not be"
                .to_owned(),
        ),
        _ => (Fault::Other, printable::short(&why.to_string(), 200)),
    }
}

/// `DnsName("a.test")` as `a.test`.
fn names(presented: &[String]) -> String {
    let bare = |name: &String| name.split('"').nth(1).unwrap_or(name).to_owned();
    match presented {
        [] => "no name at all".to_owned(),
        _ => printable::short(&presented.iter().map(bare).collect::<Vec<_>>().join(", "), 200),
    }
}
