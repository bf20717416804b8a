//! The redirects of a login in the browser, walked with one jar of cookies: that ends at the service, logged in, where the issuer
//! asks nobody anything (it knows the machine by its network, or it is one for development). Else it ends at the page on which
//! the issuer wants a person.

use super::at_service::{AtService, Typed};
use super::identity::{self, Taken};
use super::jar::Jar;
use super::{Credential, Error, given};
use crate::host::Host;
use crate::http::{self, Http};
use crate::service::{self, Answer, Body, RouteName, SentAs};
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

/// Asks the service as somebody whom it does not know, and goes where it sends. Nothing is sent but the cookies that each origin
/// on the way has set itself, and what the service's own origin has set is alone its session.
pub(super) async fn walk(at: &AtService, host: &Host, http: &Http) -> Result<End, Error> {
    let limit = http.timeout().saturating_mul(LIMITS);
    timeout(limit, steps(at, host, http)).await.unwrap_or_else(|_| {
        let why = format!("its login takes longer than {} s", limit.as_secs());
        Err(service::Error::Odd { at: at.site.name(), why }.into())
    })
}

async fn steps(at: &AtService, host: &Host, http: &Http) -> Result<End, Error> {
    let mut jar = Jar::default();
    let (mut method, mut url) = start(at)?;
    let mut has_left = false;
    for _ in 0..MOST {
        has_left |= !is_home(at, &url);
        let answer = at.site.send(http, method, url.clone(), Body::Empty, jar.headers(&url)).await?;
        jar.hear(&url, answer.headers(), host.clock.unix());
        http.hide(jar.secrets());
        let Some(to) = next(at, &answer)? else { return ended(at, answer, &jar, host) };
        if has_left
            && is_home(at, &answer.url)
            && let Some(credential) = credential(at, &jar, host)
            && !matches!(identity::taken(at, &credential, http).await?, Taken::No { .. })
        {
            return Ok(End::LoggedIn(Box::new(credential)));
        }
        (method, url) = (Method::GET, to);
    }
    let why = format!("its login leads on and on (more than {MOST} redirects)");
    Err(service::Error::Odd { at: at.site.name(), why }.into())
}

fn is_home(at: &AtService, url: &Url) -> bool {
    url.origin() == at.site.api.origin()
}

/// Where an answer sends. From https it is not gone to http, which anybody on the way reads and answers, but back to a service
/// that is by http itself, as the person has said.
fn next(at: &AtService, answer: &Answer) -> Result<Option<Url>, Error> {
    let Some(mut to) = answer.location() else { return Ok(None) };
    http::check_secure(&to, at.site.allow_http).map_err(service::Error::from)?;
    if answer.url.scheme() == "https" && to.scheme() == "http" && !is_home(at, &to) {
        let (from, to) = (http::origin(&answer.url), http::origin(&to));
        let why = format!("its login leads from {from} to {to}, from https to http");
        return Err(service::Error::Odd { at: at.site.name(), why }.into());
    }
    // a user in the address would become a credential of its own
    let _ = to.set_username("");
    let _ = to.set_password(None);
    Ok(Some(to))
}

/// Where a login begins, or else whatever wants one.
fn start(at: &AtService) -> Result<(Method, Url), service::Error> {
    let routes = [RouteName::Authorize, RouteName::Whoami, RouteName::Guarded];
    let mut found = routes.into_iter().filter(|name| at.site.route(*name).is_ok());
    match found.next() {
        Some(name) => Ok((at.site.method(name)?, at.site.url(name, &[])?)),
        None => Ok((Method::GET, at.site.api.clone())),
    }
}

/// A page at the service itself is no login page of an issuer, but what it says when something went wrong.
fn ended(at: &AtService, mut answer: Answer, jar: &Jar, host: &Host) -> Result<End, Error> {
    match (is_home(at, &answer.url), answer.status()) {
        (true, status) if status.is_success() => credential(at, jar, host)
            .map(|credential| End::LoggedIn(Box::new(credential)))
            .ok_or_else(|| answer.odd("it logs nobody in: it answers without sending to an issuer").into()),
        (true, _) => Err(answer.refusal().into()),
        (false, StatusCode::OK | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
            Ok(End::Page { at: http::origin(&answer.url) })
        }
        (false, _) => {
            answer.at = http::origin(&answer.url);
            Err(answer.refusal().into())
        }
    }
}

fn credential(at: &AtService, jar: &Jar, host: &Host) -> Option<Credential> {
    let SentAs::Cookie(name) = &at.site.sent_as else { return None };
    let cookie = jar.find(&at.site.api, name)?;
    let mut credential = at.blank_credential(&Typed::default(), host);
    credential.expires_at = given::expiry(&cookie.value).or(cookie.ends_at);
    credential.access_token = Some(cookie.value.clone());
    credential.is_walked = true;
    Some(credential)
}
