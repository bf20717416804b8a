//! A cookie of a service becomes a token at its renewal route: nothing else renews one there.
//!
//! What the cookie is to such a service, a refresh token is to an issuer: it is kept in the same place, and may be another one
//! after each use.

use super::at_service::{AtService, Typed};
use super::{Credential, Error};
use crate::host::Host;
use crate::http::{Heard, Http};
use crate::sensitive::{AccessToken, RefreshToken};
use crate::service::{self, Answer, Body, Question, RouteName, SentAs, cookies};
use hyper::HeaderMap;
use std::sync::{Mutex, PoisonError};

/// What came of a renewal.
pub(super) struct Renewal {
    /// What has come in the place of the cookie, whatever became of the rest.
    pub cookie: Option<RefreshToken>,
    pub outcome: Result<Credential, Error>,
}

/// Asks for a token with this cookie. A service that sends to its login page refuses it.
pub(super) async fn renew(
    at: &AtService,
    cookie: &RefreshToken,
    typed: &Typed,
    host: &Host,
    http: &Http,
) -> Renewal {
    let next = Mutex::new(None);
    let heard = |headers: &HeaderMap| {
        *next.lock().unwrap_or_else(PoisonError::into_inner) = cookie_of(at, headers, host);
    };
    let outcome = match ask(at, cookie, &heard, http).await {
        Ok(answer) => at.bearer(&answer, typed, host).and_then(|new| at.sendable(new)).map_err(Error::from),
        Err(why) => Err(why),
    };
    Renewal { cookie: next.into_inner().unwrap_or_else(PoisonError::into_inner), outcome }
}

async fn ask(at: &AtService, cookie: &RefreshToken, heard: &Heard<'_>, http: &Http) -> Result<Answer, Error> {
    let site = &at.site;
    let method = site.method(RouteName::Refresh)?;
    let url = site.url(RouteName::Refresh, &[])?;
    let question = Question { method: method.clone(), url, body: Body::Empty };
    let answer = site.send_heard(http, question, headers(at, cookie)?, heard).await?;
    if answer.location().is_some() && answer.is_unauthenticated(&method, site) {
        return Err(answer.refused(answer.said(), None).into());
    }
    Ok(answer)
}

/// The cookie of an answer that renews the token in it, where the profile names one.
pub(super) fn cookie_of(at: &AtService, headers: &HeaderMap, host: &Host) -> Option<RefreshToken> {
    let name = at.site.renewed_by.as_ref()?;
    let set = cookies::named(headers, name, host.clock.now())?;
    Some(RefreshToken::new(set.value.expose()))
}

/// The headers of a request with the cookie.
pub(super) fn headers(at: &AtService, cookie: &RefreshToken) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    if let Some(name) = &at.site.renewed_by {
        let value = AccessToken::new(cookie.expose());
        let sent_as = SentAs::Cookie(name.clone());
        sent_as.put(&value, &at.site.api, &mut headers).map_err(service::Error::from)?;
    }
    Ok(headers)
}
