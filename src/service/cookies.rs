//! Cookies that a service sets (RFC 6265 section 4.1), as far as a login needs them.

use crate::sensitive::AccessToken;
use cookie::Cookie;
use hyper::HeaderMap;
use hyper::header::SET_COOKIE;
use jiff::Timestamp;

/// A cookie that was set.
pub struct Set {
    pub name: String,
    /// To the byte: what stands between quotes stays between them.
    pub value: AccessToken,
    /// When it ends, in seconds since 1970; not after now: it is taken back.
    pub ends_at: Option<i64>,
}

/// When a cookie ends, in seconds since 1970. Its Max-Age, in seconds, comes before its Expires (RFC 6265 section 5.3). `now` is by
/// this machine's clock.
pub fn ends_at(cookie: &Cookie<'_>, now: i64) -> Option<i64> {
    let age = cookie.max_age().map(|age| now.saturating_add(age.whole_seconds()));
    age.or_else(|| cookie.expires_datetime().map(cookie::time::OffsetDateTime::unix_timestamp))
}

/// All that an answer sets, in its order. `now`: seconds since 1970, by this machine's clock.
pub fn set(headers: &HeaderMap, now: i64) -> impl Iterator<Item = Set> {
    let lines = headers.get_all(SET_COOKIE).iter();
    lines.filter_map(|line| Cookie::parse(line.to_str().ok()?).ok()).map(move |cookie| Set {
        name: cookie.name().to_owned(),
        value: AccessToken::new(cookie.value()),
        ends_at: ends_at(&cookie, now),
    })
}

/// True where nothing stands in it, or between its quotes.
pub fn is_empty(value: &AccessToken) -> bool {
    value.expose().trim_matches('"').is_empty()
}

/// The cookie of this name that an answer sets, and does not take back: of several the last one counts.
pub fn named(headers: &HeaderMap, name: &str, now: Timestamp) -> Option<Set> {
    let now = now.as_second();
    let is_good = |set: &Set| !is_empty(&set.value) && set.ends_at.is_none_or(|end| end > now);
    set(headers, now).filter(|set| set.name == name).last().filter(is_good)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        lines.iter().map(|line| (SET_COOKIE, line.parse().unwrap())).collect()
    }

    #[test]
    fn the_cookie_of_a_login_is_found_with_its_end() {
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let found = |lines: &[&str]| {
            named(&headers(lines), "session", now)
                .map(|set| (set.value.expose().to_owned(), set.ends_at.map(|end| end - now.as_second())))
        };
        assert_eq!(
            found(&["dac=1; Path=/", "session=eyJ1==.t.s; HttpOnly; Max-Age=3600; Path=/; SameSite=lax"]),
            Some(("eyJ1==.t.s".into(), Some(3600)))
        );
        assert_eq!(
            found(&["session=a; Expires=Tue, 14 Nov 2023 22:14:20 GMT"]),
            Some(("a".into(), Some(60)))
        );
        assert_eq!(found(&["session=\"a b\""]), Some(("\"a b\"".into(), None)));
        for none in [
            "session=; Max-Age=0",
            "session=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0",
            "session=null; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "sessions=a",
            "session=\"\"",
            "session",
        ] {
            assert_eq!(found(&[none]), None, "{none}");
        }
        assert_eq!(found(&["session=old", "session=new"]).unwrap().0, "new");
        assert_eq!(found(&["session=a", "session=; Max-Age=0"]), None, "set and taken back");
        assert_eq!(found(&["session=; Max-Age=0", "session=a"]).unwrap().0, "a");
    }
}
