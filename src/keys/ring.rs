//! A ring, as it is kept.

use super::key::{Delivery, Key, TokenLife};
use super::rotation::Refusal;
use crate::jwt::key::{self, FreshKey, OpenedJwk, SecretEncoding};
use crate::jwt::{Algorithm, base64url};
use crate::sensitive::{PrivateJwk, SecretBytes};
use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt;

/// The format that this version writes. A newer one is refused.
const FORMAT: u32 = 1;
/// So many keys that it has no more are known still; a ring must fit into its place for ever.
const MOST_FORGOTTEN: usize = 1024;

/// The keys of one purpose, in the order in which they sign. At any time exactly one of them is active. All times are
/// seconds since 1970 (NumericDate, RFC 7519 section 2).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ring {
    format: u32,
    /// Kept inside, so that no ring can be put in the place of another one.
    pub name: String,
    pub algorithm: Algorithm,
    /// In seconds since 1970.
    pub changed_at: i64,
    /// How services read its secrets.
    #[serde(default)]
    pub(super) secret_encoding: SecretEncoding,
    /// The lifetime of tokens that services sign by themselves; `None` where no service is known to have a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) service_token_life: Option<TokenLife>,
    /// What that will be once a service has one; `None` where nobody has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) foreseen_token_life: Option<TokenLife>,
    pub(super) keys: Vec<Key>,
    /// The last keys that it has no more: what still has the secret of one is to be known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    forgotten: Vec<Forgotten>,
}

/// A key that was pruned.
#[derive(Clone, Serialize, Deserialize)]
struct Forgotten {
    kid: String,
    /// Of the secret as services read it, in base64url.
    sha256: String,
}

/// Without the digest, by which a weak secret could be guessed.
impl fmt::Debug for Forgotten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forgotten").field("kid", &self.kid).finish_non_exhaustive()
    }
}

fn sha256(secret: &[u8]) -> String {
    base64url::encode(digest(&SHA256, secret).as_ref())
}

/// What a key is for is written in it.
pub(super) fn is_for(key: &PrivateJwk, algorithm: Algorithm) -> bool {
    OpenedJwk::open(key).is_ok_and(|key| key.text("alg") == Some(algorithm.name()))
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
            foreseen_token_life: None,
            keys: vec![key],
            forgotten: Vec::new(),
        }
    }

    /// Services read its secrets so.
    #[must_use]
    pub fn with_secrets_read_as(mut self, encoding: SecretEncoding) -> Self {
        self.secret_encoding = encoding;
        self
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
            && self.keys.iter().all(|key| is_for(&key.private, self.algorithm))
            && self.keys.iter().all(is_delivery_possible)
    }

    /// The bytes to keep.
    #[expect(
        clippy::expect_used,
        reason = "what has names of members alone, and goes into memory, can be written"
    )]
    pub fn to_bytes(&self) -> SecretBytes {
        // where this had to grow, copies of the keys would stay behind
        let mut bytes = Vec::with_capacity(self.room());
        serde_json::to_writer(&mut bytes, self).expect("a ring is JSON");
        SecretBytes::new(bytes)
    }

    /// At least as many bytes as it has when it is written, where each sign of a text may take two.
    pub(super) fn room(&self) -> usize {
        let texts = self.keys.iter().map(|key| key.private.expose().len() + key.kid.len());
        let forgotten: usize = self.forgotten.iter().map(|key| key.kid.len() + key.sha256.len() + 32).sum();
        2 * (self.name.len() + texts.sum::<usize>() + forgotten) + 512 * (1 + self.keys.len())
    }

    /// Takes out the key with this id. Its secret is known by its digest from then on.
    pub(super) fn forget(&mut self, kid: &str) {
        let key = self.keys.iter().find(|key| key.kid == kid);
        let secret = key.and_then(|key| self.written_secret(key).ok());
        let forgotten =
            secret.map(|secret| Forgotten { kid: kid.to_owned(), sha256: sha256(secret.expose()) });
        self.forgotten.extend(forgotten);
        self.forgotten.drain(..self.forgotten.len().saturating_sub(MOST_FORGOTTEN));
        self.keys.retain(|key| key.kid != kid);
    }

    /// The id of the key that had this secret, as services read it, and is forgotten.
    pub fn forgotten(&self, secret: &[u8]) -> Option<&str> {
        let sha256 = sha256(secret);
        self.forgotten.iter().find(|key| key.sha256 == sha256).map(|key| &*key.kid)
    }

    /// In the order in which they sign.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The key that signs: the first one that has not ended.
    pub fn active(&self, now: i64) -> &Key {
        &self.keys[self.active_index(now)]
    }

    /// The key that signs after the active one.
    pub fn next(&self, now: i64) -> Option<&Key> {
        self.states(now).find(|(_, state)| *state == State::Next).map(|(key, _)| key)
    }

    /// The key that was announced and is not known to be delivered.
    pub fn awaiting(&self) -> Option<&Key> {
        self.keys.iter().find(|key| key.awaits_delivery() && key.revoked_at.is_none())
    }

    /// True when the active key has signed for so many seconds and no other is to come.
    pub fn is_due(&self, every: i64, now: i64) -> bool {
        self.next(now).is_none() && self.active(now).activates_at.saturating_add(every) <= self.time(now)
    }

    /// The key that signed before this one, if its tokens are taken still.
    pub fn before(&self, kid: &str, now: i64) -> Option<&Key> {
        let before = self.states(now).take_while(|(key, _)| key.kid != kid);
        let signed = before.filter(|(key, state)| *state == State::Retiring && key.may_sign());
        signed.last().map(|(key, _)| key)
    }

    /// True when nobody has put in another key, or brought one further, between the two. How long the tokens of old ones are
    /// taken is no part of it.
    pub fn is_as_far_as(&self, other: &Self) -> bool {
        let progress =
            |key: &Key| (key.kid.clone(), key.activates_at, key.awaits_delivery(), key.revoked_at.is_some());
        self.keys.iter().map(progress).eq(other.keys.iter().map(progress))
    }

    /// True when the one signs after the other.
    pub fn is_after(&self, later: &Key, earlier: &Key) -> bool {
        let place = |of: &Key| self.keys.iter().position(|key| key.kid == of.kid);
        place(later) > place(earlier)
    }

    /// The end of a key decides, not the date of the one after it: that may be revoked, and no older key signs again.
    pub(super) fn active_index(&self, now: i64) -> usize {
        let now = self.time(now);
        let signs = |key: &Key| {
            key.may_sign()
                && key.end.is_none_or(|end| now < end.signs_until)
                && !key.is_given_up(self.changed_at)
        };
        // the last key that may sign has no end
        self.keys.iter().position(signs).unwrap_or(0)
    }

    /// Each key with what it is good for. That tokens die of age is for each clock to say, which says so of the token too.
    pub fn states(&self, now: i64) -> impl Iterator<Item = (&Key, State)> {
        let active = self.active_index(now);
        self.keys.iter().enumerate().map(move |(index, key)| {
            let state = match index.cmp(&active) {
                _ if key.revoked_at.is_some() => State::Revoked,
                _ if key.is_given_up(self.changed_at) => State::Retired,
                Ordering::Equal => State::Active,
                Ordering::Greater if key.delivery != Delivery::Withdrawn => State::Next,
                _ if key.end.is_some_and(|end| end.is_over(now)) => State::Retired,
                _ => State::Retiring,
            };
            (key, state)
        })
    }

    /// The keys whose tokens are taken: the next, the active and the retiring ones.
    pub fn verifying(&self, now: i64) -> impl Iterator<Item = &Key> {
        self.states(now).filter(|(_, state)| state.verifies()).map(|(key, _)| key)
    }

    /// An error while there can be a token that nobody could verify without this ring.
    pub fn check_over(&self, now: i64) -> Result<(), Refusal> {
        for key in self.verifying(now) {
            let signed_until = key.end.map(|end| end.signs_until).filter(|until| *until <= now);
            let (until, kid) = (key.alive_until(signed_until.unwrap_or(now)), key.kid.clone());
            match (until, signed_until) {
                (Some(until), _) if until <= now => {}
                // it signs on, and each moment's date would be another one
                (Some(_), None) => return Err(Refusal::MaySign(kid)),
                _ => return Err(Refusal::RingNeeded { kid, until }),
            }
        }
        Ok(())
    }

    /// A JWK set (RFC 7517 section 5) for everybody: the public keys whose tokens are taken. Secrets have none.
    pub fn public_set(&self, now: i64) -> Result<Value, key::Error> {
        let keys: Result<Vec<Value>, key::Error> =
            self.verifying(now).map(|key| Ok(key.signing_key()?.public_jwk())).collect();
        Ok(json!({ "keys": keys? }))
    }
}
