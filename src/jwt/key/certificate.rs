//! What a certificate says of a key (RFC 5280). Nobody checks here who signed it.

use super::{Error, public};
use crate::jwt::base64url;
use aws_lc_rs::digest;

/// A certificate, as far as a person wants to know it. Its names are whatever its maker wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    pub subject: String,
    pub issuer: String,
    /// In seconds since 1970.
    pub not_before: i64,
    pub not_after: i64,
    /// Its subject is its issuer.
    pub self_signed: bool,
    /// SHA-256 over the certificate in base64url: the `x5t#S256` of RFC 7517 section 4.9.
    pub thumbprint: String,
    /// The same with SHA-1: the `x5t` of section 4.8.
    pub old_thumbprint: String,
}

impl Certificate {
    pub(super) fn read(der: &[u8]) -> Result<Self, Error> {
        let certificate = public::certificate(der)?;
        let (subject, issuer) = (certificate.subject(), certificate.issuer());
        let named = |digest| base64url::encode(digest::digest(digest, der));
        Ok(Self {
            subject: subject.to_string(),
            issuer: issuer.to_string(),
            not_before: certificate.validity().not_before.timestamp(),
            not_after: certificate.validity().not_after.timestamp(),
            self_signed: subject.as_raw() == issuer.as_raw(),
            thumbprint: named(&digest::SHA256),
            old_thumbprint: named(&digest::SHA1_FOR_LEGACY_USE_ONLY),
        })
    }
}
