//! A key of a ring and its dates, as they are kept.

use super::clock::SKEW;
use crate::jwt::date::{NumericDate, span};
use crate::jwt::key::{self, FreshKey, OpenedJwk};
use crate::jwt::{SigningKey, VerificationKey};
use crate::sensitive::{PrivateJwk, SecretBytes, stored};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// A key and its dates.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Key {
    pub kid: String,
    /// In seconds since 1970, as all of its dates.
    pub created_at: i64,
    /// When it was to begin to sign, or did, in seconds since 1970: what decides is that the one before it ends.
    pub activates_at: i64,
    #[serde(default, skip_serializing_if = "Delivery::is_done")]
    pub delivery: Delivery,
    /// The longest lifetime of the tokens that it signs; `None` where it is not known to have signed any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_life: Option<TokenLife>,
    /// There once another key is to sign in its place, or once it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
    /// In seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<i64>,
    #[serde(with = "stored::always")]
    pub(super) private: PrivateJwk,
}

/// Whether a key is where it signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// It signs from its date on.
    #[default]
    Done,
    /// It signs once a service has it, and not before.
    Awaited,
    /// No service could take it: it does not sign, unless it is announced again.
    Withdrawn,
}

impl Delivery {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn is_done(&self) -> bool {
        *self == Self::Done
    }
}

/// When a key that has a successor ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// From then on its successor signs, in seconds since 1970.
    pub signs_until: i64,
    /// From then on no token of it is taken, in seconds since 1970; `None` when it signed tokens that never expire.
    pub verifies_until: Option<i64>,
    #[serde(default, skip_serializing_if = "AliveTokens::are_kept")]
    pub alive: AliveTokens,
}

/// What becomes of the tokens of an old key that can be alive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AliveTokens {
    /// They are taken for as long as they live.
    #[default]
    Kept,
    /// By force: their holders are locked out.
    GivenUp,
}

impl AliveTokens {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn are_kept(&self) -> bool {
        *self == Self::Kept
    }
}

impl End {
    /// True when no token is taken any more at this time.
    pub(super) fn is_over(&self, now: i64) -> bool {
        self.verifies_until.is_some_and(|until| until <= now)
    }
}

/// How long a token is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenLife {
    /// From when it was issued on, in seconds.
    Seconds(i64),
    /// Tokens without `exp`.
    Endless,
}

impl fmt::Display for TokenLife {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => {
                write!(f, "live for up to {}", span(SignedDuration::from_secs(*seconds)))
            }
            Self::Endless => f.write_str("never expire"),
        }
    }
}

impl TokenLife {
    /// Of a token that is issued now and ends at its `exp` (RFC 7519 section 4.1.4). What is no date ends nothing.
    pub fn of_exp(exp: Option<&Value>, now: i64) -> Self {
        let end = exp.and_then(|exp| NumericDate::from_claim(exp).ok());
        end.map_or(Self::Endless, |end| {
            let end = end.time();
            let seconds = end.as_second() + i64::from(end.subsec_nanosecond() > 0);
            Self::Seconds(seconds.saturating_sub(now).max(0))
        })
    }

    /// When a token that is issued then is no longer good; `None` for never.
    pub fn after(self, issued_at: i64) -> Option<i64> {
        match self {
            Self::Seconds(seconds) => Some(issued_at.saturating_add(seconds)),
            Self::Endless => None,
        }
    }
}

impl Key {
    /// A key that is there from now on, and is to sign tokens of this lifetime from then on.
    pub(super) fn new(fresh: FreshKey, now: i64, activates_at: i64, life: Option<TokenLife>) -> Self {
        Self {
            kid: fresh.kid,
            created_at: now,
            activates_at,
            delivery: Delivery::Done,
            longest_life: life,
            end: None,
            revoked_at: None,
            private: fresh.private,
        }
    }

    /// True where it signs from its date on.
    pub fn is_delivered(&self) -> bool {
        self.delivery == Delivery::Done
    }

    /// True where it signs once a service has it.
    pub fn awaits_delivery(&self) -> bool {
        self.delivery == Delivery::Awaited
    }

    /// True when it signs at some time, by its dates.
    pub fn may_sign(&self) -> bool {
        self.revoked_at.is_none() && self.is_delivered()
    }

    /// It signs tokens of this lifetime as well: none of them is to be alive when it ends. What was over when the ring was
    /// changed, or was ended by force, stays so: whoever signs with it has not known that.
    pub(super) fn sign_for(&mut self, life: TokenLife, changed_at: i64) {
        self.longest_life = self.longest_life.max(Some(life));
        let is_open = |end: &End| end.alive == AliveTokens::Kept && !end.is_over(changed_at);
        if let Some(end) = self.end.filter(is_open) {
            self.end = Some(self.late_enough(end));
        }
    }

    /// Whether its tokens were given up by then, whatever a clock says that is behind.
    pub(super) fn is_given_up(&self, changed_at: i64) -> bool {
        self.end.is_some_and(|end| end.alive == AliveTokens::GivenUp && end.is_over(changed_at))
    }

    /// The end, as late as tokens of it can be alive.
    pub(super) fn late_enough(&self, end: End) -> End {
        let alive = self.alive_until(end.signs_until);
        let verifies_until = end.verifies_until.zip(alive).map(|(until, alive)| until.max(alive));
        End { verifies_until, ..end }
    }

    /// It signs until then, and its tokens are taken for a grace that is as long as they can be alive.
    pub(super) fn end_after(&self, signs_until: i64, grace: i64) -> End {
        let verifies_until = Some(signs_until.saturating_add(grace));
        self.late_enough(End { signs_until, verifies_until, alive: AliveTokens::Kept })
    }

    /// Until when tokens of it can be alive that were made until then, also by a clock that is behind; `None` for ever.
    pub(super) fn alive_until(&self, signs_until: i64) -> Option<i64> {
        match self.longest_life {
            Some(life) => life.after(signs_until.saturating_add(SKEW)),
            None => Some(signs_until),
        }
    }

    /// The key itself as a private JWK (RFC 7517), to be exported.
    pub fn private_jwk(&self) -> Result<PrivateJwk, key::Error> {
        let mut jwk = OpenedJwk::open(&self.private)?;
        jwk.set_text("kid", &self.kid);
        jwk.set_text("use", "sig");
        Ok(jwk.close())
    }

    /// The bytes of a shared secret.
    pub fn secret(&self) -> Result<SecretBytes, key::Error> {
        OpenedJwk::open(&self.private)?.shared_secret()
    }

    /// What is wrong with the secret, if anything: it is shorter than the hash, can be guessed, or is known to everybody.
    pub fn weakness(&self) -> Option<String> {
        let opened = OpenedJwk::open(&self.private).ok()?;
        opened.signing_key().err().map(|why| why.to_string())
    }

    /// What tells whether two machines have the same key, by no more than 96 bits of its thumbprint (RFC 7638); `None` for a
    /// secret that could be guessed by it.
    pub fn fingerprint(&self) -> Option<String> {
        let opened = OpenedJwk::open(&self.private).ok()?;
        let can_be_guessed = opened.text("kty") == Some("oct") && opened.signing_key().is_err();
        let thumbprint = (!can_be_guessed).then(|| opened.thumbprint().ok())??;
        Some(thumbprint.chars().take(16).collect())
    }

    /// A secret that was taken over may be weak: whoever did so insisted on it.
    pub fn signing_key(&self) -> Result<SigningKey, key::Error> {
        let key = OpenedJwk::open(&self.private)?.own_signing_key()?;
        Ok(key.with_kid(self.kid.as_str()))
    }

    pub fn verification_key(&self) -> Result<VerificationKey, key::Error> {
        self.signing_key()?.verification_key()
    }
}
