//! A token for a service that is signed here, with the secret that the service has too. Nobody is asked for anything, and a
//! renewal is another signature.

use super::at_service::{AtService, Typed};
use super::{Credential, Error};
use crate::host::Host;
use crate::jwt::SigningKey;
use crate::jwt::issue::{self, Issuer};
use crate::jwt::lint::{Severity, faults_for};
use crate::jwt::recipient::Expected;
use crate::sensitive::AccessToken;
use serde_json::{Map, Value};
use std::fmt;
use std::sync::Arc;

/// What the tokens say, and the key that signs them.
#[derive(Clone)]
pub struct Signing {
    pub key: Arc<SigningKey>,
    pub expected: Expected,
    /// Whom they are about.
    pub subject: Option<String>,
    pub scopes: Vec<String>,
    pub roles: Vec<String>,
    /// In seconds.
    pub lifetime: u32,
}

impl fmt::Debug for Signing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signing")
    }
}

impl Signing {
    /// The claims of a token that is signed now, in seconds since 1970: those that the service reads.
    fn claims(&self, now: i64) -> Map<String, Value> {
        let subject = self.subject.as_deref().map(|subject| ("sub".to_owned(), subject.into()));
        let mut claims = self.expected.claims();
        claims.extend(subject);
        if let Some(earlier) = self.expected.recipient.description().issued_earlier {
            claims.insert("iat".into(), now.saturating_sub(earlier).into());
        }
        claims.insert("exp".into(), self.end(now).into());
        if !self.scopes.is_empty() {
            claims.insert("scope".into(), self.scopes.join(" ").into());
        }
        if !self.roles.is_empty() {
            claims.insert("roles".into(), self.roles.as_slice().into());
        }
        claims
    }

    fn end(&self, now: i64) -> i64 {
        now.saturating_add(i64::from(self.lifetime))
    }

    /// What is said of these tokens that the service does not read.
    pub fn unread(&self) -> Vec<String> {
        self.expected.unread(&self.claims(0)).into_iter().map(str::to_owned).collect()
    }
}

/// Signs a token, unless the service would answer it with an error.
pub(super) fn log_in(at: &AtService, host: &Host) -> Result<Credential, Error> {
    let signing = at.signing.as_ref().ok_or(Error::NotRenewable)?;
    let now = host.clock.now();
    let header = Map::from_iter([("typ".to_owned(), "JWT".into())]);
    let claims = signing.claims(now.as_second());
    let unsigned = |why: issue::Error| Error::Unsigned(why.to_string());
    let issuer = Issuer::new(&header, &signing.key).map_err(unsigned)?;
    let faults = faults_for(&signing.expected, issuer.header(), &claims, now);
    if let Some(fault) = faults.iter().find(|fault| fault.rule.severity == Severity::Error) {
        return Err(Error::Unsigned(fault.sentence()));
    }
    let token = issuer.issue(&claims).map_err(unsigned)?;
    let mut credential = at.blank_credential(&Typed::default(), host);
    credential.access_token = Some(AccessToken::new(token));
    credential.expires_at = Some(signing.end(now.as_second()));
    credential.scopes.clone_from(&signing.scopes);
    credential.subject.clone_from(&signing.subject);
    Ok(credential)
}
