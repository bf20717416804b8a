//! An issuer's public keys (RFC 7517 section 5): fetched, kept for as long as the issuer says, and asked for again when
//! a token names one that is not there (OpenID Connect Core section 10.1.1), or one that did not sign it: some issuers give
//! a new key the id of the old one.

use super::answer::{Answer, get};
pub use super::jwks_cache::Cache;
use super::jwks_cache::Entry;
use super::jwks_lifetime::{Lifetime, OLDEST};
use super::{Endpoint, Error, Issuer, Provider};
use crate::host::{Clock, printable};
use crate::http::{self, Http};
use crate::jwt::algorithm::Family;
use crate::jwt::key::KeySet;
use hyper::header::{CACHE_CONTROL, ETAG, HeaderValue, IF_NONE_MATCH};
use hyper::{HeaderMap, Request, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use url::Url;

/// As what they may come.
pub(super) const MEDIA_TYPES: &str = "application/jwk-set+json, application/json";

/// So many seconds pass between two questions for a key that is not there, whoever asks on this machine: tokens with
/// made-up ids or signatures cannot make it pester the issuer.
const COOL_DOWN: i64 = 30;
/// Keys that were fetched so many seconds ago in this very run are not asked for again.
const JUST_NOW: i64 = 5;

/// Who publishes the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Its metadata says where.
    Issuer(Issuer),
    Address(Url),
}

/// Keys, and since when they are known to be the issuer's.
#[derive(Clone, Debug)]
pub struct Published {
    pub keys: KeySet,
    entry: Entry,
    asked_now: bool,
}

/// Where keys are fetched and kept.
pub struct Fetcher<'h> {
    pub http: &'h Http,
    pub clock: &'h Clock,
    pub cache: Cache,
    pub allow_http: bool,
    /// Whom this run trusts besides the system's authorities.
    pub ca_cert: Option<PathBuf>,
}

/// Fetches the keys that the issuer publishes now.
pub(super) async fn fetch(http: &Http, provider: &Provider) -> Result<KeySet, Error> {
    let (url, at) = (provider.endpoint(Endpoint::Jwks)?, provider.place(Endpoint::Jwks));
    let keys = Answer::to_get(http, &url, MEDIA_TYPES, &at).await?.json()?;
    key_set(&keys.into(), &at)
}

impl Fetcher<'_> {
    /// What is kept, however old it is.
    pub fn kept(&self, source: &Source) -> Option<Published> {
        let entry = self.cache.load(&self.name(source), self.clock.now())?;
        let keys = KeySet::from_value(&entry.keys).ok()?;
        Some(Published { keys, entry, asked_now: false })
    }

    /// What the issuer publishes now. What is `kept` need not be sent once more. That it could not be reached is
    /// remembered beside it.
    pub async fn fetch(&self, source: &Source, kept: Option<&Published>) -> Result<Published, Error> {
        let asked = self.ask(source, kept, false).await;
        if let (Err(why), Some(kept)) = (&asked, kept)
            && why.may_pass()
        {
            let missed_at = Some(self.clock.unix());
            let _ = self.cache.save(&Entry { missed_at, ..kept.entry.clone() });
        }
        asked
    }

    /// The same for a key that is not among those that are `known`; `None` when that was asked a moment ago, by
    /// whichever process.
    pub async fn search(&self, source: &Source, known: &Published) -> Result<Option<Published>, Error> {
        let mut latest = self.kept(source).unwrap_or_else(|| known.clone());
        if latest.entry.confirmed_at > known.entry.confirmed_at {
            return Ok(Some(latest));
        }
        let now = self.clock.now();
        if known.is_of_this_moment(now) || latest.cool_down(now).is_some() {
            return Ok(None);
        }
        // written down before the answer is there: those who come meanwhile need not ask too
        latest.entry.searched_at = Some(now.as_second());
        let _ = self.cache.save(&latest.entry);
        self.ask(source, Some(&latest), true).await.map(Some)
    }

    /// `anew`: caches on the way are to ask too.
    async fn ask(&self, source: &Source, kept: Option<&Published>, anew: bool) -> Result<Published, Error> {
        let (url, at) = self.locate(source).await?;
        let kept = kept.map(|kept| &kept.entry).filter(|kept| kept.jwks_uri == url.as_str());
        let mut request = get(&url, MEDIA_TYPES, &at)?;
        if anew {
            request.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        }
        let validator = kept.and_then(|kept| HeaderValue::from_str(kept.etag.as_deref()?).ok());
        let entry = match (self.answer(request, validator, &at).await?, kept) {
            (Reply::Unchanged(headers), Some(kept)) => Entry {
                confirmed_at: self.clock.unix(),
                lifetime: Lifetime::told(&headers).unwrap_or(kept.lifetime),
                missed_at: None,
                ..kept.clone()
            },
            (Reply::Unchanged(_), None) => {
                return Err(Error::Odd { at, why: "it says that what was not there is unchanged".into() });
            }
            (Reply::Keys(headers, keys), _) => Entry {
                source: self.name(source),
                jwks_uri: url.into(),
                confirmed_at: self.clock.unix(),
                lifetime: Lifetime::told(&headers).unwrap_or_default(),
                etag: headers.get(ETAG).and_then(|etag| etag.to_str().ok()).map(str::to_owned),
                searched_at: kept.and_then(|kept| kept.searched_at),
                missed_at: None,
                keys,
            },
        };
        let keys = key_set(&entry.keys, &at)?;
        // keys that cannot be kept are as good, this once
        let _ = self.cache.save(&entry);
        Ok(Published { keys, entry, asked_now: true })
    }

    /// Where the keys are, and who is asked in words.
    async fn locate(&self, source: &Source) -> Result<(Url, String), Error> {
        match source {
            Source::Address(url) => {
                http::check_secure(url, self.allow_http)?;
                Ok((url.clone(), printable::short(url.as_str(), 200)))
            }
            Source::Issuer(issuer) => {
                let by_hand = BTreeMap::new();
                let provider = Provider::discover(self.http, issuer, &by_hand, &[], self.allow_http).await?;
                Ok((provider.endpoint(Endpoint::Jwks)?, provider.place(Endpoint::Jwks)))
            }
        }
    }

    /// Keys that came in a way that this run does not allow are not its keys.
    fn name(&self, source: &Source) -> String {
        let kind = match source {
            Source::Issuer(issuer) => format!("issuer {}", issuer.as_str()),
            Source::Address(url) => format!("address {url}"),
        };
        let authority = self.ca_cert.as_ref().map(|path| format!(" by {}", path.display()));
        let http = if self.allow_http { " by http" } else { "" };
        format!("{kind}{}{http}", authority.unwrap_or_default())
    }

    async fn answer(
        &self,
        mut request: Request<Vec<u8>>,
        validator: Option<HeaderValue>,
        at: &str,
    ) -> Result<Reply, Error> {
        let is_conditional = validator.is_some();
        request.headers_mut().extend(validator.map(|etag| (IF_NONE_MATCH, etag)));
        let response = self.http.exchange(request).await?;
        let headers = response.headers().clone();
        if is_conditional && response.status() == StatusCode::NOT_MODIFIED {
            return Ok(Reply::Unchanged(headers));
        }
        Ok(Reply::Keys(headers, Answer::receive(response, at)?.json()?.into()))
    }
}

enum Reply {
    Unchanged(HeaderMap),
    Keys(HeaderMap, Value),
}

impl Source {
    /// What is asked, for messages.
    pub fn shown(&self) -> String {
        match self {
            Self::Issuer(issuer) => printable::short(issuer.as_str(), 200),
            Self::Address(url) => printable::short(url.as_str(), 200),
        }
    }
}

impl Published {
    /// Since the issuer said that these are its keys.
    pub fn age(&self, now: Timestamp) -> SignedDuration {
        SignedDuration::from_secs(now.as_second().saturating_sub(self.entry.confirmed_at))
    }

    /// As long as the issuer said.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.age(now).as_secs() < self.entry.lifetime.fresh
    }

    /// Whether they will do when the issuer cannot be reached.
    pub fn will_do(&self, now: Timestamp) -> bool {
        self.entry.lifetime.may_be_stale && self.age(now).as_secs() < OLDEST
    }

    /// True when the issuer could not be reached a moment ago: who waited for it then need not wait once more.
    pub fn was_just_missed(&self, now: Timestamp) -> bool {
        self.entry.missed_at.is_some_and(|missed| now.as_second().saturating_sub(missed) < COOL_DOWN)
    }

    /// How long nobody asks for a key that is not among these; `None` where anybody may.
    pub fn cool_down(&self, now: Timestamp) -> Option<SignedDuration> {
        let left = self.entry.searched_at?.saturating_add(COOL_DOWN).saturating_sub(now.as_second());
        (left > 0).then(|| SignedDuration::from_secs(left))
    }

    /// Where the keys came from.
    pub fn address(&self) -> Option<Url> {
        Url::parse(&self.entry.jwks_uri).ok()
    }

    fn is_of_this_moment(&self, now: Timestamp) -> bool {
        self.asked_now && self.age(now).as_secs() < JUST_NOW
    }
}

/// Public keys alone: with a secret that is published everybody can sign.
fn key_set(keys: &Value, at: &str) -> Result<KeySet, Error> {
    let odd = |why: String| Error::Odd { at: at.to_owned(), why };
    let set = KeySet::from_value(keys).map_err(|why| odd(why.to_string()))?;
    match set.keys().iter().any(|key| key.family() == Family::Hmac) {
        true => Err(odd("the key set holds a shared secret, with which everybody can sign now".to_owned())),
        false => Ok(set),
    }
}
