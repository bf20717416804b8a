//! PURE: whether an answer says that the service does not know who asks.

use super::Site;
use crate::http::challenge;
use hyper::header::LOCATION;
use hyper::{HeaderMap, Method, StatusCode};
use url::Url;

/// True where an answer says that nobody is logged in by what was sent: 401, or a redirect `to` a login.
pub fn is_unauthenticated(
    method: &Method,
    status: StatusCode,
    headers: &HeaderMap,
    to: Option<&Url>,
    site: Option<&Site>,
) -> bool {
    if status == StatusCode::UNAUTHORIZED {
        // the credential is good, the login is not: renewing changes nothing (RFC 9470 section 3)
        let challenge = challenge::of_tokens(headers);
        let error = challenge.as_ref().and_then(|challenge| challenge.parameter("error"));
        return error != Some("insufficient_user_authentication");
    }
    to.is_some_and(|to| sends_to_login(method, status, to, site))
}

/// Where an answer sends whoever `asked` there.
pub fn location(asked: &Url, status: StatusCode, headers: &HeaderMap) -> Option<Url> {
    let to = headers.get(LOCATION).filter(|_| matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308))?;
    asked.join(to.to_str().ok()?).ok()
}

/// True where a redirect to this address says "log in first". What has a body may have been carried out before the person is
/// sent to a page, and is judged with more care: nothing may happen twice.
fn sends_to_login(method: &Method, status: StatusCode, to: &Url, site: Option<&Site>) -> bool {
    if is_authorization_request(to) {
        return true;
    }
    let is_page = site.is_some_and(|site| site.is_login_page(to));
    match *method {
        Method::GET | Method::HEAD => is_page || is_called_login(to),
        // 307 and 308 keep the body for the page: so nothing was done with it; and who is to come back says where
        _ => {
            is_page
                && (matches!(status.as_u16(), 307 | 308) || to.query_pairs().any(|(name, _)| name == "next"))
        }
    }
}

/// The beginning of a login at an issuer (RFC 6749 section 4.1.1).
fn is_authorization_request(to: &Url) -> bool {
    let has = |name: &str| to.query_pairs().any(|(found, _)| found == name);
    has("client_id") && has("response_type")
}

/// A page that is called login.
fn is_called_login(to: &Url) -> bool {
    let page =
        to.path_segments().and_then(|mut all| all.rfind(|segment| !segment.is_empty())).unwrap_or_default();
    let page = page.split('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(page.as_str(), "login" | "log-in" | "signin" | "sign-in" | "sign_in")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::RouteName;

    #[test]
    fn what_may_have_been_carried_out_is_not_sent_twice() {
        let mut site = Site::bare(Url::parse("https://a.example/admin").unwrap(), false);
        site.routes.insert(RouteName::Login, "/enter".parse().unwrap());
        for (method, status, to, site, expected) in [
            (Method::GET, 302, "https://a.example/login", None, true),
            (Method::GET, 302, "https://a.example/login?next=%2Fx", None, true),
            (Method::GET, 302, "https://a.example/accounts/login/", None, true),
            (Method::GET, 302, "https://a.example/Login.aspx", None, true),
            (Method::GET, 302, "https://a.example/admin/sign-in", None, true),
            (Method::GET, 302, "https://a.example/login-attempts", None, false),
            (Method::GET, 302, "https://a.example/login/history", None, false),
            (Method::POST, 302, "https://a.example/login?next=%2Fx", None, false),
            (Method::GET, 302, "https://a.example/admin/enter?next=/x", Some(&site), true),
            (Method::GET, 302, "https://a.example/enter", Some(&site), false),
            (Method::GET, 302, "https://b.example/admin/enter", Some(&site), false),
            (Method::POST, 303, "https://a.example/login", None, false),
            (Method::POST, 303, "https://a.example/admin/enter", Some(&site), false),
            (Method::POST, 307, "https://a.example/admin/enter", Some(&site), true),
            (Method::POST, 302, "https://a.example/admin/enter?next=%2Fx", Some(&site), true),
            (Method::POST, 302, "https://id.example/a?client_id=x&response_type=code", None, true),
        ] {
            let (status, to) = (StatusCode::from_u16(status).unwrap(), Url::parse(to).unwrap());
            assert_eq!(sends_to_login(&method, status, &to, site), expected, "{method} {status} {to}");
        }
    }
}
