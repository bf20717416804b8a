//! Where a redirect of an API leads, and whether it says "not authenticated".

use crate::http;
use crate::service::{Site, unknown};
use reqwest::{Method, Response};
use url::Url;

/// More redirects than this are a loop.
pub const MOST: usize = 5;

/// What to do with an answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// It is the answer.
    Done,
    /// The API wants somebody to log in: 401, or a redirect to a login.
    NotAuthenticated,
    /// Ask there, if the request has no body. The credential goes along to the same origin only.
    Follow { to: Url, same_origin: bool },
}

/// Judges an answer. Only GET and HEAD are followed: nothing with a body is sent to a place nobody named.
pub fn judge(method: &Method, asked: &Url, answer: &Response, site: Option<&Site>) -> Next {
    let (status, headers) = (answer.status(), answer.headers());
    let to = unknown::location(asked, status, headers);
    match to {
        to if unknown::is_unauthenticated(method, status, headers, to.as_ref(), site) => {
            Next::NotAuthenticated
        }
        Some(to) => follow(method, asked, to),
        None => Next::Done,
    }
}

/// Whether a redirect is followed that leads to no login.
fn follow(method: &Method, asked: &Url, mut to: Url) -> Next {
    let asks_only = matches!(*method, Method::GET | Method::HEAD);
    let followed = asks_only && matches!(to.scheme(), "http" | "https");
    let downgraded = asked.scheme() == "https" && to.scheme() == "http";
    if !followed || downgraded {
        return Next::Done;
    }
    let plain = !http::includes_credentials(&to);
    // a user in the URL would become a credential of its own
    let _ = to.set_username("");
    let _ = to.set_password(None);
    let same_origin = plain && http::origin(asked) == http::origin(&to);
    Next::Follow { to, same_origin }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(method: &Method, from: &str, to: &str) -> Next {
        let from = Url::parse(from).unwrap();
        let to = from.join(to).unwrap();
        super::follow(method, &from, to)
    }

    fn follow(to: &str, same_origin: bool) -> Next {
        Next::Follow { to: Url::parse(to).unwrap(), same_origin }
    }

    #[test]
    fn a36_the_credential_stays_at_its_origin() {
        let api = "https://api.example.com/v1/x";
        assert_eq!(judged(&Method::GET, api, "/v2/x"), follow("https://api.example.com/v2/x", true));
        for foreign in [
            "https://api.example.com:8443/",
            "https://other.example.com/",
            "https://sub.api.example.com/",
            "https://192.0.2.1/",
        ] {
            assert_eq!(judged(&Method::GET, api, foreign), follow(foreign, false), "{foreign}");
        }
        assert_eq!(
            judged(&Method::GET, api, "https://u:p@api.example.com/"),
            follow("https://api.example.com/", false)
        );
        assert_eq!(
            judged(&Method::GET, api, "http://api.example.com/"),
            Next::Done,
            "never from https to http"
        );
        assert_eq!(judged(&Method::GET, api, "file:///etc/passwd"), Next::Done);
    }

    #[test]
    fn a37_nothing_with_a_body_is_followed() {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            assert_eq!(judged(&method, "https://api.example.com/x", "/y"), Next::Done, "{method}");
        }
    }
}
