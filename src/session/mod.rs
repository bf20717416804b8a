//! KEEP A USABLE CREDENTIAL: load it, renew it once for all processes, save it, forget it.

pub mod asked;
pub mod authorized;
pub mod delivery;
mod fixed;
pub mod mint;
pub mod redirect;
pub mod renew;
pub mod ring;
pub mod sign;
pub mod socket;
mod untaken;
pub mod userinfo;

use crate::host::Host;
use crate::http::{self, Http};
use crate::login::credential::Unreadable;
use crate::login::{self, Credential, Method, Way, client};
use crate::oidc::{self, TokenKind};
use crate::sensitive::SecretBytes;
use crate::service;
use crate::store::{self, OpenSlot, lock};
pub use fixed::Fixed;
use jiff::Timestamp;
use std::time::Duration;
use url::Url;

/// The most requests of one renewal: metadata in two forms, a token, once more with a DPoP nonce, and keys. A login that is
/// walked through takes no longer.
const REQUESTS: u32 = 5;

/// How long a finished login waits for a renewal of the same profile to end.
const PATIENCE_AFTER_LOGIN: Duration = Duration::from_mins(2);

/// Why there is no usable credential.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("the kept credential of {profile} cannot be read: {why}")]
    Unreadable { profile: String, why: Unreadable },
    #[error("nobody is logged in as {profile}")]
    Missing { profile: String },
    #[error("profile {profile} was {change} meanwhile by another authctl")]
    Meanwhile { profile: String, change: Change },
    #[error(
        "there is no credential of {profile}: with store none it is gone when the command ends that got it"
    )]
    NothingKept {
        profile: String,
        /// A machine, which logs in at each use.
        by_itself: bool,
    },
    #[error("the credential of {profile} belongs to {kept}, and the profile now names {named}")]
    NotOurs { profile: String, kept: String, named: String },
    #[error("the tokens of {profile} are not bound to a key, and the profile asks for that (dpop)")]
    NotBound { profile: String },
    #[error("the {token} of {profile} has expired, and {fixed}")]
    Expired { profile: String, token: TokenKind, fixed: Fixed },
    #[error("{} {profile} no {token}", gives(*method))]
    NoSuchToken {
        profile: String,
        token: TokenKind,
        /// How it logs in.
        method: Method,
    },
    #[error("{variable} holds an access token alone")]
    NotInVariable { variable: &'static str },
    #[error(
        "{profile} logs in as a client, by itself: no person is behind it whom an ID token could be about"
    )]
    NoPerson { profile: String },
    #[error("the ID token of {profile} has expired, and the issuer gives no new one with a renewal")]
    NotRenewedToo { profile: String },
    #[error("the API did not take the token of {profile}, and {fixed}")]
    NotTaken { profile: String, fixed: Fixed },
    #[error("the service did not take the token of {profile}, which was renewed just before")]
    RenewedNotTaken { profile: String },
    #[error("the login of {profile} is over: {why}")]
    Over { profile: String, why: String },
    #[error("the credential of {profile} could not be renewed: {source}")]
    Renewal {
        profile: String,
        /// How it logs in.
        method: Method,
        source: Box<login::Error>,
    },
    #[error(
        "the credential of {profile} is not renewed yet: its service is left alone for another {} s",
        wait.as_secs()
    )]
    TooEarly { profile: String, wait: Duration },
    #[error("the token of {profile} could not be minted again by {admin}: {source}")]
    NotMinted { profile: String, admin: String, source: Box<Error> },
    /// As whoever looked for the key says it.
    #[error("{0}")]
    Unsigned(Box<dyn std::error::Error + Send + Sync>),
    #[error("nobody can mint the token of {profile} again: {why}")]
    NoMinter { profile: String, why: String },
    #[error("{profile}, which keeps no credential, could not log in: {source}")]
    Login { profile: String, source: Box<login::Error> },
    #[error("the renewed credential of {profile} could not be kept, and the old one is spent: {source}")]
    NotKept { profile: String, source: Box<store::Error> },
    /// What is over could not be taken out of its place, and may be sent once more.
    #[error("the login of {profile} is over: {why}; that could not be kept: {source}")]
    OverAndKept { profile: String, why: String, source: Box<store::Error> },
    /// A service of somebody else, for which this profile is to ask.
    #[error("the credential of {profile} does not go to {origin}, which is no origin of {profile}")]
    OtherService { profile: String, origin: String },
    #[error("{origin} is not an origin of {profile}: its credential goes {allowed}")]
    ForeignOrigin {
        profile: String,
        /// The variable that stands in for the profile, where none is named.
        stand_in: Option<&'static str>,
        /// Its API is where it logs in, too.
        is_of_service: bool,
        origin: String,
        allowed: String,
    },
    #[error(transparent)]
    Http(#[from] http::Error),
    #[error(transparent)]
    Service(#[from] service::Error),
    #[error("{from} redirected to {to}, and that failed: {source}")]
    Redirected { from: String, to: String, source: Box<http::Error> },
    /// The issuer was asked in vain, or no proof was made for a token that is bound to a key.
    #[error(transparent)]
    Oidc(#[from] oidc::Error),
}

/// What another run did to a profile after this one had read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Renamed or removed.
    Gone,
    /// It was not there before.
    Made,
    /// It names another place, or another login.
    Changed,
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Gone => "renamed or removed",
            Self::Made => "made",
            Self::Changed => "changed",
        })
    }
}

/// Who would give a token, and does not.
fn gives(method: Method) -> &'static str {
    match method {
        Method::Oidc | Method::ClientCredentials => "the issuer gave",
        Method::Token => "who gave the token by hand gave",
        _ => "the service gives",
    }
}

/// One profile's credential in its place. It knows whose the credential is, and asks nobody.
pub struct Keeper<'h> {
    pub profile: String,
    /// The issuer (at a service, its origin) and the client id that the profile names, as far as it does.
    pub issuer: Option<String>,
    pub client_id: Option<String>,
    /// Who the profile says that logs in at a service.
    pub username: Option<String>,
    /// How the profile logs in.
    pub method: Method,
    /// Only tokens that are bound to a key are good enough (RFC 9449).
    pub dpop: bool,
    /// The profile says that the password of a login is to be kept.
    pub keeps_password: bool,
    /// The environment variable that the credential comes from, instead of from a store.
    pub variable: Option<&'static str>,
    pub place: OpenSlot,
    /// Looks what became of the profile since this run read it. Asked once the lock is there: whoever had it before may
    /// have given the profile another name or place.
    pub change: Box<dyn Fn() -> Option<Change> + 'h>,
    pub host: &'h Host,
    /// When this run began: a renewal after that counts as this run's own.
    pub began: Timestamp,
    /// How long to wait for another run that is busy with the same credential.
    pub patience: lock::Patience,
}

/// A keeper that can renew, and a client that sends.
pub struct Session<'h> {
    pub keeper: Keeper<'h>,
    pub way: Way,
    /// The variable that stands in for a profile, where none is named.
    pub stand_in: Option<&'static str>,
    /// Where the credential may be sent.
    pub origins: Vec<Url>,
    /// The API that the profile names: whose word on the credential counts.
    pub api: Option<Url>,
    /// Who mints the token, where it is a minted one.
    pub minter: Option<mint::Minter<'h>>,
    /// What signs the token, where it is signed here.
    pub signer: Option<sign::Signer<'h>>,
    pub http: &'h Http,
}

/// How long to wait for another run that renews: as long as its requests may take, and a little for the rest. `timeout`
/// is the limit of each request. Who mints may wait for the administrator's renewal, and then renew that login themselves.
pub fn patience(timeout: Duration, method: Method) -> lock::Patience {
    let requests = if method == Method::Mint { 3 * REQUESTS } else { REQUESTS };
    lock::Patience::of(timeout.saturating_mul(requests).saturating_add(lock::Patience::SHORT.at_work))
}

impl Keeper<'_> {
    /// One writer at a time, across processes; [`Error::Meanwhile`] if the profile is another one by then. Who puts,
    /// saves or forgets shows the lock, which is one for a profile's slot in all places.
    pub fn lock(&self) -> Result<lock::Guard, Error> {
        if !self.place.is_shared() {
            return Ok(lock::Guard::unneeded());
        }
        let lock = self.place.lock(&self.host.terminal, self.patience)?;
        self.check_unchanged()?;
        Ok(lock)
    }

    /// [`Keeper::lock`] for a login that a person has finished: what it brought is worth a longer wait, and is kept whatever
    /// became of the profile.
    pub fn lock_patiently(&self) -> Result<lock::Guard, Error> {
        if !self.place.is_shared() {
            return Ok(lock::Guard::unneeded());
        }
        let at_work = self.patience.at_work.max(PATIENCE_AFTER_LOGIN);
        let patience = lock::Patience { at_work, ..self.patience }.even_if_stopped();
        Ok(self.place.lock(&self.host.terminal, patience)?)
    }

    /// The lock, or nothing where another run has it.
    pub fn lock_if_free(&self) -> Result<Option<lock::Guard>, Error> {
        if !self.place.is_shared() {
            return Ok(Some(lock::Guard::unneeded()));
        }
        let lock = self.place.lock_if_free(&self.host.terminal)?;
        self.check_unchanged()?;
        Ok(lock)
    }

    /// The lock, or nothing once another run that had it is done: what was wanted may be there by then.
    pub fn lock_or_wait(&self) -> Result<Option<lock::Guard>, Error> {
        if !self.place.is_shared() {
            return Ok(Some(lock::Guard::unneeded()));
        }
        let lock = self.place.lock_or_wait(&self.host.terminal, self.patience)?;
        self.check_unchanged()?;
        Ok(lock)
    }

    /// What was read before the lock was there holds still.
    fn check_unchanged(&self) -> Result<(), Error> {
        let meanwhile = |change| Err(Error::Meanwhile { profile: self.profile.clone(), change });
        (self.change)().map_or(Ok(()), meanwhile)
    }

    /// What is kept, as it is.
    pub fn read(&self) -> Result<Option<SecretBytes>, Error> {
        Ok(self.place.read()?)
    }

    /// What is kept, whosever it is.
    pub fn load(&self) -> Result<Option<Credential>, Error> {
        let Some(bytes) = self.read()? else { return Ok(None) };
        let credential = Credential::from_bytes(&bytes)
            .map_err(|why| Error::Unreadable { profile: self.profile.clone(), why })?;
        Ok(Some(credential))
    }

    /// The credential of the profile's issuer and client; that there is none is an error.
    pub fn load_ours(&self) -> Result<Credential, Error> {
        let kept = self.load()?.ok_or_else(|| {
            let profile = self.profile.clone();
            if self.place.is_shared() {
                Error::Missing { profile }
            } else {
                Error::NothingKept { profile, by_itself: self.logs_in_by_itself() }
            }
        })?;
        if kept.method != self.method {
            let (profile, kept) = (self.profile.clone(), format!("a login by {}", kept.method.name()));
            return Err(Error::NotOurs { profile, kept, named: self.method.name().to_owned() });
        }
        let username = kept.username.clone().unwrap_or_default();
        let pairs =
            [(&kept.issuer, &self.issuer), (&kept.client_id, &self.client_id), (&username, &self.username)];
        for (kept, named) in pairs {
            // a token that was given by hand may be of nobody knows whom
            if let Some(named) = named.as_ref().filter(|named| *named != kept && !kept.is_empty()) {
                let (profile, kept, named) = (self.profile.clone(), kept.clone(), named.clone());
                return Err(Error::NotOurs { profile, kept, named });
            }
        }
        // a login from before the profile asked for it: its bearer tokens are what nobody wants to send any more
        if self.dpop && kept.dpop_key.is_none() {
            return Err(Error::NotBound { profile: self.profile.clone() });
        }
        Ok(kept)
    }

    /// True for a machine that keeps no credential, and none is at hand: it logs in by itself at each run.
    fn wants_login(&self) -> Result<bool, Error> {
        Ok(self.logs_in_by_itself() && self.load()?.is_none())
    }

    /// True for a machine whose credential is kept by no place: whoever needs one logs in.
    pub fn logs_in_by_itself(&self) -> bool {
        matches!(self.method, Method::ClientCredentials | Method::Key) && !self.place.is_shared()
    }

    /// Why a credential is without this token.
    fn no_such_token(&self, token: TokenKind) -> Error {
        match self.variable {
            Some(variable) => Error::NotInVariable { variable },
            None => Error::NoSuchToken { profile: self.profile.clone(), token, method: self.method },
        }
    }

    /// Keeps it, in one put.
    pub fn save(&self, lock: &lock::Guard, credential: &Credential) -> Result<(), Error> {
        self.put(lock, &credential.to_bytes())
    }

    /// Keeps what was read elsewhere, as it is.
    pub fn put(&self, _lock: &lock::Guard, secret: &SecretBytes) -> Result<(), Error> {
        Ok(self.place.write(secret)?)
    }

    /// Forgets it, whatever state it is in; false when nothing was kept.
    pub fn forget(&self, _lock: &lock::Guard) -> Result<bool, Error> {
        Ok(self.place.delete()?)
    }
}

impl Session<'_> {
    /// Logs in where a machine keeps no credential; for this run it is kept then.
    async fn log_in_unkept(&self) -> Result<(), Error> {
        let keeper = &self.keeper;
        if !keeper.wants_login()? {
            return Ok(());
        }
        let credential = match &self.way {
            Way::ClientCredentials(party) => {
                Box::pin(client::log_in_quietly(party, keeper.host, self.http)).await
            }
            Way::Service(at) => self.with_key(at)?.sign(keeper.host),
            Way::Oidc(_) | Way::Token(_) => return Ok(()),
        };
        let failed = |source| Error::Login { profile: keeper.profile.clone(), source: Box::new(source) };
        keeper.save(&keeper.lock()?, &credential.map_err(failed)?)
    }

    /// The credential is bound to the origins of its profile.
    pub fn check_origin(&self, url: &Url) -> Result<(), Error> {
        let wanted = http::origin(url);
        let allowed: Vec<String> = self.origins.iter().map(http::origin).collect();
        if allowed.contains(&wanted) {
            return Ok(());
        }
        Err(Error::ForeignOrigin {
            profile: self.keeper.profile.clone(),
            stand_in: self.stand_in,
            is_of_service: self.way.at_service().is_some(),
            origin: wanted,
            allowed: match allowed.is_empty() {
                true => "nowhere yet, since no API is named".to_owned(),
                false => format!("to {} only", allowed.join(", ")),
            },
        })
    }
}
