//! What servers tell of themselves on the way: the nonce for the next proof, and what time it is there.

use hyper::HeaderMap;
use hyper::header::{AGE, DATE, HeaderValue, RETRY_AFTER};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use url::Url;

/// By origin, for the life of this process.
#[derive(Default)]
pub struct Told(Mutex<BTreeMap<String, Server>>);

#[derive(Clone, Default)]
struct Server {
    nonce: Option<String>,
    /// The time there, and when it was told.
    date: Option<(Timestamp, Instant)>,
}

impl Told {
    /// Takes down what an answer tells, whatever else it says.
    pub fn listen(&self, url: &Url, headers: &HeaderMap) {
        let mut servers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let server = servers.entry(super::origin(url)).or_default();
        let text =
            |value: &HeaderValue| value.to_str().ok().filter(|text| !text.is_empty()).map(str::to_owned);
        if let Some(nonce) = headers.get("dpop-nonce").and_then(text) {
            server.nonce = Some(nonce);
        }
        // the date of an answer that rested in a cache is that of long ago
        let is_cached = headers.get(AGE).is_some_and(|age| age != "0");
        if let Some(date) = date(headers).filter(|_| !is_cached) {
            server.date = Some((date, Instant::now()));
        }
    }

    /// The nonce that this server gave last (RFC 9449 sections 8 and 9).
    pub fn nonce(&self, url: &Url) -> Option<String> {
        self.of(url)?.nonce
    }

    /// What time it is at this server, to the second, if it ever said.
    pub fn time(&self, url: &Url) -> Option<Timestamp> {
        let (date, told) = self.of(url)?.date?;
        date.checked_add(told.elapsed()).ok()
    }

    fn of(&self, url: &Url) -> Option<Server> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&super::origin(url)).cloned()
    }
}

/// The Date header (RFC 9110 section 6.6.1).
pub fn date(headers: &HeaderMap) -> Option<Timestamp> {
    http_date(headers.get(DATE)?.to_str().ok()?)
}

/// A date as HTTP writes it (RFC 9110 section 5.6.7).
pub fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()
}

/// Retry-After as seconds, or as a date against the answer's own Date (RFC 9110 section 10.2.3).
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    http_date(text)?.duration_since(date(headers)?).try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn t16_the_last_nonce_of_each_server_is_remembered() {
        let told = Told::default();
        told.listen(&url("https://a.example/x"), &headers(&[("dpop-nonce", "one")]));
        told.listen(&url("https://a.example/y?z"), &headers(&[("DPoP-Nonce", "two")]));
        told.listen(&url("https://a.example/y"), &headers(&[("dpop-nonce", "")]));
        told.listen(&url("https://b.example/"), &headers(&[]));
        assert_eq!(told.nonce(&url("https://a.example/")).as_deref(), Some("two"));
        for other in
            ["https://b.example/", "https://a.example:444/", "http://a.example/", "https://c.example/"]
        {
            assert_eq!(told.nonce(&url(other)), None, "{other}");
        }
    }

    #[test]
    fn the_time_of_a_server_is_that_of_its_last_fresh_answer() {
        let told = Told::default();
        let at = url("https://a.example/");
        assert_eq!(told.time(&at), None);
        told.listen(&at, &headers(&[("date", "Fri, 20 Nov 2026 10:00:00 GMT"), ("age", "0")]));
        told.listen(&at, &headers(&[("date", "Fri, 20 Nov 2026 09:00:00 GMT"), ("age", "3600")]));
        told.listen(&at, &headers(&[("date", "yesterday")]));
        let since = told.time(&at).unwrap().duration_since("2026-11-20T10:00:00Z".parse().unwrap());
        assert!((0..30).contains(&since.as_secs()), "{since}");
    }
}
