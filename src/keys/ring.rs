//! A ring and its keys, as they are kept.

use crate::jwt::date::{NumericDate, span};
use crate::jwt::key::{self, FreshKey, OpenedJwk, SecretEncoding};
use crate::jwt::{Algorithm, SigningKey, VerificationKey};
use crate::sensitive::{PrivateJwk, SecretBytes, stored};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt;

/// The format that this version writes. A newer one is refused.
const FORMAT: u32 = 1;
/// How far the clocks of machines that share a ring may be apart, in seconds.
pub(super) const SKEW: i64 = 5 * 60;

/// The keys of one purpose, in the order in which they sign. At any time exactly one of them is active. All times are
/// seconds since 1970 (NumericDate, RFC 7519 section 2).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ring {
    format: u32,
    /// Kept inside, so that no ring can be put in the place of another one.
    pub name: String,
    pub algorithm: Algorithm,
    pub changed_at: i64,
    /// How services read its secrets.
    #[serde(default)]
    pub(super) secret_encoding: SecretEncoding,
    /// The lifetime of tokens that services sign by themselves; `None` where no service is known to have a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) service_token_life: Option<TokenLife>,
    pub(super) keys: Vec<Key>,
}

/// A key and its dates.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Key {
    pub kid: String,
    pub created_at: i64,
    /// When it was to begin to sign, or did: what decides is that the one before it ends.
    pub activates_at: i64,
    #[serde(default, skip_serializing_if = "Delivery::is_done")]
    pub delivery: Delivery,
    /// The longest lifetime of the tokens that it signs; `None` where it is not known to have signed any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_life: Option<TokenLife>,
    /// There once another key is to sign in its place, or once it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
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
    /// No service could take it: it never signs.
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
    /// From then on its successor signs.
    pub signs_until: i64,
    /// From then on no token of it is taken; `None` when it signed tokens that never expire.
    pub verifies_until: Option<i64>,
}

/// How long a token is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenLife {
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

/// What a key is good for at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Known to those who verify, and not signing yet.
    Next,
    /// Signs.
    Active,
    /// Its tokens are still taken.
    Retiring,
    /// None of its tokens is taken any more.
    Retired,
    /// None of its tokens is taken, since somebody else may have made them.
    Revoked,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Active => "active",
            Self::Retiring => "retiring",
            Self::Retired => "retired",
            Self::Revoked => "revoked",
        }
    }

    /// True when tokens of such a key are taken.
    pub fn verifies(self) -> bool {
        matches!(self, Self::Next | Self::Active | Self::Retiring)
    }
}

/// Why kept bytes are no ring.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("it was written by a newer authctl (format {0}, this version reads up to {FORMAT})")]
    Newer(u32),
    #[error("it is damaged")]
    Damaged,
    #[error("what lies there is the ring {0}")]
    OtherRing(String),
}

impl Ring {
    /// A ring whose only key signs from now on.
    pub fn new(name: &str, algorithm: Algorithm, key: FreshKey, now: i64) -> Self {
        let key = Key::new(key, now, now, None);
        Self {
            format: FORMAT,
            name: name.to_owned(),
            algorithm,
            changed_at: now,
            secret_encoding: SecretEncoding::default(),
            service_token_life: None,
            keys: vec![key],
        }
    }

    /// Services read its secrets so.
    #[must_use]
    pub fn with_secrets_read_as(mut self, encoding: SecretEncoding) -> Self {
        self.secret_encoding = encoding;
        self
    }

    /// A service makes tokens of this lifetime by itself with the keys of the ring, each as soon as it signs.
    #[must_use]
    pub fn with_service_tokens(mut self, life: TokenLife) -> Self {
        self.service_token_life = Some(life);
        self.keys.iter_mut().for_each(|key| key.sign_for(life));
        self
    }

    /// Whether a service is known to have a key of it.
    pub fn is_in_services(&self) -> bool {
        self.service_token_life.is_some()
    }

    /// A key to go on with.
    pub fn fresh_key(&self) -> Result<FreshKey, key::Error> {
        FreshKey::generate(self.algorithm, self.secret_encoding)
    }

    /// The secret of a key of it as services read it.
    pub fn written_secret(&self, key: &Key) -> Result<SecretBytes, key::Error> {
        Ok(self.secret_encoding.encode(&key.secret()?))
    }

    /// From what was kept under this name.
    pub fn read(name: &str, kept: &SecretBytes) -> Result<Self, Unreadable> {
        #[derive(Deserialize)]
        struct Envelope {
            format: u32,
        }
        let Envelope { format } = serde_json::from_slice(kept.expose()).map_err(|_| Unreadable::Damaged)?;
        if format > FORMAT {
            return Err(Unreadable::Newer(format));
        }
        let ring: Self = serde_json::from_slice(kept.expose()).map_err(|_| Unreadable::Damaged)?;
        if ring.name != name {
            return Err(Unreadable::OtherRing(ring.name));
        }
        if ring.is_possible() { Ok(ring) } else { Err(Unreadable::Damaged) }
    }

    /// What the actions come to: of the keys that may sign the last has no end and all before it have one.
    fn is_possible(&self) -> bool {
        let signing: Vec<&Key> = self.keys.iter().filter(|key| key.may_sign()).collect();
        let is_chain = signing
            .split_last()
            .is_some_and(|(last, before)| last.end.is_none() && before.iter().all(|key| key.end.is_some()));
        let awaited = self.keys.iter().filter(|key| key.awaits_delivery() && key.revoked_at.is_none());
        let kids: HashSet<&str> = self.keys.iter().map(|key| &*key.kid).collect();
        let is_delivery_possible = |key: &Key| match key.delivery {
            Delivery::Done => true,
            Delivery::Awaited => key.end.is_none(),
            Delivery::Withdrawn => key.end.is_some(),
        };
        is_chain
            && awaited.count() <= 1
            && kids.len() == self.keys.len()
            && self.keys.iter().all(is_delivery_possible)
    }

    /// The bytes to keep.
    pub fn to_bytes(&self) -> Result<SecretBytes, Unreadable> {
        serde_json::to_vec(self).map(SecretBytes::new).map_err(|_| Unreadable::Damaged)
    }

    /// In the order in which they sign.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The key that signs: the first one that has not ended.
    pub fn active(&self, now: i64) -> &Key {
        &self.keys[self.active_index(now)]
    }

    /// The key that signed before this one, if its tokens are taken still.
    pub fn before(&self, kid: &str, now: i64) -> Option<&Key> {
        let before = self.states(now).take_while(|(key, _)| key.kid != kid);
        let signed = before.filter(|(key, state)| *state == State::Retiring && key.may_sign());
        signed.last().map(|(key, _)| key)
    }

    /// The end of a key decides, not the date of the one after it: that may be revoked, and no older key signs again.
    pub(super) fn active_index(&self, now: i64) -> usize {
        let signs = |key: &Key| key.may_sign() && key.end.is_none_or(|end| now < end.signs_until);
        // the last key that may sign has no end
        self.keys.iter().position(signs).unwrap_or(0)
    }

    /// Each key with what it is good for.
    pub fn states(&self, now: i64) -> impl Iterator<Item = (&Key, State)> {
        let active = self.active_index(now);
        self.keys.iter().enumerate().map(move |(index, key)| {
            let verifies_until = key.end.and_then(|end| end.verifies_until);
            let state = match index.cmp(&active) {
                _ if key.revoked_at.is_some() => State::Revoked,
                Ordering::Equal => State::Active,
                Ordering::Greater if key.delivery != Delivery::Withdrawn => State::Next,
                _ if verifies_until.is_some_and(|until| until <= now) => State::Retired,
                _ => State::Retiring,
            };
            (key, state)
        })
    }

    /// The keys whose tokens are taken: the next, the active and the retiring ones.
    pub fn verifying(&self, now: i64) -> impl Iterator<Item = &Key> {
        self.states(now).filter(|(_, state)| state.verifies()).map(|(key, _)| key)
    }

    /// A JWK set (RFC 7517 section 5) for everybody: the public keys whose tokens are taken. Secrets have none.
    pub fn public_set(&self, now: i64) -> Result<Value, key::Error> {
        let keys: Result<Vec<Value>, key::Error> =
            self.verifying(now).map(|key| Ok(key.signing_key()?.public_jwk())).collect();
        Ok(json!({ "keys": keys? }))
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
    pub(super) fn may_sign(&self) -> bool {
        self.revoked_at.is_none() && self.is_delivered()
    }

    /// It signs tokens of this lifetime as well: none of them is to be alive when it ends.
    pub(super) fn sign_for(&mut self, life: TokenLife) {
        self.longest_life = self.longest_life.max(Some(life));
        self.end = self.end.map(|end| self.late_enough(end));
    }

    /// The end, as late as tokens of it can be alive.
    pub(super) fn late_enough(&self, end: End) -> End {
        let alive = self.alive_until(end.signs_until);
        let verifies_until = end.verifies_until.zip(alive).map(|(until, alive)| until.max(alive));
        End { verifies_until, ..end }
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
