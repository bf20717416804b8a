//! The redirects of a login in the browser, walked with one jar of cookies: that ends at the service, logged in, where the issuer
//! asks nobody anything (it knows the machine by its network, or it is one for development). Else it ends at the page on which
//! the issuer wants a person.

use super::at_service::{AtService, Typed};
use super::identity::{self, Taken};
use super::{Credential, Error, given};
use crate::host::Host;
use crate::http::{self, Http};
use crate::sensitive::AccessToken;
use crate::service::{self, Answer, Body, RouteName, SentAs};
use cookie_store::{CookieExpiration, CookieStore};
use hyper::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use hyper::{Method, StatusCode};
use tokio::time::timeout;
use url::Url;

/// More redirects than this are a circle: the service was not content with what the issuer said.
const MOST: usize = 20;
/// The limit of the whole walk, in those of a request: others wait for as long.
const LIMITS: u32 = 5;

/// Where a walk ended.
pub(super) enum End {
    /// At the service, which set its cookie.
    LoggedIn(Box<Credential>),
    /// At a page for people.
    Page { at: String },
}

/// Asks the service as somebody whom it does not know, and goes where it sends. Nothing is sent but the cookies that each site
/// on the way has set itself.
pub(super) async fn walk(at: &AtService, host: &Host, http: &Http) -> Result<End, Error> {
    let limit = http.timeout().saturating_mul(LIMITS);
    timeout(limit, steps(at, host, http)).await.unwrap_or_else(|_| {
        let why = format!("its login takes longer than {} s", limit.as_secs());
        Err(service::Error::Odd { at: at.site.name(), why }.into())
    })
}

async fn steps(at: &AtService, host: &Host, http: &Http) -> Result<End, Error> {
    let (mut jar, mut url) = (CookieStore::new(), start(at)?);
    let is_home = |url: &Url| http::origin(url) == http::origin(&at.site.api);
    let mut has_left = false;
    for _ in 0..MOST {
        has_left |= !is_home(&url);
        let answer = at.site.send(http, Method::GET, url.clone(), Body::Empty, cookies(&jar, &url)).await?;
        for line in answer.headers().get_all(SET_COOKIE) {
            // a cookie for another site, or one that is none, is not taken
            let _ = line.to_str().map(|line| jar.parse(line, &url));
        }
        let Some(to) = answer.location() else { return ended(at, &answer, &jar, host) };
        http::check_secure(&to, at.site.allow_http).map_err(crate::oidc::Error::from)?;
        if has_left
            && is_home(&answer.url)
            && let Some(credential) = credential(at, &jar, host)
            && !matches!(identity::taken(at, &credential, http).await?, Taken::No { .. })
        {
            return Ok(End::LoggedIn(Box::new(credential)));
        }
        url = to;
    }
    let why = format!("its login leads on and on (more than {MOST} redirects)");
    Err(service::Error::Odd { at: at.site.name(), why }.into())
}

/// Where a login begins, or else whatever wants one.
fn start(at: &AtService) -> Result<Url, service::Error> {
    let routes = [RouteName::Authorize, RouteName::Whoami, RouteName::Guarded];
    let mut found = routes.into_iter().filter(|name| at.site.route(*name).is_ok());
    found.next().map_or_else(|| Ok(at.site.api.clone()), |name| at.site.url(name, &[]))
}

/// A page at the service itself is no login page of an issuer, but what it says when something went wrong.
fn ended(at: &AtService, answer: &Answer, jar: &CookieStore, host: &Host) -> Result<End, Error> {
    let is_home = http::origin(&answer.url) == http::origin(&at.site.api);
    match (is_home, answer.status()) {
        (true, status) if status.is_success() => credential(at, jar, host)
            .map(|credential| End::LoggedIn(Box::new(credential)))
            .ok_or_else(|| answer.odd("it logs nobody in: it answers without sending to an issuer").into()),
        (true, _) => Err(answer.refusal().into()),
        (false, StatusCode::OK | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
            Ok(End::Page { at: http::origin(&answer.url) })
        }
        (false, _) => {
            let said = answer.said();
            let (at, status) = (http::origin(&answer.url), answer.status().as_u16());
            Err(service::Error::Refused { at, status, said, means: None }.into())
        }
    }
}

fn cookies(jar: &CookieStore, url: &Url) -> HeaderMap {
    let line = jar.get_request_values(url).map(|(name, value)| format!("{name}={value}"));
    let line = line.collect::<Vec<_>>().join("; ");
    let mut headers = HeaderMap::new();
    if let Ok(mut value) = HeaderValue::from_str(&line)
        && !line.is_empty()
    {
        value.set_sensitive(true);
        headers.insert(COOKIE, value);
    }
    headers
}

fn credential(at: &AtService, jar: &CookieStore, host: &Host) -> Option<Credential> {
    let SentAs::Cookie(name) = &at.site.sent_as else { return None };
    let cookie = jar.matches(&at.site.api).into_iter().find(|cookie| cookie.name() == name)?;
    let value = AccessToken::new(cookie.value());
    let mut credential = at.blank_credential(&Typed::default(), host);
    let end = match cookie.expires {
        CookieExpiration::AtUtc(end) => Some(end.unix_timestamp()),
        CookieExpiration::SessionEnd => None,
    };
    credential.expires_at = given::expiry(&value).or(end);
    credential.access_token = Some(value);
    credential.is_walked = true;
    Some(credential)
}
