//! An issuer's public keys (RFC 7517 section 5): fetched, kept for as long as the issuer says, and asked for again when
//! a token names one that is not there (OpenID Connect Core section 10.1.1), or one that did not sign it: some issuers give
//! a new key the id of the old one.

use super::answer::{Answer, get};
pub use super::jwks_cache::Cache;
use super::jwks_cache::{Entry, Turn};
use super::jwks_lifetime::{Lifetime, OLDEST};
use super::{Endpoint, Error, Issuer, Provider};
use crate::host::file_lock::FolderLock;
use crate::host::{Clock, printable};
use crate::http::{self, Http};
use crate::jwt::algorithm::Family;
use crate::jwt::key::KeySet;
use hyper::header::{CACHE_CONTROL, ETAG, HeaderValue, IF_NONE_MATCH};
use hyper::{HeaderMap, Request, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;

/// As what they may come.
pub(super) const MEDIA_TYPES: &str = "application/jwk-set+json, application/json";

/// So many seconds pass between two questions for a key that is not there, whoever asks on this machine: tokens with
/// made-up ids or signatures cannot make it pester the issuer.
const COOL_DOWN: i64 = 30;
/// Keys that were fetched so many seconds ago in this very run are not asked for again.
const JUST_NOW: i64 = 5;
/// So long a process waits for the answer that another one asked for.
const PATIENCE: Duration = Duration::from_secs(5);

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
    /// When they came, if that was in this very run, in seconds since 1970.
    came_at: Option<i64>,
}

/// Where keys are fetched and kept.
pub struct Fetcher<'h> {
    pub http: &'h Http,
    pub clock: &'h Clock,
    pub cache: Cache,
    pub allow_http: bool,
    /// By whom servers are known in this run: [`http::Trust`].
    pub trust: Option<String>,
}

/// What comes of the wish to ask for a key that is not there.
enum Claim {
    /// These are other keys than those that are known, or nobody asks for others now.
    Known(Published),
    /// Nobody else asks meanwhile.
    Ours(Published),
    /// Whoever asked last had no answer. So long nobody asks again.
    Unanswered(SignedDuration),
    /// Somebody asks, and has no answer yet.
    Awaited,
}

/// Fetches the keys that the issuer publishes now.
pub(super) async fn fetch(http: &Http, provider: &Provider) -> Result<KeySet, Error> {
    let (url, at) = (provider.endpoint(Endpoint::Jwks)?, provider.place(Endpoint::Jwks));
    let keys = Answer::to_get(http, &url, MEDIA_TYPES, &at).await?.json()?;
    key_set(&keys.into(), &at)
}

impl Fetcher<'_> {
    /// What is kept, however old it is. It is held to what an answer is held to.
    pub fn kept(&self, source: &Source) -> Option<Published> {
        self.load(source, None)
    }

    /// With the lock, what is damaged goes.
    fn load(&self, source: &Source, lock: Option<&FolderLock>) -> Option<Published> {
        let entry = self.cache.load(&self.name(source), self.clock.now(), lock)?;
        let keys = key_set(&entry.keys, &entry.jwks_uri).ok()?;
        Some(Published { keys, entry, came_at: None })
    }

    /// What the issuer publishes now. What is `kept` need not be sent once more. That it could not be reached is
    /// remembered beside it, unless another process reached it meanwhile: then what that was told will do.
    ///
    /// Of many processes one asks, and the others wait for what it is told, for a few seconds; where it is killed, the next
    /// one asks. Where nothing is kept of the answer they all ask.
    pub async fn fetch(&self, source: &Source, kept: Option<&Published>) -> Result<Published, Error> {
        let wanted_at = self.clock.unix();
        let turn = self.turn(source);
        if let Some(told) = self.told_meanwhile(source, kept, wanted_at, &turn) {
            return told;
        }
        match (self.ask(source, kept, false).await, kept) {
            (Err(why), Some(kept)) if why.may_pass() => self.missed(source, kept, wanted_at).ok_or(why),
            (asked, _) => asked,
        }
    }

    /// Nobody waits longer for the answer of another process than for one of his own.
    fn turn(&self, source: &Source) -> Turn {
        self.cache.turn(&self.name(source), PATIENCE.min(self.http.timeout()))
    }

    /// What another process was told since these were `kept`, or that it had no answer since they are wanted.
    fn told_meanwhile(
        &self,
        source: &Source,
        kept: Option<&Published>,
        wanted_at: i64,
        turn: &Turn,
    ) -> Option<Result<Published, Error>> {
        let (latest, now) = (self.kept(source)?, self.clock.now());
        let is_fresh = |published: &Published| published.is_fresh(now);
        // whoever has fresh ones wants newer ones
        let will_do =
            latest.entry.confirmed_at >= wanted_at || is_fresh(&latest) && !kept.is_some_and(is_fresh);
        if will_do && kept.is_none_or(|kept| latest.is_newer_than(kept, now)) {
            return Some(Ok(latest));
        }
        let missed_at =
            latest.entry.missed_at.filter(|missed| matches!(turn, Turn::Over) && *missed >= wanted_at)?;
        let left =
            SignedDuration::from_secs(missed_at.saturating_add(COOL_DOWN).saturating_sub(now.as_second()));
        Some(Err(Error::Unanswered { at: source.shown(), left }))
    }

    /// The same for a key that is not among those that are `known`, which become what is known then. False where they
    /// stay the same: that was asked a moment ago, by whichever process. Where that one had no answer it is an error for
    /// the others too: the token may be genuine.
    pub async fn search(&self, source: &Source, known: &mut Published) -> Result<bool, Error> {
        let turn = self.turn(source);
        match self.claim(source, known, &turn) {
            Claim::Unanswered(left) => Err(Error::Unanswered { at: source.shown(), left }),
            Claim::Awaited => Err(Error::Awaited { at: source.shown() }),
            Claim::Known(latest) => {
                let is_newer = latest.is_newer_than(known, self.clock.now());
                *known = latest;
                Ok(is_newer)
            }
            Claim::Ours(latest) => match self.ask(source, Some(&latest), true).await {
                Ok(published) => {
                    *known = published;
                    Ok(true)
                }
                Err(why) => {
                    self.give_up(source, &why);
                    Err(why)
                }
            },
        }
    }

    /// Says before it is asked that the issuer is asked: those who come later need not ask too. Where nothing can be kept
    /// each one asks.
    fn claim(&self, source: &Source, known: &Published, turn: &Turn) -> Claim {
        let lock = self.cache.lock();
        let now = self.clock.now();
        let mut latest = match self.load(source, lock.as_ref().ok()) {
            Some(kept) if kept.is_newer_than(known, now) => return Claim::Known(kept),
            // what could not be kept is newer than what is
            Some(kept) if known.is_newer_than(&kept, now) => known.clone(),
            kept => kept.unwrap_or_else(|| known.clone()),
        };
        match latest.cool_down(now) {
            _ if known.is_of_this_moment(now) => return Claim::Known(known.clone()),
            // nobody asks at this moment: whoever did was killed
            Some(_) if latest.entry.searching && matches!(turn, Turn::Ours(_)) => {}
            Some(_) if latest.entry.searching => return Claim::Awaited,
            Some(left) if latest.entry.unanswered => return Claim::Unanswered(left),
            Some(_) => return Claim::Known(latest),
            None => {}
        }
        (latest.entry.searched_at, latest.entry.searching) = (Some(now.as_second()), true);
        latest.entry.unanswered = false;
        let _ = lock.and_then(|lock| self.cache.save(&latest.entry, &lock));
        Claim::Ours(latest)
    }

    /// Nobody waits any more for an answer that does not come, nor takes it for one. Only an issuer that could not be
    /// reached was missed: one whose answer is of no use is a fault that a later run is to tell.
    fn give_up(&self, source: &Source, why: &Error) {
        let Ok(lock) = self.cache.lock() else { return };
        if let Some(Published { entry, .. }) = self.load(source, Some(&lock)) {
            let missed_at = if why.may_pass() { Some(self.clock.unix()) } else { entry.missed_at };
            let _ = self.cache.save(&Entry { searching: false, unanswered: true, missed_at, ..entry }, &lock);
        }
    }

    /// Remembers that the issuer could not be reached, or finds what it told another process since it was asked.
    fn missed(&self, source: &Source, kept: &Published, asked_at: i64) -> Option<Published> {
        let lock = self.cache.lock().ok()?;
        let latest = self.load(source, Some(&lock))?;
        if latest.is_newer_than(kept, self.clock.now()) && latest.entry.confirmed_at >= asked_at {
            return Some(latest);
        }
        let missed_at = Some(self.clock.unix());
        let _ = self.cache.save(&Entry { missed_at, ..latest.entry }, &lock);
        None
    }

    /// Keeps what came, and returns it; or what is kept, where the issuer was asked for that later.
    fn keep(&self, source: &Source, mut came: Published, anew: bool) -> Published {
        // keys that cannot be kept are as good, this once
        let Ok(lock) = self.cache.lock() else { return came };
        if let Some(kept) = self.load(source, Some(&lock)) {
            let searched_at = kept.entry.searched_at.max(came.entry.searched_at);
            let (searching, unanswered) = (kept.entry.searching && !anew, kept.entry.unanswered && !anew);
            if kept.is_newer_than(&came, self.clock.now()) {
                came = Published { came_at: came.came_at, ..kept };
            }
            came.entry = Entry { searched_at, searching, unanswered, ..came.entry };
        }
        let _ = self.cache.save(&came.entry, &lock);
        came
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
        let asked_at = self.clock.unix();
        let reply = self.answer(request, validator, &at).await?;
        // an answer that took its time is of when it was asked for, at worst (RFC 9111 section 4.2.3); by a clock that was
        // set back meanwhile it did not come before it was asked for
        let confirmed_at = asked_at.min(self.clock.unix());
        let entry = match (reply, kept) {
            (Reply::Unchanged(headers), Some(kept)) => Entry {
                confirmed_at,
                lifetime: Lifetime::told(&headers).unwrap_or(kept.lifetime),
                searching: false,
                unanswered: false,
                missed_at: None,
                ..kept.clone()
            },
            (Reply::Unchanged(_), None) => {
                return Err(Error::Odd { at, why: "it says that what was not there is unchanged".into() });
            }
            (Reply::Keys(headers, keys), _) => Entry {
                source: self.name(source),
                jwks_uri: url.into(),
                confirmed_at,
                lifetime: Lifetime::told(&headers).unwrap_or_default(),
                etag: headers.get(ETAG).and_then(|etag| etag.to_str().ok()).map(str::to_owned),
                searched_at: kept.and_then(|kept| kept.searched_at),
                searching: false,
                unanswered: false,
                missed_at: None,
                keys,
            },
        };
        let keys = key_set(&entry.keys, &at)?;
        Ok(self.keep(source, Published { keys, entry, came_at: Some(self.clock.unix()) }, anew))
    }

    /// Where the keys are, and who is asked in words.
    async fn locate(&self, source: &Source) -> Result<(Url, String), Error> {
        match source {
            Source::Address(url) => {
                http::check_secure(url, self.allow_http)?;
                Ok((url.clone(), source.shown()))
            }
            Source::Issuer(issuer) => {
                let by_hand = BTreeMap::new();
                let provider = Provider::discover(self.http, issuer, &by_hand, &[], self.allow_http).await?;
                Ok((provider.endpoint(Endpoint::Jwks)?, provider.place(Endpoint::Jwks)))
            }
        }
    }

    /// Keys that came in a way that this run does not allow, or from a server that it knows by others, are not its keys.
    fn name(&self, source: &Source) -> String {
        let kind = match source {
            Source::Issuer(issuer) => format!("issuer {}", issuer.as_str()),
            Source::Address(url) => format!("address {url}"),
        };
        let trust = self.trust.as_ref().map(|trust| format!(" by {trust}"));
        let http = if self.allow_http { " by http" } else { "" };
        format!("{kind}{}{http}", trust.unwrap_or_default())
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
    /// What is asked, for messages. The query of an address may hold a key, and is left out.
    pub fn shown(&self) -> String {
        match self {
            Self::Issuer(issuer) => printable::short(issuer.as_str(), 200),
            Self::Address(url) => printable::short(&http::without_query(url), 200),
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
        self.came_at.is_some_and(|came_at| now.as_second().saturating_sub(came_at) < JUST_NOW)
    }

    /// The answer that was asked for later is newer. Of two of the same second that differ it is the one that came in this
    /// run; where none did, `self`, which was read after `known` and has replaced it. What is of a time to come says
    /// nothing of when it was asked for, as the clock was set back since: all else is newer.
    fn is_newer_than(&self, known: &Self, now: Timestamp) -> bool {
        let asked = |published: &Self| {
            Some(published.entry.confirmed_at).filter(|confirmed_at| *confirmed_at <= now.as_second())
        };
        match asked(self).cmp(&asked(known)) {
            Ordering::Equal => known.came_at.is_none() && self.entry.keys != known.entry.keys,
            order => order.is_gt(),
        }
    }
}

/// Public keys alone: with a secret that is published everybody can sign.
fn key_set(keys: &Value, at: &str) -> Result<KeySet, Error> {
    let odd = |why: String| Error::Odd { at: at.to_owned(), why };
    let set = KeySet::published(keys).map_err(|why| odd(why.to_string()))?;
    match set.keys().iter().any(|key| key.family() == Family::Hmac) {
        true => Err(odd("the key set holds a shared secret, with which everybody can sign now".to_owned())),
        false => Ok(set),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_asked_for_later_is_newer_unless_it_is_of_a_time_to_come() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let published = |ahead: i64, kty: &str, came_at: Option<i64>| Published {
            keys: KeySet::from_value(&json!({"keys": []})).unwrap(),
            entry: Entry {
                source: "x".into(),
                jwks_uri: "https://id.example/jwks".into(),
                confirmed_at: now.as_second() + ahead,
                lifetime: Lifetime::default(),
                etag: None,
                searched_at: None,
                searching: false,
                unanswered: false,
                missed_at: None,
                keys: json!({"keys": [{"kty": kty}]}),
            },
            came_at,
        };
        let kept = |ahead| published(ahead, "kept", None);
        let came = |ahead| published(ahead, "came", Some(now.as_second()));
        for (kept_ahead, came_ahead, kept_is_newer) in [
            (-1, -2, true),
            (-2, -1, false),
            (0, 0, false),
            (-5, -5, false),
            (1, 0, false),
            (60, -100, false),
        ] {
            let (kept, came) = (kept(kept_ahead), came(came_ahead));
            assert_eq!(kept.is_newer_than(&came, now), kept_is_newer, "{kept_ahead} {came_ahead}");
            assert_eq!(came.is_newer_than(&kept, now), !kept_is_newer, "{kept_ahead} {came_ahead}");
        }
        assert!(kept(-9).is_newer_than(&published(-9, "replaced", None), now));
        assert!(!kept(-9).is_newer_than(&kept(-9), now), "the same");
    }
}
