//! The cookies of a login of several steps, kept more narrowly than a browser keeps them: each goes back to the origin
//! that set it, and nowhere else (RFC 6265 section 8.5 names what a host that stands for all its ports and schemes gives away).
//! So its Domain says nothing, no list of public suffixes is needed, and what is set elsewhere is never the service's session.

use crate::http;
use crate::sensitive::AccessToken;
use crate::service::cookies;
use cookie::Cookie;
use hyper::HeaderMap;
use hyper::header::{COOKIE, HeaderValue, SET_COOKIE};
use url::{Origin, Url};
use zeroize::Zeroizing;

/// As many are kept of one origin, and so long is one of them at most, in bytes (RFC 6265 section 6.1).
const MOST: usize = 50;
const LONGEST: usize = 4096;

/// What was set, the newest last.
#[derive(Default)]
pub(super) struct Jar(Vec<Kept>);

/// A cookie that was set.
pub(super) struct Kept {
    origin: Origin,
    path: String,
    name: String,
    pub value: AccessToken,
    /// When it ends, in seconds since 1970.
    pub ends_at: Option<i64>,
}

impl Jar {
    /// Takes what an answer from this address sets. `now`: seconds since 1970, by this machine's clock.
    pub fn hear(&mut self, from: &Url, headers: &HeaderMap, now: i64) {
        let lines = headers.get_all(SET_COOKIE).iter();
        for cookie in lines.filter_map(|line| Cookie::parse(line.to_str().ok()?).ok()) {
            if !may_set(from, &cookie) {
                continue;
            }
            let kept = Kept::of(from, &cookie, now);
            if kept.name.len() + kept.value.expose().len() > LONGEST {
                continue;
            }
            self.0.retain(|known| !known.is_same(&kept));
            let of_origin = self.0.iter().filter(|known| known.origin == kept.origin).count();
            if of_origin < MOST && kept.ends_at.is_none_or(|end| end > now) {
                self.0.push(kept);
            }
        }
    }

    /// The header that takes them back to this address, those of the longest path first (RFC 6265 section 5.4).
    pub fn headers(&self, to: &Url) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut all: Vec<&Kept> = self.0.iter().filter(|kept| kept.goes_to(to)).collect();
        all.sort_by_key(|kept| std::cmp::Reverse(kept.path.len()));
        let line = all.iter().map(|kept| format!("{}={}", kept.name, kept.value.expose()));
        let line = Zeroizing::new(line.collect::<Vec<_>>().join("; "));
        if let Ok(mut value) = HeaderValue::from_str(&line)
            && !line.is_empty()
        {
            value.set_sensitive(true);
            headers.insert(COOKIE, value);
        }
        headers
    }

    /// What nobody may see of it.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|kept| kept.value.expose())
    }

    /// The cookie of this name that goes to this address.
    pub fn find(&self, to: &Url, name: &str) -> Option<&Kept> {
        self.0.iter().rfind(|kept| kept.name == name && kept.goes_to(to) && !cookies::is_empty(&kept.value))
    }
}

impl Kept {
    fn of(from: &Url, cookie: &Cookie<'_>, now: i64) -> Self {
        let path = cookie.path().filter(|path| path.starts_with('/')).unwrap_or_else(|| default_path(from));
        Self {
            origin: from.origin(),
            path: path.to_owned(),
            name: cookie.name().to_owned(),
            value: AccessToken::new(cookie.value()),
            ends_at: cookies::ends_at(cookie, now),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.origin, &self.path, &self.name) == (&other.origin, &other.path, &other.name)
    }

    /// RFC 6265 section 5.1.4.
    fn goes_to(&self, to: &Url) -> bool {
        let below = to.path().strip_prefix(&self.path);
        let is_within =
            below.is_some_and(|rest| rest.is_empty() || self.path.ends_with('/') || rest.starts_with('/'));
        is_within && self.origin == to.origin()
    }
}

/// What says that it goes over TLS alone is taken over TLS alone, as what promises it by its name is (RFC 6265bis section 4.1.3);
/// on this machine nobody listens in.
fn may_set(from: &Url, cookie: &Cookie<'_>) -> bool {
    let is_secure = cookie.secure() == Some(true);
    let promises = |prefix: &str| {
        cookie.name().get(..prefix.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(prefix))
    };
    let is_of_host = cookie.path() == Some("/") && cookie.domain().is_none();
    let keeps_word = !(promises("__Secure-") || promises("__Host-")) || is_secure && from.scheme() == "https";
    let is_protected = from.scheme() == "https" || http::is_loopback(from);
    keeps_word && (is_of_host || !promises("__Host-")) && (is_protected || !is_secure)
}

/// The folder of the address (RFC 6265 section 5.1.4).
fn default_path(from: &Url) -> &str {
    match from.path().rfind('/') {
        None | Some(0) => "/",
        Some(end) => &from.path()[..end],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn jar(set: &[(&str, &str)]) -> Jar {
        let mut jar = Jar::default();
        for (from, line) in set {
            jar.hear(&url(from), &[(SET_COOKIE, line.parse().unwrap())].into_iter().collect(), NOW);
        }
        jar
    }

    /// What goes to an address.
    fn sent(jar: &Jar, to: &str) -> String {
        jar.headers(&url(to)).get(COOKIE).map(|line| line.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    #[test]
    fn a36_a_cookie_goes_back_to_its_own_origin_alone() {
        let jar = jar(&[("https://a.example.com/login", "s=1; Path=/; Domain=example.com")]);
        assert_eq!(sent(&jar, "https://a.example.com/x"), "s=1");
        assert_eq!(sent(&jar, "https://a.example.com:443/x"), "s=1");
        for other in [
            "http://a.example.com/x",
            "https://a.example.com:8443/x",
            "https://b.example.com/x",
            "https://x.a.example.com/x",
            "https://example.com/x",
        ] {
            assert_eq!(sent(&jar, other), "", "{other}");
            assert!(jar.find(&url(other), "s").is_none(), "{other}");
        }
    }

    #[test]
    fn a_cookie_goes_to_its_path_until_it_ends() {
        let from = "https://a.example/app/login";
        for (line, to, expected) in [
            ("s=1", "https://a.example/app/x", "s=1"),
            ("s=1", "https://a.example/app", "s=1"),
            ("s=1", "https://a.example/apples", ""),
            ("s=1", "https://a.example/", ""),
            ("s=1; Path=/", "https://a.example/", "s=1"),
            ("s=1; Path=odd", "https://a.example/app/", "s=1"),
            ("s=\"a b\"; Path=/; Max-Age=60", "https://a.example/", "s=\"a b\""),
            ("s=1; Path=/; Max-Age=0", "https://a.example/", ""),
            ("s=1; Path=/; Expires=Tue, 14 Nov 2023 22:13:19 GMT", "https://a.example/", ""),
            ("s=1; Path=/; Max-Age=9; Expires=Tue, 14 Nov 2023 22:13:19 GMT", "https://a.example/", "s=1"),
        ] {
            assert_eq!(sent(&jar(&[(from, line)]), to), expected, "{line} {to}");
        }
        let changed =
            jar(&[(from, "s=1; Path=/"), (from, "s=2; Path=/"), (from, "t=3"), (from, "u=4; Path=/")]);
        assert_eq!(sent(&changed, "https://a.example/app/"), "t=3; s=2; u=4");
        assert_eq!(sent(&jar(&[(from, "s=1; Path=/"), (from, "s=; Path=/; Max-Age=0")]), from), "");
    }

    #[test]
    fn what_a_cookie_promises_of_tls_is_held() {
        for (from, line, is_taken) in [
            ("https://a.example/", "__Host-s=1; Secure; Path=/", true),
            ("https://a.example/", "__Host-s=1; Secure; Path=/; Domain=example", false),
            ("https://a.example/", "__host-s=1; Secure", false),
            ("https://a.example/", "__Host-s=1; Path=/", false),
            ("http://a.example/", "__Host-s=1; Secure; Path=/", false),
            ("https://a.example/", "__Secure-s=1; Secure; Path=/", true),
            ("http://127.0.0.1:8000/", "__Secure-s=1; Secure; Path=/", false),
            ("http://a.example/", "s=1; Secure; Path=/", false),
            ("http://127.0.0.1:8000/", "s=1; Secure; Path=/", true),
            ("http://a.example/", "s=1; Path=/", true),
        ] {
            assert_eq!(!sent(&jar(&[(from, line)]), from).is_empty(), is_taken, "{from} {line}");
        }
    }
}
