//! KEEP A USABLE CREDENTIAL: load it, renew it once for all processes, save it, forget it.

pub mod authorized;
pub mod redirect;
pub mod renew;

use crate::host::Host;
use crate::host::folders::Folders;
use crate::http::{self, Http};
use crate::login::credential::Unreadable;
use crate::login::{self, Credential, Way};
use crate::store::{self, SecretStore, Slot, lock};
use jiff::Timestamp;
use url::Url;

/// Why there is no usable credential.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("the kept credential of {profile} cannot be read: {why}")]
    Unreadable { profile: String, why: Unreadable },
    #[error("nobody is logged in as {profile}")]
    Missing { profile: String },
    #[error("the credential of {profile} belongs to {kept}, and the profile now names {named}")]
    OtherIssuer { profile: String, kept: String, named: String },
    #[error("the access token of {profile} has expired, and {why}")]
    Expired { profile: String, why: &'static str },
    #[error("the login of {profile} is over: {why}")]
    Over { profile: String, why: String },
    #[error("the credential of {profile} could not be renewed: {source}")]
    Renewal { profile: String, source: Box<login::Error> },
    #[error("{origin} is not an origin of {profile}: its credential goes to {allowed} only")]
    ForeignOrigin { profile: String, origin: String, allowed: String },
    #[error(transparent)]
    Http(#[from] http::Error),
}

/// One profile's credential: where it rests and how it is renewed.
pub struct Session<'h> {
    pub profile: String,
    pub way: Way,
    /// Where the credential may be sent.
    pub origins: Vec<Url>,
    pub slot: Slot,
    pub store: Box<dyn SecretStore>,
    pub folders: Folders,
    pub host: &'h Host,
    pub http: &'h Http,
    /// When this run began: a renewal after that counts as this run's own.
    pub began: Timestamp,
}

impl Session<'_> {
    /// What is kept, whatever state it is in.
    pub fn load(&self) -> Result<Option<Credential>, Error> {
        let Some(bytes) = self.store.read(&self.slot)? else { return Ok(None) };
        let credential = Credential::from_bytes(&bytes)
            .map_err(|why| Error::Unreadable { profile: self.profile.clone(), why })?;
        let Way::Oidc(party) = &self.way;
        if credential.issuer != party.issuer.as_str() {
            return Err(Error::OtherIssuer {
                profile: self.profile.clone(),
                kept: credential.issuer,
                named: party.issuer.as_str().to_owned(),
            });
        }
        Ok(Some(credential))
    }

    /// What is kept; that nothing is kept is an error.
    pub fn load_kept(&self) -> Result<Credential, Error> {
        self.load()?.ok_or_else(|| Error::Missing { profile: self.profile.clone() })
    }

    /// Keeps it, in one put. The caller holds [`Session::lock`].
    pub fn save(&self, credential: &Credential) -> Result<(), Error> {
        Ok(self.store.write(&self.slot, &credential.to_bytes())?)
    }

    /// Forgets it, whatever state it is in; false when nothing was kept.
    pub fn forget(&self) -> Result<bool, Error> {
        let _guard = self.lock()?;
        Ok(self.store.delete(&self.slot)?)
    }

    /// One writer at a time, across processes.
    pub fn lock(&self) -> Result<lock::Guard, Error> {
        Ok(lock::acquire(&self.slot, &self.folders, &self.host.terminal, lock::PATIENCE)?)
    }

    /// The credential is bound to the origins of its profile.
    pub fn check_origin(&self, url: &Url) -> Result<(), Error> {
        let wanted = http::origin(url);
        let allowed: Vec<String> = self.origins.iter().map(http::origin).collect();
        if allowed.contains(&wanted) {
            return Ok(());
        }
        Err(Error::ForeignOrigin {
            profile: self.profile.clone(),
            origin: wanted,
            allowed: if allowed.is_empty() {
                "no API yet (--api names one)".into()
            } else {
                allowed.join(", ")
            },
        })
    }
}
