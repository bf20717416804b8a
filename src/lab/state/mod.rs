//! What the issuer remembers, and every step from one state to the next: open questions, codes, grants, refresh
//! families, device codes, access tokens.
//!
//! Pure: each step is handed `now` in Unix seconds. No secret is kept, only its [`Fingerprint`].

mod devices;
mod grants;
mod kept;

pub use devices::{Device, user_code};
pub use grants::Exchanged;

use super::fingerprint::Fingerprint;
use super::form::Scopes;
use super::request::AuthorizationRequest;
use kept::Kept;

/// How many open questions, codes, grants and device codes are kept at most, of each.
const MOST: usize = 500;
/// How many refresh and access tokens are remembered at most, of each.
const MOST_TOKENS: usize = 5000;

/// How long things live, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// A page that waits for its person.
    pub question: i64,
    pub code: i64,
    pub access_token: i64,
    /// A grant, and with it the family of its refresh tokens.
    pub grant: i64,
    pub device_code: i64,
    /// Between two polls of a device, at first (RFC 8628 section 3.2).
    pub interval: i64,
}

/// Names a grant within this issuer; no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GrantId(u64);

/// What a person allowed a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub client: String,
    pub user: String,
    pub scopes: Scopes,
    /// When the person was there, in Unix seconds.
    pub auth_time: i64,
}

/// A question that a page asks a person.
#[derive(Clone, Debug)]
pub enum Question {
    Authorization(Box<AuthorizationRequest>),
    /// The device code that the page is about.
    Device(Fingerprint),
}

/// An access token that was handed out: what introspection and userinfo answer from.
#[derive(Clone, Debug)]
pub struct AccessRecord {
    /// None for a client that acts for itself.
    pub grant: Option<GrantId>,
    pub client: String,
    pub subject: String,
    pub scopes: Scopes,
    pub issued_at: i64,
    pub expires_at: i64,
    pub id: String,
}

/// Why a code or token was not taken. The text is the `error_description`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the code is unknown or has expired")]
    UnknownCode,
    #[error("the code was used before; everything that it gave is revoked")]
    CodeReplayed,
    #[error("this was given to another client")]
    OtherClient,
    #[error("redirect_uri is not the one of the authorization request")]
    OtherRedirect,
    #[error("code_verifier does not fit the code_challenge")]
    WrongVerifier,
    #[error("the refresh token is unknown, has expired or was revoked")]
    UnknownRefreshToken,
    #[error("the refresh token was used before; the whole family is revoked")]
    RefreshTokenReused,
    #[error("a scope was asked for that the grant does not hold")]
    ScopeNotGranted,
    #[error("the device code is unknown or was used before")]
    UnknownDeviceCode,
    #[error("the person has not answered yet")]
    AuthorizationPending,
    #[error("polled too soon: wait 5 seconds longer from now on")]
    SlowDown,
    #[error("the person said no")]
    AccessDenied,
    #[error("the device code has expired")]
    ExpiredDeviceCode,
}

impl Refused {
    /// The error code of RFC 6749 section 5.2 or RFC 8628 section 3.5.
    pub fn code(self) -> &'static str {
        match self {
            Self::ScopeNotGranted => "invalid_scope",
            Self::AuthorizationPending => "authorization_pending",
            Self::SlowDown => "slow_down",
            Self::AccessDenied => "access_denied",
            Self::ExpiredDeviceCode => "expired_token",
            _ => "invalid_grant",
        }
    }
}

/// Everything that the issuer remembers.
pub struct State {
    pub lifetimes: Lifetimes,
    questions: Kept<Fingerprint, Question>,
    codes: Kept<Fingerprint, grants::Code>,
    grants: Kept<GrantId, Grant>,
    refresh_tokens: Kept<Fingerprint, grants::RefreshRecord>,
    access_tokens: Kept<Fingerprint, AccessRecord>,
    devices: Kept<Fingerprint, Device>,
    grants_so_far: u64,
}

impl State {
    pub fn new(lifetimes: Lifetimes) -> Self {
        Self {
            lifetimes,
            questions: Kept::new(MOST),
            codes: Kept::new(MOST),
            grants: Kept::new(MOST),
            refresh_tokens: Kept::new(MOST_TOKENS),
            access_tokens: Kept::new(MOST_TOKENS),
            devices: Kept::new(MOST),
            grants_so_far: 0,
        }
    }

    /// Opens a question under a name that only the page knows.
    pub fn ask(&mut self, name: Fingerprint, question: Question, now: i64) {
        self.questions.put(name, question, now + self.lifetimes.question, now);
    }

    /// The question under this name; it can be answered once.
    pub fn take_question(&mut self, name: Fingerprint, now: i64) -> Option<Question> {
        self.questions.take(name, now)
    }

    /// Remembers an access token until it expires.
    pub fn record_access_token(&mut self, token: Fingerprint, record: AccessRecord, now: i64) {
        let expires_at = record.expires_at;
        self.access_tokens.put(token, record, expires_at, now);
    }

    /// The access token, when it was issued here, is not expired and not revoked.
    pub fn access_token(&self, token: Fingerprint, now: i64) -> Option<&AccessRecord> {
        self.access_tokens.find(token, now)
    }

    /// Forgets one access token. An API that checks JWTs by itself goes on taking it until it expires.
    pub fn revoke_access_token(&mut self, token: Fingerprint, now: i64) {
        self.access_tokens.take(token, now);
    }
}

#[cfg(test)]
mod tests;
